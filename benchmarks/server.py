#!/usr/bin/env python3
"""Measure the MCP server on a real workspace, asked by the SDK's own client over pipes.

usage: server.py WORKSPACE [--sample 10] [--log FILE] [--older VERSION] [--rounds 20]
                 [--at-once N] [--ctxkit COMMAND]

Prints what it takes to connect (on the clock, and of the processor), the tokens of the list of
tools, and for each question the median and the 95th percentile of a warm answer, the memory that
the server has after it and had at most, and the most that its children had. `--sample` is how many
settings and log lines are asked for, each at least twice; `--log` a log file inside the workspace,
for triage; `--older` a version to compare with. Bars: connected within 2.5 s, answers of explain,
locate and find in 25 ms (median), never 150 MB, 1,700 tokens.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shlex
import statistics
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

sys.path.insert(0, str(Path(__file__).parent))

from triage_speed import lines_of, statements

from ctxkit.index.reader import Index
from ctxkit.model import ConfigKey
from ctxkit.text.tokens import count_tokens

TOPICS = ("retry policy", "workflow timeout", "upload size limit", "插件超时", "login lockout")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def children(pid: int) -> list[int]:
    """Return the processes that a process has started, and theirs."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        started = [int(each) for task in tasks for each in (task / "children").read_text().split()]
    except OSError:
        return []
    return [*started, *(below for child in started for below in children(child))]


def resident(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / 1e6


def of_children(pid: int) -> float:
    """Return the resident memory of all that a process has started, in MB: of what runs a program
    of its own by now, until then it has the memory of its parent.
    """
    total, own = 0.0, Path(f"/proc/{pid}/cmdline").read_bytes()
    for each in children(pid):
        with suppress(OSError, IndexError):
            if Path(f"/proc/{each}/cmdline").read_bytes() != own:
                total += resident(each)
    return total


def processor(pid: int) -> float:
    """Return the seconds of the processor that a process took."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Watch:
    """The most memory of a process and of its children since it was last asked."""

    def __init__(self, pid: int) -> None:
        self.pid, self._own, self._below, self._done = pid, 0.0, 0.0, threading.Event()
        threading.Thread(target=self._sample, daemon=True).start()

    def _sample(self) -> None:
        while not self._done.wait(0.02):
            self._own = max(self._own, resident(self.pid))
            self._below = max(self._below, of_children(self.pid))

    def peak(self) -> tuple[float, float]:
        peak = max(self._own, resident(self.pid)), self._below
        self._own = self._below = 0.0
        return peak

    def stop(self) -> None:
        self._done.set()


def questions(
    workspace: Path, sample: int, older: str, log: str
) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Return the calls of each question."""
    rng = random.Random(5)
    with Index.open(workspace / ".ctxkit") as index:
        keys = sorted({key.name for key in index.all(ConfigKey) if key.name.isupper()})
    lines = list(lines_of(statements(workspace), sample, seed=11))
    asked: dict[str, list[tuple[str, dict[str, Any]]]] = {
        "explain": [("explain_dify_setting", {"key": key}) for key in rng.sample(keys, sample)],
        "locate": [("locate_dify_log", {"text": line}) for line in lines],
        "find": [("find_dify_code", {"topic": topic}) for topic in TOPICS],
        "read": [("read_dify_source", {"repo": "dify", "place": "api/app.py:1-20"})],
        "explain a table": [("explain_dify_setting", {"key": "workflow_runs"})],
        "check": [("check_dify_config", {"env_file": "dify/docker/.env.example"})],
        "map": [("check_dify_config", {"about": "map"})],
    }
    if older:
        asked["compare"] = [("compare_dify_versions", {"old": older})]
        asked["plan"] = [("compare_dify_versions", {"old": older, "plan": True})]
    if log:
        asked["triage"] = [("triage_dify_log", {"path": log})]
    return asked


async def measure(arguments: argparse.Namespace, folder: Path) -> None:
    command = shlex.split(arguments.ctxkit)
    server = StdioServerParameters(
        command=command[0], args=[*command[1:], "mcp", "-w", str(folder)], env=dict(os.environ)
    )
    before, start = set(children(os.getpid())), time.perf_counter()
    async with Client(stdio_client(server)) as session:
        tools = (await session.list_tools()).tools
        took = time.perf_counter() - start
        pid = min(set(children(os.getpid())) - before)
        shown = [each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in tools]
        print(f"connect: {took:.2f} s, of the processor {processor(pid):.2f} s")
        print(f"memory when connected: {resident(pid):.0f} MB")
        tokens = count_tokens(json.dumps(shown, ensure_ascii=False))
        print(f"list of tools: {tokens} tokens")
        watch = Watch(pid)
        asked = questions(folder, arguments.sample, arguments.older, arguments.log)
        row = "{:<18} {:>9} {:>9} {:>9} {:>9} {:>9}".format
        print(row("question", "p50 ms", "p95 ms", "MB after", "MB peak", "children"))
        for name, calls in asked.items():
            times = []
            for number in range(max(2 * len(calls), arguments.rounds)):
                tool, given = calls[number % len(calls)]
                begun = time.perf_counter()
                done = await session.call_tool(tool, given)
                if done.is_error:
                    print(f"{name} {given}: {done.content[0]}")
                if number >= len(calls):  # the first time each is not warm
                    times.append((time.perf_counter() - begun) * 1000)
            p95 = sorted(times)[int(len(times) * 0.95)]
            figures = (statistics.median(times), p95, resident(pid), *watch.peak())
            print(row(name, *(f"{each:.0f}" for each in figures)))
        if arguments.at_once:
            mixed = [call for calls in asked.values() for call in calls[: arguments.at_once]]
            async with anyio.create_task_group() as group:
                for tool, given in mixed:
                    group.start_soon(session.call_tool, tool, given)
            own, below = watch.peak()
            print(f"{len(mixed)} at once: {own:.0f} MB at most, children {below:.0f}")
        watch.stop()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--sample", type=int, default=10)
    parser.add_argument("--log", default="")
    parser.add_argument("--older", default="")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--at-once", type=int, default=0)
    parser.add_argument("--ctxkit", default="ctxkit")
    arguments = parser.parse_args()
    anyio.run(measure, arguments, arguments.workspace.resolve())


if __name__ == "__main__":
    main()
