"""Settings of the web console: the zod schema of `env.ts`, and older helpers with defaults.

Not here: the reads (`settings_use.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.literals import shorten
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of
from ctxkit.extract.typescript.file import TypeScriptFile
from ctxkit.extract.typescript.text import plain_value
from ctxkit.model import ConfigKey, Fact

_ZOD_TYPE = re.compile(
    r"^z\s*\.\s*(?:coerce\s*\.\s*)?(?P<type>\w{1,30})(?:\((?P<values>\[[^\]]{0,200}\]|[^()]{0,80})\))?"
)
_COERCED_TYPE = re.compile(r"^coerced(?P<type>\w{1,30})")
_DEFAULT = re.compile(r"\.default\((.{0,200})\)$", re.DOTALL)
_COMMENT_MARKS = re.compile(r"^\s*/?\*{1,2}/?\s?|\*/\s*$")
_HELPER = re.compile(r"^get|Config$")
_LITERALS = ("string", "number", "true", "false")
_MAX_COMMENT_CHARS = 400
_MAX_COMMENT_LINES = 40


def config_keys(file: TypeScriptFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield the settings that a file declares."""
    for match in matches:
        if "schema" in match:
            yield _schema(file, match)
        else:
            yield _helper(file, match)


def _schema(file: TypeScriptFile, match: QueryMatch) -> ConfigKey:
    """`NEXT_PUBLIC_EDITION: z.enum(['SELF_HOSTED', 'CLOUD']).default('SELF_HOSTED')`."""
    field, schema = match.node("field"), match.text("schema")
    line = line_of(field)
    default = _DEFAULT.search(schema)
    coerced, zod = _COERCED_TYPE.match(schema), _ZOD_TYPE.match(schema)
    type_ = ""
    if coerced:
        type_ = coerced["type"].lower()
    elif zod:
        type_ = zod["type"]
    return ConfigKey(
        name=match.text("name"),
        line=line,
        end_line=end_line_of(field),
        origin="zod",
        type=type_,
        default=plain_value(default[1]) if default else None,
        description=_comment_above(file.lines, line),
        constraints=_constraints(schema, zod),
    )


def _constraints(schema: str, zod: re.Match[str] | None) -> str:
    """Return the values of an enum, else the calls after the type: `min(1).optional()`."""
    if zod is not None and zod["type"] == "enum":
        return shorten(zod["values"] or "")
    without_default = _DEFAULT.sub("", schema)
    if zod is None:
        return shorten(without_default.partition(".")[2].lstrip("."))
    return shorten(without_default[zod.end() :].lstrip("."))


def _helper(file: TypeScriptFile, match: QueryMatch) -> ConfigKey:
    """`getStringConfig(process.env.NEXT_PUBLIC_API_PREFIX, DatasetAttr.DATA_API_PREFIX,
    'http://localhost:5001')`.
    """
    read, default = match.node("read"), match.node("default")
    line = line_of(read)
    return ConfigKey(
        name=match.text("name"),
        line=line,
        end_line=end_line_of(read),
        origin="getenv",
        attribute=file.definitions.constant_at(line),
        type=_HELPER.sub("", match.text("function")).lower(),
        default=plain_value(match.text("default")),
        default_is_expression=default.type not in _LITERALS,
    )


def _comment_above(lines: list[bytes], line: int) -> str:
    """Return the text of the JSDoc comment that ends on the line above `line`."""
    last = line - 2  # counted from 0
    if last < 0 or not lines[last].rstrip().endswith(b"*/"):
        return ""
    first = last
    while first > 0 and b"/*" not in lines[first] and last - first < _MAX_COMMENT_LINES:
        first -= 1
    texts = (raw.decode("utf8", "replace") for raw in lines[first : last + 1])
    parts = (_COMMENT_MARKS.sub("", text).strip() for text in texts)
    return " ".join(part for part in parts if part)[:_MAX_COMMENT_CHARS]
