"""Ask for lines made from the statements of an index themselves: the general rule, far beyond any
sample.

usage: locate_mechanical.py WORKSPACE [--of OLDER] [--repo NAME] [--wrapped] [--places] [--sample N] [--misses N] [--seed N]

Every log statement and error of the workspace (or of OLDER, a workspace of an earlier version,
where the statement still exists in the first) has its holes filled with random values and is asked
for, bare and with the prefix that its program writes. A hit is right when it is the statement or
one of equal text. Statements without a word of their own are asked for with a prefix only.
`--repo`: of one source alone.
`--wrapped`: each line with a prefix and each traceback in what collectors, viewers and chat tools
put around it, and damaged as pasting damages it. `--places`: instead of statements, requests to
routes of FastAPI and of Go's mux, and frames of stacks (`place_oracles.py`).
"""

# ruff: noqa: E501

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from place_oracles import places

from ctxkit.ask.locate.locate import locate
from ctxkit.dify.packages import PACKAGES, is_installed
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import HOLE, Fact, LogTemplate, Raise
from ctxkit.text.template import template_words

WORDS = [
    "alpha",
    "none",
    "tenant",
    "model",
    "openai",
    "gpt-4o",
    "timeout",
    "value",
    "data",
    "true",
    "42",
    "user",
    "admin",
    "default",
    "main",
    "node",
    "result",
]


def open_index(folder: Path) -> tuple[Index, Sources]:
    index = Index.open(folder / ".ctxkit")
    return index, Sources(index, {repo: folder / repo for repo in index.checkouts()})


def value(rng: random.Random) -> str:
    """Return a value as it appears in log lines."""
    return rng.choice(
        (
            lambda: str(rng.randrange(100_000)),
            lambda: f"{rng.random() * 100:.6f}",
            lambda: f"{rng.getrandbits(128):032x}",
            lambda: (
                f"{rng.getrandbits(32):08x}-{rng.getrandbits(16):04x}-4{rng.getrandbits(12):03x}-a{rng.getrandbits(12):03x}-{rng.getrandbits(48):012x}"
            ),
            lambda: rng.choice(WORDS),
            lambda: " ".join(rng.sample(WORDS, rng.randrange(2, 7))),
            lambda: (
                f"https://host-{rng.randrange(99)}.example.com/{rng.choice(WORDS)}?x={rng.randrange(99)}"
            ),
            lambda: f"/app/storage/{rng.choice(WORDS)}/{rng.randrange(999)}.bin",
            lambda: "{'" + rng.choice(WORDS) + "': " + str(rng.randrange(99)) + "}",
            lambda: f"[Errno {rng.randrange(99)}] Name or service not known",
        )
    )()


def fill(template: str, rng: random.Random) -> str:
    parts = template.split(HOLE)
    return parts[0] + "".join(value(rng) + part for part in parts[1:])


def with_prefix(fact: LogTemplate, message: str, rng: random.Random) -> str:
    """Return the line as the program writes it: the API's format, or the plugin daemon's."""
    base, level = fact.path.rpartition("/")[2], (fact.level or "info").upper()
    if base.endswith(".py"):
        level = {"EXCEPTION": "ERROR", "WARN": "WARNING", "FATAL": "CRITICAL"}.get(level, level)
        return f"2026-05-26 13:22:31.627 {level} [Dummy-{rng.randrange(999)}] [{base}:{fact.line}] {rng.getrandbits(128):032x} - {message}"
    level = {"WARNING": "WARN", "FATAL": "ERROR", "PANIC": "ERROR"}.get(level, level)
    if fact.fields:
        pairs = [f"{name}={rng.choice(WORDS)}" for name in fact.fields]
        rng.shuffle(pairs)
        return f"2026-05-22T13:11:43.801416113Z {level} dify-plugin-daemon {base}:{fact.line} {message} {' '.join(pairs)}"
    return f"2025/05/22 02:57:35 {base}:{fact.line}: [{level}]{message}"


def in_image(fact: Fact) -> str:
    """Return where the file of a statement is in the image that runs it; empty if it is nowhere."""
    package = next((row for row in PACKAGES if row.name == fact.repo), None)
    if package and is_installed(fact.repo, fact.path):
        below = fact.path[fact.path.index(f"{package.module}/") :]
        return f"/app/api/.venv/lib/python3.12/site-packages/{below}"
    return f"/app/{fact.path}" if fact.path.startswith("api/") else ""


def traceback(fact: Raise, message: str, sources: Sources) -> str:
    """Return the stack as Python prints it: a frame of a package above, the statement's own line
    below.
    """
    code = sources.text(fact.repo, fact.path, fact.line, fact.line).strip()
    return (
        "2026-05-26 13:22:31.627 ERROR [Dummy-1] [app.py:875] a1b2c3d4e5 - Something\nTraceback (most recent call last):\n"
        '  File "/app/api/.venv/lib/python3.12/site-packages/flask/app.py", line 1484, in full_dispatch_request\n'
        "    rv = self.dispatch_request()\n"
        f'  File "{in_image(fact)}", line {fact.line}, in {fact.symbol.rpartition(".")[2]}\n    {code}\n{fact.name}: {message}'
    )


def _is_raise(fact: Raise, sources: Sources) -> bool:
    return sources.text(fact.repo, fact.path, fact.line, fact.line).lstrip().startswith("raise")


def lines_of(fact: Fact, rng: random.Random, sources: Sources) -> Iterator[tuple[str, str]]:
    """Yield (kind of line, line) for a statement."""
    template = getattr(fact, "template", "")
    message = fill(template, rng)
    words = template_words(template)
    language = {"py": "py", "go": "go"}.get(fact.path.rpartition(".")[2], "ts")
    if isinstance(fact, LogTemplate):
        if language != "ts":
            yield f"{language} log, prefix", with_prefix(fact, message, rng)
        if words:
            yield f"{language} log, bare", message
    elif isinstance(fact, Raise) and fact.symbol and in_image(fact) and _is_raise(fact, sources):
        yield "py traceback", traceback(fact, message, sources)
    if words and isinstance(fact, Raise):
        yield (
            f"{language} error",
            f"{fact.name}: {message}" if language == "py" and fact.name[:1].isupper() else message,
        )


TIME = "2026-05-26T13:22:31.627518342Z"


def _each(text: str, before: str, behind: str = "") -> str:
    return "\n".join(f"{before}{line}{behind}" for line in text.split("\n"))


def wrapped(text: str, service: str) -> Iterator[tuple[str, str]]:
    """Yield (wrapper, text) for what may become of a text on its way."""
    pod = service.replace("_", "-")
    yield "compose", _each(text, f"docker-{service}-1  | ")
    yield "kubectl", _each(text, f"[pod/my-release-dify-{pod}-7c9f4d8b6c-x2x9z/{pod}] ")
    yield "kubectl, times", _each(text, f"{TIME} ")
    yield "CRI", _each(text, f"{TIME} stdout F ")
    yield "docker -t compose", _each(text, f"{service}-1  | {TIME} ")
    yield "syslog", _each(text, f"May 26 13:22:31 host1 docker-{service}[812]: ")
    yield "Loki", json.dumps({"line": text, "timestamp": TIME, "labels": {"container": service}})
    yield (
        "ELK",
        json.dumps(
            {
                "@timestamp": TIME,
                "message": text,
                "kubernetes": {"container": {"name": pod}},
                "stream": "stdout",
            }
        ),
    )
    yield (
        "docker json-file",
        _each("", json.dumps({"log": text + "\n", "stream": "stderr", "time": TIME})),
    )
    yield "k9s", _each(text, "\u2502 ", "  \u2502")
    yield "quote", _each(text, "> ")
    yield "code", f"```\n{text}\n```"
    yield "colours", _each(text, "\x1b[32m", "\x1b[0m")
    yield "CRLF", text.replace("\n", "\r\n") + "\r\n"
    yield (
        "run together",
        text.replace("\n", " ")
        + " 2026-05-26 13:22:32.001 INFO [Dummy-1] [x.py:3] a1b2c3d4e5 - all is well"
        if "\n" not in text
        else text.replace("\n", ""),
    )
    yield "blanks for newlines", text.replace("\n", " ")
    yield "escaped", text.replace('"', '\\"').replace("\n", "\\n")
    yield (
        "cut",
        text[: len(text) * 4 // 5]
        if "\n" not in text
        else text[text.find("\n", len(text) // 3) + 1 :],
    )
    yield (
        "in words",
        f"Hi, since yesterday we see this in the log:\n\n{text}\n\nAny idea what to do?",
    )


def service_of(fact: Fact) -> str:
    if fact.repo in ("dify-plugin-daemon", "dify-official-plugins"):
        return "plugin_daemon"
    return "sandbox" if fact.repo == "dify-sandbox" else "api"


def ask_places(folder: Path, sample: int, misses: int, rng: random.Random) -> None:
    """Ask for requests and frames; a line without a place must be refused."""
    index, sources = open_index(folder)
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for place in places(folder, list(index.checkouts()), sample, rng):
        finding = locate(index, sources, place.line)
        hit = finding.hits[0].fact if finding.hits else None
        if place.path:
            right = (
                hit is not None
                and (hit.repo, hit.path) == (place.repo, place.path)
                and place.first <= hit.line <= place.last
            )
        else:
            right = finding.confidence in ("low", "none")
        row = rows[place.kind]
        row[0] += 1
        row[1] += right
        row[2] += finding.confidence == "high"
        row[3] += finding.confidence == "high" and right
        if not right and misses > 0:
            misses -= 1
            print(
                f"MISS {place.kind} {finding.confidence} {place.path}:{place.first} | {place.line[-300:]!r}"
            )
            for found in finding.hits[:2]:
                print(f"     got {found.fact.path}:{found.fact.line} {found.score} {found.why}")
    for kind, (n, right_, sure, right_sure) in sorted(rows.items()):
        print(
            f"{kind:28} n {n:5}  right {right_ / n:.3f}  high {sure / n:.2f}, of these right {right_sure / max(sure, 1):.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--of", type=Path)
    parser.add_argument("--repo", default="")
    parser.add_argument("--wrapped", action="store_true")
    parser.add_argument("--places", action="store_true")
    parser.add_argument("--sample", type=int, default=4000)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    if options.places:
        ask_places(options.workspace, options.sample, options.misses, rng)
        return
    index, sources = open_index(options.workspace)
    own = [f for kind in (LogTemplate, Raise) for f in index.all(kind) if not f.test]
    facts, old_sources = own, sources
    if options.of:
        there = {(f.repo, f.path, f.symbol, getattr(f, "template", "")) for f in own}
        old, old_sources = open_index(options.of)
        facts = [f for kind in (LogTemplate, Raise) for f in old.all(kind) if not f.test]
        facts = [
            f for f in facts if (f.repo, f.path, f.symbol, getattr(f, "template", "")) in there
        ]
    facts = [f for f in facts if options.repo in ("", f.repo)]
    facts = sorted(
        rng.sample(facts, min(options.sample, len(facts))), key=lambda f: (f.repo, f.path, f.line)
    )
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0, 0])
    spent, shown = [], 0
    for fact in facts:
        lines = list(lines_of(fact, rng, old_sources))
        if options.wrapped:
            whole = [line for kind, line in lines if kind.endswith(("prefix", "traceback"))]
            lines = [pair for line in whole for pair in wrapped(line, service_of(fact))]
        for kind, line in lines:
            start = time.process_time()
            finding = locate(index, sources, line)
            spent.append(time.process_time() - start)
            equal = [
                (h.fact.repo, h.fact.path, h.fact.symbol) == (fact.repo, fact.path, fact.symbol)
                or getattr(h.fact, "template", "") == getattr(fact, "template", "")
                for h in finding.hits
            ]
            same = [
                (h.fact.repo, h.fact.path, h.fact.symbol) == (fact.repo, fact.path, fact.symbol)
                for h in finding.hits
            ]
            row = rows[kind]
            row[0] += 1
            row[1] += equal[:1] == [True]
            row[2] += any(equal[:3])
            row[3] += same[:1] == [True]
            row[4] += finding.confidence == "high"
            row[5] += finding.confidence == "high" and equal[:1] == [True]
            if equal[:1] != [True] and shown < options.misses:
                shown += 1
                print(
                    f"MISS {kind} {finding.confidence} {fact.repo} {fact.path}:{fact.line} | {line[:200]!r}"
                )
                for hit in finding.hits[:2]:
                    shape = getattr(hit.fact, "template", "").replace(HOLE, "{}")[:100]
                    print(
                        f"     got {hit.fact.path}:{hit.fact.line} {shape!r} {hit.score} {hit.why}"
                    )
    for kind, (n, one, three, place, sure, right) in sorted(rows.items()):
        print(
            f"{kind:16} n {n:5}  hit@1 {one / n:.3f}  hit@3 {three / n:.3f}  same place {place / n:.3f}"
            f"  high {sure / n:.2f}, of these right {right / max(sure, 1):.3f}"
        )
    total = [sum(row[i] for row in rows.values()) for i in range(6)]
    spent.sort()
    print(
        f"all              n {total[0]:5}  hit@1 {total[1] / total[0]:.3f}  hit@3 {total[2] / total[0]:.3f}  high right {total[5] / max(total[4], 1):.3f}"
    )
    print(
        f"processor: median {1000 * spent[len(spent) // 2]:.1f} ms, p95 {1000 * spent[int(len(spent) * 0.95)]:.1f} ms"
    )


if __name__ == "__main__":
    main()
