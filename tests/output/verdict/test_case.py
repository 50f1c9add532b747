"""What a person sees of a case: the causes on one screen, in three languages, masked."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from rich.cells import cell_len
from rich.console import Console

from ctxkit.ask.triage.case_results import CaseCauses, Proof, RankedCause, with_short_paths
from ctxkit.ask.triage.results import StackGroup, StatementGroup, Triage
from ctxkit.ask.triage.tally import EventCount, Tally
from ctxkit.dify.cause_row import Judged
from ctxkit.model import Checkout, Location
from ctxkit.output.terminal import Reader, print_case
from ctxkit.output.verdict.case import case_verdict
from ctxkit.text.languages import Language
from ctxkit.text.redact import Redactor
from tests.ask.triage.test_matcher import row
from tests.conftest import assert_golden

SECRET = "Kc3NfGs9UeAoZq8mT2xVb0Jr5LwPd7Yh"
VERSIONS = tuple(
    Checkout(repo=repo, version=version, commit="a" * 40, match="tag")
    for repo, version in (("dify", "1.14.0"), ("dify-sandbox", "0.2.15"), ("dify-helm", "0.37.0"))
)
SANDBOX = Location(repo="dify-sandbox", path="internal/server/server.go", line=28, end_line=28)


def cause(number: int, **more: object) -> RankedCause:
    given = {
        "what": f"the database {number} does not exist, and its user may not create it",
        "settings": ("DB_DATABASE", "DB_PLUGIN_DATABASE", "externalPostgres.database.pluginDaemon"),
        "places": (SANDBOX,),
        "proof": (
            Proof(
                file="case/logs/api.log", line=7, text="2026-05-04 09:00:44 ERROR [x] [a.py:9] - no"
            ),
            Proof(file="case/.env", line=3, text=f"DB_PASSWORD={SECRET}"),
        ),
        "judged": Judged(level="environment", why=""),
        "confidence": "high",
        "change": "create the database; then restart the api",
        "follows": ("a container ends again and again",),
        **more,
    }
    return RankedCause(**given)


def case(*causes: RankedCause, statements: tuple[StatementGroup, ...] = ()) -> Triage:
    return Triage(
        names=("case/logs/api.log", "case/logs/worker.log"),
        versions=VERSIONS,
        tally=Tally(lines=1453, levels=Counter(error=47, critical=1, warning=1, info=900)),
        statements=statements,
        clusters=(),
        notes=("times are shown in UTC", "2 events of rare patterns are grouped together", "third"),
        case=CaseCauses(causes=causes, absent=("no list of containers",), ask="kubectl logs api-0"),
    )


def screen(found: Triage, *, width: int = 80, lang: Language = "en") -> str:
    out = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    print_case(case_verdict(found, Redactor()), out, Reader(lang=lang))
    return out.file.getvalue()  # type: ignore[attr-defined]


FULL = case(cause(1), cause(2, confidence="medium"), cause(3), cause(4), cause(5, confidence="low"))


@pytest.mark.parametrize("lang", ["en", "ja", "zh"])
def test_a_case_is_one_screen(lang: Language) -> None:
    text = screen(FULL, lang=lang)
    assert_golden(f"triage-screen-{lang}.txt", text)
    rows = text.splitlines()
    assert len(rows) <= 24
    assert max(map(cell_len, rows)) <= 80
    assert SECRET not in text


def test_paths_are_below_the_folder_that_all_are_in() -> None:
    [shown] = with_short_paths([cause(1)])
    assert [proof.file for proof in shown.proof] == ["logs/api.log", ".env"]
    [alone] = with_short_paths([cause(1, proof=(Proof(file="-", line=2),))])
    assert alone.proof[0].file == "-"


def test_only_what_it_rests_on_is_cited() -> None:
    assert "dify 1.14.0 · dify-sandbox 0.2.15" in screen(FULL)
    assert "dify-helm" not in screen(FULL)


def test_the_words_of_a_log_are_not_translated_nor_obeyed() -> None:
    text = screen(case(cause(1, what="not set \x1b[31m[bold]x", is_quoted=True)), lang="ja")
    assert "1. not set \\u001b[31m[bold]x" in text
    assert "\x1b" not in text
    assert "1. 未設定" in screen(case(cause(1, what="not set")), lang="ja")


def test_without_a_likely_cause_what_fails_most_is_shown() -> None:
    groups = (
        StatementGroup(count=EventCount(count=24), level="error", row=row("letters lost for {}")),
        StatementGroup(
            count=EventCount(count=3),
            level="error",
            stacks=(
                StackGroup(
                    error="KeyError", path="a.py", line=9, function="f", count=EventCount(count=3)
                ),
            ),
        ),
        StatementGroup(count=EventCount(count=99), level="info", row=row("all is well")),
    )
    text = screen(case(cause(1, confidence="low"), statements=groups))
    assert "Cause  nothing that was sent tells a cause" in text
    assert "24× error letters lost for {}" in text
    assert "3× error KeyError" in text
    assert "all is well" not in text
    assert "1 less likely" in text
