"""Reads of settings through an object of a settings class: `self.redis_url`, `settings.redis_url`,
`resolved.redis_url` of `resolved = settings or ServerSettings()`.

An object is known by its annotation, by the class or function that makes it, or by its name. Which
class it is of is decided where the facts are joined. Not here: `dify_config` and the environment
(`settings_use.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.treesitter import line_of, raw, text
from ctxkit.model import ConfigKey, ConfigUse

_CLASS = rb"(?:\w{1,60}\.){0,4}\w{0,60}Settings\b"
_OBJECT = re.compile(
    rb"\b([a-z_]\w{0,60})(?:\s{0,9}:\s{0,9}[\"']?" + _CLASS + rb"(?!\()"
    rb"|\s{0,9}=\s{0,9}(?:[\w.]{1,60}\s{1,9}or\s{1,9})?(?:" + _CLASS + rb"|\w{0,20}get_settings)\()"
)
_SELF = b"self"
_NAME = b"settings"
_ATTRIBUTE = rb"\b_?(%s)\.([a-z][a-z0-9_]{0,80})\b(?!\s{0,9}(?:\(|=[^=]))"
_VALIDATOR = re.compile(rb"@(?:field_)?validator\(([^)]{0,400})")
_FIELD_NAME = re.compile(r"[\"'](\w{1,80})[\"']")


def field_reads(file: PythonFile, keys: Iterable[ConfigKey]) -> Iterator[ConfigUse]:
    """Yield `self.redis_url` in the methods of settings classes, and the methods that validate a
    field; fields in capitals are read in `computed.py`.
    """
    fields = {key.attribute for key in keys if key.attribute.islower()}
    owners = {key.owner for key in keys}
    if not fields:
        return
    yield from (use for use in _reads(file, {_SELF}) if use.name in fields)
    for name, function in file.functions.items():
        if name.rpartition(".")[0] in owners:
            validated = _validated(function)
            yield from (_use(each, line_of(function), name) for each in validated & fields)


def _validated(function: Node) -> set[str]:
    """Return the fields that a method validates: `@field_validator("redis_url")`."""
    decorated = function.parent
    if decorated is None or decorated.type != "decorated_definition":
        return set()
    head = raw(decorated)[: function.start_byte - decorated.start_byte]
    named = [match[1].decode("utf8", "replace") for match in _VALIDATOR.finditer(head)]
    return {field for names in named for field in _FIELD_NAME.findall(names)}


def object_reads(file: PythonFile) -> Iterator[ConfigUse]:
    """Yield the reads of fields of the objects of settings classes in a file."""
    if not file.contains(b"Settings", b"get_settings"):
        return
    lines = [line for line in file.source.data.split(b"\n") if b"ettings" in line]
    objects = {match[1] for line in lines for match in _OBJECT.finditer(line)} - {_SELF}
    if objects or file.contains(b"Settings\n", b"import settings"):
        yield from _reads(file, {*(name.lstrip(b"_") for name in objects), _NAME})


def _reads(file: PythonFile, objects: set[bytes]) -> Iterator[ConfigUse]:
    """Yield the attributes that are read of objects, each once a line."""
    pattern = re.compile(_ATTRIBUTE % b"|".join(sorted(objects)))
    seen: set[tuple[str, int]] = set()
    for match in pattern.finditer(file.source.data):
        node = file.node_at(match.start(2), match.end(2))
        if node is None or node.type != "identifier" or node.parent is None:
            continue  # in a text or comment
        if node.parent.type != "attribute":
            continue
        place = text(node), line_of(node)
        if place not in seen:
            seen.add(place)
            yield _use(*place, file.at(node))


def _use(name: str, line: int, symbol: str) -> ConfigUse:
    return ConfigUse(name=name, line=line, end_line=line, symbol=symbol, role="reads", via="field")
