"""Reject a values file that a strict parser rejects, or that the fast reader reads differently.

A file that is edited must be read right to the character. Not here: the flaws of a file that is
only checked (`yaml_flaws.py`).
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from ctxkit.errors import UsageError
from ctxkit.files.yaml_parser import YamlProblem, compose_nodes, line_of, parse_events
from ctxkit.files.yaml_tree import MERGE, Node

_KINDS = {"mapping": "mapping", "sequence": "sequence", "scalar": "scalar", "null": "scalar"}
_TOO_DEEP = 100
_DEEPER = {
    "MappingStartEvent": 1,
    "SequenceStartEvent": 1,
    "MappingEndEvent": -1,
    "SequenceEndEvent": -1,
}
"""Levels that an event opens or closes."""
_BEFORE_NODES = ("StreamStartEvent", "DocumentStartEvent")

_HINTS = (
    (
        "another document",
        "Helm reads only the first of several documents: pass a file that has one",
    ),
    ("'\\t'", "indent with spaces, not with tabs"),
    ("special characters", "is it a text file?"),
    ("undefined alias", "an alias (*name) needs its anchor (&name) before it, in the same file"),
    ("end of stream", "a quote or bracket before it is not closed"),
    ("expected <block end>", "indent the line like the lines above"),
    ("mapping values are not allowed", "quote a value that contains ': '"),
)
"""The remedy for a problem, by words of ruamel's message."""

_NO_HINT = "check that line and the one above it"
_TEMPLATE = "is it a template of the chart? In values, {{ }} must be quoted"


def confirm(name: str, text: str, root: Node) -> None:
    """Raise UsageError (`NAME:LINE: ...`) if `text` is not a values file, or if `root`, its tree
    before aliases are expanded, differs from ruamel's.
    """
    if root.kind == "sequence":
        _refuse_list(name, text)
    strict = _composed(name, text)
    if strict is None:
        if root.kind != "null":
            raise _differs(name, root.line)
        return
    if strict.id != "mapping":
        raise _no_mapping(name, strict)
    _Confirmation(name, text).node(root, strict)


def _refuse_list(name: str, text: str) -> None:
    """Raise UsageError if `text` is a list for ruamel too, before it composes a long one."""
    with suppress(YamlProblem):  # composing tells it with the line and the remedy
        for event in parse_events(text):
            if type(event).__name__ == "SequenceStartEvent":
                raise _no_mapping(name, event)
            if type(event).__name__ not in _BEFORE_NODES:
                return


def _no_mapping(name: str, node: Any) -> UsageError:
    return UsageError(
        f"{name}:{line_of(node)}: the file must be a mapping of values",
        hint="is it a values.yaml?",
    )


def _composed(name: str, text: str) -> Any:
    try:
        return compose_nodes(text)
    except YamlProblem as problem:
        if problem.is_too_deep:
            raise UsageError(
                f"{name}:{problem.line or _deep_line(text)}: nested too deeply",
                hint="is it the right file?",
            ) from None
        if not problem.line:
            raise UsageError(f"{name}: {problem.problem}", hint=_NO_HINT) from None
        hint = next((hint for sign, hint in _HINTS if sign in problem.problem), _NO_HINT)
        raise UsageError(
            f"{name}:{problem.line}: invalid YAML: {problem.problem}", hint=hint
        ) from None


def _deep_line(text: str) -> int:
    """Return the first line on which collections are nested more than a hundred levels deep."""
    depth = line = 0
    for event in parse_events(text):
        depth += _DEEPER.get(type(event).__name__, 0)
        line = line_of(event)
        if depth > _TOO_DEEP:
            break
    return line


def _differs(name: str, line: int) -> UsageError:
    return UsageError(
        f"{name}:{line}: ctxkit cannot read this YAML reliably",
        hint="simplify the syntax of that line",
    )


class _Confirmation:
    """Compares two trees of one text node by node."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._text = text

    def node(self, ours: Node, theirs: Any) -> None:
        if ours.kind == "alias":
            # ruamel's node is the one that has the anchor, which is compared in its own place.
            self._expect(theirs.anchor == ours.value, ours)
            return
        if theirs.id == "mapping":
            self._check_keys(theirs)
        self._expect(_KINDS[ours.kind] == theirs.id, ours)
        self._expect(theirs.anchor == (ours.anchor or None), ours)
        if theirs.id == "scalar":
            self._scalar(ours, theirs)
        else:
            self._collection(ours, theirs)
        if ours.kind != "null":
            self._expect(ours.start == theirs.start_mark.index, ours)
        if ours.flow:
            self._expect(ours.end == theirs.end_mark.index, ours)

    def _scalar(self, ours: Node, theirs: Any) -> None:
        self._expect(ours.value == theirs.value, ours)
        self._expect(theirs.style == (ours.style or None), ours)
        # ruamel's mark of a missing value, and of a block scalar, is where the next token begins.
        if ours.kind == "scalar" and not ours.is_block_text:
            self._expect(ours.end == theirs.end_mark.index, ours)

    def _collection(self, ours: Node, theirs: Any) -> None:
        self._expect(len(ours.children) == len(theirs.value), ours)
        for child, strict in zip(ours.children, theirs.value, strict=True):
            if theirs.id == "mapping":
                key, strict = strict
                self._key(child, key)
            self.node(child, strict)

    def _key(self, ours: Node, key: Any) -> None:
        self._expect(ours.key == key.value, ours)
        self._expect(ours.key_start == key.start_mark.index, ours)
        has_colon = self._text[ours.colon - 1] == ":"
        self._expect(has_colon or ours.kind == "null", ours)

    def _check_keys(self, mapping: Any) -> None:
        """Raise UsageError for keys that ruamel accepts in nodes, but Helm does not."""
        lines: dict[str, int] = {}
        for key, value in mapping.value:
            place = f"{self._name}:{line_of(key)}"
            if key.id != "scalar":
                raise UsageError(
                    f"{place}: a key must be text, not a mapping or list", hint=_TEMPLATE
                )
            if key.value == MERGE:
                self._check_merge(key, value)
            elif key.value in lines:
                raise UsageError(
                    f"{place}: duplicate key '{key.value}' "
                    f"(first defined on line {lines[key.value]})",
                    hint="remove one of them",
                )
            lines[key.value] = line_of(key)

    def _check_merge(self, key: Any, value: Any) -> None:
        if key.style:  # "<<" in quotes is a key like others, which the fast reader does not know
            raise _differs(self._name, line_of(key))
        for source in value.value if value.id == "sequence" else [value]:
            if source.id != "mapping":
                raise UsageError(
                    f"{self._name}:{line_of(source)}: only mappings can be merged",
                    hint="<< needs an alias (*name)",
                )

    def _expect(self, agrees: bool, node: Node) -> None:
        if not agrees:
            raise _differs(self._name, node.line)
