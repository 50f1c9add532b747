#!/usr/bin/env python3
"""Fit the weights by which `find` orders settings (`ctxkit/ask/find/weights.py`), with
cross-validation.

usage: fit_find.py CASES.jsonl VERSION=WORKSPACE...

CASES are questions with the names of the settings that decide them: {"workspace": VERSION,
"question": "...", "must": [{"name": "..."}]}; a question without such a name is left out. Each
weight is moved alone by some factors. Printed are the share of questions with a right setting
among the first three: for each confidence, for today's weights, for each move, and where each fifth
of the questions is asked with the move that is best for the others: a weight is worth changing if
that is more than today's.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ctxkit
from ctxkit.ask.find import merging, setting_hits

WEIGHTS = {
    setting_hits: (
        *("EXPLAINED_NAME", "IS_DEFAULT", "SHIPPED", "UNASKED_CHOICE", "PUBLIC_COPY"),
        *("CHART_ONLY", "CHART_ASKED", "LEAST_SETTING"),
    ),
    merging: ("FACT_RANK", "SETTING_RANK", "SETTING_LIST"),
}
FACTORS = (0.5, 0.75, 1.33, 2.0)
FIRST, FOLDS = 3, 5


def main(file: str, folders: dict[str, str]) -> None:
    workspaces = {version: ctxkit.open_workspace(folder) for version, folder in folders.items()}
    lines = Path(file).read_text(encoding="utf8").splitlines()
    cases = [case for case in map(json.loads, lines) if case["workspace"] in workspaces]
    cases = [case for case in cases if _names(case)]
    _print_confidence(cases, workspaces)
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


def _names(case: dict[str, Any]) -> set[str]:
    readings = [reading["must"] for reading in case.get("meanings", ())] or [case["must"]]
    return {must["name"] for musts in readings for must in musts if must.get("name")}


def _right(cases: list[dict[str, Any]], workspaces: dict[str, ctxkit.Workspace]) -> list[bool]:
    found = []
    for case in cases:
        hits = workspaces[case["workspace"]].find(case["question"]).to_dict()["hits"][:FIRST]
        found.append(any(hit.get("name") in _names(case) for hit in hits))
    return found


def _print_confidence(cases: list[dict[str, Any]], workspaces: dict[str, ctxkit.Workspace]) -> None:
    found: defaultdict[str, list[bool]] = defaultdict(list)
    for case in cases:
        answer = workspaces[case["workspace"]].find(case["question"]).to_dict()
        names = {hit.get("name") for hit in answer["hits"][:FIRST]}
        found[answer["confidence"]].append(not names.isdisjoint(_names(case)))
    for confidence, right in sorted(found.items()):
        print(f"confidence {confidence:13} {_share(right):.3f} of {len(right)}")


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
    main(sys.argv[1], dict(each.split("=", 1) for each in sys.argv[2:]))
