"""Reject a values file that a strict parser rejects, or that the fast reader reads differently.

A file that is edited must be read right to the character. Not here: the flaws of a file that is
only checked (`yaml_flaws.py`).
"""

from __future__ import annotations

from typing import Any

from ctxkit.errors import UsageError
from ctxkit.files.yaml_parser import YamlProblem, compose_nodes, line_of, parse_events
from ctxkit.files.yaml_tree import MERGE, Node

_MERGE_TAG = "tag:yaml.org,2002:merge"
_KINDS = {"mapping": "mapping", "sequence": "sequence", "scalar": "scalar", "null": "scalar"}
_TOO_DEEP = 100
_DEEPER = {
    "MappingStartEvent": 1,
    "SequenceStartEvent": 1,
    "MappingEndEvent": -1,
    "SequenceEndEvent": -1,
}
"""Levels that an event opens or closes."""

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
    strict = _composed(name, text)
    if strict is None:
        if root.kind != "null":
            raise _differs(name, root.line)
        return
    if strict.id != "mapping":
        raise UsageError(
            f"{name}:{line_of(strict)}: the file must be a mapping of values",
            hint="is it a values.yaml?",
        )
    _Confirmation(name, text).node(root, strict)


def _composed(name: str, text: str) -> Any:
    try:
        return compose_nodes(text)
    except YamlProblem as problem:
        if problem.is_too_deep:
            raise UsageError(
                f"{name}:{_deep_line(text)}: nested too deeply",
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
        self._expect(_KINDS[ours.kind] == theirs.id, ours)
        self._expect(theirs.anchor == (ours.anchor or None), ours)
        if theirs.id == "mapping":
            self._mapping(ours, theirs)
        elif theirs.id == "sequence":
            self._expect(len(ours.children) == len(theirs.value), ours)
            for item, strict in zip(ours.children, theirs.value, strict=True):
                self.node(item, strict)
        else:
            self._scalar(ours, theirs)
        if ours.kind != "null":
            self._expect(ours.start == theirs.start_mark.index, ours)
        if ours.flow:
            self._expect(ours.end == theirs.end_mark.index, ours)

    def _scalar(self, ours: Node, theirs: Any) -> None:
        self._expect(ours.value == theirs.value, ours)
        self._expect(ours.style == (theirs.style or ""), ours)
        # ruamel's mark of a missing value, and of a block scalar, is where the next token begins.
        if ours.kind == "scalar" and not ours.is_block_text:
            self._expect(ours.end == theirs.end_mark.index, ours)

    def _mapping(self, ours: Node, theirs: Any) -> None:
        lines: dict[str, int] = {}
        entries = iter(ours.children)
        for key, value in theirs.value:
            if key.id != "scalar":
                raise UsageError(
                    f"{self._name}:{line_of(key)}: a key must be text, not a mapping or list",
                    hint=_TEMPLATE,
                )
            if _is_merge(key):
                self._merge(value)
            elif key.value in lines:
                first = lines[key.value]
                raise UsageError(
                    f"{self._name}:{line_of(key)}: duplicate key '{key.value}' "
                    f"(first defined on line {first})",
                    hint="remove one of them",
                )
            lines.setdefault(key.value, line_of(key))
            entry = next(entries, None)
            if entry is None or entry.key != key.value:
                raise _differs(self._name, line_of(key))
            self._expect(entry.key_start == key.start_mark.index, entry)
            self._expect(self._text[entry.colon - 1] == ":" or entry.kind == "null", entry)
            self.node(entry, value)
        self._expect(next(entries, None) is None, ours)

    def _merge(self, value: Any) -> None:
        for source in value.value if value.id == "sequence" else [value]:
            if source.id != "mapping":
                raise UsageError(
                    f"{self._name}:{line_of(source)}: only mappings can be merged",
                    hint="<< needs an alias (*name)",
                )

    def _expect(self, agrees: bool, node: Node) -> None:
        if not agrees:
            raise _differs(self._name, node.line)


def _is_merge(key: Any) -> bool:
    return key.tag == _MERGE_TAG or (key.value == MERGE and not key.style)
