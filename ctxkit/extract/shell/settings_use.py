"""Settings in shell scripts: what is read, set, and handed on under another name.

Not here: which variables are the script's own (`file.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.shell.file import ASSIGNMENT, ShellFile, Statement
from ctxkit.extract.shell.text import expansions
from ctxkit.model import ConfigUse, Fact, Role

_SETTING = re.compile(r"[A-Z][A-Z0-9_]{1,100}$")
_OF_THE_SHELL = re.compile(
    r"(PATH|HOME|PWD|OLDPWD|USER|UID|EUID|GID|SHELL|HOSTNAME|IFS|RANDOM|SECONDS|LINENO|OPTARG|OPTIND|OSTYPE|PIPESTATUS"
    r"|FUNCNAME|PPID|TERM|BASH_\w{1,20})$"
)
_COMPUTED = re.compile(r"[$`]")
_MAX_VALUE_CHARS = 300
_NO_TARGET = ""


def config_uses(file: ShellFile) -> Iterator[Fact]:
    """Yield the uses of settings in a script."""
    for statement in file.statements:
        yield from _uses(file, statement)


def _uses(file: ShellFile, statement: Statement) -> Iterator[ConfigUse]:
    text, target = _value_and_target(file, statement)
    fallbacks = _read(file, text, target)
    for name, fallback in fallbacks.items():
        role: Role = "reads"
        renamed_to = ""
        if target not in (_NO_TARGET, name):
            role, renamed_to = "renames", target
        line = _line_of(statement, name)
        yield ConfigUse(
            name=name,
            line=line,
            end_line=line,
            symbol=statement.symbol,
            role=role,
            via="shell",
            value=_plain(fallback),
            target=renamed_to,
        )
    # export PORT=3000
    if target and not fallbacks and not _COMPUTED.search(text):
        yield ConfigUse(
            name=target,
            line=statement.line,
            end_line=statement.end_line,
            symbol=statement.symbol,
            role="sets",
            via="shell",
            value=text.strip().strip("\"'")[:_MAX_VALUE_CHARS],
        )


def _value_and_target(file: ShellFile, statement: Statement) -> tuple[str, str]:
    """Return the text that a line expands, and the variable that it exports."""
    assignment = ASSIGNMENT.match(statement.text)
    if assignment is None:
        return statement.text, _NO_TARGET
    name, value = assignment["name"], assignment["value"]
    return value, name if name in file.exported else _NO_TARGET


def _read(file: ShellFile, text: str, target: str) -> dict[str, str | None]:
    """Return the settings that a text expands, with their fallbacks."""
    found: dict[str, str | None] = {}
    for expansion in expansions(text):
        name = expansion.name
        # `export LANG=${LANG:-C.UTF-8}` is a read, although the script gives LANG a value.
        is_own = name in file.own and name != target
        if is_own or _OF_THE_SHELL.match(name):
            continue
        if _SETTING.match(name):
            found.setdefault(name, expansion.fallback)
    return found


def _plain(fallback: str | None) -> str | None:
    if fallback is None:
        return None
    return fallback[:_MAX_VALUE_CHARS].strip("\"'")


def _line_of(statement: Statement, name: str) -> int:
    """Return the line on which a command line expands a variable first."""
    before = re.split(rf"\$\{{?{name}(?![A-Za-z0-9_])", statement.text, maxsplit=1)[0]
    return statement.line + before.count("\n")
