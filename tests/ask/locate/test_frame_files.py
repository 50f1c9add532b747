"""Stack frames lead to files: of the workspace, or of packages."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.frame_files import base_name, file_of, function_name, owner_of
from ctxkit.index.reader import Index
from ctxkit.logline import Frame
from ctxkit.model import PythonProject
from tests.ask.literal import literal_index

POSTMAN = PythonProject(name="postman", line=1, end_line=1, packages=("agent/src/*",), built=True)


def py(path: str, function: str = "f") -> Frame:
    return Frame(language="python", path=path, line=1, function=function)


def go(path: str, function: str = "", module: str = "") -> Frame:
    return Frame(language="go", path=path, line=1, function=function, module=module)


@pytest.mark.parametrize(
    ("frame", "owner"),
    [
        (py("/app/api/.venv/lib/python3.12/site-packages/flask/app.py"), "flask"),
        (py("/usr/lib/python3/dist-packages/six.py"), "six"),
        (py("/app/.venv/lib/python3.12/site-packages/postman/server/app.py"), ""),
        (py("/app/.venv/lib/python3.12/site-packages/postman/server/gone.py"), ""),
        (py("C:\\venv\\Lib\\site-packages\\flask\\app.py"), "flask"),
        (py("/usr/local/lib/python3.12/threading.py"), "the Python standard library"),
        (py("/usr/lib/python3.12/json/__init__.py"), "the Python standard library"),
        (py("/opt/x/lib/python3.12/json/__init__.py"), "the Python standard library"),
        (py("/app/api/app.py"), ""),
        (go("/usr/local/go/src/runtime/panic.go"), "the Go runtime"),
        (go("/build/runtime/asm_amd64.s"), "the Go runtime"),
        (go("/root/go/pkg/mod/github.com/gin-gonic/gin@v1.9/context.go"), "github.com/gin-gonic/gin"),
        (go("/app/internal/core/pool.go"), ""),
        (Frame(language="js", path="/usr/local/go/src/x.js", line=1), ""),
    ],
)  # fmt: skip
def test_whose_file_a_frame_is_in(index: Index, frame: Frame, owner: str) -> None:
    assert owner_of(frame, index) == owner


@pytest.mark.parametrize(
    ("frame", "name"),
    [
        (py("a.py", "Mail.send"), "send"),
        (py("a.py", "<module>"), "<module>"),
        (go("a.go", "core.(*Pool).Start"), "Start"),
        (go("a.go", "core.(*Pool).Start.func1"), "Start"),
        (go("a.go", "core.(*Pool).Start.func1.2.gowrap1"), "Start"),
        (go("a.go", "core.Map[...]"), "Map"),
        (go("a.go", "core.Launch.deferwrap1"), "Launch"),
        (py("a.py", "Start.func1"), "func1"),
    ],
)
def test_the_plain_name_of_a_function(frame: Frame, name: str) -> None:
    assert function_name(frame) == name


def test_a_base_name_behind_either_slash() -> None:
    assert base_name("/app/api/app.py") == "app.py"
    assert base_name("C:\\dify\\api\\app.py") == "app.py"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return literal_index(
        tmp_path_factory.mktemp("frames"),
        {
            "dify": {
                path: ("x\n", [])
                for path in (
                    "api/core/engine.py",
                    "api/core/mail/send.py",
                    "api/services/mail/send.py",
                    "api/tests/core/only.py",
                    "api/app.py",
                    "web/app/apps/page.tsx",
                    "agent/src/postman/__init__.py",
                    "agent/src/postman/server/app.py",
                )
            }
            | {"agent/pyproject.toml": ("x\n", [POSTMAN])},
            "dify-plugin-daemon": {
                path: ("x\n", []) for path in ("internal/core/pool.go", "pkg/core/pool.go")
            },
            "dify-sandbox": {"internal/core/pool.go": ("x\n", [])},
            "dify-official-plugins": {
                path: ("x\n", [])
                for path in (
                    "models/parrot/models/llm/llm.py",
                    "models/finch/models/llm/llm.py",
                    "tools/twice/tools/say.py",
                    "models/twice/tools/say.py",
                )
            },
        },
    ).index


@pytest.mark.parametrize(
    ("frame", "service", "place"),
    [
        (py("/app/api/core/engine.py"), "", "dify api/core/engine.py"),
        (py("C:\\x\\api\\core\\engine.py"), "", "dify api/core/engine.py"),
        (py("core/engine.py"), "", "dify api/core/engine.py"),
        (py("engine.py"), "", "dify api/core/engine.py"),
        (py("/app/old/engine.py"), "", None),
        (py("/other/core/engine.py"), "", None),
        (py("/app/api/services/mail/send.py"), "", "dify api/services/mail/send.py"),
        (py("send.py"), "", None),
        (py("/app/api/tests/core/only.py"), "", None),
        (py("/app/api/.venv/lib/python3.12/site-packages/core/engine.py"), "", None),
        (py("/app/api/.venv/lib/python3.12/site-packages/postman/server/app.py"), "",
         "dify agent/src/postman/server/app.py"),
        (py("C:\\venv\\Lib\\site-packages\\postman\\server\\app.py"), "", "dify agent/src/postman/server/app.py"),
        (py("/venv/lib/python3.12/site-packages/postman/server/gone.py"), "", None),
        (py("/venv/lib/python3.12/site-packages/server/app.py"), "", None),
        (go("/app/internal/core/pool.go"), "plugin_daemon", "dify-plugin-daemon internal/core/pool.go"),
        (go("/app/internal/core/pool.go"), "sandbox", "dify-sandbox internal/core/pool.go"),
        (go("/app/internal/core/pool.go"), "", None),
        (go("/build/dify-sandbox/internal/core/pool.go"), "", "dify-sandbox internal/core/pool.go"),
        (go("/app/internal/core/pool.go", module="github.com/x/dify-plugin-daemon/internal/core"), "",
         "dify-plugin-daemon internal/core/pool.go"),
        (py("/app/cwd/langgenius/parrot-0.0.1@1a2b/models/llm/llm.py"), "",
         "dify-official-plugins models/parrot/models/llm/llm.py"),
        (py("/app/cwd/langgenius/goose-0.0.1@1a2b/models/llm/llm.py"), "", None),
        (py("/app/cwd/langgenius/parrot-0.0.1@1a2b/other/llm.py"), "", None),
        (py("/app/cwd/langgenius/twice-0.0.1@1a2b/tools/say.py"), "", None),
        (Frame(language="js", path="./app/apps/page.tsx", line=1), "", "dify web/app/apps/page.tsx"),
        (Frame(language="js", path="./app/apps/page.js", line=1), "", None),
    ],
)  # fmt: skip
def test_the_file_of_a_frame(index: Index, frame: Frame, service: str, place: str | None) -> None:
    file = file_of(frame, index, service)
    assert (f"{file.repo} {file.path}" if file else None) == place


def test_of_two_files_the_one_with_the_longer_path_in_common(tmp_path: Path) -> None:
    files = {path: ("x\n", []) for path in ("api/a/b/c/x.py", "web/a/b/c/x.py")}
    index = literal_index(tmp_path, {"dify": files}).index  # type: ignore[arg-type]
    file = file_of(py("/web/a/b/c/x.py"), index, "")
    assert file is not None
    assert file.path == "web/a/b/c/x.py"
    assert file_of(py("/zz/a/b/c/x.py"), index, "") is None
    home = file_of(py("/zz/a/b/c/x.py"), index, "api")
    assert home is not None
    assert home.path == "api/a/b/c/x.py"
