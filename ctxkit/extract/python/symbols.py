"""What Python defines: functions, classes, constants and tunable arguments, error classes, tables,
Celery tasks.

Test code is scanned line by line, not parsed: all that is asked of it is where a name is defined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import fill_braces, shorten
from ctxkit.extract.python.file import PythonFile, end_line_of, line_of
from ctxkit.extract.python.text import arguments_of, message_of, pairs_of, string_value
from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import Captures, text
from ctxkit.model import ErrorCode, Fact, Raise, Symbol, Table, Task
from ctxkit.text.template import fold_space

_LONGEST_VALUE = 80
_TUNABLE = re.compile(
    r"retr(y|ies)|timeout|limit|delay|interval|ttl|expir(e|es|y|ation)(_in|_after|_seconds)?$|backoff|attempt|worker"
    r"|pool|threshold|batch|concurren|keepalive|keep_alive|factor|window|_(second|minute|hour|day)s$|capacity|chunk|wait"
    r"|max_(?!val)|_max$|lifetime|overlap|prefetch|recycle|top_k|buffer|queue_size|quota|startup",
    re.IGNORECASE,
)
_SCHEMA = re.compile(
    r"(^|\.)(Field|mapped_column|Column|String|Query|Path|add_argument|Body|Annotated|ParameterRule|ModelProperties)$"
)
_BOOLEAN_TUNABLE = re.compile(r"retry|timeout|keepalive|pool|startup|backoff|expir", re.IGNORECASE)
_CONSTANT = re.compile(r"_{0,2}[A-Z][A-Z0-9_]+$")
_TEST_DEFINITION = re.compile(rb"^(?:async[ \t]+)?(def|class)[ \t]+(\w+)", re.MULTILINE)
_CAMEL = re.compile(r"(?<!^)(?=[A-Z])")

WERKZEUG = {
    "BadRequest": 400,
    "Unauthorized": 401,
    "Forbidden": 403,
    "NotFound": 404,
    "MethodNotAllowed": 405,
    "NotAcceptable": 406,
    "RequestTimeout": 408,
    "Conflict": 409,
    "Gone": 410,
    "RequestEntityTooLarge": 413,
    "UnsupportedMediaType": 415,
    "UnprocessableEntity": 422,
    "Locked": 423,
    "TooManyRequests": 429,
    "InternalServerError": 500,
    "NotImplemented": 501,
    "BadGateway": 502,
    "ServiceUnavailable": 503,
    "GatewayTimeout": 504,
    "HTTPException": None,
    "BaseHTTPException": None,
}
"""Werkzeug's exceptions and their status: a class derived from one answers with a code made of its
own name.
"""


def test_symbols(source: Source) -> Iterator[Fact]:
    """Yield the outermost definitions of a test file: enough to name it last, where nothing else is
    found.
    """
    data = source.data
    found: list[tuple[int, bytes, str]] = []
    line, position = 1, 0
    for match in _TEST_DEFINITION.finditer(data):
        line += data.count(b"\n", position, match.start())
        position = match.start()
        found.append((line, match[1], match[2].decode("utf8", "replace")))
    ends = [line - 1 for line, _, _ in found[1:]] + [data.count(b"\n") + 1]
    for (line, keyword, name), end in zip(found, ends, strict=False):
        yield Symbol(
            name=name,
            what="class" if keyword == b"class" else "function",
            line=line,
            end_line=max(line, end),
        )


def symbols(file: PythonFile, matches: list[Captures]) -> Iterator[Fact]:
    """Yield definitions, constants and arguments that tune something."""
    for captures in matches:
        if "function" in captures or "class" in captures:
            yield _definition(file, captures)
        elif "constant" in captures:
            yield from _constant(file, captures)
        elif "entry" in captures:
            yield _beat_entry(file, captures)
        elif "policy" in captures:
            yield from _policy(file, captures)
        else:
            yield from _argument(file, captures)


def _definition(file: PythonFile, captures: Captures) -> Symbol:
    is_class = "class" in captures
    node = captures["class" if is_class else "function"][0]
    name = file.scopes.name_of(node)
    outer = name.rpartition(".")[0]
    bases = arguments_of(captures["bases"][0]).positional if "bases" in captures else ()
    return Symbol(
        name=name,
        what="class" if is_class else "method" if outer in file.classes else "function",
        line=line_of(node),
        end_line=end_line_of(node),
        doc=_first_line_of_docstring(file.source.data, captures["body"][0].start_byte),
        bases=tuple(text(base) for base in bases),
    )


def _first_line_of_docstring(data: bytes, start: int) -> str:
    raw = (
        data[start + 1 : start + 5]
        if data[start : start + 1] in (b"r", b"R")
        else data[start : start + 4]
    )
    quote = raw[:3] if raw[:3] in (b'"""', b"'''") else raw[:1] if raw[:1] in (b'"', b"'") else b""
    if not quote:
        return ""
    begin = data.index(quote, start) + len(quote)
    end = data.find(quote, begin)
    body = data[begin : min(end, begin + 600)] if end >= 0 else b""
    first = next(
        (each.strip() for each in body.decode("utf8", "replace").split("\n") if each.strip()), ""
    )
    return first[:160]


def _constant(file: PythonFile, captures: Captures) -> Iterator[Symbol]:
    name = text(captures["constant"][0])
    statement, value = captures["statement"][0], captures["value"][0]
    if not _CONSTANT.match(name) or value.type in (
        "dictionary",
        "set",
        "lambda",
        "dictionary_comprehension",
    ):
        return
    if value.end_byte - value.start_byte > _LONGEST_VALUE:
        return
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


def _argument(file: PythonFile, captures: Captures) -> Iterator[Symbol]:
    statement, value = captures["statement"][0], captures["value"][0]
    if "argument" in captures:
        callee, name = text(captures["callee"][0]), text(captures["argument"][0])
        if _SCHEMA.search(callee) or not _TUNABLE.search(name) or len(callee) > 60:
            return
        if value.type in ("true", "false") and not _BOOLEAN_TUNABLE.search(name):
            return
        qualified = f"{callee.rpartition('.')[2]}.{name}"
    else:
        name = text(captures["parameter"][0])
        if not _TUNABLE.search(name):
            return
        qualified = f"{file.at(statement)}.{name}"
    source = text(value)
    if not any(character.isdigit() for character in source) and value.type not in ("true", "false"):
        return
    yield Symbol(
        name=qualified,
        what="argument",
        line=line_of(value),
        end_line=end_line_of(value),
        symbol=file.at(statement),
        value=shorten(source),
    )


def _beat_entry(file: PythonFile, captures: Captures) -> Symbol:
    """`beat_schedule["x"] = {"task": ..., "schedule": ...}`: its value is the name of the task and
    when it runs.
    """
    statement, value = captures["statement"][0], captures["value"][0]
    entry = pairs_of(value)
    task, schedule = entry.get("task"), entry.get("schedule")
    words = [
        string_value(task) or "" if task is not None else "",
        text(schedule) if schedule is not None else "",
    ]
    return Symbol(
        name=f"beat_schedule.{string_value(captures['entry'][0])}",
        what="argument",
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=file.at(statement),
        value=fold_space(" ".join(words)),
    )


def _policy(file: PythonFile, captures: Captures) -> Iterator[Symbol]:
    """`@retry(wait=wait_fixed(2), ...)`: a decorator that says how often or how long."""
    statement, arguments = (
        captures["statement"][0],
        fold_space(text(captures["arguments"][0])[1:-1]),
    )
    if any(character.isdigit() for character in arguments):
        yield Symbol(
            name=text(captures["policy"][0]),
            what="argument",
            line=line_of(statement),
            end_line=end_line_of(statement),
            symbol=file.at(statement),
            value=shorten(arguments),
        )


def error_codes(file: PythonFile, matches: list[Captures]) -> Iterator[Fact]:
    """Yield the error classes that have a code of their own, and those whose text is all that tells
    them apart.
    """
    by_class: dict[int, dict[str, Node]] = {}
    for captures in matches:
        fields = by_class.setdefault(captures["class"][0].start_byte, {})
        fields[text(captures["field"][0])] = captures["value"][0]
    for name, node in file.classes.items():
        fields = by_class.get(node.start_byte, {})
        bases = _base_names(node)
        web = next((base for base in bases if base in WERKZEUG), None)
        if (
            "error_code" not in fields
            and web is None
            and not any(_is_error(each) for each in (name, *bases))
        ):
            continue
        # Dify's error classes fill their descriptions with str.format when they are made.
        description = (
            fill_braces(message_of(fields["description"]), ()) if "description" in fields else None
        )
        code = string_value(fields.get("error_code"))
        if code or web:
            short = name.rpartition(".")[2]
            yield ErrorCode(
                name=code or _CAMEL.sub("_", short).lower(),
                error=short,
                status=_status(fields.get("code"), web),
                template=description.template if description else "",
                line=line_of(node),
                end_line=end_line_of(node),
                symbol=name,
            )
        elif description and description.template:
            yield Raise(
                name=name,
                template=description.template,
                args=description.args,
                line=line_of(node),
                end_line=end_line_of(node),
                symbol=name,
            )


def _is_error(name: str) -> bool:
    return name.endswith(("Error", "Exception"))


def _base_names(node: Node) -> list[str]:
    bases = node.child_by_field_name("superclasses")
    return (
        [text(base).rpartition(".")[2] for base in arguments_of(bases).positional]
        if bases is not None
        else []
    )


def _status(code: Node | None, base: str | None) -> int | None:
    if code is not None and text(code).isdecimal():
        return int(text(code))
    return WERKZEUG.get(base) if base else None


def tables(file: PythonFile, matches: list[Captures]) -> Iterator[Fact]:
    """Yield the database tables with the names of their columns."""
    names: dict[int, str] = {}
    columns: dict[int, list[str]] = {}
    for captures in matches:
        start = captures["class"][0].start_byte
        if "table" in captures:
            names[start] = string_value(captures["table"][0]) or ""
        else:
            columns.setdefault(start, []).append(text(captures["column"][0]))
    for model, node in file.classes.items():
        if name := names.get(node.start_byte):
            yield Table(
                name=name,
                model=model,
                columns=tuple(dict.fromkeys(columns.get(node.start_byte, ()))),
                line=line_of(node),
                end_line=end_line_of(node),
                symbol=model,
            )


def tasks(file: PythonFile, matches: list[Captures]) -> Iterator[Fact]:
    """Yield the Celery tasks, each at its `def` line; the decorators stand above."""
    for captures in matches:
        node = captures["function"][0]
        named = arguments_of(captures["arguments"][0]).named if "arguments" in captures else {}
        function = file.scopes.name_of(node)
        queue = named.get("queue")
        yield Task(
            name=string_value(named.get("name")) or f"{file.module}.{function}",
            line=line_of(node),
            end_line=end_line_of(node),
            symbol=function,
            queue=(string_value(queue) or text(queue)) if queue is not None else "",
            options=tuple(
                f"{key}={shorten(text(value))}"
                for key, value in named.items()
                if key not in ("name", "queue")
            ),
        )
