#!/usr/bin/env python3
"""Compare `explain` with what Python's own parser and plain text search say, for every setting of a
workspace.

usage: explain_mechanical.py WORKSPACE [--misses N] [--markdown]

WORKSPACE is a synced and indexed workspace. Checked are: each annotated field of the settings
classes below `api/configs` of dify, and of those with a prefix elsewhere (is it declared at that
line, with that type and that default); each line of a program that reads one, and each line of the
daemon that reads a field of its configuration (does the answer name it as a read); each `envconfig`
tag of the daemon (is it declared there); and each key of `docker/.env.example` (does its status
agree with where its name occurs in the code). Printed is the share that agrees, and the time of an
answer in this process; `--markdown` prints the table of README.md in this folder.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from setting_oracles import (
    Read,
    example_keys,
    go_fields,
    go_reads,
    prefixed_fields,
    prefixed_reads,
    python_fields,
    python_reads,
    same_text,
    words_by_file,
)

import ctxkit

_GO_CONFIG = "internal/types/app/config.go"


class Check(NamedTuple):
    """What is checked, and which share has to be right; None: there is no bar."""

    what: str
    bar: float | None = None


FIELD = Check("pydantic fields: name and declaring line", 0.99)
TYPE = Check("pydantic fields: type", 0.99)
DEFAULT = Check("pydantic fields: default", 0.99)
READ = Check("pydantic fields: lines of the api that read one", 0.98)
TAG = Check("`envconfig` fields of the daemon: name and declaring line", 0.98)
GO_READ = Check("`envconfig` fields of the daemon: lines that read one", 0.98)
PREFIXED = Check("fields of other pydantic settings: name and declaring line", 0.99)
PREFIXED_TYPE = Check("fields of other pydantic settings: type and default", 0.99)
PREFIXED_READ = Check("fields of other pydantic settings: lines that read one", 0.98)
PREFIXED_STATUS = Check("fields of other pydantic settings: live", 0.99)
STATUS = Check("keys of `docker/.env.example`: status", 0.97)
CHECKS = (
    *(FIELD, TYPE, DEFAULT, READ, TAG, GO_READ),
    *(PREFIXED, PREFIXED_TYPE, PREFIXED_READ, PREFIXED_STATUS),
    STATUS,
)


class Comparison:
    """Asks for settings, each once, and counts what of the answers is right; prints the first
    `misses` that are not.
    """

    def __init__(self, workspace: ctxkit.Workspace, misses: int) -> None:
        self._workspace = workspace
        self._left = misses
        self._known: dict[str, list[dict[str, Any]]] = {}
        self.score: dict[Check, list[int]] = defaultdict(lambda: [0, 0])
        self.seconds: list[float] = []

    def explain(self, name: str) -> list[dict[str, Any]]:
        if name not in self._known:
            start = time.perf_counter()
            answer = self._workspace.explain(name)
            self.seconds.append(time.perf_counter() - start)
            self._known[name] = list(answer.to_dict()["keys"])
        return self._known[name]

    def note(self, check: Check, ok: bool, detail: str) -> None:
        self.score[check][0] += ok
        self.score[check][1] += 1
        if not ok and self._left > 0:
            self._left -= 1
            print(f"{check.what}: {detail}")


def fault_of_status(name: str, key: dict[str, Any], files: dict[str, set[str]]) -> str:
    """Return what contradicts the status of a key, or nothing."""
    status = key["status"]
    renamed = {p["name"].rpartition("-> ")[2] for p in key["places"]} | {name}
    used = {file for word in renamed for file in files.get(word, ())}
    outside = {file for file in used if not file.startswith(("api/configs/", "docker/"))}
    if status == "dead" and used:
        return f"dead, but {sorted(used)[:3]} hold its name"
    if status == "unread" and outside:
        return f"unread, but {sorted(outside)[:3]} hold its name"
    if status == "live" and "read by dify" in key["status_why"] and not used:
        patterns = [p for p in key["places"] if p["role"] == "reads" and "*" in p["name"]]
        return "" if patterns else "live, but no file of the programs holds its name"
    return ""


def _is_answer(read: Read, keys: list[dict[str, Any]]) -> bool:
    places = (p for key in keys for p in key["places"] if p["role"] == "reads")
    return any(
        p["path"] == read.path and p["line"] <= read.line <= max(p["line"], p["end_line"])
        for p in places
    )


def compare(workspace: Path, asked: Comparison) -> None:
    """Make all the comparisons."""
    dify, daemon = workspace / "dify", workspace / "dify-plugin-daemon"
    for field in python_fields(dify):
        keys = asked.explain(field.name)
        there = [
            k
            for k in keys
            for p in k["places"]
            if (p["path"], p["line"]) == (field.path, field.line)
        ]
        asked.note(FIELD, bool(there), f"{field.name} {field.path}:{field.line}")
        if there and keys[0] is there[0]:
            answer = keys[0]
            asked.note(TYPE, same_text(answer["type"], field.type), f"{field}: {answer['type']!r}")
            if field.default is not None:
                asked.note(
                    DEFAULT,
                    same_text(answer["default"], field.default),
                    f"{field}: {answer['default']!r}",
                )
    for variable, line in [(variable, line) for _, variable, line in go_fields(daemon)]:
        places = [
            p for k in asked.explain(variable) for p in k["places"] if p["role"] == "declares"
        ]
        asked.note(
            TAG,
            any((p["path"], p["line"]) == (_GO_CONFIG, line) for p in places),
            f"{variable}:{line}",
        )
    for check, reads in ((READ, python_reads(dify)), (GO_READ, go_reads(daemon))):
        for read in reads:
            asked.note(check, _is_answer(read, asked.explain(read.name)), f"{read}")
    _compare_prefixed(dify, asked)
    files = words_by_file([dify, workspace / "dify-sandbox", daemon])
    for field in prefixed_fields(dify):  # which spell their variable out nowhere
        files.setdefault(field.variable, set()).add(field.path)
    for name in example_keys(dify):
        keys = asked.explain(name)
        fault = fault_of_status(name, keys[0], files) if keys else "not found"
        asked.note(STATUS, not fault, f"{name}: {fault}")


def _compare_prefixed(dify: Path, asked: Comparison) -> None:
    for field in prefixed_fields(dify):
        key = next(iter(asked.explain(field.variable)), {"places": [], "status": ""})
        places = [(p["path"], p["line"]) for p in key["places"] if p["role"] == "declares"]
        is_named = key.get("name") == field.variable
        asked.note(PREFIXED, is_named and (field.path, field.line) in places, f"{field}")
        given = key.get("type"), key.get("default")
        agrees = same_text(given[0], field.type) and same_text(given[1], field.default)
        asked.note(PREFIXED_TYPE, agrees, f"{field}: {given}")
        asked.note(PREFIXED_STATUS, key["status"] == "live", f"{field}: {key['status']}")
    for read in prefixed_reads(dify):
        asked.note(PREFIXED_READ, _is_answer(read, asked.explain(read.name)), f"{read}")


def report(asked: Comparison, *, markdown: bool) -> None:
    """Print the shares, and how long an answer takes in this process."""
    times = sorted(asked.seconds)
    median, late = statistics.median(times) * 1000, times[int(len(times) * 0.95)] * 1000
    if not markdown:
        for check in CHECKS:
            ok, n = asked.score[check]
            print(f"{check.what:62} {ok}/{n} = {ok / max(1, n):.3f}")
        print(f"median {median:.1f} ms, p95 {late:.1f} ms an answer, of {len(times)}")
        return
    print("| what | right | share | bar |\n|---|---|---|---|")
    for check in (check for check in CHECKS if asked.score[check][1]):
        ok, n = asked.score[check]
        print(f"| {check.what} | {ok} of {n} | {ok / max(1, n):.3f} | {check.bar} |")
    print(
        "| time of an answer in a warm process, median (p95) "
        f"| {median:.0f} ms ({late:.0f} ms) | | 20 ms |"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--markdown", action="store_true")
    given = parser.parse_args()
    with ctxkit.open_workspace(given.workspace) as opened:
        comparison = Comparison(opened, given.misses)
        compare(given.workspace, comparison)
    report(comparison, markdown=given.markdown)
