"""CONTRIBUTING.md is true: its tables are what the import contracts say, the names in it exist, and
what it says a newcomer need not change need not be changed.

`CTXKIT_GOLDEN=write` writes its tables anew; review the difference.
"""

from __future__ import annotations

import ast
import io
import os
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import pytest
from rich.console import Console

import ctxkit
from ctxkit.api import Answer
from ctxkit.model import ConfigKey, Fact, Finding, Hit, KeyAnswer, Question
from ctxkit.output.terminal import print_details
from ctxkit.text.untrusted import fenced_off
from tests.commands.running import ROOT

tomllib = pytest.importorskip("tomllib")  # Python 3.11

CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PACKAGE = ROOT / "ctxkit"
WRITING = os.environ.get("CTXKIT_GOLDEN") == "write"
BLOCK = re.compile(r"(<!-- ([a-z]+):begin -->\n)(.*?)(<!-- \2:end -->)", re.DOTALL)
PATH = re.compile(r"`((?:ctxkit|tests|benchmarks|docs|prompts)/[^`\s<>*]*)`")
NAME_IN_MODULE = re.compile(r"`([A-Z_]{4,})` of `(ctxkit/[\w/]+\.py)`")
DISTRIBUTIONS = {
    "tree_sitter": "tree-sitter", "git": "GitPython", "whoosh": "whoosh3", "ruamel": "ruamel.yaml",
    "rich": "rich", "tomli": "tomli", "mcp": "mcp", "pydantic": "pydantic",
    "distributed": "distributed", "fsspec": "fsspec",
}  # fmt: skip


def contracts() -> dict[str, dict[str, Any]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))
    return {c["name"]: c for c in settings["tool"]["importlinter"]["contracts"]}


def summary(name: str) -> str:
    """Return the first sentence of the docstring of a folder or module of the package."""
    folder = PACKAGE / name
    file = folder / "__init__.py" if folder.is_dir() else PACKAGE / f"{name}.py"
    text = " ".join((ast.get_docstring(ast.parse(file.read_text("utf8"))) or "").split())
    return re.split(r"(?<=\.) ", text)[0]


def shown(name: str) -> str:
    return f"`{name}/`" if (PACKAGE / name).is_dir() else f"`{name}.py`"


def layers() -> str:
    rows = [
        f"| {number} | {shown(name)} | {summary(name)} |\n"
        for number, layer in enumerate(contracts()["The way data flows"]["layers"], 1)
        for name in layer.split(" | ")
    ]
    return "| | folder | |\n|---|---|---|\n" + "".join(rows)


def questions() -> str:
    lines = []
    for arrow in contracts()["A question imports no other question"]["ignore_imports"]:
        source, target = (side.split(".")[2] for side in arrow.split(" -> "))
        lines.append(f"- {source} imports {target}\n")
    return "".join(lines)


def doors() -> str:
    rows = []
    for arrow in contracts()["Doors to outside libraries"]["ignore_imports"]:
        module, library = arrow.split(" -> ")
        path = module.removesuffix(".**").removeprefix("ctxkit.").replace(".", "/")
        rows.append(f"| {DISTRIBUTIONS[library]} | {shown(path)} |\n")
    return "| library | used in |\n|---|---|\n" + "".join(rows)


BLOCKS: dict[str, Callable[[], str]] = {"layers": layers, "questions": questions, "doors": doors}


@pytest.mark.skipif(WRITING, reason="the tables are being written")
def test_the_tables_are_what_the_contracts_say() -> None:
    found = {each[2]: each[3] for each in BLOCK.finditer(CONTRIBUTING.read_text("utf8"))}
    assert found == {name: make() for name, make in BLOCKS.items()}


@pytest.mark.skipif(not WRITING, reason="only with CTXKIT_GOLDEN=write")
def test_write_the_tables() -> None:
    text = CONTRIBUTING.read_text("utf8")
    CONTRIBUTING.write_text(
        BLOCK.sub(lambda found: f"{found[1]}{BLOCKS[found[2]]()}{found[4]}", text), "utf8"
    )


def test_every_library_with_a_contract_has_one_door() -> None:
    contract = contracts()["Doors to outside libraries"]
    behind = [arrow.split(" -> ")[1] for arrow in contract["ignore_imports"]]
    behind.remove("tree_sitter")  # of facts, which are indexed, and of flow, which is not
    assert sorted(behind) == sorted(contract["forbidden_modules"]) == sorted(DISTRIBUTIONS)


def test_every_question_is_in_the_contract() -> None:
    folders = {f"ctxkit.ask.{p.parent.name}" for p in (PACKAGE / "ask").glob("*/__init__.py")}
    assert set(contracts()["A question imports no other question"]["modules"]) == folders


def test_every_path_exists() -> None:
    for path in PATH.findall(CONTRIBUTING.read_text("utf8")):
        assert (ROOT / path).exists(), path


def test_every_table_that_is_named_is_in_its_module() -> None:
    found = NAME_IN_MODULE.findall(CONTRIBUTING.read_text("utf8"))
    assert len(found) >= 2
    for name, path in found:
        module = import_module(path.removesuffix(".py").replace("/", "."))
        assert hasattr(module, name), (name, path)


def test_the_targets_of_make_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf8")
    for target in re.findall(r"`make ([a-z]+)`", CONTRIBUTING.read_text("utf8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


# --- what need not be changed ---------------------------------------------------------------------


class Parcel(Fact, frozen=True, kw_only=True):
    """A kind of fact that no form of output has seen."""

    kind: ClassVar[str] = "parcel_of_land"


def forms(finding: Finding, ws: ctxkit.Workspace) -> dict[str, str]:
    """Return a finding in every form."""
    answer = Answer(finding, ws.index, ws.sources)
    out = Console(file=io.StringIO(), width=200, color_system=None)
    print_details(answer.finding, answer.text, out)
    return {
        "markdown": answer.bundle(format="markdown").markdown,
        "xml": answer.bundle(format="xml").markdown,
        "json": str(answer.to_dict()),
        "terminal": out.file.getvalue(),  # type: ignore[attr-defined]
    }


def test_a_new_kind_of_fact_is_shown_in_every_form(demo_workspace: ctxkit.Workspace) -> None:
    fact = Parcel(
        repo="dify", path="api/core/helper/ssrf_proxy.py", line=12, end_line=12, name="lot7"
    )
    hits = (Hit(fact=fact, score=0.5),)
    finding = Finding(
        question=Question(command="find"),
        query="q",
        confidence="high",
        versions=tuple(demo_workspace.checkouts.values()),
        hits=hits,
    )
    for name, text in forms(finding, demo_workspace).items():
        assert re.search(r"parcel[_ ]of[_ ]land", text), name
        assert "SSRF_DEFAULT_MAX_RETRIES" in text


def test_a_new_question_is_shown_in_every_form(
    demo_workspace: ctxkit.Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fact = demo_workspace.index.named(ConfigKey, "LOG_LEVEL")[0]
    finding = Finding(
        question=Question(command="route", pasted=True, full_settings=True),
        query="/console/api/apps",
        confidence="high",
        versions=tuple(demo_workspace.checkouts.values()),
        hits=(Hit(fact=fact, score=0.5),),
        keys=(KeyAnswer(name="LOG_LEVEL"),),
    )
    made = forms(finding, demo_workspace)
    assert made["markdown"].startswith("# ctxkit route\n")
    assert f"\n## Pasted text\n```\n{fenced_off('/console/api/apps')}\n" in made["markdown"]
    assert "<source>ctxkit route</source>" in made["xml"]
    assert "'command': 'route'" in made["json"]
    assert "LOG_LEVEL" in made["terminal"]
    own = tmp_path / "ctxkit" / "prompts" / "en" / "find-route.md"
    own.parent.mkdir(parents=True)
    own.write_text(
        "---\nname: find-route\ntitle: t\ndescription: d\nfor: route\nlang: en\n---\n"
        "$bundle\n\n# Task\n"
    )
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    answer = Answer(finding, demo_workspace.index, demo_workspace.sources)
    assert answer.prompted("find-route").markdown.endswith("\n# Task\n")
