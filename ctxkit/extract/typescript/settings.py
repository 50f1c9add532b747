"""Settings of the web console: the zod schema of `env.ts`, older helpers with defaults, and the
reads.

In the browser the values come from attributes of the page's body (`data-api-prefix`), which the
server fills from its environment: such a key is told as the target of the read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import shorten, unescape
from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import Captures, text
from ctxkit.extract.typescript.symbols import Definitions
from ctxkit.model import ConfigKey, ConfigUse, Fact

_ZOD_TYPE = re.compile(
    r"^z\s*\.\s*(?:coerce\s*\.\s*)?(\w{1,30})(?:\((\[[^\]]{0,200}\]|[^()]{0,80})\))?"
)
_COERCED = re.compile(r"^coerced(\w{1,30})")
_DEFAULT = re.compile(r"\.default\((.{0,200})\)$", re.DOTALL)
_JSDOC_LINE = re.compile(r"^\s*/?\*{1,2}/?\s?|\*/\s*$")
_KEY_BEFORE = re.compile(
    r"(?:\[(?:\w{1,60}\.)?(\w{1,80})\]|'([\w-]{1,80})'|([\w-]{1,80}))\s*(?::|=\{)[^:]{0,100}$"
)
_LONGEST_COMMENT = 400
_IMPORT = re.compile(rb"import \{([^{}]{1,3000})\} from '(?:@|[./]{1,30})/config'")
_CONSTANT = re.compile(rb"\b[A-Z][A-Z0-9_]{2,80}\b")


def keys_and_uses(
    source: Source, definitions: Definitions, matches: list[tuple[str, Captures]]
) -> Iterator[Fact]:
    """Yield the settings that a file declares and reads."""
    lines = source.data.split(b"\n")
    seen: set[tuple[str, int]] = set()
    for kind, captures in matches:
        if kind == "config_key":
            yield (
                _schema(captures, lines) if "schema" in captures else _helper(captures, definitions)
            )
        else:
            for name in captures["name"]:
                line = name.start_point[0] + 1
                if (text(name), line) not in seen:
                    seen.add((text(name), line))
                    yield _read(captures, name, definitions, lines)


def _schema(captures: Captures, lines: list[bytes]) -> ConfigKey:
    """`NEXT_PUBLIC_EDITION: z.enum(['SELF_HOSTED', 'CLOUD']).default('SELF_HOSTED')`."""
    field, schema = captures["field"][0], text(captures["schema"][0])
    line = field.start_point[0] + 1
    default = _DEFAULT.search(schema)
    zod, coerced = _ZOD_TYPE.match(schema), _COERCED.match(schema)
    return ConfigKey(
        name=text(captures["name"][0]),
        origin="zod",
        type=coerced[1].lower() if coerced else zod[1] if zod else "",
        default=_plain(default[1]) if default else None,
        description=_comment_above(lines, line),
        constraints=_constraints(schema, zod),
        line=line,
        end_line=field.end_point[0] + 1,
    )


def _constraints(schema: str, zod: re.Match[str] | None) -> str:
    rest = _DEFAULT.sub("", schema)
    if zod and zod[1] == "enum":
        return shorten(zod[2] or "")
    rest = rest[zod.end() :] if zod else rest.partition(".")[2]
    return shorten(rest.lstrip(".")) if rest else ""


def _helper(captures: Captures, definitions: Definitions) -> ConfigKey:
    """`getStringConfig(process.env.NEXT_PUBLIC_API_PREFIX, DatasetAttr.DATA_API_PREFIX,
    'http://localhost:5001')`.
    """
    read, default = captures["read"][0], captures["default"][0]
    line = read.start_point[0] + 1
    return ConfigKey(
        name=text(captures["name"][0]),
        origin="getenv",
        attribute=definitions.constant_at(line),
        type=re.sub(r"^get|Config$", "", text(captures["function"][0])).lower(),
        default=_plain(text(default)),
        default_is_expression=default.type not in ("string", "number", "true", "false"),
        line=line,
        end_line=read.end_point[0] + 1,
    )


def _plain(expression: str) -> str:
    expression = expression.strip()
    return unescape(expression[1:-1]) if expression[:1] in ("'", '"', "`") else shorten(expression)


def _comment_above(lines: list[bytes], line: int) -> str:
    """Return the text of the comment that ends on the line above `line`."""
    last = line - 2
    if last < 0 or not lines[last].rstrip().endswith(b"*/"):
        return ""
    first = last
    while first > 0 and b"/*" not in lines[first] and last - first < 40:
        first -= 1
    said = (
        _JSDOC_LINE.sub("", raw.decode("utf8", "replace")).strip()
        for raw in lines[first : last + 1]
    )
    return " ".join(part for part in said if part)[:_LONGEST_COMMENT]


def _read(
    captures: Captures, name: Node, definitions: Definitions, lines: list[bytes]
) -> ConfigUse:
    row, column = name.start_point
    target = definitions.constant_at(row + 1)
    if not target.isupper():
        before = lines[row][:column].decode("utf8", "replace").rpartition("env")[0]
        key = _KEY_BEFORE.search(before[-200:])
        target = next((part for part in key.groups() if part), "") if key else ""
    return ConfigUse(
        name=text(name),
        role="reads",
        via="getenv" if "process" in captures else "env",
        target=target if target != text(name) else "",
        line=row + 1,
        end_line=row + 1,
        symbol=definitions.at(row + 1),
    )


def imported_settings(data: bytes, definitions: Definitions) -> Iterator[ConfigUse]:
    """Constants of `config/index.ts` where they are used; the import itself tells nothing.

    Costs no parse.
    """
    imports = list(_IMPORT.finditer(data))
    names = sorted({name for found in imports for name in _CONSTANT.findall(found[1])})
    if not names:
        return
    pattern = re.compile(rb"[^\w.](" + b"|".join(names) + rb")(?![\w:])")
    seen: set[tuple[bytes, int]] = set()
    line, position = 1, 0
    for match in pattern.finditer(data, imports[-1].end()):
        line += data.count(b"\n", position, match.start(1))
        position = match.start(1)
        if (match[1], line) not in seen:
            seen.add((match[1], line))
            yield ConfigUse(
                name=match[1].decode(),
                role="reads",
                via="import",
                line=line,
                end_line=line,
                symbol=definitions.at(line),
            )
