"""Statements of Go that make an error, and the texts of HTTP responses.

Not here: log statements (`logs.py`) and how expressions become templates (`text.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.error_calls import code_before, first_sentence
from ctxkit.extract.go.file import GoFile
from ctxkit.extract.go.text import arguments_of, dotted
from ctxkit.extract.literals import EMPTY, MessageText, fill_percent, join, shorten
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of, text
from ctxkit.model import ErrorCode, Fact, Raise

_ERROR_PACKAGES = ("errors", "xerrors", "pkgerrors", "multierr")
_HTTP_ERRORS = "exception"
"""The plugin daemon's package of errors with an HTTP status."""
_NAMES_OF_ERROR_PACKAGES = ("New", "Join", "Wrap", "Wrapf", "Is", "As")
"""Functions that make errors in these packages only."""
_CERTAIN_FUNCTIONS = (("", "panic"), ("fmt", "Errorf"))
"""(package, function) of calls that make an error whatever their arguments are."""
_ERROR_NAME = re.compile(r"Err|Exception|^panic$|^(New|Join|Wrapf?)$")
_LOGGER_OR_TEST = re.compile(r"(^|\.)(s?log|logger|t|b)$")
_STATUS = re.compile(r"\d{3}")
_DATA = "Data"
"""The field of what the plugin daemon streams, a text where that is an error."""
_UNCERTAIN = frozenset(
    {"type_conversion_expression", "assignment_statement", "short_var_declaration"}
)
"""Statements that may as well be of something else: most bytes that are written are data, and many
a reason is a code.
"""
_TWO_WORDS = re.compile(r"[A-Za-z]{2,}[: ,]+[A-Za-z]{2,}")


def raises(file: GoFile) -> Iterator[Fact]:
    """Yield the statements of a file that make an error."""
    matches = sorted(file.matches("raise"), key=_start)
    found = [fact for match in matches for fact in _raises(file, match)]
    yield from _innermost(found)


def _start(match: QueryMatch) -> int:
    statement = match.find("statement")
    return (match.node("error") if statement is None else statement).start_byte


def error_codes(file: GoFile) -> Iterator[Fact]:
    """Yield the errors that have a code of their own."""
    for match in file.matches("error_code"):
        statement, name = match.node("statement"), match.node("name")
        yield ErrorCode(
            name=_code(file, name),
            line=line_of(statement),
            end_line=end_line_of(statement),
            symbol=file.at(statement),
            error=file.at(name),
            status=_status(match.text("status")),
            template=file.message(match.node("message")).template,
        )


def _code(file: GoFile, node: Node) -> str:
    """Return the code that a constant holds, its name if it is one of another file."""
    message = file.message(node)
    return message.text if message.is_literal else text(node)


def _status(source: str) -> int | None:
    """`-404`, `http.StatusNotFound` (None)."""
    digits = _STATUS.findall(source)
    return int(digits[0]) if digits else None


def _innermost(raises: list[Raise]) -> list[Raise]:
    """Return the statements without those that only wrap another: in
    `exception.BadRequestError(errors.New("..."))` the inner one is where the text is.
    """
    kept_by_template: dict[str, list[Raise]] = defaultdict(list)
    for fact in reversed(raises):
        same_text = kept_by_template[fact.template]
        # Only the statement that begins next can be inside this one.
        if not fact.template or not any(_wraps(fact, inner) for inner in same_text[-1:]):
            same_text.append(fact)
    kept = [fact for same_text in kept_by_template.values() for fact in same_text]
    return sorted(kept, key=lambda fact: fact.line)


def _wraps(outer: Raise, inner: Raise) -> bool:
    return outer.line <= inner.line and inner.end_line <= outer.end_line


def _raises(file: GoFile, match: QueryMatch) -> Iterator[Raise]:
    if "error" in match:
        yield from _errors_by_name(file, match.nodes("error"))
        return
    name, package, code = match.text("name").strip('"'), match.text("package"), ""
    if "message" in match:
        message = _given_message(file, match)
    else:
        arguments = arguments_of(match.node("arguments"))
        messages = [file.message(each) for each in arguments]
        message = _made_error(package, name, arguments, messages)
        code = code_before(messages, first_sentence(messages))
    if message is None:
        return
    statement = match.node("statement")
    yield Raise(
        name=shorten(dotted(package, name)),
        line=line_of(statement),
        end_line=end_line_of(statement),
        symbol=file.at(statement),
        template=message.template,
        args=message.args,
        code=code,
    )


def _errors_by_name(file: GoFile, names: list[Node]) -> Iterator[Raise]:
    """`return ErrNotFound`: an error whose text is where it is declared."""
    for node in names:
        line = line_of(node)
        yield Raise(name=text(node), template="", line=line, end_line=line, symbol=file.at(node))


def _given_message(file: GoFile, match: QueryMatch) -> MessageText | None:
    """Return the text of `gin.H{"message": "..."}`, `[]byte("...")`, `msg := "..."`, None if it is
    no message.
    """
    message = file.message(match.node("message"))
    if not message.has_letters:
        return None
    is_uncertain = match.node("statement").type in _UNCERTAIN or match.text("key") == _DATA
    if is_uncertain and not _TWO_WORDS.search(message.text):
        return None
    return message


def _made_error(
    package: str, name: str, arguments: list[Node], messages: list[MessageText]
) -> MessageText | None:
    """Return the message of a call that makes an error, None if the call does not make one;
    `messages` are those of its arguments.
    """
    if not _may_make_error(package, name):
        return None
    sentence = first_sentence(messages)
    if sentence is None and not _ERROR_NAME.search(name):
        return None  # failJob(id): what such a function does is only certain with a text
    worded = [number for number, message in enumerate(messages) if message.has_letters]
    if not worded and not _is_certain(package, name):
        return None
    if name == "Join":
        # errors.Join(err, other) makes no text of its own.
        return join(messages, "\n") if worded else None
    if not messages:
        # exception.ErrPluginNotFound() has its text elsewhere, errors.New() is incomplete.
        return EMPTY if package == _HTTP_ERRORS else None
    position = min(worded, default=0)
    if name.endswith("f"):
        operands = [text(each) for each in arguments[position + 1 :]]
        return fill_percent(messages[position], operands)
    # writeError(w, 401, "unauthorized", "Missing bearer token")
    return messages[sentence or position]


def _may_make_error(package: str, name: str) -> bool:
    if _LOGGER_OR_TEST.search(package):
        return False
    return package in _ERROR_PACKAGES or name not in _NAMES_OF_ERROR_PACKAGES


def _is_certain(package: str, name: str) -> bool:
    """Return whether a call makes an error even if no word of its text is known."""
    if package in (*_ERROR_PACKAGES, _HTTP_ERRORS):
        return True
    return (package, name) in _CERTAIN_FUNCTIONS
