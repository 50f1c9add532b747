"""Log statements and error messages of Python: who writes which text, with which values.

A message that a variable holds is looked up at the variable's last assignment before the statement,
in the same function. Not here: how expressions become templates (`text.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.literals import EMPTY, Message, hole
from ctxkit.extract.python.file import PythonFile, end_line_of, line_of
from ctxkit.extract.python.text import Arguments, arguments_of, fill_from, message_of, string_value
from ctxkit.extract.treesitter import Captures, text
from ctxkit.model import HOLE, Fact, LogTemplate, Raise

_LEVELS = {"warn": "warning", "exception": "error", "fatal": "critical"}
_MESSAGE_NAMES = (
    "description",
    "message",
    "msg",
    "detail",
    "error",
    "error_message",
    "reason",
    "text",
)
_MESSAGE_VARIABLE = re.compile(
    r"(?i)(^|_)(error|errors?_?msg|err_?msg|error_?message|message|msg|reason|detail)$"
)
_TELLS_FAILURE = re.compile(
    r"(?i)\b(fail(ed|ure)?|errors?|invalid|not|unable|cannot|can't|couldn't|missing|required?|exceed(s|ed)?|denied"
    r"|unsupported|must|exceptions?|unexpected|unknown|timed? ?out)\b"
)
_NO_MESSAGE = re.compile(r"(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH)\b|[\w+]{2,30}://")
_CLASS = re.compile(r"(^|\.)_?[A-Z]\w*$")
_TEXT_NODES = frozenset(
    ("string", "concatenated_string", "binary_operator", "parenthesized_expression")
)


class Variables:
    """What the string variables of each function hold, in the order of their assignments."""

    def __init__(self, file: PythonFile, matches: list[Captures]) -> None:
        self._file = file
        self._held: dict[tuple[str, str], list[tuple[int, Node]]] = defaultdict(list)
        self._grown: dict[tuple[str, str], list[int]] = defaultdict(list)
        self.used: set[int] = set()
        for captures in matches:
            if node := captures.get("assigned") or captures.get("grown"):
                key = file.at(node[0]), text(captures["target"][0])
                if "assigned" in captures:
                    self._held[key].append((node[0].start_byte, node[0]))
                else:
                    self._grown[key].append(node[0].start_byte)
        for held in self._held.values():
            held.sort(key=lambda each: each[0])
        for grown in self._grown.values():
            grown.sort()

    def message(self, node: Node) -> Message:
        """Return the message of an expression; of a variable, that of its last assignment before
        it.

        A name that the function does not assign is looked up among the module's.
        """
        if node.type != "identifier":
            return message_of(node)
        name = text(node)
        key = self._file.at(node), name
        held = self._held.get(key) or self._held.get(("", name), [])
        position = bisect_left(held, node.start_byte, key=lambda each: each[0])
        if not position:
            return hole(name)
        start, assigned = held[position - 1]
        self.used.add(start)
        grown = self._grown.get(key, [])
        after = bisect_left(grown, start)
        grows = after < len(grown) and grown[after] < node.start_byte
        return message_of(assigned) + hole(f"{name} += ...") if grows else message_of(assigned)


def log_templates(
    file: PythonFile, matches: list[Captures], variables: Variables
) -> Iterator[Fact]:
    """Yield the log statements of a file."""
    for captures in matches:
        name, level = _called_as(captures)
        arguments = arguments_of(captures["arguments"][0])
        if level == "log":
            level, arguments = _level_argument(arguments)
        statement = captures["statement"][0]
        message = _log_message(arguments, variables)
        if not name or (message is EMPTY and "logger" not in captures):
            continue  # nobody's logger; a print() that writes an empty line
        yield LogTemplate(
            name=name,
            line=line_of(statement),
            end_line=end_line_of(statement),
            symbol=file.at(statement),
            template=message.template,
            level=_LEVELS.get(level, level),
            args=message.args,
            fields=_fields(arguments.named.get("extra")),
        )


def _called_as(captures: Captures) -> tuple[str, str]:
    """Return the name that a log statement calls, and its level; no name where the object called is
    no logger.
    """
    if "logger" in captures:
        logger, level = text(captures["logger"][0]), text(captures["level"][0])
        if "log" not in logger.lower():
            return "", ""
        # A logger may be made on the spot, over several lines.
        return f"{logger if len(logger.split()) == 1 else 'logger'}.{level}", level
    if "wrapper" in captures:
        name = text(captures["wrapper"][0])
        return name, name.rpartition("_")[2] if name != "_log" else ""
    function = text(captures["function"][0])
    owner = captures.get("stream") or captures.get("module")
    return f"{text(owner[0])}.{function}" if owner else function, ""


def _level_argument(arguments: Arguments) -> tuple[str, Arguments]:
    """Return what `logger.log(logging.WARNING, "...", x)` gives as level, and the arguments behind
    it.
    """
    first = text(arguments.positional[0]).rpartition(".")[2].lower() if arguments.positional else ""
    rest = Arguments(
        positional=arguments.positional[1:], named=arguments.named, spread=arguments.spread
    )
    return (first if first.isidentifier() else ""), rest


def _log_message(arguments: Arguments, variables: Variables) -> Message:
    node = arguments.get(0, "msg", "message")
    if node is None:
        return hole("*args") if arguments.spread else EMPTY
    message = variables.message(node)
    rest = list(arguments.positional[1:])
    return fill_from(message, rest) if rest and "%" in message.text else message


def _fields(extra: Node | None) -> tuple[str, ...]:
    if extra is None or extra.type != "dictionary":
        return ()
    keys = [pair.child_by_field_name("key") for pair in extra.named_children if pair.type == "pair"]
    return tuple(value for key in keys if (value := string_value(key)))


def raises(file: PythonFile, matches: list[Captures], variables: Variables) -> Iterator[Fact]:
    """Yield the statements of a file that make an error or a text that a user reads in its place."""
    assigned: list[tuple[str, Node]] = []
    for captures in matches:
        if "raise" in captures:
            yield from _raised(file, captures["raise"][0], variables)
        elif "grown" in captures:
            continue
        elif "assigned" in captures:
            assigned.append((text(captures["target"][0]), captures["assigned"][0]))
        elif "returned" in captures:
            yield from _text_fact(file, "return", captures["returned"][0], failure=True)
        elif "message" in captures:
            name = text(captures["target"][0]).strip("'\"")
            yield from _text_fact(file, name, captures["message"][0])
        else:
            yield from _called(file, captures, variables)
    for name, node in assigned:
        if node.start_byte not in variables.used and file.at(node) not in file.classes:
            yield from _text_fact(file, name, node, failure=not _MESSAGE_VARIABLE.search(name))


def _fact(file: PythonFile, name: str, node: Node, message: Message) -> Raise:
    return Raise(
        name=name,
        line=line_of(node),
        end_line=end_line_of(node),
        symbol=file.at(node),
        template=message.template,
        args=message.args,
    )


def _raised(file: PythonFile, node: Node, variables: Variables) -> Iterator[Raise]:
    what = node.named_children[0] if node.named_children else None
    if what is None or what.type == "comment":
        return  # a bare `raise` says nothing of its own
    if what.type == "call":
        function, argument_list = (
            what.child_by_field_name("function"),
            what.child_by_field_name("arguments"),
        )
        if (
            function is not None
            and argument_list is not None
            and argument_list.type == "argument_list"
        ):
            yield _fact(
                file, text(function), node, _error_message(arguments_of(argument_list), variables)
            )
            return
    name = text(what)
    yield _fact(file, name[:80], node, EMPTY if _CLASS.search(name) else hole(name))


def _error_message(arguments: Arguments, variables: Variables) -> Message:
    """Return the text of an error: the argument named as one, else the first that holds words, else
    the first.
    """
    for name in _MESSAGE_NAMES:
        if name in arguments.named:
            return variables.message(arguments.named[name])
    given = [node for node in arguments.positional[:3] if node.type not in ("integer", "none")]
    messages = [variables.message(node) for node in given]
    worded = next(
        (message for message in messages if " " in message.text or len(message.text) > 12), None
    )
    return worded or (messages[0] if messages else EMPTY)


def _called(file: PythonFile, captures: Captures, variables: Variables) -> Iterator[Raise]:
    statement = captures["statement"][0]
    message = _error_message(arguments_of(captures["arguments"][0]), variables)
    if "init" in captures:
        name = file.at(statement).rpartition(".")[0].rpartition(".")[2]
        if not name.endswith(("Error", "Exception", "Failed")) or message.text in ("", HOLE):
            return
    else:
        name = text(captures["function"][0])
        if message.text in ("", HOLE) and name != "abort":
            return
    yield _fact(file, name, statement, message)


def _text_fact(
    file: PythonFile, name: str, node: Node, *, failure: bool = False
) -> Iterator[Raise]:
    """Yield a text that users may read, if it has the words of a message (at least three, of
    failure if so asked).
    """
    if node.type not in _TEXT_NODES:
        return
    message = message_of(node)
    words = len(message.template.replace(HOLE, " x ").split())
    if words < 3 or message.text == HOLE or len(message.text) > 400:
        return
    if failure and (
        not _TELLS_FAILURE.search(message.template) or _NO_MESSAGE.match(message.template)
    ):
        return
    yield _fact(file, name, node, message)
