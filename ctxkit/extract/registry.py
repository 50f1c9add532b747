"""The languages that ctxkit reads, and which of them a file is in.

A language = one module, one entry here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ctxkit.extract import (
    catalog,
    compose,
    directives,
    dockerfile,
    docs,
    env_example,
    plugin_yaml,
    sandbox_yaml,
)
from ctxkit.extract.go import language as go
from ctxkit.extract.helm import template as helm_template
from ctxkit.extract.helm import values as helm_values
from ctxkit.extract.python import language as python
from ctxkit.extract.shell import language as shell
from ctxkit.extract.source import Language, Source
from ctxkit.extract.typescript import language as typescript
from ctxkit.model import Fact

LARGEST_FILE = 2_000_000
"""Bytes. Larger files are generated data; they hold no statement that a person would look for."""

LANGUAGES: tuple[Language, ...] = (
    catalog.LANGUAGE,  # before TypeScript, in which some are written
    python.LANGUAGE,
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
    plugin_yaml.LANGUAGE,  # any other YAML: behind those that know their files by name
)

_TEST = re.compile(
    r"(^|/)(tests?|__tests__|__mocks__|testdata|e2e|fixtures)/|_test\.go$|\.(spec|test|stories)\.[jt]sx?$"
    r"|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$"
)
_FOREIGN = re.compile(r"(^|/)(node_modules|vendor|third_party|\.git)/|\.min\.js$")


def language_of(path: str) -> Language | None:
    """Return the language of the file at `path` (POSIX, below the repository), or None if ctxkit
    does not read it.
    """
    if _FOREIGN.search(path):
        return None
    return next((language for language in LANGUAGES if language.matches(path)), None)


def is_test(path: str) -> bool:
    """Tell whether the file at `path` is test code, a fixture or a mock."""
    return bool(_TEST.search(path))


def extract(source: Source) -> Iterable[Fact]:
    """Yield the facts of a file. Raise whatever its extractor raises."""
    language = language_of(source.path)
    if (
        language is None
        or len(source.data) > LARGEST_FILE
        or (language.words and not any(word in source.data for word in language.words))
    ):
        return ()
    return language.extract(source)
