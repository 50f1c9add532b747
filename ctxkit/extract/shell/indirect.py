"""Settings that a script reads by a name it keeps in a variable: `${!name}`, `printenv "$name"`.

The name is spelled out where a function is called (`write_list "PRIVATE_IPS"`), or in a loop over
names. Not here: variables that are expanded directly (`settings_use.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ctxkit.extract.shell.file import ShellFile, Statement
from ctxkit.model import ConfigUse

_ASKED = re.compile(r"\$\{!(\w{1,60})|\bprintenv\s{1,9}\"?\$\{?(\w{1,60})")
_PARAMETER = re.compile(r"\b([A-Za-z_]\w{0,60})=\"?\$\{?([1-9])\b")
_LOOP = re.compile(r"\bfor\s{1,9}([A-Za-z_]\w{0,60})\s{1,9}in\s{1,9}([^;]{1,2000})")
_WORD = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s;|&\"']+)")
_SETTING = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
_MAX_WORDS = 40

_Asked = dict[str, set[str]]
"""Function -> the variables and positional parameters (`1`) whose values it asks for."""


def named_reads(file: ShellFile) -> Iterator[ConfigUse]:
    """Yield the settings whose names are given to a function, or listed in a loop, that asks for
    them.
    """
    asked = _asked(file)
    if not asked:
        return
    for statement in file.statements:
        words = _words(statement.text)
        function = words[0] if words else ""
        for position in sorted(asked.get(function, ())):
            if position.isdecimal() and int(position) < len(words):
                yield from _read(statement, words[int(position)])
        loop = _LOOP.search(statement.text)
        if loop and loop[1] in asked.get(statement.symbol, ()):
            for word in _words(loop[2]):
                yield from _read(statement, word)


def _asked(file: ShellFile) -> _Asked:
    asked: _Asked = defaultdict(set)
    parameters: dict[tuple[str, str], str] = {}
    for statement in file.statements:
        for name, position in _PARAMETER.findall(statement.text):
            parameters[statement.symbol, name] = position
        for match in _ASKED.finditer(statement.text):
            asked[statement.symbol].add(match[1] or match[2])
    for function, names in asked.items():
        names |= {parameters[function, name] for name in names if (function, name) in parameters}
    return asked


def _words(text: str) -> list[str]:
    found = (next(filter(None, match.groups()), "") for match in _WORD.finditer(text))
    return [word for word, _ in zip(found, range(_MAX_WORDS), strict=False)]


def _read(statement: Statement, name: str) -> Iterator[ConfigUse]:
    if _SETTING.fullmatch(name):
        line = statement.line + statement.text.partition(name)[0].count("\n")
        yield ConfigUse(
            name=name,
            line=line,
            end_line=line,
            symbol=statement.symbol,
            role="reads",
            via="shell",
        )
