"""Read a small YAML file of ours as nodes that know their lines, and say precisely what is wrong
with it.

Not here: which keys a file has (`workspace/config.py`, `workspace/lockfile.py`). ruamel.yaml is
imported when a file is read, because queries import the modules that use this one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ctxkit.errors import UsageError, WorkspaceError
from ctxkit.text.similarity import closest

_LARGEST = 1_000_000  # bytes
_DEEP = 100  # collections in each other


def read_text(path: Path) -> str:
    """Return the text of `path` with its line ends as they are.

    Raise WorkspaceError where it cannot be read.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise WorkspaceError(
                f"{path.name} is larger than {_LARGEST} bytes", hint="is it the right file?"
            )
        return path.read_bytes().decode("utf8")
    except OSError as error:
        raise WorkspaceError(f"{path.name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise WorkspaceError(f"{path.name} is not UTF-8 text", hint="save it as UTF-8") from None


def compose(file: str, text: str) -> Any:
    """Return the root node of `text`.

    Raise WorkspaceError where it is no YAML; `file` is its name in messages.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        node = YAML().compose(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{file}:{mark.line + 1}" if mark else file
        raise WorkspaceError(
            f"{place}: not YAML: {getattr(error, 'problem', None) or 'unreadable'}"
        ) from None
    except (RecursionError, ValueError):
        raise WorkspaceError(f"{file}: not YAML that can be read") from None
    if node is None:
        raise WorkspaceError(
            f"{file}: is empty", hint="see workspace.example.yaml, or run: ctxkit init"
        )
    return node


def compose_document(file: str, text: str) -> Any:
    """Return the root node of a user's file, None where it holds nothing.

    Raise UsageError where it is no YAML.
    """
    import warnings

    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of anchors that stand twice, which YAML allows
            return YAML(typ="safe", pure=True).compose(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = getattr(error, "position", None)
        line = mark.line + 1 if mark else text.count("\n", 0, at) + 1 if isinstance(at, int) else 0
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise UsageError(
            f"{file}:{line or 1}: not YAML: {problem}", hint=_hint(str(problem))
        ) from None
    except RecursionError:
        raise UsageError(
            f"{file}:{_deep_line(text)}: nested too deep to be read", hint="is it the right file?"
        ) from None
    except (
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
    ) as error:  # ruamel trips over some broken files
        raise UsageError(f"{file}: not YAML that can be read: {error}", hint=_hint("")) from None


def _hint(problem: str) -> str:
    return next(
        (hint for sign, hint in _HINTS if sign in problem), "look at that line and the one above it"
    )


_HINTS = (
    (
        "another document",
        "Helm reads the first of several documents only: give a file that has one",
    ),
    ("'\\t'", "indent with spaces, not with tabs"),
    ("special characters", "is it a text file?"),
    ("undefined alias", "an alias (*name) needs its anchor (&name) before it, in the same file"),
    ("end of stream", "a quote or bracket before it is not closed"),
    ("expected <block end>", "the indentation is not that of the lines above"),
    ("mapping values are not allowed", "put a value that holds ': ' in quotes"),
)
"""What to do about a problem, by words of ruamel's message."""


class YamlFlaw(NamedTuple):
    """What is wrong with a YAML file as such, and where."""

    kind: Literal["broken", "twice", "documents"]
    line: int
    message: str


_MOST_EVENTS = 60_000  # some seconds; the largest real chart's values have 5,000
_MOST_REPEATED = 200_000  # values with what aliases repeat; those of real charts have some hundred


def flaws_of(text: str) -> list[YamlFlaw]:
    """Return what a strict reader has against a user's file; after what is broken it reads no
    further.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    reading = _Reading()
    try:
        for number, event in enumerate(YAML(typ="safe", pure=True).parse(text)):
            if number > _MOST_EVENTS or reading.take(event):
                break
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = getattr(error, "position", None)
        line = mark.line + 1 if mark else text.count("\n", 0, at) + 1 if isinstance(at, int) else 1
        problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        # What stands in quotes may be a piece of the file, and so of a secret; a character or two
        # tell enough.
        reading.flaws.append(
            YamlFlaw("broken", line, f"no YAML: {_QUOTED.sub(_short, str(problem)[:300])}")
        )
    except (
        ValueError,
        AttributeError,
        TypeError,
        IndexError,
        RecursionError,
    ):  # ruamel trips over some broken files
        reading.flaws.append(YamlFlaw("broken", reading.line, "no YAML that can be read"))
    return reading.flaws


def _short(quoted: re.Match[str]) -> str:
    return quoted[0] if len(quoted[0]) < 7 else "..."


class _Reading:
    """Goes over the events of a file: open collections, and how many values each anchor stands for."""

    def __init__(self) -> None:
        self.flaws: list[YamlFlaw] = []
        self.line = 1
        self._documents = 0
        self._open: list[_Open] = []
        self._weights: dict[str, int] = {}

    def take(self, event: Any) -> bool:
        """Note what is wrong with an event; tell whether to stop there."""
        self.line = event.start_mark.line + 1
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self._documents += 1
            if self._documents == 2:
                self.flaws.append(YamlFlaw("documents", self.line, "a second document begins here"))
            return self._documents > 1
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            return self._closed()
        if kind in ("ScalarEvent", "AliasEvent"):
            return self._single(event, kind)
        if kind in ("MappingStartEvent", "SequenceStartEvent"):
            return self._opened(event, kind)
        return False

    def _opened(self, event: Any, kind: str) -> bool:
        if not self._open and kind == "SequenceStartEvent":
            return self._broken("the file must be a mapping, not a list")
        if len(self._open) >= _DEEP:
            return self._broken(f"nested more than {_DEEP} deep")
        self._counted(None)
        self._open.append(_Open(mapping=kind == "MappingStartEvent", anchor=event.anchor or ""))
        return False

    def _closed(self) -> bool:
        closed = self._open.pop()
        if closed.anchor:
            self._weights[closed.anchor] = closed.weight
        if self._open:
            self._open[-1].weight += closed.weight
            return self._open[-1].weight > _MOST_REPEATED and self._broken(_BOMB)
        return False

    def _single(self, event: Any, kind: str) -> bool:
        weight = 1
        if kind == "AliasEvent":
            if event.anchor not in self._weights:
                return self._broken(
                    "an alias (*) of which there is no anchor (&); quote a value that begins with *"
                )
            weight = self._weights[event.anchor]
        elif not self._open:
            return bool(event.value) and self._broken(
                "the file must be a mapping, not a single value"
            )
        elif event.anchor:
            self._weights[event.anchor] = 1
        self._counted(str(event.value) if kind == "ScalarEvent" else None)
        self._open[-1].weight += weight
        return self._open[-1].weight > _MOST_REPEATED and self._broken(_BOMB)

    def _counted(self, key: str | None) -> None:
        """Count a node of the collection that is open; of a mapping every other one is a key."""
        if not self._open:
            return
        around = self._open[-1]
        around.nodes += 1
        if not around.mapping or around.nodes % 2 == 0 or key is None or key == "<<":
            return
        if key in around.keys:
            first = around.keys[key]
            self.flaws.append(
                YamlFlaw("twice", first, f"'{key[:80]}' is set again on line {self.line}")
            )
        around.keys[key] = self.line

    def _broken(self, message: str) -> bool:
        self.flaws.append(YamlFlaw("broken", self.line, message))
        return True


_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_BOMB = f"aliases repeat more than {_MOST_REPEATED:,} values"


@dataclass(slots=True, kw_only=True)
class _Open:
    """A collection that is being read."""

    mapping: bool
    anchor: str
    nodes: int = 0
    weight: int = 1
    keys: dict[str, int] = field(default_factory=dict)


def _deep_line(text: str) -> int:
    """Return the line on which mappings and lists first lie a hundred deep in each other."""
    from ruamel.yaml import YAML
    from ruamel.yaml.events import CollectionEndEvent, CollectionStartEvent

    depth = line = 0
    for event in YAML(typ="safe", pure=True).parse(text):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        line = event.start_mark.line + 1
        if depth > _DEEP:
            break
    return line


def construct_number(node: Any) -> int | float | None:
    """Return the number that a scalar node is, None if Python cannot make one of it."""
    from ruamel.yaml import YAML
    from ruamel.yaml.constructor import SafeConstructor

    try:
        number = SafeConstructor(loader=YAML(typ="safe", pure=True)).construct_object(node)
    except (ValueError, ArithmeticError):
        return None
    return number if isinstance(number, int | float) else None


_TRUE = frozenset("true True TRUE yes Yes YES on On ON y Y".split())  # noqa: SIM905
_FALSE = frozenset("false False FALSE no No NO off Off OFF n N".split())  # noqa: SIM905
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_INTEGER = re.compile(r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*|0)")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER = (
    40  # characters; Python refuses, as Go does, to make a number of thousands of digits
)


def plain_scalar(text: str) -> bool | int | float | str | None:
    """Return what Helm makes of a scalar without quotes and tag.

    Helm's parser (sigs.k8s.io/yaml, on go-yaml 2) keeps much of YAML 1.1: `yes` and `on` are true,
    `0644` is 420.
    """
    if text in _NULL:
        return None
    if text in _TRUE or text in _FALSE:
        return text in _TRUE
    if len(text) > _LONGEST_NUMBER:
        return text
    digits = text.replace("_", "").lower()
    if _INTEGER.fullmatch(text) and digits[-1:].isalnum():
        sign, number = (digits[0], digits[1:]) if digits[0] in "+-" else ("", digits)
        octal = len(number) > 1 and number[0] == "0" and number[1].isdigit()
        return int(sign + ("0o" + number[1:] if octal else number), 0)
    if _FLOAT.fullmatch(text):
        number_ = float(text)
        return number_ if math.isfinite(number_) else text
    return text


def line_of(node: Any) -> int:
    """Return the 1-based line on which `node` begins."""
    return int(node.start_mark.line) + 1


def entries(
    file: str, node: Any, what: str, known: Iterable[str] | None = None
) -> dict[str, tuple[Any, Any]]:
    """Return the (key node, value node) pairs of a mapping by key.

    Raise WorkspaceError where it is no mapping, a key stands twice, or a key is not of `known`
    (None: any).
    """
    if node.id != "mapping":
        raise WorkspaceError(f"{file}:{line_of(node)}: {what} must be a mapping, not {_kind(node)}")
    found: dict[str, tuple[Any, Any]] = {}
    allowed = None if known is None else list(known)
    for key, value in node.value:
        name = key.value if key.id == "scalar" else None
        if name is None:
            raise WorkspaceError(
                f"{file}:{line_of(key)}: a key of {what} must be text, not {_kind(key)}"
            )
        if name in found:
            first = line_of(found[name][0])
            raise WorkspaceError(
                f"{file}:{line_of(key)}: duplicate key '{name}' in {what} (first defined on line {first})"
            )
        if allowed is not None and name not in allowed:
            near = closest(name, allowed, at_least=0.5, limit=1)
            hint = f"did you mean: {near[0]}" if near else f"known keys: {', '.join(allowed)}"
            raise WorkspaceError(
                f"{file}:{line_of(key)}: unknown key '{name}' in {what}", hint=hint
            )
        found[name] = (key, value)
    return found


def text_of(file: str, entry: tuple[Any, Any], what: str) -> str:
    """Return the text of an entry's value.

    Raise WorkspaceError where it is a number, a list, or nothing.
    """
    key, node = entry
    if node.id != "scalar" or not str(node.tag).endswith(":str"):
        hint = f'write it in quotes: "{node.value}"' if node.id == "scalar" and node.value else ""
        line = line_of(
            node if node.value else key
        )  # nothing stands at the end of nothing, lines below
        raise WorkspaceError(f"{file}:{line}: {what} must be text, not {_kind(node)}", hint=hint)
    return str(node.value)


def _kind(node: Any) -> str:
    if node.id != "scalar":
        return {"mapping": "a mapping", "sequence": "a list"}.get(node.id, str(node.id))
    tag = str(node.tag).rpartition(":")[2]
    return {
        "null": "nothing",
        "bool": "true or false",
        "int": "a number",
        "float": "a number",
        "str": "text",
    }.get(tag, tag)
