"""The languages that ctxkit reads, and which of them a file is in.

A language = one module or folder, one entry here. Not here: what a language looks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ctxkit.extract import (
    catalog,
    compose,
    directives,
    dockerfile,
    docs,
    env_example,
    plugin_yaml,
    pyproject,
    sandbox_yaml,
)
from ctxkit.extract.go import language as go
from ctxkit.extract.helm import template as helm_template
from ctxkit.extract.helm import values as helm_values
from ctxkit.extract.mentions import NO_MENTIONS, Mentions
from ctxkit.extract.python import language as python
from ctxkit.extract.shell import language as shell
from ctxkit.extract.source import Language, Source
from ctxkit.extract.typescript import language as typescript
from ctxkit.model import Fact

MAX_FILE_BYTES = 2_000_000
"""Larger files are generated data, without a statement that a person would look for."""

LANGUAGES: tuple[Language, ...] = (
    catalog.LANGUAGE,  # before TypeScript, in which some are written
    python.LANGUAGE,
    pyproject.LANGUAGE,
    go.LANGUAGE,
    typescript.LANGUAGE,
    shell.LANGUAGE,
    dockerfile.LANGUAGE,
    directives.LANGUAGE,
    env_example.LANGUAGE,
    compose.LANGUAGE,
    helm_values.LANGUAGE,
    helm_template.LANGUAGE,
    sandbox_yaml.LANGUAGE,
    docs.LANGUAGE,
    plugin_yaml.LANGUAGE,  # any other YAML: after the languages that know their files by name
)

# Each is looked for behind a slash: Python jumps from one to the next, where (^|/) or an end would
# have it try at every letter.
_TEST = re.compile(
    r"/(?:(?:tests?|test_?utils?|__tests__|__mocks__|testdata|e2e|fixtures)/"
    r"|[^/]*(?:_test\.go|\.(?:spec|test|stories)\.[jt]sx?)$"
    r"|examples?/.*\.(?:py|go|[jt]sx?)$|docs/.*\.(?:py|go)$"
    r"|(?:(?:test_[^/]*|[^/]*_test)\.(?:py|sh)|conftest\.py)$)"
)
# public/vs: the Monaco editor
_THIRD_PARTY = re.compile(
    r"/(?:(?:node_modules|vendor|third_party|\.git|public/vs)/|[^/]*\.min\.js$)"
)


@lru_cache(maxsize=1)  # a worker asks twice in a row for each file
def language_of(path: str) -> Language | None:
    """Return the language of the file at `path` (POSIX, below the repository), or None if ctxkit
    does not read it.
    """
    if _THIRD_PARTY.search(f"/{path}"):
        return None
    for language in LANGUAGES:
        if language.reads(path):
            return language
    return None


def is_test(path: str) -> bool:
    """Return whether the file at `path` is no part of a program: test code, a fixture, a mock, the
    code of an example or of documentation.
    """
    return bool(_TEST.search(f"/{path}"))


def compiled_queries() -> Iterator[None]:
    """Compile the queries of one grammar after the other, which else waits for its first file."""
    for grammar in (python.GRAMMAR, *typescript.GRAMMARS, go.GRAMMAR):
        grammar.compile()
        yield


def extract(source: Source) -> Iterable[Fact]:
    """Yield the facts of a file. Raise whatever its extractor raises."""
    language = language_of(source.path)
    if language is None or not 0 < len(source.data) <= MAX_FILE_BYTES:
        return ()
    if language.words and not any(word in source.data for word in language.words):
        return ()
    return language.extract(source)


def mentions(source: Source) -> Mentions:
    """Return the names that a file calls and writes; none of tests, whose calls explain nothing."""
    language = language_of(source.path)
    if language is None or language.mentions is None or source.test:
        return NO_MENTIONS
    if len(source.data) > MAX_FILE_BYTES:
        return NO_MENTIONS
    return language.mentions(source.data)
