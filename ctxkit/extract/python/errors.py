"""Statements of Python that make an error, or a text that a user reads in its place.

Not here: error classes (`error_classes.py`) and what variables hold (`variables.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.error_calls import (
    MESSAGE_NAMES,
    code_before,
    first_sentence,
    is_sentence,
    makes_error,
)
from ctxkit.extract.literals import EMPTY, MessageText, hole, shorten
from ctxkit.extract.python.arguments import Arguments, arguments_of, called
from ctxkit.extract.python.file import PythonFile
from ctxkit.extract.python.text import message_of, string_value
from ctxkit.extract.python.variables import Variables
from ctxkit.extract.treesitter import QueryMatch, end_line_of, first_child, line_of, text
from ctxkit.model import HOLE, Fact, Raise

_MESSAGE_VARIABLE = re.compile(
    r"(?i)(^|_)(error|errors?_?msg|err_?msg|error_?message|message|msg|reason|detail)$"
)
_FAILURE = re.compile(
    r"(?i)\b(fail(ed|ure)?|errors?|invalid|not|unable|cannot|can't|couldn't|missing|required?|exceed(s|ed)?|denied"
    r"|unsupported|must|exceptions?|unexpected|unknown|timed? ?out)\b"
)
"""A word by which a text that is returned or assigned is recognized as that of a failure."""
_SQL_OR_URL = re.compile(r"(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH)\b|[\w+]{2,30}://")
_ENDS_OF_ERRORS = ("Error", "Exception", "Failed")
_CODE_NAMES = ("code", "error_code")
_ENDS_OF_CLASSES = ("Error", "Exception")
_CERTAIN_CALLS = ("abort", "create_text_message")
_CERTAIN_HELPERS = ("parser.error", "sys.exit")
_CLASS = re.compile(r"(^|\.)_?[A-Z]\w*$")
_TEXT_NODES = frozenset(
    ("string", "concatenated_string", "binary_operator", "parenthesized_expression")
)
_MIN_WORDS = 3
_MAX_MESSAGE_CHARS = 400
_MAX_NAME_CHARS = 80
_MIN_WORD_CHARS = 13
"""A single word of this length, as an error's argument, is a message rather than a code."""


def raises(file: PythonFile, matches: list[QueryMatch], variables: Variables) -> Iterator[Fact]:
    """Yield the statements of a file that make an error, or a text that a user reads instead."""
    assigned: list[QueryMatch] = []
    for match in matches:
        if "raise" in match:
            yield from _raised(file, match.node("raise"), variables)
        elif "assigned" in match:
            assigned.append(match)
        elif "asserted" in match:
            yield from _asserted(file, match.node("asserted"))
        elif "returned" in match:
            yield from _text(file, "return", match.node("returned"), of_failure=True)
        elif "message" in match:
            name = match.text("target").strip("'\"") or match.text("list")
            yield from _text(file, name, match.node("message"))
        elif "init" in match or match.text("function") in _CERTAIN_CALLS:
            yield from _made(file, match, variables)
        elif "made" in match:
            yield from _made_by_name(file, match, variables)
    # At the end, when it is known which of them other statements have taken up.
    for match in assigned:
        yield from _assigned(file, match, variables)


def _raised(file: PythonFile, statement: Node, variables: Variables) -> Iterator[Raise]:
    """`raise ValueError("...")`, `raise errors.NotFound`, `raise self.error`."""
    error = first_child(statement)
    if error is None or error.type == "comment":
        return  # a bare `raise` has no text of its own
    if call := called(error):
        function, arguments = call
        message, code = _message_and_code(arguments, variables)
        yield _fact(file, text(function), statement, message, code)
        return
    name = text(error)
    message = EMPTY if _CLASS.search(name) else hole(name)
    yield _fact(file, name[:_MAX_NAME_CHARS], statement, message)


def _made(file: PythonFile, match: QueryMatch, variables: Variables) -> Iterator[Raise]:
    """`abort(404, "...")`, `super().__init__("...")`."""
    statement = match.node("statement")
    message, code = _message_and_code(arguments_of(match.node("arguments")), variables)
    has_text = message.text not in ("", HOLE)
    if "init" in match:
        class_ = file.at(statement).rpartition(".")[0].rpartition(".")[2]
        if class_.endswith(_ENDS_OF_ERRORS) and has_text:
            yield _fact(file, class_, statement, message)
        return
    function = match.text("function")
    if has_text or function == "abort":  # which has a text for each status
        yield _fact(file, function, statement, message, code)


def _made_by_name(file: PythonFile, match: QueryMatch, variables: Variables) -> Iterator[Raise]:
    """`return InvokeError("...")`, `_validation_error(404, "no such file")`, `sys.exit("...")`."""
    name, statement = match.text("made"), match.node("statement")
    if statement.parent is not None and statement.parent.type == "raise_statement":
        return  # which is a fact itself
    is_class = name.endswith(_ENDS_OF_CLASSES)
    if not is_class and not _is_helper(name):
        return
    message, code = _message_and_code(arguments_of(match.node("arguments")), variables)
    if is_sentence(message) or (is_class and message.text not in ("", HOLE)):
        yield _fact(file, shorten(name), statement, message, code)


def _is_helper(name: str) -> bool:
    return name in _CERTAIN_HELPERS or makes_error(name)


def _asserted(file: PythonFile, node: Node) -> Iterator[Raise]:
    message = message_of(node)
    if is_sentence(message):
        yield _fact(file, "AssertionError", node, message)


def _assigned(file: PythonFile, match: QueryMatch, variables: Variables) -> Iterator[Raise]:
    """`error_message = "..."`, unless a statement that takes it up is a fact already."""
    node = match.node("assigned")
    if node.start_byte in variables.used or file.at(node) in file.classes:
        return
    name = match.text("target")
    yield from _text(file, name, node, of_failure=not _MESSAGE_VARIABLE.search(name))


def _text(file: PythonFile, name: str, node: Node, *, of_failure: bool = False) -> Iterator[Raise]:
    """Yield a text that users may read, if it has the words of a message.

    `of_failure`: it must have a word of failure, too, because its place does not make it one.
    """
    if node.type not in _TEXT_NODES:
        return
    message = message_of(node)
    words = message.template.replace(HOLE, " x ").split()
    if len(words) < _MIN_WORDS or len(message.text) > _MAX_MESSAGE_CHARS:
        return
    if of_failure and not _is_of_failure(message.template):
        return
    yield _fact(file, name, node, message)


def _is_of_failure(template: str) -> bool:
    if _SQL_OR_URL.match(template):
        return False
    return bool(_FAILURE.search(template))


def _message_and_code(arguments: Arguments, variables: Variables) -> tuple[MessageText, str]:
    """Return the text of an error, and its code if it has one.

    The text is the argument named as one, else the first that is a sentence, else one that may be:
    a value named as a text, a long word, the first.
    """
    given = [arguments.named[name] for name in MESSAGE_NAMES if name in arguments.named]
    named = [variables.message(node) for node in given]
    # Integers are statuses: `abort(404, "File not found")`.
    nodes = [node for node in arguments.positional[:3] if node.type not in ("integer", "none")]
    positional = [variables.message(node) for node in nodes]
    sentence = first_sentence(positional)
    code = _named_code(arguments) or code_before(positional, sentence)
    # HTTPError(f"got {status}", detail=error.detail)
    texts = (message for message in named if message.has_letters)
    if text_ := next(texts, None):
        return text_, code
    if sentence is not None:
        return positional[sentence], code
    worded = [message for message in positional if _has_words(message)]
    return next(iter(named + worded + positional), EMPTY), code


def _named_code(arguments: Arguments) -> str:
    """`DriveError("no such drive", code="drive_not_found")`."""
    nodes = (arguments.named[name] for name in _CODE_NAMES if name in arguments.named)
    return next((string_value(node) or "" for node in nodes), "")


def _has_words(message: MessageText) -> bool:
    return " " in message.text or len(message.text) >= _MIN_WORD_CHARS


def _fact(file: PythonFile, name: str, node: Node, message: MessageText, code: str = "") -> Raise:
    return Raise(
        name=name,
        line=line_of(node),
        end_line=end_line_of(node),
        symbol=file.at(node),
        template=message.template,
        args=message.args,
        code=code,
    )
