"""Measure whether the answers of explain, locate and find fit on a screen.

usage: python benchmarks/terminal_fit.py WORKSPACE... [--sample 300] [--seed 1] [--misses N]

The questions are drawn from the index: names of settings of every kind, lines made from log
statements and errors, topics made of words of names, descriptions and messages. An answer is
printed as a terminal of each width gets it. It is right if no row is wider than the terminal (such
a row would be broken inside a word), it has at most 24 rows at 80 columns and says what to do
within its first six; "verdict" is the share of those with at most 12 rows.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator

from rich.cells import cell_len
from rich.console import Console

import ctxkit
from ctxkit.model import HOLE, ConfigKey, LogTemplate, Raise
from ctxkit.output.terminal import print_verdict
from ctxkit.text.words import name_words

WIDTHS = (60, 80, 120)
MAX_ROWS, MAX_VERDICT_ROWS, MAX_ROWS_TO_ACT = 24, 12, 6
VALUES = ("42", "http://db:5432/", "a1b2c3d4-0000-4000-8000-000000000000", "timed out", "报错")
ACTIONS = ("Compose", "Helm", "Console", "Why", "Note", "Nearest", "Next", "Caused", "Decided")
MIN_WORD = 4
TOPIC_WORDS = (2, 3)


def settings(ws: ctxkit.Workspace, count: int, rng: random.Random) -> Iterator[str]:
    names = sorted(ws.index.key_names())
    yield from rng.sample(names, min(count, len(names)))


def lines(ws: ctxkit.Workspace, count: int, rng: random.Random) -> Iterator[str]:
    facts = [f for kind in (LogTemplate, Raise) for f in ws.index.all(kind) if f.template]
    for fact in rng.sample(facts, min(count, len(facts))):
        text = fact.template
        while HOLE in text:
            text = text.replace(HOLE, rng.choice(VALUES), 1)
        yield text


def topics(ws: ctxkit.Workspace, count: int, rng: random.Random) -> Iterator[str]:
    keys = [key for key in ws.index.all(ConfigKey) if key.description or key.name]
    for key in rng.sample(keys, min(count, len(keys))):
        words = [*name_words(key.name), *key.description.lower().split()]
        known = [word for word in dict.fromkeys(words) if len(word) >= MIN_WORD and word.isalpha()]
        if known:
            yield " ".join(rng.sample(known, min(len(known), rng.choice(TOPIC_WORDS))))


def printed(answer: ctxkit.Answer, width: int) -> list[str]:
    out = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    print_verdict(answer.finding, answer.bundle().tokens, out)
    return out.file.getvalue().splitlines()  # type: ignore[attr-defined]


def faults(answer: ctxkit.Answer) -> Iterator[str]:
    for width in WIDTHS:
        rows = printed(answer, width)
        if any(cell_len(row) > width for row in rows):
            yield f"row broken at {width} columns"
    rows = printed(answer, 80)
    if len(rows) > MAX_ROWS:
        yield f"{len(rows)} rows"
    first = [row.split()[:1] for row in rows[:MAX_ROWS_TO_ACT]]
    # Each line of a topic names what to explain next.
    is_topic = answer.finding.question.hits_hold_settings
    if len(rows) > MAX_ROWS_TO_ACT and not is_topic and not any([a] in first for a in ACTIONS):
        yield "nothing to act on in the first six rows"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("workspaces", nargs="+")
    parser.add_argument("--sample", type=int, default=300, help="questions of a workspace")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--misses", type=int, default=0)
    given = parser.parse_args()
    heights: dict[str, list[int]] = defaultdict(list)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for folder in given.workspaces:
        rng = random.Random(given.seed)
        with ctxkit.open_workspace(folder) as ws:
            third = given.sample // 3
            asked = [
                *(("explain", ws.explain, text) for text in settings(ws, third, rng)),
                *(("locate", ws.locate, text) for text in lines(ws, third, rng)),
                *(("find", ws.find, text) for text in topics(ws, third, rng)),
            ]
            for command, ask, text in asked:
                answer = ask(text)
                heights[command].append(len(printed(answer, 80)))
                wrong = list(faults(answer))
                found[command].update(wrong or ["right"])
                if wrong and given.misses > 0:
                    given.misses -= 1
                    print(f"  {command} {text[:80]!r}: {'; '.join(wrong)}")
    for command, rows in heights.items():
        fit = sum(height <= MAX_ROWS for height in rows) / len(rows)
        short = sum(height <= MAX_VERDICT_ROWS for height in rows) / len(rows)
        right = found[command]["right"] / len(rows)
        print(
            f"{command:8} n {len(rows):4}  fit 24 x 80 {fit:.3f}  verdict {short:.3f}  "
            f"right {right:.3f}  rows: median {statistics.median(rows):.0f}, most {max(rows)}"
        )
        for fault, count in found[command].most_common():
            if fault != "right":
                print(f"         {fault}: {count}")


if __name__ == "__main__":
    main()
