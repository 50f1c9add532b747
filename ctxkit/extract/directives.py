"""Configurations of nginx and squid, with the `${NAME}` that their entrypoints fill in.

Not here: those inside chart templates (`helm/directives.py`) and Content-Security-Policies
(`typescript/policy.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.extract.literals import shorten
from ctxkit.extract.source import Language, Source
from ctxkit.model import ConfigUse, Directive, Fact

_CONFIGURATION = re.compile(r"(nginx|squid|ssrf_proxy)[^\s]{0,200}\.(conf|template)$")
_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]{1,100})\}")
_SQUID = re.compile(r"([a-z][a-z_]{1,60})(?:\s+(.*))?$")
_NGINX_NAME = re.compile(r"[a-z][a-z_]{1,60}")
_MAX_STATEMENT_CHARS = 4_000
_MAX_COMMENT_LINES = 6  # above a directive
_RULE = "#-=* \t"


def extract(source: Source) -> Iterator[Fact]:
    """Yield the directives of a configuration, and the variables that it takes from the
    environment.
    """
    lines = source.data.decode("utf8", "replace").split("\n")
    is_squid = "squid" in source.path or "ssrf_proxy" in source.path
    yield from _squid_directives(lines) if is_squid else _nginx_directives(lines)
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith("#"):
            continue
        for name in dict.fromkeys(_VARIABLE.findall(line)):
            yield ConfigUse(name=name, line=number, end_line=number, role="reads", via="template")


def _squid_directives(lines: list[str]) -> Iterator[Directive]:
    """Yield a directive for each line of a squid.conf."""
    for number, line in enumerate(lines, 1):
        text, *behind = re.split(r"\s#", line, maxsplit=1)
        if directive := _SQUID.match(text.rstrip()):
            yield Directive(
                name=directive[1],
                line=number,
                end_line=number,
                program="squid",
                value=shorten(directive[2] or ""),
                description=_comment(lines, number, *behind),
            )


def _comment(lines: list[str], number: int, *behind: str) -> str:
    """Return the comment right above a line, and what stands behind it."""
    first = number - 1
    while (
        first > 0 and number - first <= _MAX_COMMENT_LINES and lines[first - 1].lstrip()[:1] == "#"
    ):
        first -= 1
    above = [line.strip().strip(_RULE) for line in lines[first : number - 1]]
    return shorten(" ".join(text for text in [*above, *(each.strip() for each in behind)] if text))


class _Statement(Struct, frozen=True, kw_only=True):
    """A statement of nginx that has begun, or a block that is open; `around` is the block around
    it.
    """

    name: str
    value: str
    line: int
    around: str

    def directive(self, end_line: int) -> Directive:
        return Directive(
            name=self.name,
            line=self.line,
            end_line=end_line,
            symbol=shorten(self.around),
            program="nginx",
            value=shorten(self.value),
        )


def _nginx_directives(lines: list[str]) -> list[Directive]:
    """Statements end with a semicolon; blocks (`location /api {`) reach to their closing brace."""
    blocks: list[_Statement] = []
    found: list[Directive] = []
    text, first = "", 0
    for number, line in enumerate(lines, 1):
        added = line.strip()
        if added.startswith("#") or (not text and _VARIABLE.fullmatch(added)):
            continue
        if not text:
            first = number
        if len(text) >= _MAX_STATEMENT_CHARS:  # text without an end; begin anew
            text = ""
            continue
        text = f"{text} {added}".strip()
        around = f"{blocks[-1].name} {blocks[-1].value}".strip() if blocks else ""
        if _closes_block(text):
            if blocks:
                found.append(blocks.pop().directive(number))
        elif text.endswith("{"):
            blocks.append(_statement(text.removesuffix("{"), first, around))
        elif text.endswith(";"):
            statement = _statement(text.removesuffix(";"), first, around)
            if _NGINX_NAME.fullmatch(statement.name):
                found.append(statement.directive(number))
        else:
            continue
        text = ""
    found = [replace(each, description=_comment(lines, each.line)) for each in found]
    return sorted(found, key=lambda each: (each.line, -each.end_line))


def _closes_block(text: str) -> bool:
    return text.endswith("}") and "{" not in text


def _statement(text: str, line: int, around: str) -> _Statement:
    name, _, value = text.strip().partition(" ")
    return _Statement(name=name, value=value.strip(), line=line, around=around)


LANGUAGE = Language(
    name="directives",
    endings=(".conf", ".template"),
    matches=lambda path: bool(_CONFIGURATION.search(path)),
    extract=extract,
)
