#!/usr/bin/env python3
"""Measure `ctxkit triage` on a log made from a workspace's own statements, against Drain3 on the
same file.

usage: triage_speed.py WORKSPACE [--lines 200000] [--runs 3] [--memory] [--ctxkit COMMAND]
       triage_speed.py WORKSPACE --agreement 1000 [--misses N]

The file mixes the statements of all programs, each with the head that its program writes and values
filled in at random, with lines that no statement writes (one in ten) and tracebacks. ctxkit runs as
a whole process, with one process for the lines and with one on each core; Drain3 (`pip install
--group bench`) as its own documentation has it, start-up not counted. Bars: 40 times the lines per
second of Drain3 with one process, 1.6 times that with two cores, and memory that is as flat at
2,000,000 lines (`--memory`) as at 200,000.
"""

# ruff: noqa: E501

from __future__ import annotations

import argparse
import os
import random
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from locate_mechanical import fill, open_index, value, with_prefix
from speed import peak_memory, wall

from ctxkit.ask.locate.locate import locate
from ctxkit.ask.triage.fast_prefix import PrefixReader
from ctxkit.ask.triage.matcher import load_matcher
from ctxkit.index.reader import Index
from ctxkit.model import LogTemplate, Raise

WORDS = [
    "session",
    "cache",
    "bucket",
    "queue",
    "shard",
    "cursor",
    "lease",
    "quorum",
    "replica",
    "segment",
    "packet",
    "socket",
    "buffer",
    "stream",
]
VERBS = [
    "rotated",
    "drained",
    "flushed",
    "rejected",
    "accepted",
    "resumed",
    "paused",
    "merged",
    "compacted",
    "skipped",
]


def strange(rng: random.Random) -> str:
    """Return a line that no statement of Dify writes."""
    return rng.choice(
        (
            lambda: (
                f"2026-05-26 13:22:31.{rng.randrange(999):03} INFO [main] [vendor_{rng.randrange(9)}.py:{rng.randrange(900)}] - {rng.choice(WORDS)} {rng.choice(VERBS)} by operator {value(rng)}"
            ),
            lambda: (
                f'172.18.0.{rng.randrange(255)} - - [26/May/2026:13:22:31 +0000] "GET /static/{rng.choice(WORDS)}/{rng.randrange(10**6)}.css HTTP/1.1" {rng.choice((200, 304, 404))} {rng.randrange(9999)} "-" "Mozilla/5.0"'
            ),
            lambda: (
                f"{rng.choice(WORDS).title()} {rng.choice(WORDS)} {rng.choice(VERBS)} after {rng.randrange(9999)} ms"
            ),
            lambda: (
                f"[2026-05-26 13:22:31,105: INFO/MainProcess] {rng.choice(WORDS)} {rng.choice(VERBS)}: {value(rng)}"
            ),
        )
    )()


def traceback(rng: random.Random, facts: list[LogTemplate]) -> list[str]:
    frames = [f for f in rng.sample(facts, 6) if f.path.startswith("api/")]
    lines = ["Traceback (most recent call last):"]
    for fact in frames:
        lines += [
            f'  File "/app/{fact.path}", line {fact.line}, in {fact.symbol.rpartition(".")[2] or "main"}',
            "    return self.run(item)",
        ]
    return [
        *lines,
        f"{rng.choice(('ValueError', 'TimeoutError', 'sqlalchemy.exc.OperationalError'))}: {value(rng)}",
    ]


def lines_of(facts: list[LogTemplate], count: int, seed: int) -> Iterator[str]:
    """Yield `count` lines; the clock goes on by a second every twenty of them."""
    rng = random.Random(seed)
    done = 0
    while done < count:
        if rng.random() < 0.1:
            made = [strange(rng)]
        else:
            fact = rng.choice(facts)
            made = [with_prefix(fact, fill(fact.template, rng), rng)]
            if fact.path.endswith(".py") and rng.random() < 0.01:
                made += traceback(rng, facts)
        clock = f"{13 + done // 72_000 % 10:02}:{done // 1200 % 60:02}:{done // 20 % 60:02}"
        made[0] = (
            made[0]
            .replace("13:22:31", clock, 1)
            .replace("13:11:43", clock, 1)
            .replace("02:57:35", clock, 1)
        )
        yield from (line.replace("\n", " ") for line in made)
        done += len(made)


def statements(workspace: Path) -> list[LogTemplate]:
    with Index.open(workspace / ".ctxkit") as index:
        return [
            f
            for f in index.all(LogTemplate)
            if not f.test and f.path.endswith((".py", ".go")) and f.template
        ]


def write_log(path: Path, facts: list[LogTemplate], count: int) -> None:
    with path.open("w", encoding="utf8", errors="replace") as file:
        file.writelines(f"{line}\n" for line in lines_of(facts, count, seed=7))


def drain(path: Path) -> float:
    """Return the seconds that Drain3 takes for the file."""
    from drain3 import TemplateMiner  # type: ignore[import-not-found,unused-ignore]
    from drain3.template_miner_config import TemplateMinerConfig  # type: ignore[import-not-found,unused-ignore]

    miner = TemplateMiner(config=TemplateMinerConfig())
    start = time.perf_counter()
    with path.open(encoding="utf8", errors="replace") as file:
        for line in file:
            miner.add_log_message(line.rstrip())
    return time.perf_counter() - start


def agreement(workspace: Path, facts: list[LogTemplate], count: int, misses: int) -> None:
    """Print how often a line that is matched in bulk is the statement that `locate` names first."""
    index, sources = open_index(workspace)
    matcher, heads, rng = load_matcher(index), PrefixReader(), random.Random(11)
    for kind in ("with head", "bare"):
        asked = named = same = text = right = missed = 0
        for fact in rng.sample(facts, min(count, len(facts))):
            message = fill(fact.template, rng).replace("\n", " ")
            line = with_prefix(fact, message, rng) if kind == "with head" else message
            head = heads.read(line.encode())
            asked += 1
            number = matcher.match(b" ".join(head.message.split()), head.said)
            finding = locate(index, sources, line)
            first = finding.hits[0].fact if finding.hits else None
            place = (first.repo, first.path, first.line) if first else ("", "", 0)
            if number < 0:
                sure = finding.confidence == "high" and isinstance(first, (LogTemplate, Raise))
                missed += sure
                other = None
            else:
                row = matcher.statements[number]
                named += 1
                same += (*row[1:3], row.line) == place
                sure = row.template != getattr(first, "template", "")
                text += not sure
                right += row.template == fact.template
                other = f"{row.path}:{row.line}"
            if sure and misses > 0:
                misses -= 1
                print(
                    f"  {line[:200]!r}\n    bulk {other}, locate {place}, made from {fact.path}:{fact.line}"
                )
        print(
            f"{kind}: {named} of {asked} matched in bulk, {missed} more by locate, surely; locate names the same place "
            f"{same / max(named, 1):.3f}, the same text {text / max(named, 1):.3f}; made from that text {right / max(named, 1):.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument(
        "--agreement", type=int, default=0, metavar="N", help="only compare N lines with `locate`"
    )
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--ctxkit", default="ctxkit", type=shlex.split)
    options = parser.parse_args()
    folder = options.workspace.resolve()
    facts = statements(folder)
    if options.agreement:
        agreement(folder, facts, options.agreement, options.misses)
        return
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as temporary:
        log = Path(temporary, "dify.log")
        write_log(log, facts, options.lines)
        triage = [*options.ctxkit, "triage", str(log), "--json", "--jobs"]
        ones, alls, drains = [], [], []
        for _ in range(options.runs):
            ones.append(options.lines / wall([*triage, "1"], folder))
            alls.append(options.lines / wall([*triage, str(cores)], folder))
            drains.append(options.lines / drain(log))
        print(
            f"{options.lines} lines from {len(facts)} statements, median of {options.runs} runs, lines per second"
        )
        one, every, other = map(statistics.median, (ones, alls, drains))
        print(
            f"Drain3 {other:,.0f}; one process {one:,.0f}, {one / other:.1f} times; {cores} processes {every:,.0f}, {every / other:.1f} times"
        )
        if options.memory:
            large = Path(temporary, "large.log")
            write_log(large, facts, 10 * options.lines)
            for jobs in ("1", str(cores)):
                small = peak_memory([*triage, jobs], folder)
                triage_large = [*options.ctxkit, "triage", str(large), "--json", "--jobs", jobs]
                print(
                    f"{jobs} processes: {small:.0f} MB at {options.lines} lines, {peak_memory(triage_large, folder):.0f} MB at {10 * options.lines}"
                )


if __name__ == "__main__":
    main()
