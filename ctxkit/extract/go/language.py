"""Go sources: the plugin daemon and the sandbox.

Not here: messages (`messages.py`), settings (`settings.py`), gin routes (`routes.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import tree_sitter_go
from tree_sitter import Node

from ctxkit.extract.go import messages as go_messages
from ctxkit.extract.go import routes as go_routes
from ctxkit.extract.go import settings as go_settings
from ctxkit.extract.go.file import GoFile, bare_type, lines_of, one
from ctxkit.extract.literals import shorten
from ctxkit.extract.source import Language, Source
from ctxkit.extract.treesitter import Captures, Grammar, Scopes, text
from ctxkit.model import Fact, Symbol, Table

GRAMMAR = Grammar("go", tree_sitter_go.language)

_TEST_SYMBOL = re.compile(rb"^func (?:\([^()\n]{0,100}\) )?(\w{1,100})", re.MULTILINE)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LONGEST_VALUE = (
    800  # of the source text, before it is shortened: a list of paths may stand on many lines
)
_EMBEDDED = ("Model", "BaseModel")  # columns that other models take over


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a Go file."""
    if source.test:
        yield from _test_symbols(source.data)
        return
    found: dict[str, list[Captures]] = {}
    for kind, captures in GRAMMAR.matches(GRAMMAR.parse(source.data)):
        found.setdefault(kind, []).append(captures)
    symbols = found.get("symbol", [])
    file = GoFile(
        source=source, found=found, scopes=Scopes([(_node(c), _name(c)) for c in symbols])
    )
    for captures in symbols:
        yield _symbol(file, captures)
    yield from go_messages.facts(file)
    yield from go_settings.facts(file)
    yield from go_routes.facts(file)
    yield from _tables(file)


def _test_symbols(data: bytes) -> Iterator[Symbol]:
    for match in _TEST_SYMBOL.finditer(data):
        line = data.count(b"\n", 0, match.start()) + 1
        yield Symbol(
            name=match[1].decode("utf8", "replace"), what="function", line=line, end_line=line
        )


def _node(captures: Captures) -> Node:
    return next(
        captures[key][0]
        for key in ("function", "method", "class", "constant", "local")
        if key in captures
    )


def _name(captures: Captures) -> str:
    name = text(captures["name"][0])
    return f"{bare_type(one(captures, 'receiver'))}.{name}" if "method" in captures else name


def _symbol(file: GoFile, captures: Captures) -> Symbol:
    node = _node(captures)
    line, end_line = lines_of(node)
    value = text(captures["value"][0]) if "value" in captures else ""
    return Symbol(
        name=file.scopes.name_of(node),
        what="function" if "function" in captures else "method" if "method" in captures
        else "class" if "class" in captures else "constant",
        line=line,
        end_line=end_line,
        value=shorten(value) if len(value) <= _LONGEST_VALUE and "func(" not in value else "",
        doc="" if value else file.comment_above(line),
    )  # fmt: skip


def _tables(file: GoFile) -> Iterator[Table]:
    """Structs with gorm tags, named as gorm names their tables: snake case, plural."""
    columns: dict[str, list[str]] = {}
    for captures in file.found.get("table", []):
        if "column" in captures:
            tag = text(captures["tag"][0])
            named = re.search(r"column:(\w{1,80})", tag)
            column = named[1] if named else _snake(text(captures["column"][0]))
            if 'gorm:"-"' not in tag:
                columns.setdefault(file.scopes.at(captures["column"][0].start_byte), []).append(
                    column
                )
    names = {
        bare_type(one(captures, "model")): text(captures["name"][0]).strip('"')
        for captures in file.found.get("table", [])
        if "model" in captures
    }
    for captures in file.found.get("symbol", []):
        model = text(captures["name"][0])
        if "class" in captures and (model in columns or model in names) and model not in _EMBEDDED:
            line, end_line = lines_of(captures["class"][0])
            yield Table(
                name=names.get(model) or _plural(_snake(model)),
                model=model,
                columns=tuple(columns.get(model, ())),
                line=line,
                end_line=end_line,
                symbol=model,
            )


def _snake(name: str) -> str:
    return _CAMEL.sub("_", name).lower()


def _plural(name: str) -> str:
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        return name[:-1] + "ies"
    return name + ("es" if name.endswith(("s", "x", "ch", "sh")) else "s")


LANGUAGE = Language(name="go", matches=lambda path: path.endswith(".go"), extract=extract)
