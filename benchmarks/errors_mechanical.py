#!/usr/bin/env python3
"""Ask `locate` for the errors that calls make of a code and a text, or that are handed back, as
plain readers of the sources find them.

usage: errors_mechanical.py WORKSPACE [--misses N]

WORKSPACE is a synced and indexed workspace. Nothing of ctxkit finds the statements: Python's own
parser reads `return XError("...")` and errors of two texts, regular expressions read TypeScript and
Go. Holes are filled with values; a text that stands in several places is not asked for, and one
without two words either. Asked is for the text alone, and with its code before it where it has one.
A hit is right if it covers the statement's line.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import ctxkit

_SKIPPED = re.compile(
    r"(^|/)(node_modules|\.git|tests?|__tests__|__mocks__|examples?|e2e|fixtures|vs)/"
    r"|_test\.go$|\.(spec|test|stories)\.[jt]sx?$|(^|/)test_[^/]*\.py$|\.pb\.go$"
)
_TS_TEXT = r"(?:'(?P<s>(?:[^'\\\n]|\\.){4,300})'|`(?P<t>[^`]{4,400})`)"
_TS_FORMS = {
    "new X({message})": re.compile(
        rf"new \w*(?:Error|Exception)\(\{{\s*code: [\w.]+?(?P<code>\w+),\s*message: {_TS_TEXT}"
    ),
    "newError(code, text)": re.compile(
        rf"\b(?:new|create|make|to)\w*Error\(\s*[\w.]+?(?P<code>\w+),\s*{_TS_TEXT}"
    ),
    "stderr.write": re.compile(rf"\b(?:stderr|err|out)\.write\(\s*{_TS_TEXT}"),
}
_GO_CALL = re.compile(
    r"\b(?:write|New|new|respond)\w*Err\w*\((?:\w+, )?(?:\d{3}|http\.Status\w+), "
    r"\"(?P<code>\w+)\",\s*(?:fmt\.Sprintf\(\s*)?\"(?P<s>(?:[^\"\\]|\\.){4,300})\""
)
_HOLE = re.compile(r"\$\{(?:[^{}]|\{[^{}]*\})*\}|%[-+#]?[\d.]*[a-zA-Z]")
_TWO_WORDS = re.compile(r"[A-Za-z]{2,}\W+[A-Za-z]{2,}")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_VALUE = "x7"


class Statement(NamedTuple):
    """A statement that makes an error; `text` has its values filled in."""

    form: str
    repo: str
    path: str
    line: int
    end_line: int
    text: str
    code: str = ""


def typescript(repo: str, root: Path) -> Iterator[Statement]:
    """Yield what the forms of TypeScript find outside of tests."""
    for path, source in _files(root, (".ts", ".tsx", ".mjs")):
        for form, pattern in _TS_FORMS.items():
            for match in pattern.finditer(source):
                groups = match.groupdict()
                text = _unescaped(groups["s"] or groups["t"])
                code = _HUMP.sub("_", groups.get("code") or "").lower()
                yield _statement(form, repo, path, source, match, text, code)


def go(repo: str, root: Path) -> Iterator[Statement]:
    """Yield the calls of Go with a status, a code and a text."""
    for path, source in _files(root, (".go",)):
        for match in _GO_CALL.finditer(source):
            text = _unescaped(match["s"])
            yield _statement(
                "f(status, code, text)", repo, path, source, match, text, match["code"]
            )


def python(repo: str, root: Path) -> Iterator[Statement]:
    """Yield the errors that Python hands back, and those made of a code and a text."""
    for path, source in _files(root, (".py",)):
        try:
            tree = ast.parse(source)
        except SyntaxError:
            continue  # written for a later Python
        for node in ast.walk(tree):
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Call):
                yield from _python_call("return XError(text)", repo, path, node.value, 0)
            elif isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                yield from _python_call("raise XError(code, text)", repo, path, node.exc, 1)


def _python_call(
    form: str, repo: str, path: str, call: ast.Call, position: int
) -> Iterator[Statement]:
    name = ast.unparse(call.func)
    if not name.endswith(("Error", "Exception")) or len(call.args) <= position:
        return
    code, text = "", _python_text(call.args[position])
    if position:
        code = _python_text(call.args[0])
        if not re.fullmatch(r"[a-z]+(_[a-z]+)+", code):
            return
    if text:
        end = call.end_lineno or call.lineno
        yield Statement(form, repo, path, call.lineno, end, text, code)


def _python_text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (v.value if isinstance(v, ast.Constant) else _VALUE for v in node.values)
        return "".join(map(str, parts))
    return ""


def _statement(
    form: str, repo: str, path: str, source: str, match: re.Match[str], text: str, code: str
) -> Statement:
    line = source.count("\n", 0, match.start()) + 1
    end = source.count("\n", 0, match.end()) + 1
    return Statement(form, repo, path, line, end, _HOLE.sub(_VALUE, text), code)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda m: " " if m[1] in "nt" else m[1], text).strip()


def _files(root: Path, suffixes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for file in sorted(root.rglob("*")):
        path = file.relative_to(root).as_posix()
        if path.endswith(suffixes) and not _SKIPPED.search(path) and file.is_file():
            yield path, file.read_text(encoding="utf8", errors="replace")


def compare(workspace: Path, misses: int) -> None:
    """Ask for each statement and print the shares by form."""
    found: list[Statement] = []
    for repo in ("dify", "dify-plugin-daemon", "dify-sandbox"):
        for read in (typescript, go, python):
            found += read(repo, workspace / repo)
    count = Counter(each.text for each in found)
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    with ctxkit.open_workspace(workspace) as opened:
        for each in found:
            if count[each.text] > 1 or not _TWO_WORDS.search(each.text):
                continue
            lines = [each.text, f"{each.code}: {each.text}"] if each.code else [each.text]
            for number, line in enumerate(lines):
                answer = opened.locate(line).to_dict()
                hit = next(iter(answer["hits"]), None)
                right = bool(hit) and _is_at(hit, each)
                row = score[each.form + (", with its code" if number else "")]
                row[0] += 1
                row[1] += right
                row[2] += answer["confidence"] == "high"
                row[3] += answer["confidence"] == "high" and right
                if not right and misses > 0:
                    misses -= 1
                    place = f"{hit['path']}:{hit['line']}" if hit else "nothing"
                    print(f"MISS {each.form} {each.path}:{each.line} got {place} | {line[:140]!r}")
    total = [sum(row[column] for row in score.values()) for column in range(4)]
    for form, row in [*sorted(score.items()), ("all", total)]:
        n, right, high, right_high = row
        print(
            f"{form:44} n {n:5}  hit@1 {right / max(n, 1):.3f}"
            f"  high {high / max(n, 1):.2f}, of these right {right_high / max(high, 1):.3f}"
        )


def _is_at(hit: dict[str, object], each: Statement) -> bool:
    if (hit["repo"], hit["path"]) != (each.repo, each.path):
        return False
    first, last = hit["line"], hit["end_line"]
    return (
        isinstance(first, int)
        and isinstance(last, int)
        and (first <= each.end_line and each.line <= last)
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--misses", type=int, default=0)
    given = parser.parse_args()
    compare(given.workspace, given.misses)
