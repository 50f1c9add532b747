"""What a terminal, a bundle and JSON say of the plan of an upgrade."""

from __future__ import annotations

import io
import re

import pytest
from msgspec.structs import replace
from rich.console import Console

import ctxkit
from ctxkit.bundle.plan_lines import plan_lines
from ctxkit.model import Finding, Location
from ctxkit.model.plans import PlannedMigration, PlanRow, PlanSection, SectionName, UpgradePlan
from ctxkit.output.plan_json import plan_dict
from ctxkit.output.plan_words import row_words, verdict_words
from ctxkit.output.terminal import Reader, print_details, print_verdict
from ctxkit.text.languages import Language

SAID: dict[Language, tuple[str, ...]] = {"ja": ("要対応: ", "不明: "), "zh": ("待办: ", "未知: ")}
PLACE = Location(repo="dify", path="api/x.py", line=3, end_line=3)
STOP = PlanRow(text="weaviate is too old", mark="stop")
BACKUP = PlanRow(text="prod on db", mark="do", name="database dify", command="pg_dump prod")
UNKNOWN = PlanRow(text="nobody knows", mark="unknown", name="vector store")
FACT = PlanRow(text="1 migration", places=(PLACE,))


def plan(**rows: tuple[PlanRow, ...]) -> UpgradePlan:
    names: tuple[SectionName, ...] = (
        "stop-signs",
        "back-up",
        "your-files",
        "images",
        "database",
        "rollback",
    )
    return UpgradePlan(
        old="1.0.0",
        new="1.1.0",
        database="postgresql",
        sections=tuple(
            PlanSection(name=n, title=n, rows=rows.get(n.replace("-", "_"), (FACT,))) for n in names
        ),
        locked=("letters",),
        migrations=(
            PlannedMigration(
                revision="abc",
                title="letters",
                location=PLACE,
                costs=(
                    ("letters", "SHARE", "builds index"),
                    ("stamps", "ACCESS EXCLUSIVE", "rewrites"),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (STOP, "stop: weaviate is too old"),
        (BACKUP, "to do: database dify: prod on db"),
        (UNKNOWN, "unknown: vector store: nobody knows"),
        (FACT, "1 migration"),
        (PlanRow(text="a\x1b[2Jb"), "a\\u001b[2Jb"),
    ],
)
def test_a_row_in_words(row: PlanRow, words: str) -> None:
    assert row_words(row) == words


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((STOP, UNKNOWN), "1 stop sign"),
        ((STOP, STOP), "2 stop signs"),
        ((UNKNOWN,), "no stop sign, 1 unknown"),
        ((FACT,), "no stop sign"),
    ],
)
def test_how_an_upgrade_stands(rows: tuple[PlanRow, ...], words: str) -> None:
    assert verdict_words(plan(stop_signs=rows)) == words


def shown(finding: Finding, lang: Language = "en", *, details: bool = False) -> str:
    out = Console(file=io.StringIO(), width=100, highlight=False)
    if details:
        print_details(finding, lambda location: "", out, Reader(lang=lang))
    else:
        print_verdict(finding, 100, out, Reader(lang=lang))
    assert isinstance(out.file, io.StringIO)
    return out.file.getvalue()


def test_a_verdict_fits_and_loses_no_stop_sign_and_no_backup(
    planning_workspace: ctxkit.Workspace,
) -> None:
    finding = planning_workspace.upgrade_plan("1.13.3").finding
    stops = tuple(PlanRow(text=f"sign {n} " + "long " * 60, mark="stop") for n in range(7))
    text = shown(replace(finding, plans=(plan(stop_signs=stops, back_up=(BACKUP, UNKNOWN)),)))
    assert len(text.splitlines()) <= 12
    for told in (
        "7 stop signs",
        "sign 0",
        "sign 1",
        "sign 2",
        "4 more stop signs: -v",
        "database dify, vector store",
    ):
        assert told in text
    quiet = shown(replace(finding, plans=(plan(back_up=(BACKUP,)),)))
    assert "no stop sign\n" in quiet
    assert re.search(r"Long +rewrites: stamps\n +builds index: letters", quiet)


def test_details_have_all_rows_with_places_and_commands(
    planning_workspace: ctxkit.Workspace,
) -> None:
    answer = planning_workspace.upgrade_plan("1.13.3")
    text = shown(answer.finding, details=True)
    [found] = answer.finding.plans
    for section in found.sections:
        for row in section.rows:
            assert row.text in text
            assert row.command in text
    assert "dify api/migrations/env.py:9" in text


@pytest.mark.parametrize("lang", ["ja", "zh"])
def test_a_plan_in_other_languages(planning_workspace: ctxkit.Workspace, lang: Language) -> None:
    answer = planning_workspace.upgrade_plan("1.13.3")
    kana = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    plain = answer.bundle(20_000, detail="brief").markdown.splitlines()
    told = answer.bundle(20_000, detail="brief", lang=lang).markdown.splitlines()
    assert len(plain) == len(told)
    named = ("langgenius/", "plugin daemon 0", "dify-plugin")  # images and versions
    english = [
        line
        for line, other in zip(plain, told, strict=True)
        if line.startswith(("- ", "  - ")) and not kana.search(other)
        if not any(word in line for word in named)
    ]
    assert len(english) <= 4, english
    assert kana.search(shown(answer.finding, lang))


def test_a_small_budget_keeps_every_section(planning_workspace: ctxkit.Workspace) -> None:
    answer = planning_workspace.upgrade_plan("1.13.3")
    for budget in (900, 1500, 3000):
        bundle = answer.bundle(budget)
        assert bundle.tokens <= budget
    text = answer.bundle(1500).markdown
    for number in range(1, 10):
        assert f"\n- {number} " in text


def test_a_compact_plan_keeps_what_must_not_be_missing() -> None:
    many = tuple(PlanRow(text=f"fact {n}") for n in range(9))
    found = plan(back_up=(BACKUP,) * 5, database=(*many, UNKNOWN))
    lines = list(plan_lines(found, compact=True))
    assert sum("database dify" in line for line in lines) == 5
    assert any("nobody knows" in line for line in lines)
    assert "  - … 6 more rows" in lines
    assert any("`pg_dump prod`" in line for line in plan_lines(found))


def test_json() -> None:
    data = plan_dict(plan(stop_signs=(STOP,), back_up=(UNKNOWN,)))
    assert (data["from"], data["to"], data["stop_signs"], data["unknown"]) == (
        "1.0.0",
        "1.1.0",
        1,
        1,
    )
    assert data["database"]["locked"] == ["letters"]
    [migration] = data["database"]["migrations"]
    assert migration["costs"][0] == {"table": "letters", "lock": "SHARE", "work": "builds index"}
    assert data["sections"][0]["rows"][0]["mark"] == "stop"
    assert data["sections"][4]["rows"][0]["places"][0]["path"] == "api/x.py"


def test_the_prompt_says_whether_files_were_read(
    planning_workspace: ctxkit.Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    env = tmp_path_factory.mktemp("deployment") / ".env"
    env.write_text("LOG_LEVEL=DEBUG\n")
    given = (
        planning_workspace.upgrade_plan("1.13.3", env=env).prompted("plan-upgrade", 4000).markdown
    )
    assert "The deployment's own files were read" in given
    without = planning_workspace.upgrade_plan("1.13.3").prompted("plan-upgrade", 4000).markdown
    assert "were not given" in without
    assert "(--from 1.13.3 --to 1.14.0)" in without


@pytest.mark.parametrize("lang", SAID)
def test_in_a_terminal_each_row_says_in_the_language_what_it_is(
    planning_workspace: ctxkit.Workspace, lang: Language
) -> None:
    finding = planning_workspace.upgrade_plan("1.13.3").finding
    finding = replace(finding, plans=(plan(back_up=(BACKUP, UNKNOWN)),))
    text = shown(finding, lang, details=True)
    for mark in SAID[lang]:
        assert mark in text
    assert "to do" not in text
