"""Texts of JSON and YAML -> the objects in them, each with its own lines.

A list that was cut is read as far as it goes. Not here: what the objects say
(`ask/triage/state_kubernetes.py`, `ask/triage/state_docker.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate
from json import JSONDecoder
from typing import Any

from ctxkit.files.manifests import MANIFESTS
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_types import plain
from ctxkit.regex import regex

MAX_OBJECTS = 20_000
MAX_FAILURES = 20
"""Places of a text where no object could be read, after which it is not read further."""

MAX_SEARCHES = 1_000
"""Words that are looked for in the text of an object: each takes the time to read it."""

_LIST = regex(
    r'\{(?:\s{0,80}"(?:apiVersion|kind)"\s{0,20}:\s{0,20}"[^"\n]{0,100}",'
    r'|\s{0,80}"metadata"\s{0,20}:\s{0,20}\{[^{}]{0,500}\},){0,3}'
    r'\s{0,80}"items"\s{0,20}:\s{0,20}\['
)
_BETWEEN = regex(r"[\s,]*")
_ENDS = regex(r"\s*\]")
_SKIPPED = regex(
    r'(?:[\s,\]}]|"(?:kind|apiVersion)"\s{0,20}:\s{0,20}"[^"\n]{0,100}"'
    r'|"metadata"\s{0,20}:\s{0,20}\{[^{}]{0,500}\})*'
)
"""What is between objects; the end of a list has fields of its own."""

_JSON_KIND = regex(r'"kind"\s{0,20}:\s{0,20}"(\w{1,60})List"')
_YAML_SIGN = regex(r"^(?:- )?apiVersion: \S", re.MULTILINE)
_YAML_KIND = regex(r"^(?:- |  )?kind: (\w{1,60})$", re.MULTILINE)
_OF_CHARTS = frozenset(each.kind for each in MANIFESTS)


Fields = Mapping[str, Any]
"""The fields of an object."""


class StateObject:
    """An object, the text that it was read from, and the number of its first line there."""

    def __init__(self, data: Mapping[str, Any], kind: str, text: _Text, start: int, end: int):
        self.data = data
        self.kind = kind
        self._text = text.whole
        self._start = start
        self.end = end
        self._first_line = text.line_of(start)
        self._searches = 0

    @property
    def name(self) -> str:
        """Its name, "" for an object without one."""
        return str(fields(self.data.get("metadata")).get("name") or "")

    @property
    def namespace(self) -> str:
        """The namespace that it is in, "" for an object that is in none or does not say."""
        return str(fields(self.data.get("metadata")).get("namespace") or "")

    @property
    def template(self) -> Fields:
        """The pods that a workload makes, or the jobs of a CronJob."""
        spec = fields(self.data.get("spec"))
        job = fields(fields(spec.get("jobTemplate")).get("spec"))
        return fields((job or spec).get("template"))

    @property
    def main_container(self) -> Fields:
        """The container that a workload is about: the first one of its pods."""
        return next(iter(dicts(fields(self.template.get("spec")).get("containers"))), {})

    def line_of(self, *words: str) -> int:
        """Return the number of the first line with the first of the words that is there, of the
        object's first line where none is; no word is looked for after `MAX_SEARCHES`.
        """
        for word in words:
            self._searches += 1
            if not word or self._searches > MAX_SEARCHES:
                continue
            place = self._text.find(word, self._start, self.end)
            if place >= 0:
                return self._first_line + self._text.count("\n", self._start, place)
        return self._first_line


class _Text:
    """A text whose lines are counted once, from the beginning to the end."""

    def __init__(self, whole: str) -> None:
        self.whole = whole
        self._counted = 0
        self._line = 1

    def line_of(self, place: int) -> int:
        """Return the number of the line of a place, which is not before the last one."""
        self._line += self.whole.count("\n", self._counted, place)
        self._counted = place
        return self._line


def is_yaml_of_cluster(text: str) -> bool:
    """Return whether a text is YAML of a cluster, or of a chart that was rendered; not a manifest
    that has the values of a chart.
    """
    if not _YAML_SIGN.search(text):
        return False
    kinds = _YAML_KIND.findall(text)
    return bool(kinds) and not any(kind in _OF_CHARTS for kind in kinds)


def is_json(text: str) -> bool:
    """Return whether a text begins as JSON does."""
    return text.lstrip().startswith(("[", "{"))


def objects_in(text: str) -> Iterator[StateObject]:
    """Yield the objects of a text, those of lists one by one."""
    found = _in_json(text) if is_json(text) else _in_yaml(text)
    for count, each in enumerate(found):
        if count == MAX_OBJECTS:
            return
        yield each


def fields(value: Any) -> Fields:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def dicts(value: Any) -> list[Fields]:
    """Return the objects of a list, none of anything else."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def command_of(container: Fields) -> list[str]:
    """Return the words that a container runs in the place of what its image would."""
    given = (container.get(key) for key in ("command", "args"))
    return [str(word) for words in given if isinstance(words, list) for word in words]


def number(value: Any) -> int:
    """Return a whole number, 0 for anything else."""
    return value if isinstance(value, int) else 0


# --- JSON -----------------------------------------------------------------------------------------


def _in_json(text: str) -> Iterator[StateObject]:
    lines = _Text(text)
    decoder, at, failures = JSONDecoder(), 0, 0
    while failures < MAX_FAILURES:
        at = _next(text, at)
        if at >= len(text):
            return
        if text[at] == "[":
            at += 1
            continue
        opened = _LIST.match(text, at)
        if opened is not None:
            # Its items one by one: a list may be long, and may be cut.
            found = _JSON_KIND.search(text, at, opened.end())
            for each in _items(decoder, lines, opened.end(), found[1] if found else ""):
                at = each.end
                yield each
            at = max(at, opened.end())
            failures += not _ENDS.match(text, at)
            continue
        try:
            data, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            failures += 1
            at = _end_of_line(text, at)
            continue
        if isinstance(data, dict):
            yield StateObject(data, str(data.get("kind", "")), lines, at, end)
        at = end


def _next(text: str, at: int) -> int:
    skipped = _SKIPPED.match(text, at)
    return skipped.end() if skipped else at


def _end_of_line(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _items(decoder: JSONDecoder, lines: _Text, at: int, kind: str) -> Iterator[StateObject]:
    """Yield the objects of a list, up to its end or to where it is cut."""
    text = lines.whole
    while True:
        skipped = _BETWEEN.match(text, at)
        at = skipped.end() if skipped else at
        if text[at : at + 1] != "{":
            return
        try:
            data, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        yield StateObject(data, str(data.get("kind", kind)), lines, at, end)
        at = end


# --- YAML -----------------------------------------------------------------------------------------


def _in_yaml(text: str) -> Iterator[StateObject]:
    rows = split_lines(text.encode("utf8", "replace"))
    starts = list(accumulate((len(row) + 1 for row in rows), initial=0))
    lines = _Text("\n".join(rows))
    for root in read_documents(rows, starts=starts):
        fields = {child.key: child for child in root.children} if root.kind == "mapping" else {}
        kind = fields["kind"].value.removesuffix("List") if "kind" in fields else ""
        items = fields.get("items", root)
        for node in items.children if items.kind == "sequence" else [root]:
            data = plain(node)
            if isinstance(data, dict):
                start, end = starts[node.line - 1], starts[min(node.end_line, len(rows))]
                yield StateObject(data, str(data.get("kind", kind)), lines, start, end)
