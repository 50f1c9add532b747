"""Which packages a project of Python installs, and which other projects with itself."""

from __future__ import annotations

import pytest

from ctxkit.extract.pyproject import MAX_BYTES
from ctxkit.model import PythonProject
from tests.extract.literal import facts

PATH = "agent/pyproject.toml"
NAMED = '[project]\nname = "My-Agent"\n'


def project(text: str, path: str = PATH) -> PythonProject:
    [found] = facts(path, text, PythonProject)
    return found


def test_the_name_and_its_line() -> None:
    found = project(f"# comment\n{NAMED}")
    assert (found.name, found.line, found.end_line) == ("My-Agent", 3, 3)
    poetry = project('[tool.poetry]\nname = "letters"\n')
    assert (poetry.name, poetry.line) == ("letters", 2)


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("", ("agent/src/my_agent", "agent/my_agent")),
        (
            '[build-system]\nbuild-backend = "setuptools.build_meta"',
            ("agent/src/my_agent", "agent/my_agent", "agent/src/*"),
        ),
        ('[tool.setuptools.packages.find]\nwhere = ["src"]', ("agent/src/*",)),
        ("[tool.setuptools.packages.find]\nnamespaces = false", ("agent/*",)),
        (
            '[tool.setuptools.packages.find]\nwhere = ["src"]\ninclude = ["a*", "b.c"]',
            ("agent/src/a*", "agent/src/b"),
        ),
        ("[tool.setuptools]\npackages = []", ()),
        ('[tool.setuptools]\npackages = ["a", "a.b"]', ("agent/a",)),
        (
            '[tool.setuptools]\npackages = ["a"]\npackage-dir = {"" = "lib"}',
            ("agent/lib/a",),
        ),
        (
            '[tool.setuptools]\npackages = ["a"]\npackage-dir = {a = "code/a"}',
            ("agent/code/a",),
        ),
        ('[tool.setuptools]\npy-modules = ["a"]', ("agent/a",)),
        (
            '[tool.hatch.build.targets.wheel]\npackages = ["src/a", "b"]',
            ("agent/src/a", "agent/b"),
        ),
        ('[tool.hatch.build.targets.wheel]\nonly-include = ["a"]', ("agent/a",)),
        ('[tool.hatch.build]\npackages = ["a"]', ("agent/a",)),
        ('[tool.uv.build-backend]\nmodule-name = "a"', ("agent/src/a",)),
        (
            '[tool.uv.build-backend]\nmodule-name = ["a", "b.c"]\nmodule-root = ""',
            ("agent/a", "agent/b"),
        ),
        (
            '[tool.poetry]\npackages = [{include = "a", from = "src"}, {include = "b/**/*.py"}, 7]',
            ("agent/src/a", "agent/b"),
        ),
        # What is out of the repository, and what is of no use.
        ('[tool.setuptools.packages.find]\nwhere = ["../..", "/etc"]', ()),
        ('[tool.setuptools]\npackages = "a"', ()),
        ("[tool]\nsetuptools = 7", ("agent/src/my_agent", "agent/my_agent")),
        ("[tool.hatch]\nbuild = []", ("agent/src/my_agent", "agent/my_agent")),
    ],
)
def test_packages(text: str, packages: tuple[str, ...]) -> None:
    assert project(f"{NAMED}{text}\n").packages == packages


def test_a_project_at_the_root() -> None:
    text = f'{NAMED}[tool.setuptools.packages.find]\nwhere = ["src"]\n'
    assert project(text, "pyproject.toml").packages == ("src/*",)


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ('[tool.uv.workspace]\nmembers = ["stores/*", "x"]', ("agent/stores/*", "agent/x")),
        ('[tool.uv.sources]\nother = { path = "../other", editable = true }', ("other",)),
        ("[tool.uv.sources]\nother = { workspace = true }", ()),
        ('[tool.uv.sources]\nother = [{ path = "../other" }]', ()),
        ('[tool.uv.sources]\nother = { path = "../../away" }', ()),
        ('[tool.uv.workspace]\nmembers = "stores"', ()),
    ],
)
def test_projects_that_are_installed_with_it(text: str, members: tuple[str, ...]) -> None:
    assert project(f"{NAMED}{text}\n").members == members


def test_a_workspace_without_a_project() -> None:
    found = project('[tool.uv.workspace]\nmembers = ["a"]\n', "pyproject.toml")
    assert (found.name, found.members, found.packages) == ("", ("a",), ())


@pytest.mark.parametrize(
    ("text", "built"),
    [
        ("", False),
        ('[build-system]\nrequires = ["setuptools"]', True),
        ("[tool.uv]\npackage = true", True),
        ("[tool.uv]\npackage = false", False),
    ],
)
def test_what_is_installed_itself(text: str, built: bool) -> None:
    assert project(f"{NAMED}{text}\n").built is built


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (PATH, "[tool.ruff]\nline-length = 100\n"),
        (PATH, "[tool.uv]\ndev-dependencies = []\n"),
        ("agent/uv.lock", NAMED),
        ("agent/x-pyproject.toml", NAMED),
    ],
)
def test_files_that_describe_no_project(path: str, text: str) -> None:
    assert facts(path, text, PythonProject) == []


def test_projects_of_tests_are_none() -> None:
    assert facts(PATH, NAMED, PythonProject, test=True) == []


@pytest.mark.parametrize(
    "line", ["x." * 200_000 + "y = 1", "x = {" + "x." * 20_000 + "y = 1}", "# " + "x" * MAX_BYTES]
)
def test_a_file_that_is_no_person_s_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="too large, or a key with too many parts"):
        facts(PATH, f"{NAMED}{line}\n", PythonProject)
