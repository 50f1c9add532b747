#!/usr/bin/env python3
"""Fit the weights by which `find` orders settings (`ctxkit/ask/find/weights.py`), with
cross-validation.

usage: fit_find.py CASES.jsonl VERSION=WORKSPACE... [--confidence]

CASES are questions with what decides them, settings and places: {"workspace": VERSION, "question":
"...", "must": [{"name": "..."}, {"repo": "...", "path": "...", "line": 1}]}; a question without any
is left out. Each weight is moved alone by some factors. Printed are the share of questions with a
right hit among the first three: for each confidence, for today's weights, for each move, and where
each fifth of the questions is asked with the move that is best for the others: a weight is worth
changing if that is more than today's. The limits of a high confidence are chosen likewise: for each
fifth those that give most of the other questions a high one of which 95 in 100 are right, were one
more wrong: the best of many limits owe something to luck.

--confidence: only what is said of confidence, in a quarter of a minute.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import ctxkit
from ctxkit.ask.find import confidence, merging, pages, setting_hits, setting_weights
from ctxkit.ask.find import find as find_module

WEIGHTS = {
    setting_weights: (
        *("EXPLAINED_NAME", "IS_DEFAULT", "SHIPPED", "UNASKED_CHOICE", "PUBLIC_COPY"),
        *("CHART_ONLY", "CHART_ASKED", "CHOICE_ASKED", "QUEUES_ASKED", "OWNER_ASKED"),
    ),
    setting_hits: ("LEAST_SETTING",),
    merging: ("FACT_RANK", "SETTING_RANK", "SETTING_LIST"),
    pages: ("PAGE_COVER", "PAGE_LEAD"),
}
FACTORS = (0.5, 0.75, 1.33, 2.0)
FIRST, FOLDS = 3, 5
NEAR = 3  # lines between a hit and the place that decides
LIMITS = {
    "HIGH_COVER": (0.7, 0.8, 0.9),
    "HIGH_NAME": (0.5, 0.6, 0.7),
    "CLEAR_LEAD": (1.03, 1.1, 1.2),
    "HIGH_SAID": (0.45, 0.55, 0.65),
    "MAX_RIVALS": (1, 2, 3),
}
RIGHT_OF_HIGH = 0.95


def main(file: str, folders: dict[str, str], *, confidence_alone: bool = False) -> None:
    workspaces = {version: ctxkit.open_workspace(folder) for version, folder in folders.items()}
    lines = Path(file).read_text(encoding="utf8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["workspace"] in workspaces]
    cases = [case for case in cases if _musts(case)]
    _print_confidence(cases, workspaces)
    if confidence_alone:
        return
    results = {"today": _right(cases, workspaces)}
    print(f"{'today':24} {_share(results['today']):.3f}", flush=True)
    for move, module, name, value in _moves():
        before = getattr(module, name)
        setattr(module, name, value)
        results[move] = _right(cases, workspaces)
        setattr(module, name, before)
        print(f"{move:24} {_share(results[move]):.3f}", flush=True)
    print(f"chosen by the others     {_validated(results):.3f}")


def _moves() -> Iterator[tuple[str, Any, str, float]]:
    for module, names in WEIGHTS.items():
        for name in names:
            for factor in FACTORS:
                yield f"{name} x {factor}", module, name, getattr(module, name) * factor


def _musts(case: dict[str, Any]) -> list[dict[str, Any]]:
    readings = [reading["must"] for reading in case.get("meanings", ())] or [case.get("must", ())]
    return [must for musts in readings for must in musts]


def _right(cases: list[dict[str, Any]], workspaces: dict[str, ctxkit.Workspace]) -> list[bool]:
    return [
        _is_right(case, workspaces[case["workspace"]].find(case["question"]).to_dict())
        for case in cases
    ]


def _is_right(case: dict[str, Any], answer: dict[str, Any]) -> bool:
    hits = answer["hits"][:FIRST]
    return any(_is_met(must, hit) for must in _musts(case) for hit in hits)


def _is_met(must: dict[str, Any], hit: dict[str, Any]) -> bool:
    if must.get("name"):
        return bool(must["name"] == hit.get("name"))
    if (must["repo"], must["path"]) != (hit["repo"], hit["path"]):
        return False
    last = max(hit["line"], hit.get("end_line") or 0)
    end = max(must["line"], must.get("end_line") or 0)
    return bool(hit["line"] - NEAR <= end and must["line"] - NEAR <= last)


def _print_confidence(cases: list[dict[str, Any]], workspaces: dict[str, ctxkit.Workspace]) -> None:
    found: defaultdict[str, list[bool]] = defaultdict(list)
    seen: list[tuple[confidence.TopicEvidence, bool]] = []
    for case in cases:
        taken: list[confidence.TopicEvidence] = []
        answer = _asked(case, workspaces, taken)
        right = _is_right(case, answer)
        found[answer["confidence"]].append(right)
        seen += [(evidence, right) for evidence in taken]
    for level, right_ones in sorted(found.items()):
        print(f"confidence {level:13} {_share(right_ones):.3f} of {len(right_ones)}")
    high: list[bool] = []
    for fold in range(FOLDS):
        others = [each for at, each in enumerate(seen) if at % FOLDS != fold]
        chosen = max(_limits(), key=lambda limits: _worth(_high(others, limits)))
        high += _high(seen[fold::FOLDS], chosen)
        print(f"high, fifth {fold + 1}           limits {chosen}")
    print(f"high, chosen by others   {_share(high):.3f} of {len(high)}", flush=True)


def _asked(
    case: dict[str, Any],
    workspaces: dict[str, ctxkit.Workspace],
    taken: list[confidence.TopicEvidence],
) -> dict[str, Any]:
    """Return an answer; what speaks for it goes into `taken`."""

    def recorded(*of: Any) -> Any:
        taken.append(confidence.evidence_of(*of))
        return before(*of)

    before = find_module.confidence_of
    find_module.confidence_of = recorded  # type: ignore[assignment]
    try:
        return workspaces[case["workspace"]].find(case["question"]).to_dict()
    finally:
        find_module.confidence_of = before


def _limits() -> Iterator[tuple[float, ...]]:
    yield from product(*LIMITS.values())


def _high(
    seen: Sequence[tuple[confidence.TopicEvidence, bool]], limits: tuple[float, ...]
) -> list[bool]:
    """Return, of the answers that limits give a high confidence, which are right."""
    cover, name, lead, said, rivals = limits
    return [
        right
        for each, right in seen
        if (each.cover >= cover and each.name >= name and each.agreed and each.lead >= lead)
        and (each.said >= said and each.rivals <= rivals)
    ]


def _worth(high: list[bool]) -> tuple[bool, float]:
    """Return what limits are worth: right in 95 of 100, then as many as can be."""
    share = _share([*high, False])
    enough = share >= RIGHT_OF_HIGH
    return enough, len(high) if enough else share


def _share(right: list[bool]) -> float:
    return sum(right) / len(right)


def _validated(results: dict[str, list[bool]]) -> float:
    """Return the share of right answers where each fifth is asked by the weights that are best for
    the others; today's where none is better.
    """
    total = len(results["today"])
    right = 0
    for fold in range(FOLDS):
        others = [at for at in range(total) if at % FOLDS != fold]
        best = max(results, key=lambda move: sum(results[move][at] for at in others))
        right += sum(results[best][at] for at in range(total) if at % FOLDS == fold)
    return right / total


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(
        sys.argv[1],
        dict(each.split("=", 1) for each in sys.argv[2:] if "=" in each),
        confidence_alone="--confidence" in sys.argv,
    )
