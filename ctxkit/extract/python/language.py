"""Python sources: Dify's API and the official plugins.

Each kind of fact is looked for by a module of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import tree_sitter_python

from ctxkit.extract.python.config_use import config_uses
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.messages import Variables, log_templates, raises
from ctxkit.extract.python.migrations import is_migration, migrations
from ctxkit.extract.python.pydantic_settings import config_keys
from ctxkit.extract.python.symbols import error_codes, symbols, tables, tasks, test_symbols
from ctxkit.extract.python.web import route_prefixes, routes
from ctxkit.extract.source import Language, Source
from ctxkit.extract.treesitter import Captures, Grammar, Scopes, text
from ctxkit.model import Fact

GRAMMAR = Grammar("python", tree_sitter_python.language)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a Python file."""
    if source.test:
        yield from test_symbols(source)
        return
    if is_migration(source.path):
        yield from migrations(source)
    matches: dict[str, list[Captures]] = defaultdict(list)
    for kind, captures in GRAMMAR.matches(GRAMMAR.parse(source.data)):
        matches[kind].append(captures)
    file = _file(source, matches["symbol"])
    variables = Variables(file, matches["raise"])
    yield from log_templates(file, matches["log_template"], variables)
    yield from raises(file, matches["raise"], variables)
    yield from routes(file, matches["route"])
    yield from route_prefixes(file, matches["route_prefix"])
    yield from tasks(file, matches["task"])
    yield from tables(file, matches["table"])
    yield from error_codes(file, matches["error_code"])
    yield from config_keys(file)
    yield from config_uses(file, matches["config_use"], variables)
    yield from symbols(file, matches["symbol"])


def _file(source: Source, matches: list[Captures]) -> PythonFile:
    definitions = [
        ((captures.get("function") or captures["class"])[0], text(captures["name"][0]))
        for captures in matches
        if "name" in captures
    ]
    scopes = Scopes(definitions)
    file = PythonFile(source=source, scopes=scopes, classes={}, functions={})
    for node, _ in definitions:
        (file.classes if node.type == "class_definition" else file.functions)[
            scopes.name_of(node)
        ] = node
    return file


LANGUAGE = Language(name="python", matches=lambda path: path.endswith(".py"), extract=extract)
