"""Definitions of Python: functions, classes, constants, and the arguments that tune something.

Not here: the definitions of test code (`outline.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from tree_sitter import Node

from ctxkit.extract.literals import shorten
from ctxkit.extract.python.arguments import base_classes
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import pairs_of, string_or_empty, string_value
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of, text
from ctxkit.model import Fact, Symbol
from ctxkit.text.template import fold_space

_MAX_CONSTANT_BYTES = 80
_MAX_CALLEE_CHARS = 60
_MAX_DOC_CHARS = 160
_MAX_DOCSTRING_BYTES = 600
"""Of a docstring, in which its first line is looked for."""

_TUNABLE = re.compile(
    r"retr(y|ies)|timeout|limit|delay|interval|ttl|expir(e|es|y|ation)(_in|_after|_seconds)?$|backoff|attempt|worker"
    r"|pool|threshold|batch|concurren|keepalive|keep_alive|factor|window|_(second|minute|hour|day)s$|capacity|chunk|wait"
    r"|max_(?!val)|_max$|lifetime|overlap|prefetch|recycle|top_k|buffer|queue_size|quota|startup",
    re.IGNORECASE,
)
_TUNABLE_SWITCH = re.compile(r"retry|timeout|keepalive|pool|startup|backoff|expir", re.IGNORECASE)
_SCHEMA = re.compile(
    r"(^|\.)(Field|mapped_column|Column|String|Query|Path|add_argument|Body|Annotated|ParameterRule|ModelProperties)$"
)
"""Calls whose arguments describe data instead of tuning something."""
_CONSTANT = re.compile(r"_{0,2}[A-Z][A-Z0-9_]+$")
_CONTAINERS = ("dictionary", "set", "lambda", "dictionary_comprehension")
_QUOTES = (b'"""', b"'''", b'"', b"'")
_SWITCHES = ("true", "false")


def symbols(file: PythonFile, matches: list[QueryMatch]) -> Iterator[Fact]:
    """Yield definitions, constants and arguments that tune something."""
    for match in matches:
        if "body" in match:
            yield _definition(file, match)
        elif "constant" in match:
            yield from _constant(file, match)
        elif "entry" in match:
            yield _beat_entry(file, match)
        elif "policy" in match:
            yield from _policy(file, match)
        elif "argument" in match:
            yield from _argument(file, match)
        else:
            yield from _parameter(file, match)


def _definition(file: PythonFile, match: QueryMatch) -> Symbol:
    node = match.find("class") or match.node("function")
    name = file.scopes.name_of(node)
    what: Literal["class", "method", "function"] = "function"
    bases: tuple[Node, ...] = ()
    if "class" in match:
        what, bases = "class", base_classes(node)
    elif name.rpartition(".")[0] in file.classes:
        what = "method"
    return Symbol(
        name=name,
        what=what,
        line=line_of(node),
        end_line=end_line_of(node),
        doc=_first_line_of_docstring(file.source.data, match.node("body").start_byte),
        bases=tuple(text(base) for base in bases),
    )


def _first_line_of_docstring(data: bytes, start: int) -> str:
    """Return the first line of the string at `start`, if there is one, that is not blank."""
    opening = data[start : start + 4].lstrip(b"rR")
    if not opening.startswith((b'"', b"'")):
        return ""
    quote = next(q for q in _QUOTES if opening.startswith(q))
    begin = data.index(quote, start) + len(quote)
    end = data.find(quote, begin)
    if end < 0:
        return ""
    body = data[begin : min(end, begin + _MAX_DOCSTRING_BYTES)].decode("utf8", "replace")
    lines = (line.strip() for line in body.split("\n"))
    return next((line for line in lines if line), "")[:_MAX_DOC_CHARS]


def _constant(file: PythonFile, match: QueryMatch) -> Iterator[Symbol]:
    """`MAX_SIZE = 100` of a module or class."""
    name, value = match.text("constant"), match.node("value")
    if not _CONSTANT.match(name) or value.type in _CONTAINERS:
        return
    if value.end_byte - value.start_byte > _MAX_CONSTANT_BYTES:
        return
    statement = match.node("statement")
    outer = file.at(statement)
    yield Symbol(
        name=f"{outer}.{name}" if outer else name,
        what="constant",
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=outer,
        value=_plain(value),
    )


def _plain(value: Node) -> str:
    literal = string_value(value)
    return shorten(text(value)) if literal is None else literal


def _argument(file: PythonFile, match: QueryMatch) -> Iterator[Symbol]:
    """`Limits(max_connections=20)`."""
    callee, name = match.text("callee"), match.text("argument")
    if len(callee) > _MAX_CALLEE_CHARS or _SCHEMA.search(callee):
        return
    if _is_tuning(name, match.node("value")):
        yield _tuning(file, match, f"{callee.rpartition('.')[2]}.{name}")


def _is_tuning(name: str, value: Node) -> bool:
    """Return whether an argument tunes something, by its name and value: `retries=3`."""
    if not _TUNABLE.search(name):
        return False
    if value.type in _SWITCHES:
        return bool(_TUNABLE_SWITCH.search(name))
    return _has_digit(text(value))


def _parameter(file: PythonFile, match: QueryMatch) -> Iterator[Symbol]:
    """`def fetch(timeout: int = 30)`."""
    name = match.text("parameter")
    if _is_tuning(name, match.node("value")):
        yield _tuning(file, match, f"{file.at(match.node('statement'))}.{name}")


def _tuning(file: PythonFile, match: QueryMatch, name: str) -> Symbol:
    value = match.node("value")
    return Symbol(
        name=name,
        what="argument",
        line=line_of(value),
        end_line=end_line_of(value),
        symbol=file.at(match.node("statement")),
        value=shorten(text(value)),
    )


def _beat_entry(file: PythonFile, match: QueryMatch) -> Symbol:
    """`beat_schedule["x"] = {"task": ..., "schedule": ...}`: its value is the name of the task and
    its schedule.
    """
    statement = match.node("statement")
    entry = pairs_of(match.node("value"))
    task = string_or_empty(entry.get("task"))
    schedule = text(entry["schedule"]) if "schedule" in entry else ""
    return Symbol(
        name=f"beat_schedule.{string_value(match.node('entry'))}",
        what="argument",
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=file.at(statement),
        value=fold_space(f"{task} {schedule}"),
    )


def _policy(file: PythonFile, match: QueryMatch) -> Iterator[Symbol]:
    """`@retry(wait=wait_fixed(2), ...)`: a decorator that sets how often or how long."""
    statement = match.node("statement")
    arguments = fold_space(match.text("arguments")[1:-1])
    if _has_digit(arguments):
        yield Symbol(
            name=match.text("policy"),
            what="argument",
            line=line_of(statement),
            end_line=end_line_of(statement),
            symbol=file.at(statement),
            value=shorten(arguments),
        )


def _has_digit(source: str) -> bool:
    return any(c.isdigit() for c in source)
