"""Packages of the repositories' own, where an image installs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.own_packages import installed_file, is_own_module
from ctxkit.index.reader import Index
from ctxkit.model import Fact, PythonProject
from tests.ask.literal import literal_index


def project(*packages: str, members: tuple[str, ...] = (), built: bool = False) -> list[Fact]:
    return [
        PythonProject(name="x", line=1, end_line=1, packages=packages, members=members, built=built)
    ]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    projects = {
        "api/pyproject.toml": project(members=("api/stores/*", "postman")),
        "api/stores/red/pyproject.toml": project("api/stores/red/src/*"),
        "api/stores/blue/pyproject.toml": project("api/stores/blue/src/*"),
        "api/stores/blue/deep/pyproject.toml": project("api/stores/blue/deep/*"),
        "postman/pyproject.toml": project("postman/src/postman*", "postman/src/stamps"),
        "alone/pyproject.toml": project("alone/*"),
        "built/pyproject.toml": project("built", built=True),
        "tests/pyproject.toml": project("tests/src/*", built=True),
    }
    files = (
        "api/stores/red/src/store_red/__init__.py",
        "api/stores/red/src/store_red/client.py",
        "api/stores/blue/src/store_blue/__init__.py",
        "api/stores/blue/deep/deep/__init__.py",
        "api/core/__init__.py",
        "postman/src/postman/__init__.py",
        "postman/src/postman/app.py",
        "postman/src/postman_extras/__init__.py",
        "postman/src/other/__init__.py",
        "postman/src/stamps.py",
        "alone/alone/__init__.py",
        "built/__init__.py",
        "tests/src/tester/__init__.py",
    )
    return literal_index(
        tmp_path_factory.mktemp("packages"),
        {
            "dify": {path: ("x\n", facts) for path, facts in projects.items()}
            | {path: ("x\n", []) for path in files},
            "plugins": {"red/src/store_plugin/__init__.py": ("x\n", [])},
        },
    ).index


@pytest.mark.parametrize(
    ("installed", "path"),
    [
        ("store_red/client.py", "api/stores/red/src/store_red/client.py"),
        ("store_blue/__init__.py", "api/stores/blue/src/store_blue/__init__.py"),
        ("postman/app.py", "postman/src/postman/app.py"),
        ("postman\\app.py", "postman/src/postman/app.py"),
        ("postman_extras/__init__.py", "postman/src/postman_extras/__init__.py"),
        ("stamps.py", "postman/src/stamps.py"),
        ("built/__init__.py", "built/__init__.py"),
        ("postman/gone.py", None),
        ("other/__init__.py", None),  # its project does not install it
        ("deep/__init__.py", None),  # no member: its folder is deeper
        ("alone/__init__.py", None),  # a script's project, which nothing installs
        ("core/__init__.py", None),
        ("tester/__init__.py", None),
        ("store_plugin/__init__.py", None),
        ("flask/app.py", None),
        ("", None),
    ],
)
def test_the_file_behind_a_path_below_site_packages(
    index: Index, installed: str, path: str | None
) -> None:
    file = installed_file(index, installed)
    assert (file.path if file else None) == path


@pytest.mark.parametrize(
    ("module", "own"),
    [
        ("postman", True),
        ("postman.server.errors", True),
        ("store_red.client", True),
        ("stamps", True),
        ("other", False),
        ("redis.exceptions", False),
        ("", False),
    ],
)
def test_whose_module_it_is(index: Index, module: str, own: bool) -> None:
    assert is_own_module(index, module) is own


def test_a_workspace_without_projects_has_no_packages(tmp_path: Path) -> None:
    index = literal_index(tmp_path, {"dify": {"api/a/__init__.py": ("x\n", [])}}).index
    assert installed_file(index, "a/__init__.py") is None
    assert not is_own_module(index, "a")
