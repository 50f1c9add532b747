"""Causes of several deployments: one list, each cause with those who have it."""

from __future__ import annotations

from typing import Any

from ctxkit.ask.triage.case_results import CaseCauses, Proof, RankedCause
from ctxkit.ask.triage.fleet_causes import MAX_CAUSES, MAX_PROOFS, causes_over_all
from ctxkit.ask.triage.results import Triage
from ctxkit.ask.triage.tally import Tally
from ctxkit.dify.cause_row import Judged, Level


def cause(what: str, file: str = "", level: Level = "environment", **fields: Any) -> RankedCause:
    fields = {"confidence": "medium", "count": 1, **fields}
    return RankedCause(
        what=what,
        settings=(),
        places=(),
        proof=(Proof(file=file, line=3), Proof(file=file, line=4)) if file else (),
        judged=Judged(level=level, why=""),
        change="",
        **fields,
    )


def deployment(name: str, *causes: RankedCause) -> Triage:
    return Triage(
        name=name,
        names=(),
        versions=(),
        tally=Tally(),
        statements=(),
        clusters=(),
        case=CaseCauses(causes=causes, absent=("no events",), ask="kubectl"),
    )


def names(found: CaseCauses) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.what, each.deployments) for each in found.causes]


def test_what_leads_somewhere_is_first_and_of_these_the_most_frequent() -> None:
    noise = cause("a client hung up")
    found = causes_over_all(
        [
            deployment("a", cause("the disk is full"), noise),
            deployment("b", cause("no mail"), noise),
            deployment("c", cause("no mail"), cause("the disk is full"), noise),
            deployment("d"),
        ]
    )
    assert names(found) == [
        ("no mail", ("b", "c")),
        ("the disk is full", ("a", "c")),
        ("a client hung up", ("a", "b", "c")),
    ]
    assert (found.absent, found.ask) == ((), "")


def test_the_best_place_tells_and_the_counts_are_of_all() -> None:
    early = {"first": "2026-05-04 09:00:00", "last": "2026-05-04 09:30:00"}
    late = {"first": "2026-05-04 10:00:00", "last": "2026-05-04 11:00:00"}
    low = cause("x", "a.log", confidence="low", services=("api",), count=2, **late)
    high = cause("x", "b.log", confidence="high", services=("worker",), count=3, **early)
    found = causes_over_all(
        [deployment("a", cause("y"), low), deployment("b", high), deployment("c", cause("x"))]
    )
    (merged, _) = found.causes
    assert (merged.confidence, merged.count, merged.services) == ("high", 6, ("api", "worker"))
    assert (merged.first, merged.last) == (early["first"], late["last"])
    assert [(each.file, each.line) for each in merged.proof] == [("a.log", 3), ("b.log", 3)]


def test_causes_of_other_levels_are_others_and_lists_are_bounded() -> None:
    both = [deployment("a", cause("x")), deployment("b", cause("x", level="product"))]
    assert names(causes_over_all(both)) == [("x", ("a",)), ("x", ("b",))]
    many = [deployment(str(n), *(cause(f"{n}", "a.log"), cause("x", "a.log"))) for n in range(60)]
    found = causes_over_all(many).causes
    assert (len(found), MAX_CAUSES, MAX_PROOFS) == (40, 40, 8)
    shared = causes_over_all([deployment(str(n), cause("x", "a.log")) for n in range(9)]).causes
    assert (len(shared[0].proof), len(shared[0].deployments)) == (8, 9)
