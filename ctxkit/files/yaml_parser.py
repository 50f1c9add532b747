"""The only module that uses ruamel.yaml, the strict parser: nodes and events of a text, or its
syntax error.

ruamel is imported when a file is parsed, because queries import modules that use this one. Not
here: other flaws of a file (`yaml_flaws.py`), workspace.yaml (`yaml_strict.py`).
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

from ctxkit.regex import regex

UNREADABLE = "invalid YAML"
_DEEP = regex(r"[\[{](?:[ \t]{0,8}[\[{]){500}")

MAX_PROBLEM_CHARS = 300
MAX_QUOTED_CHARS = 6
"""A longer quotation in a message of ruamel may be a piece of a secret."""

_QUOTED = regex(r"'[^']*'|\"[^\"]*\"")


class YamlProblem(Exception):
    """The text is invalid YAML; `line` is 0 if ruamel does not report it."""

    def __init__(self, problem: str, line: int = 0, *, is_too_deep: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = line
        self.is_too_deep = is_too_deep


def compose_nodes(text: str, *, round_trip: bool = False) -> Any:
    """Return the root node of `text`, None if it is empty. Raise YamlProblem if it is invalid."""
    _refuse_depth(text)
    from ruamel.yaml import YAML

    yaml = YAML() if round_trip else YAML(typ="safe", pure=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about duplicate anchors, which YAML allows
            return yaml.compose(text)
    except _failures() as error:
        raise _problem(error, text) from None


def parse_events(text: str) -> Iterator[Any]:
    """Yield the events of `text`. Raise YamlProblem at the first error."""
    from ruamel.yaml import YAML

    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except _failures() as error:
        raise _problem(error, text) from None


def _refuse_depth(text: str) -> None:
    """Raise YamlProblem for a run of brackets that ruamel would take seconds to find too deep."""
    if found := _DEEP.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise YamlProblem("nested too deeply", line, is_too_deep=True)


def line_of(node: Any) -> int:
    """Return the 1-based line on which a node or an event begins."""
    return int(node.start_mark.line) + 1


def _failures() -> tuple[type[Exception], ...]:
    """Return the exceptions that ruamel raises on invalid files, built-in ones included."""
    from ruamel.yaml.error import YAMLError

    return YAMLError, ValueError, AttributeError, TypeError, IndexError, RecursionError


def _problem(error: Exception, text: str) -> YamlProblem:
    from ruamel.yaml.error import YAMLError

    if not isinstance(error, YAMLError):
        return YamlProblem(UNREADABLE, is_too_deep=isinstance(error, RecursionError))
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    position = getattr(error, "position", None)
    line = 1
    if mark is not None:
        line = mark.line + 1
    elif isinstance(position, int):
        line = text.count("\n", 0, position) + 1
    problem = getattr(error, "problem", None) or getattr(error, "reason", None)
    return YamlProblem(_without_quotes(str(problem or "unreadable")), line)


def _without_quotes(problem: str) -> str:
    """Return a message of the parser without what it quotes of the file: `password: *abc` is an
    alias that is not defined, and its name the password.
    """
    return _QUOTED.sub(_hidden, problem[:MAX_PROBLEM_CHARS])


def _hidden(quoted: re.Match[str]) -> str:
    return quoted[0] if len(quoted[0]) <= MAX_QUOTED_CHARS else "..."
