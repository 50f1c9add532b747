"""TypeScript and JavaScript sources: Dify's web console.

Most files contain definitions only, which a scan of lines finds (`symbols.py`); a file is parsed if
its bytes contain a word that another fact needs. Not here: what is looked for, each kind of fact in
a module of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import tree_sitter_typescript

from ctxkit.extract.mentions import NO_MENTIONS, Mentions
from ctxkit.extract.source import Language, Source
from ctxkit.extract.treesitter import Grammar, QueryMatch
from ctxkit.extract.typescript.client_calls import client_calls
from ctxkit.extract.typescript.errors import raises
from ctxkit.extract.typescript.file import TypeScriptFile
from ctxkit.extract.typescript.logs import log_templates
from ctxkit.extract.typescript.mentions import mentions
from ctxkit.extract.typescript.policy import directives
from ctxkit.extract.typescript.settings import config_keys
from ctxkit.extract.typescript.settings_use import config_uses, imported_settings
from ctxkit.extract.typescript.symbols import Definitions
from ctxkit.extract.typescript.ui_texts import message_uses
from ctxkit.model import Fact

# Angle brackets are a type assertion in the one and an element in the other; plain JavaScript
# parses as the latter.
_TYPES = Grammar("typescript", tree_sitter_typescript.language_typescript)
_ELEMENTS = Grammar("typescript", tree_sitter_typescript.language_tsx)
GRAMMARS = (_ELEMENTS, _TYPES)

_SUFFIXES_OF_TYPES = (".ts", ".mts", ".cts")
_WORDS = (
    b"console.",
    b"Error(",
    b"Exception(",
    b"reject(",
    b"process.env",
    b"throw ",
    b"Err(",
    b"ErrMsg(",
    b"ErrorMessage(",
    b"Failure(",
    b"fail(",
    b"abort(",
    b"die(",
    b"json({",
    b"stringify({",
    b"Response(",
    b"super(",
    b".write(",
    b".route(",
    b"coerced",
    b"createEnv(",
    b"-src ",
)
_SETTING = re.compile(rb"\benv\.[A-Z]")
_ARGUMENT = rb"\((?:\n\s{0,40})?"
_NOTIFICATION = re.compile(rb"o(?:ast|tify)(?:\.\w{1,10})?" + _ARGUMENT + rb"['\"`{]")
_PATH_ARGUMENT = re.compile(_ARGUMENT + rb"['\"`](?:/|\$\{)")
_REQUESTS = (
    *(b">", b"get", b"post", b"put", b"patch", b"del", b"request", b"fetch", b"upload"),
    *(b"Get", b"Post", b"Public", b"Marketplace"),
)
"""How what comes before the path of a request ends: a function of `client_call.scm`, perhaps with
the type that it returns.
"""
_MAX_LINE_BYTES = 250
"""On average; a file with longer lines is minified or generated."""
_MIN_GENERATED_BYTES = 20_000


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a TypeScript or JavaScript file; none of minified or generated ones."""
    data = source.data
    if _is_generated(data):
        return
    definitions = Definitions(data)
    yield from definitions.symbols(constants=not source.test)
    if source.test:
        return
    yield from imported_settings(data, definitions)
    yield from message_uses(data, definitions)
    if _has_words(data):
        yield from _parsed_facts(TypeScriptFile(source=source, definitions=definitions))


def _is_generated(data: bytes) -> bool:
    return len(data) > _MIN_GENERATED_BYTES and len(data) > data.count(b"\n") * _MAX_LINE_BYTES


def _has_words(data: bytes) -> bool:
    """Return whether a file may contain a fact for which it must be parsed."""
    if any(word in data for word in _WORDS):
        return True
    paths = _PATH_ARGUMENT.finditer(data)
    if any(data.endswith(_REQUESTS, 0, path.start()) for path in paths):
        return True
    # A word is found in a tenth of the time that its pattern takes.
    if b"env." in data and _SETTING.search(data):
        return True
    return (b"oast" in data or b"otify" in data) and bool(_NOTIFICATION.search(data))


def _parsed_facts(file: TypeScriptFile) -> Iterator[Fact]:
    grammar = _TYPES if file.source.path.endswith(_SUFFIXES_OF_TYPES) else _ELEMENTS
    found: dict[str, list[QueryMatch]] = defaultdict(list)
    for match in grammar.matches(file.source.data):
        found[match.pattern.kind].append(match)
    yield from log_templates(file, found["log_template"])
    yield from raises(file, found["raise"])
    yield from client_calls(file, found["client_call"])
    yield from directives(file, found["directive"])
    yield from config_keys(file, found["config_key"])
    yield from config_uses(file, found["config_use"])


def _mentions(data: bytes) -> Mentions:
    return NO_MENTIONS if _is_generated(data) else mentions(data)


LANGUAGE = Language(
    name="typescript",
    endings=(".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts"),
    extract=extract,
    mentions=_mentions,
)
