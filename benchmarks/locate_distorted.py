"""Ask for lines as people paste them: with words, marks and quotes around them, wrapped, cut.

usage: locate_distorted.py WORKSPACE... [--cases FILE] [--part dev|held|all] [--every] [--sample N]
           [--misses N]

The lines are made from the statements of each workspace (`locate_mechanical.py`), bare and with
the prefix of their program, and, with `--cases`, those of a file of cases: JSON lines with `input`,
`version` (the name of the workspace's folder) and `truth`, a list of `repo`, `path`, `line` and
`end`. Only lines are distorted whose first hit is right as they are. One change at a time is made:
`--part dev` takes half of the lines and half of the variants of each change, `--part held` the
other halves, which nobody looks at while mending.
"""

# ruff: noqa: E501 - the variants of a change stay on few lines

from __future__ import annotations

import argparse
import html
import json
import random
import textwrap
import time
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from locate_mechanical import lines_of, open_index

from ctxkit.ask.locate.locate import locate
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import HOLE, Fact, Finding, LogTemplate, Raise

Change = Callable[[str], str]
_NEAR = 5
_MIN_CHARS = 25  # of a line: a shorter one says nothing any more when it is cut


def _before(*texts: str) -> list[Change]:
    return [lambda line, text=text: text + line for text in texts]


def _around(*pairs: str) -> list[Change]:
    return [
        lambda line, pair=pair: pair.partition("|")[0] + line + pair.partition("|")[2]
        for pair in pairs
    ]


def _translated(*pairs: tuple[str, str]) -> list[Change]:
    def change(line: str, marks: str, wide: str) -> str:
        return line.translate(str.maketrans(marks, wide))

    return [lambda line, pair=pair: change(line, *pair) for pair in pairs]


def _wrapped(width: int, indent: str = "") -> Change:
    return lambda line: f"\n{indent}".join(line[i : i + width] for i in range(0, len(line), width))


def _wrapped_at_blanks(width: int, indent: str = "") -> Change:
    return lambda line: "\n".join(textwrap.wrap(line, width, subsequent_indent=indent))


def _cut(share: float, mark: str = "") -> Change:
    return lambda line: line[: int(len(line) * share)] + mark


CHANGES: dict[str, list[Change]] = {
    "none": _before("", ""),
    "prefix": _before(
        "error: ", "Run failed: ", "エラー：", "报错：", "Error: ", "错误信息: ", "ERROR: ", "日志：",
        "I get this: ", "it says: ", "Log: ", "오류: ", "Error message: ", "[ERROR] ", "Failed with: ", "err: ",
        "Exception: ", "the message is: ", "提示：", "エラーメッセージ: ", "Got ", "控制台报错：", "Uncaught Error: ", "Fehler: ",
    ),
    "bullet": _before(
        "- ", "* ", "> ", "• ", "1. ", "2) ", "- [ ] ", "+ ", "· ", "– ", "#1 ", "   - ", "① ", "・", ">> ", "(3) ",
        "3、", "→ ", "a) ", "* * ",
    ),
    "quotes": _around(
        "\"|\"", "'|'", "“|”", "`|`", "「|」", "«|»", "『|』", "‘|’", "\"|\",", "'|'.", "\"|", "|\"", "„|“", "``|``",
        "\\\"|\\\"", "（|）", "【|】", "<|>", "*|*", "**|**", "_|_", "~~|~~", "(|)", "[|]",
    ),
    "full-width": _translated(
        (":", "："), (":,()", "：，（）"), ("()", "（）"), (":'\"", "：‘“"), (":.,", "：。，"), ("()[]", "（）【】"),
        (":,;?!", "：，；？！"), ("'", "’"), ("-", "–"), (" ", "\u00a0"), (":[]", "：［］"), (" ", "\u3000"),
    ),
    "wrap": [
        _wrapped(80), _wrapped_at_blanks(80), _wrapped(72), _wrapped_at_blanks(66), _wrapped(100), _wrapped(80, "  "),
        _wrapped(64), _wrapped_at_blanks(80, "  "), _wrapped(79), _wrapped(90), _wrapped_at_blanks(72, "    "), _wrapped(120),
    ],
    "cut to 70 %": [_cut(0.7), _cut(0.7), _cut(0.7, "..."), _cut(0.7, "…"), _cut(0.72), _cut(0.7, " ..."), _cut(0.7, "[...]"), _cut(0.68)],
    "code": _around(
        "```\n|\n```", "```text\n|\n```", "~~~\n|\n~~~", "<pre>|</pre>", "<code>|</code>", "    |", "```|```", "`|",
        "```log\n|\n```\n", "[code]|[/code]", "```\n|", "<pre><code>|</code></pre>",
    ),
    "chat": _before(
        "Alice: ", "[10:12] Alice: ", "张三: ", "<alice> ", "@bob ", "[2026/05/04 10:11] Tom: ", "Alice  10:12 AM\n",
        "山田：", "Bob (10:12): ", "alice wrote: ", "Q: ", "Alice 10:12\n",
    ),
    "key": _around(
        "msg=|", "msg=\"|\"", "message: |", "\"message\": \"|\"", "error=\"|\"", "{\"error\": \"|\"}", "err=|",
        "{\"message\": \"|\"}", "reason: |", "detail: \"|\"", "\"msg\":\"|\",", "Message=\"|\" ",
    ),
    "behind": _around(
        "|...", "|…", "| Any idea?", "|。", "| help", "| (truncated)", "| what does it mean?", "|?", "| [...]", "|！",
        "|;", "| 怎么解决？", "|  ", "| <- this", "|\\n", "|\\",
    ),
    "markup": [
        html.escape, lambda line: f"\x1b[31m{line}\x1b[0m", lambda line: f"[31m{line}[0m",
        lambda line: html.escape(line).replace(" ", "&nbsp;"), lambda line: f"<p>{line}</p>", lambda line: f"{line}<br>",
        lambda line: line.replace("_", "\\_").replace("*", "\\*"), lambda line: html.escape(line, quote=False),
    ],
}  # fmt: skip


class Line:
    """A line with what is right for it."""

    def __init__(self, text: str, is_right: Callable[[Fact], bool], source: str) -> None:
        self.text = text
        self.is_right = is_right
        self.source = source


def mechanical_lines(index: Index, sources: Sources, sample: int, seed: int) -> Iterator[Line]:
    """Yield lines made from statements, of each statement one."""
    rng = random.Random(seed)
    facts = [f for kind in (LogTemplate, Raise) for f in index.all(kind) if not f.test]
    for fact in rng.sample(facts, min(sample, len(facts))):
        made = [line for kind, line in lines_of(fact, rng, sources) if "\n" not in line]
        if made:
            text = rng.choice(made)
            if len(text) >= _MIN_CHARS:
                yield Line(
                    text, lambda f, fact=fact: _is_equal(f, fact), f"{fact.path}:{fact.line}"
                )


def _is_equal(found: Fact, fact: Fact) -> bool:
    same = (found.repo, found.path, found.symbol) == (fact.repo, fact.path, fact.symbol)
    return same or getattr(found, "template", "") == getattr(fact, "template", "")


def case_lines(cases: Path, version: str) -> Iterator[Line]:
    """Yield the cases of one line of a version that have a truth."""
    for text in cases.read_text("utf8").splitlines():
        case = json.loads(text)
        if case["version"] == version and case["truth"] and "\n" not in case["input"].strip():
            yield Line(case["input"].strip(), lambda f, case=case: _is_truth(f, case), case["id"])


def _is_truth(fact: Fact, case: dict[str, Any]) -> bool:
    return any(
        (fact.repo, fact.path) == (truth["repo"], truth["path"])
        and truth["line"] - _NEAR <= fact.line <= truth.get("end", truth["line"]) + _NEAR
        for truth in case["truth"]
    )


def _part_of(line: Line) -> str:
    return "held" if zlib.crc32(line.source.encode()) % 2 else "dev"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("workspaces", type=Path, nargs="+")
    parser.add_argument("--cases", type=Path, action="append", default=[])
    parser.add_argument("--part", choices=("dev", "held", "all"), default="all")
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--only", default="")
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0])
    spent: list[float] = []
    for folder in options.workspaces:
        index, sources = open_index(folder)
        lines = list(mechanical_lines(index, sources, options.sample, options.seed))
        for cases in options.cases:
            lines += case_lines(cases, folder.name)
        for line in lines:
            if options.part in ("all", _part_of(line)):
                _ask(index, sources, line, rows, spent, options)
    for name, (n, one, three, sure, right) in rows.items():
        print(
            f"{name:12} n {n:5}  hit@1 {one / n:.3f}  hit@3 {three / n:.3f}"
            f"  high {sure / n:.2f}, of these right {right} of {sure}"
        )
    spent.sort()
    print(
        f"median {1000 * spent[len(spent) // 2]:.1f} ms, p95 {1000 * spent[int(len(spent) * 0.95)]:.1f} ms"
    )


def _ask(
    index: Index,
    sources: Sources,
    line: Line,
    rows: dict[str, list[int]],
    spent: list[float],
    options: argparse.Namespace,
) -> None:
    found = locate(index, sources, line.text)
    if not (found.hits and line.is_right(found.hits[0].fact)):
        return
    rng = random.Random(line.source)
    for name, variants in CHANGES.items():
        if options.only and name not in options.only:
            continue
        half = {"dev": variants[::2], "held": variants[1::2], "all": variants}[options.part]
        for change in half if options.every else [rng.choice(half)]:
            text = change(line.text)
            start = time.perf_counter()
            found = locate(index, sources, text)
            spent.append(time.perf_counter() - start)
            _count(rows[name], found, line)
            is_right = found.hits and line.is_right(found.hits[0].fact)
            if not is_right and options.misses > 0:
                options.misses -= 1
                _show(name, text, line, found)


def _show(name: str, text: str, line: Line, found: Finding) -> None:
    print(f"MISS {name} {found.confidence} {line.source} | {text[:300]!r}")
    for hit in found.hits[:1]:
        shape = getattr(hit.fact, "template", "").replace(HOLE, "{}")[:100]
        print(f"     got {hit.fact.path}:{hit.fact.line} {shape!r} {hit.score} {hit.why}")


def _count(row: list[int], found: Finding, line: Line) -> None:
    right = [line.is_right(hit.fact) for hit in found.hits]
    row[0] += 1
    row[1] += right[:1] == [True]
    row[2] += any(right[:3])
    row[3] += found.confidence == "high"
    row[4] += found.confidence == "high" and right[:1] == [True]


if __name__ == "__main__":
    main()
