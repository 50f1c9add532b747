"""Many problems of one rule in one file."""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.ask.check.folding import MAX_LISTED, folded
from ctxkit.model import CheckReport, Problem
from ctxkit.output.check_report import report_dict, report_text

ONE = Problem(
    id="unknown-key",
    rule="unknown-key",
    severity="warning",
    key="api.mine.k",
    path="values.yaml",
    line=1,
    end_line=1,
    message="unknown value",
    fix="remove it",
)


def _many(count: int, **changed: str) -> list[Problem]:
    lines = range(1, count + 1)
    return [replace(ONE, line=line, end_line=line, **changed) for line in lines]


def test_few_are_listed_one_by_one() -> None:
    for count in (0, 1, MAX_LISTED, MAX_LISTED + 1):
        assert list(folded(_many(count))) == _many(count)


def test_the_rest_of_many_is_one_problem_with_their_number() -> None:
    found = list(folded(_many(5_000)))
    assert found[:-1] == _many(MAX_LISTED)
    last = found[-1]
    assert last.more == 5_000 - MAX_LISTED
    assert (last.line, last.end_line) == (MAX_LISTED + 1, 5_000)
    assert last.message == (
        "and 4,900 more problems of this rule, up to line 5000: all under api.mine"
    )
    assert (last.key, last.fix) == ("", "")


def test_other_rules_severities_and_files_are_counted_by_themselves() -> None:
    others = [
        replace(ONE, id="weak-secret"),
        replace(ONE, severity="note"),
        replace(ONE, path="other.yaml"),
    ]
    found = list(folded([*_many(MAX_LISTED), *others]))
    assert found == [*_many(MAX_LISTED), *others]


def test_the_parts_that_most_are_under_are_named() -> None:
    parts = ("a.b", "a.b", "a.b", "c", "c", "d", "e")
    rest = [replace(ONE, key=f"{part}.k", line=500 + n) for n, part in enumerate(parts)]
    message = list(folded([*_many(MAX_LISTED), *rest]))[-1].message
    assert message.endswith(": 3 under a.b, 2 under c, 1 under d, ...")
    variables = _many(MAX_LISTED + 5, key="OWN_SETTING")
    assert list(folded(variables))[-1].message.endswith("up to line 105")


def test_a_report_counts_all_of_them() -> None:
    report = CheckReport(files=(), problems=tuple(folded(_many(5_000))))
    form = report_dict(report)
    assert form["counts"]["warning"] == 5_000
    assert len(form["problems"]) == MAX_LISTED + 1
    assert form["problems"][-1]["more"] == 4_900
    assert "more" not in form["problems"][0]
    assert "5000 warnings" in report_text(report)
