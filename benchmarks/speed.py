#!/usr/bin/env python3
"""Measure how fast and how small ctxkit is on a real workspace, as ratios to ctags and ripgrep in
the same run.

usage: speed.py WORKSPACE [--runs 5] [--ctxkit COMMAND] [--without NAME,...] [--first]

WORKSPACE is a workspace that was synced at dify 1.13.3 and then at 1.14.0, so that its dify
checkout holds both. Needs `ctags` (Universal Ctags) and `rg` on the path. Each figure is the median
of the ratios of pairs that ran one after the other, so that it holds on a machine whose speed
drifts. The workspace's own index is left alone: everything is built in a temporary folder.

ctags and ctxkit read the same trees: those of all sources in the index, packages included, but for
those `--without` (`graphon,dify-plugin-sdks`). `--first`: only the first index is measured. Its
second row compares processor time, which other programs disturb less: ctags has one process,
ctxkit one on each core.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

from ctxkit.index.reader import Index
from ctxkit.workspace.checked_out import head_commit

CTAGS = [
    "ctags",
    "-R",
    "--map-TypeScript=+.tsx",
    "--languages=Python,Go,TypeScript,JavaScript",
    "-f",
    os.devnull,
]
RG = ["rg", "-F", "-c", "SSRF_DEFAULT_MAX_RETRIES", "."]
KEY = "SSRF_DEFAULT_MAX_RETRIES"
LINE = (
    "api-1  | 2026-05-26 13:22:31.627 WARNING [Dummy-685] [ssrf_proxy.py:182] "
    "7c13e32e0c455c8fb169b28b94e35e04 - "
    "Request to URL https://example.com/ failed on attempt 2: timed out"
)
SWITCH = """
import sys
from msgspec.structs import replace
from pathlib import Path
from ctxkit.index.build import build_index
from ctxkit.index.reader import Index
from ctxkit.workspace.checked_out import head_commit
folder, state = map(Path, sys.argv[1:3])
with Index.open(folder / ".ctxkit") as index:
    checkouts = [
        replace(c, commit=head_commit(folder / c.repo))
        for c in index.checkouts().values()
        if c.repo in sys.argv[3:]
    ]
build_index(state, checkouts, {c.repo: folder / c.repo for c in checkouts})
"""


class Took(NamedTuple):
    """The seconds that a command took, and those of the processor, its children included."""

    wall: float
    processor: float


def timed(command: list[str], folder: Path) -> Took:
    """Run a command as a whole process."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    after = os.times()
    processor = after.children_user - before.children_user
    processor += after.children_system - before.children_system
    return Took(time.perf_counter() - start, processor)


def wall(command: list[str], folder: Path) -> float:
    """Return the seconds that a command takes as a whole process."""
    return timed(command, folder).wall


def peak_memory(command: list[str], folder: Path) -> float:
    """Return the largest sum, in MB, of the resident memory of a command and all its children,
    sampled from /proc.
    """
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        peak, done = 0.0, threading.Event()

        def family(pid: int) -> list[int]:
            try:
                tasks = Path(f"/proc/{pid}/task").iterdir()
                children = [int(c) for t in tasks for c in (t / "children").read_text().split()]
            except OSError:
                return [pid]
            return [pid, *(p for child in children for p in family(child))]

        def resident(pid: int) -> int:
            try:
                return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf(
                    "SC_PAGE_SIZE"
                )
            except (OSError, IndexError):
                return 0

        def sample() -> None:
            nonlocal peak
            while not done.wait(0.01):
                peak = max(peak, sum(map(resident, family(process.pid))) / 1e6)

        sampler = threading.Thread(target=sample)
        sampler.start()
        process.wait()
        done.set()
        sampler.join()
    return peak


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--ctxkit", default="ctxkit")
    parser.add_argument("--without", default="", metavar="NAME,...")
    parser.add_argument("--first", action="store_true")
    arguments = parser.parse_args()
    folder, runs, ctxkit = arguments.workspace.resolve(), arguments.runs, arguments.ctxkit

    print("| what | ratio, median (min to max) | bound |\n|---|---|---|")

    def row(what: str, ratios: list[float], bound: str) -> None:
        print(
            f"| {what} | {statistics.median(ratios):.2f} "
            f"({min(ratios):.2f} to {max(ratios):.2f}) | {bound} |",
            flush=True,
        )

    with tempfile.TemporaryDirectory() as temporary:
        state = Path(temporary, "state")
        with Index.open(folder / ".ctxkit") as index:
            repos = sorted(index.checkouts().keys() - arguments.without.split(","))
        ctags = [*CTAGS, *repos]
        build = [sys.executable, "-c", SWITCH, str(folder), str(state), *repos]

        def first_index() -> Took:
            shutil.rmtree(state, ignore_errors=True)
            return timed(build, folder)

        wall(ctags, folder)
        firsts = [(first_index(), timed(ctags, folder)) for _ in range(runs)]
        first = f"first index of {len(repos)} sources / ctags"
        row(first, [a.wall / b.wall for a, b in firsts], "1.6")
        row(f"{first}, processor", [a.processor / b.processor for a, b in firsts], "")
        if arguments.first:
            return
        peak = peak_memory_of_first(build, state, folder)
        print(f"| peak memory while indexing | {peak:.0f} MB | 400 MB |")
        with Index.open(state) as index:
            files = index.files()
            covered = sum(
                (folder / f.repo / f.path).stat().st_size
                for f in files
                if (folder / f.repo / f.path).is_file()
            )
        size = sum(f.stat().st_size for f in state.rglob("*") if f.is_file())
        print(
            f"| index on disk / bytes of its {len(files)} files "
            f"| {size / covered:.2f} ({size / 1e6:.1f} MB) | 0.4 |"
        )

        dify, before = folder / "dify", head_commit(folder / "dify")
        switches: list[tuple[float, float, float]] = []
        try:
            for _ in range(max(1, runs // 2)):
                checkout(dify, "1.13.3")
                new = first_index().wall
                checkout(dify, "1.14.0")
                there = wall(build, folder)
                checkout(dify, "1.13.3")
                switches.append((new, there, wall(build, folder)))
        finally:
            checkout(dify, before or "1.14.0")
        row(
            "index after a switch from 1.13.3 to 1.14.0 / first index",
            [b / a for a, b, _ in switches],
            "0.7",
        )
        row(
            "index after going back to a known version / first index",
            [c / a for a, _, c in switches],
            "0.15",
        )

    for what, command, bound in (
        ("`ctxkit index`, nothing changed / rg", [ctxkit, "index"], "1.5"),
        ("`ctxkit explain` / rg", [ctxkit, "explain", KEY], "1.3"),
        ("`ctxkit locate` / rg", [ctxkit, "locate", LINE], "1.3"),
    ):
        wall(command, folder), wall(RG, folder)
        row(what, [wall(command, folder) / wall(RG, folder) for _ in range(3 * runs)], bound)
    for question in (["explain", KEY], ["locate", LINE]):
        peak = peak_memory([ctxkit, *question], folder)
        print(f"| peak memory of `ctxkit {question[0]}` | {peak:.0f} MB | 120 MB |")


def peak_memory_of_first(build: list[str], state: Path, folder: Path) -> float:
    shutil.rmtree(state, ignore_errors=True)
    return peak_memory(build, folder)


def checkout(repository: Path, revision: str) -> None:
    subprocess.run(
        ["git", "-C", str(repository), "checkout", "-q", "--detach", revision], check=True
    )


if __name__ == "__main__":
    main()
