"""Reads of settings in the web console: of the environment, of the schema's object, and of
constants that other files import.

In the browser the values come from attributes of the page's body (`data-api-prefix`), which the
server fills from its environment: such a key is the target of the read. Not here: what declares
settings (`settings.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.lines import LineCounter
from ctxkit.extract.treesitter import QueryMatch, line_of, text
from ctxkit.extract.typescript.file import TypeScriptFile
from ctxkit.extract.typescript.symbols import Definitions
from ctxkit.model import ConfigUse

# [DatasetAttr.DATA_API_PREFIX]:   'data-api-prefix':   apiPrefix:   data-api-prefix={
_KEY_BEFORE = re.compile(
    r"(?:\[(?:\w{1,60}\.)?(\w{1,80})\]|'([\w-]{1,80})'|([\w-]{1,80}))\s*(?::|=\{)[^:]{0,100}$"
)
_MAX_KEY_DISTANCE = 200  # characters before a read in which its key is looked for
_IMPORT = re.compile(rb"import \{([^{}]{1,3000})\} from '(?:@|[./]{1,30})/config'")
_CONSTANT = re.compile(rb"\b[A-Z][A-Z0-9_]{2,80}\b")


def config_uses(file: TypeScriptFile, matches: list[QueryMatch]) -> Iterator[ConfigUse]:
    """Yield the reads of settings in a file, each once a line."""
    seen: set[tuple[str, int]] = set()
    for match in matches:
        for name in match.nodes("name"):
            place = text(name), line_of(name)
            if place not in seen:
                seen.add(place)
                yield _read(file, match, name)


def _read(file: TypeScriptFile, match: QueryMatch, node: Node) -> ConfigUse:
    name, line = text(node), line_of(node)
    target = _target(file, node)
    return ConfigUse(
        name=name,
        line=line,
        end_line=line,
        symbol=file.at(line),
        role="reads",
        via="getenv" if "process" in match else "env",
        target=target if target != name else "",
    )


def _target(file: TypeScriptFile, node: Node) -> str:
    """Return the constant or key whose value a read is, or an empty string."""
    row, column = node.start_point
    constant = file.definitions.constant_at(row + 1)
    if constant.isupper():
        return constant
    before = file.lines[row][:column].decode("utf8", "replace")
    before = before.rpartition("env")[0]  # `process.env.` and `env.` themselves
    key = _KEY_BEFORE.search(before[-_MAX_KEY_DISTANCE:])
    return key[key.lastindex or 0] if key else ""


def imported_settings(data: bytes, definitions: Definitions) -> Iterator[ConfigUse]:
    """Yield the uses of constants of `config/index.ts` in other files; the import itself is none.

    Costs no parse.
    """
    if b"/config'" not in data:
        return
    imports = list(_IMPORT.finditer(data))
    names = sorted({name for found in imports for name in _CONSTANT.findall(found[1])})
    if not names:
        return
    use = re.compile(rb"[^\w.](" + b"|".join(names) + rb")(?![\w:])")
    lines = LineCounter(data)
    seen: set[tuple[bytes, int]] = set()
    for match in use.finditer(data, imports[-1].end()):
        line = lines.line_at(match.start(1))
        if (match[1], line) in seen:
            continue
        seen.add((match[1], line))
        yield ConfigUse(
            name=match[1].decode(),
            line=line,
            end_line=line,
            symbol=definitions.at(line),
            role="reads",
            via="import",
        )
