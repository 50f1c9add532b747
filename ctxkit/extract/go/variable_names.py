"""Names of environment variables that Go code keeps in constants, and functions that ask for a name
that they are given.

`EnvPaths = "PATHS"` declares the variable; a read in another package (`os.Getenv(names.EnvPaths)`)
has the constant's name, and is joined with it where a question is asked. Not here: reads that spell
out the variable (`settings_use.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from ctxkit.extract.go.file import GoFile
from ctxkit.extract.go.text import is_string, string_value
from ctxkit.extract.lines import LineCounter
from ctxkit.extract.treesitter import QueryMatch, end_line_of, field_text, line_of, text
from ctxkit.model import ConfigKey, ConfigUse

_VARIABLE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
_NAMED_AS_VARIABLE = re.compile(r"(^|[a-z])Env([A-Z]|$)|(^|_)ENV(_|$)")
_ASKING = ("Getenv", "LookupEnv")
_SPELLED_OUT = re.compile(rb"\b(\w+)\(\s{0,40}\"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)\"")


def declared_constants(file: GoFile) -> Iterator[ConfigKey]:
    """Yield the constants of a file whose name says that they are the name of a variable."""
    for match in file.matches("symbol"):
        if "constant" not in match or not is_string(match.node("value")):
            continue
        name, variable = match.text("name"), string_value(match.node("value"))
        if not _NAMED_AS_VARIABLE.search(name) or not _VARIABLE.fullmatch(variable):
            continue
        node = match.node("constant")
        line = line_of(node)
        yield ConfigKey(
            name=variable,
            line=line,
            end_line=end_line_of(node),
            origin="constant",
            attribute=name,
            description=file.comment_above(line),
        )


def variable_of(file: GoFile, key: Node) -> tuple[str, bool]:
    """Return the variable that an argument names and True, or the constant that holds it and False;
    an empty string if it is neither.
    """
    if is_string(key):
        return string_value(key), True
    if key.type == "selector_expression":
        name = field_text(key, "field")
    else:
        name = text(key)
        value = file.constant(name)
        if value is not None and is_string(value):
            return string_value(value), True
        if value is not None and value.type == "selector_expression":
            return field_text(value, "field"), False  # const EnvURL = names.EnvBaseURL
    is_constant = bool(_NAMED_AS_VARIABLE.search(name)) or name.isupper()
    return (name if is_constant else ""), False


def asked_of_helpers(file: GoFile, matches: Iterable[QueryMatch]) -> Iterator[ConfigUse]:
    """Yield the names that are spelled out in the calls of functions that ask the environment for a
    parameter: `url("BASE_URL")` of `func url(name string) string { return os.Getenv(name) }`.
    """
    parameters = [match.node("key") for match in matches if _asks_for_parameter(match)]
    helpers = {file.at(node).rpartition(".")[2].encode() for node in parameters} - {b""}
    if not helpers:
        return
    lines = LineCounter(file.source.data)
    for match in _SPELLED_OUT.finditer(file.source.data):
        if match[1] not in helpers:
            continue
        line = lines.line_at(match.start(2))
        yield ConfigUse(
            name=match[2].decode(),
            line=line,
            end_line=line,
            symbol=file.scopes.at(match.start(2)),
            role="reads",
            via="getenv",
        )


def _asks_for_parameter(match: QueryMatch) -> bool:
    """`os.Getenv(name)`."""
    if match.text("package") != "os" or match.text("function") not in _ASKING:
        return False
    key = match.node("key")
    return key.type == "identifier" and text(key).islower()
