"""Python sources: Dify's API and the official plugins.

Not here: what is looked for, each kind of fact in a module of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import tree_sitter_python

from ctxkit.extract.python.client_calls import client_calls
from ctxkit.extract.python.error_classes import error_classes
from ctxkit.extract.python.errors import raises
from ctxkit.extract.python.file import parsed_file
from ctxkit.extract.python.indentation import check_indentation
from ctxkit.extract.python.logs import log_templates
from ctxkit.extract.python.mentions import mentions
from ctxkit.extract.python.migration.facts import is_migration, migrations
from ctxkit.extract.python.outline import outline
from ctxkit.extract.python.routers import Routers, constants_of
from ctxkit.extract.python.routes import routes
from ctxkit.extract.python.settings import config_keys
from ctxkit.extract.python.settings_objects import object_reads
from ctxkit.extract.python.settings_use import config_uses
from ctxkit.extract.python.symbols import symbols
from ctxkit.extract.python.table_uses import table_uses
from ctxkit.extract.python.tables import columns, tables
from ctxkit.extract.python.tasks import tasks
from ctxkit.extract.python.variables import Variables
from ctxkit.extract.source import Language, Source
from ctxkit.extract.treesitter import Grammar, QueryMatch
from ctxkit.model import Fact

GRAMMAR = Grammar("python", tree_sitter_python.language, check=check_indentation)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a Python file."""
    if source.test:
        yield from outline(source)
        return
    matches: dict[str, list[QueryMatch]] = defaultdict(list)
    for match in GRAMMAR.matches(source.data):
        matches[match.pattern.kind].append(match)
    file = parsed_file(source, matches["symbol"])
    if is_migration(source.path):
        yield from migrations(source, file.root)
    variables = Variables(file, matches["raise"])
    yield from log_templates(file, matches["log_template"], variables)
    yield from raises(file, matches["raise"], variables)
    routers = Routers(file, matches["route_prefix"], constants_of(matches["symbol"]))
    yield from routes(file, matches["route"], routers)
    yield from routers.prefixes()
    yield from client_calls(file)
    yield from tasks(file, matches["task"])
    yield from tables(file, matches["table"])
    yield from columns(file, matches["column"])
    yield from table_uses(file)
    yield from error_classes(file, matches["error_code"])
    yield from config_keys(file)
    yield from config_uses(file, matches["config_use"], variables)
    yield from object_reads(file)
    yield from symbols(file, matches["symbol"])


LANGUAGE = Language(
    name="python",
    endings=(".py",),
    extract=extract,
    mentions=mentions,
)
