"""Flaws of a user's YAML file: syntax errors, duplicate keys, further documents, alias bombs.

Not here: whether the fast reader agrees with the strict parser (`yaml_confirmed.py`).
"""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from msgspec import Struct, field

from ctxkit.files.yaml_parser import UNREADABLE, YamlProblem, line_of, parse_events

MAX_EVENTS = 60_000
"""They take some seconds; the largest real chart's values have 5,000."""

MAX_REPEATED = 200_000
"""Values after expansion of aliases; those of real charts have some hundred."""

MAX_DEPTH = 100
MAX_KEY_CHARS = 80
_BOMB = f"aliases expand to more than {MAX_REPEATED:,} values"


class YamlFlaw(NamedTuple):
    """A flaw of a YAML file as such, and its line."""

    kind: Literal["broken", "twice", "documents"]
    line: int
    message: str


def flaws_of(text: str) -> list[YamlFlaw]:
    """Return the flaws of a user's file up to the first syntax error."""
    reading = _Reading()
    try:
        for number, event in enumerate(parse_events(text)):
            if number > MAX_EVENTS or reading.take(event):
                break
    except YamlProblem as problem:
        reading.flaws.append(_broken(problem, reading.line))
    return reading.flaws


def _broken(problem: YamlProblem, reached: int) -> YamlFlaw:
    if not problem.line:
        return YamlFlaw("broken", reached, UNREADABLE)
    return YamlFlaw("broken", problem.line, f"{UNREADABLE}: {problem.problem}")


class _Open(Struct, kw_only=True):
    """A collection that is being read."""

    is_mapping: bool
    anchor: str
    nodes: int = 0
    weight: int = 1
    keys: dict[str, int] = field(default_factory=dict)


class _Reading:
    """Counts over the events of a file: open collections, and the values below each anchor."""

    def __init__(self) -> None:
        self.flaws: list[YamlFlaw] = []
        self.line = 1
        self._documents = 0
        self._open: list[_Open] = []
        self._weights: dict[str, int] = {}

    def take(self, event: Any) -> bool:
        """Record the flaws of an event, and return whether to stop there."""
        self.line = line_of(event)
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            return self._document()
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            return self._closed()
        if kind == "AliasEvent":
            return self._alias(event.anchor)
        if kind == "ScalarEvent":
            return self._scalar(event)
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            return self._opened(event.anchor or "", is_mapping=kind == "MappingStartEvent")
        return False

    def _document(self) -> bool:
        self._documents += 1
        if self._documents == 2:
            self.flaws.append(YamlFlaw("documents", self.line, "a second document begins here"))
        return self._documents > 1

    def _opened(self, anchor: str, *, is_mapping: bool) -> bool:
        if not self._open and not is_mapping:
            return self._broken("the file must be a mapping, not a list")
        if len(self._open) >= MAX_DEPTH:
            return self._broken(f"nested more than {MAX_DEPTH} levels deep")
        self._count(None)
        self._open.append(_Open(is_mapping=is_mapping, anchor=anchor))
        return False

    def _closed(self) -> bool:
        closed = self._open.pop()
        if closed.anchor:
            self._weights[closed.anchor] = closed.weight
        return self._weigh(closed.weight)

    def _alias(self, anchor: str) -> bool:
        if anchor not in self._weights:
            return self._broken(
                "an alias (*) without an anchor (&) before it; quote a value that begins with *"
            )
        self._count(None)
        return self._weigh(self._weights[anchor])

    def _scalar(self, event: Any) -> bool:
        if not self._open:
            if event.value:
                return self._broken("the file must be a mapping, not a single value")
            return False
        if event.anchor:
            self._weights[event.anchor] = 1
        self._count(str(event.value))
        return self._weigh(1)

    def _weigh(self, weight: int) -> bool:
        if not self._open:
            return False
        self._open[-1].weight += weight
        if self._open[-1].weight > MAX_REPEATED:
            return self._broken(_BOMB)
        return False

    def _count(self, text: str | None) -> None:
        """Count a node of the open collection; in a mapping every other node is a key."""
        if not self._open:
            return
        around = self._open[-1]
        around.nodes += 1
        is_key = around.is_mapping and around.nodes % 2 == 1
        if not is_key or text is None or text == "<<":
            return
        if text in around.keys:
            message = f"'{text[:MAX_KEY_CHARS]}' is set again on line {self.line}"
            self.flaws.append(YamlFlaw("twice", around.keys[text], message))
        around.keys[text] = self.line

    def _broken(self, message: str) -> bool:
        self.flaws.append(YamlFlaw("broken", self.line, message))
        return True
