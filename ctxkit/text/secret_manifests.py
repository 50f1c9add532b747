"""Values of the manifest of a Kubernetes Secret, all of which are secrets whatever their names are.

Not here: values behind a name that tells (`named_values.py`, `named_lines.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ctxkit.regex import regex
from ctxkit.text.found import Named
from ctxkit.text.log_bodies import body_start
from ctxkit.text.named_values import value_span
from ctxkit.text.secrets import may_be_secret

_Q = r"\\?[\"']?"
KIND = regex(rf"(?<![\w.-])kind{_Q}\s{{0,3}}:\s{{0,3}}{_Q}(?:Sealed)?Secret(?![\w-])", re.ASCII)
"""What says that a manifest is one of a Secret."""
_MAPS = r"(?:data|stringData|encryptedData)"
_OPENS = regex(rf"([\s-]*){_Q}{_MAPS}{_Q}\s*:\s*\{{?\s*\Z")
_ENTRY = regex(r"\s*[\"']?[\w.-]{1,253}[\"']?\s*:(?=\s|\Z)")
_FLOW = regex(rf"{_Q}{_MAPS}{_Q}\s{{0,3}}:\s{{0,3}}\{{([^{{}}]+)\}}")
_FLOW_VALUE = regex(r":\s{0,3}\\?[\"']?([^\"'\\,}\s]{3,})")
_FOLDED = regex(r"\s*([A-Za-z0-9+/]{16,}={0,2})\s*\Z")
_BLOCK_HEADS = ("|", ">")


def find_in_manifests(lines: Sequence[str]) -> list[list[Named]]:
    """Return, for each line of a text, its secrets that a manifest holds, in order."""
    starts = list(map(body_start, lines))
    bodies = [line[start:] for line, start in zip(lines, starts, strict=True)]
    return [
        [replace(each, start=start + each.start) for each in found]
        for found, start in zip(_in_bodies(bodies), starts, strict=True)
    ]


def _in_bodies(lines: Sequence[str]) -> list[list[Named]]:
    found: list[list[Named]] = []
    for document in _documents(lines):
        if any("Secret" in line and KIND.search(line) for line in document):
            found += _in_document(document)
        else:
            found += [[] for _ in document]
    return found


def _documents(lines: Sequence[str]) -> Iterator[Sequence[str]]:
    start = 0
    for number, line in enumerate(lines):
        if line.startswith("---"):
            yield lines[start:number]
            start = number
    yield lines[start:]


def _in_document(document: Sequence[str]) -> Iterator[list[Named]]:
    indent: int | None = None
    for line in document:
        if indent is not None and line.strip() and _indent(line) <= indent:
            indent = None
        if indent is not None:
            yield _entry(line)
        elif opens := _OPENS.match(line):
            indent = len(opens[1])
            yield []
        else:
            yield [
                Named(value.start(1), value[1], "SECRET")
                for flow in _FLOW.finditer(line)
                for value in _FLOW_VALUE.finditer(line, flow.start(1), flow.end(1))
                if may_be_secret(value[1])
            ]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _entry(line: str) -> list[Named]:
    """Return the value of an entry, or a line of base64 of one whose value is below its name."""
    key = _ENTRY.match(line)
    if key is None:
        folded = _FOLDED.match(line)
        return [Named(folded.start(1), folded[1], "SECRET")] if folded else []
    start, end = value_span(line, key.end())
    value = line[start:end].rstrip(",")
    if value.startswith(_BLOCK_HEADS) or not may_be_secret(value):
        return []
    return [Named(start, value, "SECRET")]
