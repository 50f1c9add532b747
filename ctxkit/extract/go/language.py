"""Go sources: the plugin daemon and the sandbox.

Not here: what is looked for, each kind of fact in a module of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import tree_sitter_go

from ctxkit.extract.go.client_calls import client_calls
from ctxkit.extract.go.errors import error_codes, raises
from ctxkit.extract.go.file import GoFile
from ctxkit.extract.go.logs import log_templates
from ctxkit.extract.go.mentions import mentions
from ctxkit.extract.go.outline import outline
from ctxkit.extract.go.routes import routes
from ctxkit.extract.go.settings import config_keys
from ctxkit.extract.go.settings_use import config_uses
from ctxkit.extract.go.symbols import scopes_of, symbols
from ctxkit.extract.go.table_uses import table_uses
from ctxkit.extract.go.tables import tables
from ctxkit.extract.go.variable_names import declared_constants
from ctxkit.extract.source import Language, Source
from ctxkit.extract.treesitter import Grammar, QueryMatch
from ctxkit.model import Fact

GRAMMAR = Grammar("go", tree_sitter_go.language)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a Go file."""
    if source.test:
        yield from outline(source)
        return
    found: dict[str, list[QueryMatch]] = defaultdict(list)
    for match in GRAMMAR.matches(source.data):
        found[match.pattern.kind].append(match)
    file = GoFile(source=source, found=found, scopes=scopes_of(found["symbol"]))
    yield from symbols(file)
    yield from log_templates(file)
    yield from raises(file)
    yield from error_codes(file)
    yield from config_keys(file)
    yield from declared_constants(file)
    yield from config_uses(file)
    yield from routes(file)
    yield from client_calls(file)
    yield from tables(file)
    yield from table_uses(file)


LANGUAGE = Language(
    name="go",
    endings=(".go",),
    extract=extract,
    mentions=mentions,
)
