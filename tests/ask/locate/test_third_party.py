"""Lines of other projects are refused, and their owner is named."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.third_party import is_foreign, owner_of_line, package_of, words_of_owner
from ctxkit.logline import parse_events
from ctxkit.model import PythonProject
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask, ContextOf


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        (
            "docker-api-1 | ERROR [flask_migrate] Error: Can't locate revision identified by '08ec'",
            "Alembic",
        ),
        (
            'db-1 | 2025-05-22 02:57:35.123 UTC [55] ERROR:  relation "x" does not exist',
            "PostgreSQL",
        ),
        ("ChunkLoadError: Loading chunk 5983 failed.", "Next.js"),
        (
            "2026-05-26 13:22:40.889 INFO [GraphWorker-1] [some_node.py:227] abcdef0123 - suspended",
            "graphon",
        ),
        (
            "db-1 | FATAL:  remaining connection slots are reserved for roles with SUPERUSER",
            "PostgreSQL",
        ),
        ("1:M 22 Nov 2025 10:00:00.000 * Background saving terminated with success", "Redis"),
        (
            '{"action":"grpc_startup","level":"info","msg":"grpc server listening","time":"2026-05-26T13:22:40Z"}',
            "Weaviate",
        ),
        ("2026-05-26T13:22:40.123456Z  INFO qdrant::settings: Loaded config", "Qdrant"),
        ("[2025-08-13 09:15:34,105: INFO/MainProcess] celery@4f6a ready.", "Celery"),
        ("[2025-08-13 09:15:34 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:77)", "Gunicorn"),
        (" * Running on http://127.0.0.1:5001", "Werkzeug"),
        ("INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)", "Uvicorn"),
        (
            "May 22 02:57:35 node1 containerd[812]: cleaning up after shim disconnected",
            "containerd",
        ),
        ("/docker-entrypoint.sh: Configuration complete; ready for start up", "nginx"),
        ("ERROR: Could not find a version that satisfies the requirement x==9", "pip"),
        (
            "Unchecked runtime.lastError: The message port closed before a response was received.",
            "browser",
        ),
        ("x ⨯ [TypeError: fetch failed] { code: 'ENOTFOUND' }", "Next.js"),
        (
            "/app/api/.venv/lib/python3.12/site-packages/celery/platforms.py:829: SecurityWarning: root",
            "celery",
        ),
        (
            "dify-audit-5f7 | 2026-05-26T13:22:40Z ERROR audit/consumer.go:51 failed to write",
            "Enterprise",
        ),
        ("The quick brown fox", ""),
        (
            'dify-enterprise-1  | {"level":"error","ts":1.5,"caller":"license/check.go:3","msg":"license expired"}',
            "Enterprise",
        ),
        ("[pod/my-plugin-manager-7c9f8d6b5-x2x4q/manager] something happened", "Enterprise"),
        (
            "Uncaught TypeError: Cannot read properties of undefined (reading 'length')",
            "JavaScript engine",
        ),
    ],
)
def test_lines_from_elsewhere_are_refused_and_their_owner_named(
    ask: Ask, line: str, owner: str
) -> None:
    finding = ask(line)
    assert finding.confidence in ("low", "none")
    assert any(owner in note for note in finding.notes)


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        ("2026-05-26 13:22:31.627 INFO [x] [trace.py:128]  - Task x succeeded", "Celery (celery/app/trace.py)"),
        ("2025-07-21 14:24:42.166 ERROR [x] [app.py:875] - Exception on /v1/x [POST]", "Flask (flask/app.py)"),
        ("2025-07-21 14:24:42.166 ERROR [x] [app.py:875] - something else", ""),
        ("2025-07-21 14:24:42.166 INFO [x] [_universal.py:508] - Request URL: 'https://x'",
         "azure-core (azure/core/pipeline/policies/_universal.py)"),
        ("WARNING:werkzeug.serving:something", "Werkzeug"),
        ("WARNING:services.letter_service:something", ""),
        ("/x/lib/python3.12/site-packages/celery/platforms.py:829: DeprecationWarning: old", "the package celery"),
        ("/x/lib/python3.12/site-packages/celery/platforms.py:829: DeprecationWarning: old\nTraceback (most recent call last):\n"
         '  File "/app/api/services/mail_service.py", line 10, in deliver\nValueError: zz', ""),
        ("Uncaught TypeError: e.some is not a function", "the JavaScript engine of the browser or Node.js (the stack below it has the place)"),
        ("e.some is not a function", "the JavaScript engine of the browser or Node.js (the stack below it has the place)"),
        ("(intermediate value).map is not a function", "the JavaScript engine of the browser or Node.js (the stack below it has the place)"),
        ("NameError: name 'tenant_id' is not defined", "Python (a name that the code it ran lacks)"),
        ("TypeError: 'NoneType' object is not a function of x", ""),
        ("the letter box is not a function of time", ""),
        ("[config] tenant quota reloaded", ""),
        ("- ** ---------- [config]", "Celery"),
        ("GraphWorker is up", ""),
        ("2026-05-26 13:22:40.889 INFO [GraphWorker-1] [some_node.py:227] abcdef0123 - x",
         "the workflow engine (since Dify 1.14 the package graphon)"),
        ("2026-05-26 13:22:40.889 INFO [GraphWorker-1] [mail_service.py:227] abcdef0123 - x", ""),
        ("2026-05-26 13:22:40.889 INFO [x] [mail_service.py:227]  - OOMKilled", ""),
        ("2026-05-26 13:22:40.889 INFO [x] [gone_service.py:227]  - OOMKilled", "Kubernetes"),
        ("db-1 | 2026-05-26 13:22:40.889 INFO [x] [mail_service.py:227]  - x", "PostgreSQL"),
        ("pigeonry.errors.StormError: no pigeon flies", "the package pigeonry"),
        ("services.errors.StormError: no pigeon flies", ""),
        ("2025-08-13 09:15:34 +0000 plain", ""),
        ("weaviate-1 | ready", "Weaviate"),
        ("qdrant-1 | ready", "Qdrant"),
        ("milvus-1 | ready", "Milvus"),
        ("redis-1 | ready", "Redis"),
        ("[2025-08-13 09:15:34 +0000] [1] [INFO] Booting worker with pid: 7", "Gunicorn"),
        ("2025/05/07 08:38:54 [error] 29#29: *1 connect() failed", "nginx"),
    ],
)  # fmt: skip
def test_the_owner_of_a_line(context_of: ContextOf, line: str, owner: str) -> None:
    assert owner_of_line(context_of(line)) == owner


@pytest.mark.parametrize(
    ("line", "foreign"),
    [
        ("2025-05-22 02:57:35.123 UTC [55] ERROR:  gone", True),
        ("1:M 22 Nov 2025 10:00:00.000 * Ready", True),
        ("E0512 12:00:00.000000       1 reflector.go:33] failed", True),
        ("db-1 | gone", True),
        ("dify-enterprise-1 | gone", True),
        ("[2025-08-13 09:15:34 +0000] [1] [INFO] Booting", False),
        ("2025/05/07 08:38:54 [error] 29#29: *1 connect() failed", False),
        ("api-1 | gone", False),
        ("gone", False),
    ],
)
def test_which_lines_no_statement_of_the_repositories_wrote(
    context_of: ContextOf, line: str, foreign: bool
) -> None:
    assert is_foreign(context_of(line)) is foreign


@pytest.mark.parametrize(
    ("error", "package"),
    [
        ("pigeonry.errors.StormError", "pigeonry"),
        ("services.errors.StormError", ""),
        ("provider.acme.StormError", ""),
        ("tools.send.StormError", ""),
        ("__main__.StormError", ""),
        ("builtins.ValueError", ""),
        ("StormError", ""),
    ],
)
def test_the_package_of_an_error(context_of: ContextOf, error: str, package: str) -> None:
    assert package_of(context_of(f"{error}: no pigeon flies")) == package


def test_a_module_of_the_apis_own_is_no_package(tmp_path: Path) -> None:
    asked = literal_index(
        tmp_path, {"dify": {"api/extras.py": ("x\n", []), "web/weby/a.py": ("x\n", [])}}
    )

    def package(error: str) -> str:
        event = parse_events(f"{error}: x")[0]
        context = LocateContext(event=event, index=asked.index, sources=asked.sources)
        return package_of(context)

    assert package("extras.BoxError") == ""
    assert package("weby.BoxError") == "weby"
    assert package("extra.BoxError") == "extra"


def test_a_path_in_a_prefix_must_be_that_of_the_repository(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, {"dify-plugin-daemon": {"internal/db/store.go": ("x\n", [])}})

    def owner(line: str) -> str:
        event = parse_events(line)[0]
        return owner_of_line(LocateContext(event=event, index=asked.index, sources=asked.sources))

    query = "record not found\n[301.6ms] [rows:1] SELECT * FROM letters"
    assert owner(f"2025/08/26 08:25:20 /app/internal/db/store.go:33 {query}").startswith("gorm")
    assert owner(f"2025/08/26 08:25:20 store.go:33: [INFO]{query}") == ""


def test_an_installed_package_of_the_repositories_is_not_foreign(tmp_path: Path) -> None:
    project = PythonProject(name="p", line=1, end_line=1, packages=("postman/src/*",), built=True)
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "postman/pyproject.toml": ("x\n", [project]),
                "postman/src/postman/__init__.py": ("x\n", []),
                "postman/src/postman/old.py": ("x\n", []),
            }
        },
    )

    def context(line: str) -> LocateContext:
        event = parse_events(line)[0]
        return LocateContext(event=event, index=asked.index, sources=asked.sources)

    own = context("postman.client.errors.StormError: no pigeon flies")
    assert package_of(own) == owner_of_line(own) == ""
    assert package_of(context("pigeonry.errors.StormError: no pigeon flies")) == "pigeonry"
    warned = "/x/lib/python3.12/site-packages/postman/old.py:829: DeprecationWarning: old"
    assert owner_of_line(context(warned)) == ""


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Failed to prepare  distributions", "Failed to prepare distributions"),
        ("output: error: Failed to prepare distributions", "Failed to prepare distributions"),
        ("refused: no such service: crow", ""),
        ("No such service: crow", "o such service: crow"),
        ("The quick brown fox", ""),
        ("2025/08/26 08:25:20 store.go:33: [INFO]DEBUG uv 0.9", "DEBUG uv 0.9"),
        ("2025/08/26 08:25:20 internal/core/launcher.go:33: [INFO]DEBUG uv 0.9", ""),
    ],
)
def test_the_words_of_another_program_in_a_message(
    context_of: ContextOf, line: str, words: str
) -> None:
    assert words_of_owner(context_of(line)) == words
