"""Configurations of nginx and squid, with the `${NAME}` that their entrypoints fill in."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.literals import shorten
from ctxkit.extract.source import Language, Source
from ctxkit.model import ConfigUse, Directive, Fact

_VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]{1,100})\}")
_SQUID = re.compile(r"([a-z][a-z_]{1,60})(?:\s+(.*))?$")
_LONGEST_STATEMENT = 4_000
_NGINX_NAME = re.compile(r"[a-z][a-z_]{1,60}")


def extract(source: Source) -> Iterator[Fact]:
    """Yield the directives of a configuration, and the variables that it takes from the
    environment.
    """
    lines = source.data.decode("utf8", "replace").split("\n")
    yield from (
        squid_directives(lines) if _program(source.path) == "squid" else _nginx_directives(lines)
    )
    for number, line in enumerate(lines, 1):
        if not line.lstrip().startswith("#"):
            for name in dict.fromkeys(_VARIABLE.findall(line)):
                yield ConfigUse(
                    name=name, role="reads", via="template", line=number, end_line=number
                )


def squid_directives(lines: list[str], first: int = 1) -> Iterator[Directive]:
    """Yield a directive for each line of a squid.conf; `first` is the number of the first of
    `lines`.
    """
    for number, line in enumerate(lines, first):
        bare = re.split(r"\s#", line, maxsplit=1)[0].rstrip()
        if match := _SQUID.match(bare):
            yield Directive(
                name=match[1],
                program="squid",
                value=shorten(match[2] or ""),
                line=number,
                end_line=number,
            )


def _nginx_directives(lines: list[str]) -> Iterator[Directive]:
    """Statements end with a semicolon; blocks (`location /api {`) reach to their closing brace."""
    blocks: list[tuple[str, str, int]] = []  # of the open ones: name, value, first line
    done: list[Directive] = []
    text, start = "", 0
    for number, line in enumerate(lines, 1):
        bare = line.strip()
        if bare.startswith("#") or (not text and _VARIABLE.fullmatch(bare)):
            continue
        start = start if text else number
        text = f"{text} {bare}".strip() if len(text) < _LONGEST_STATEMENT else ""
        if text == "}" or (text.endswith("}") and "{" not in text):
            if blocks:
                name, value, first = blocks.pop()
                done.append(_nginx(name, value, first, number, blocks))
            text = ""
        elif text.endswith("{"):
            name, _, value = text[:-1].strip().partition(" ")
            blocks.append((name, value.strip(), start))
            text = ""
        elif text.endswith(";"):
            name, _, value = text[:-1].partition(" ")
            if _NGINX_NAME.fullmatch(name):
                done.append(_nginx(name, value.strip(), start, number, blocks))
            text = ""
    yield from sorted(done, key=lambda each: (each.line, -each.end_line))


def _nginx(
    name: str, value: str, line: int, end_line: int, around: list[tuple[str, str, int]]
) -> Directive:
    symbol = f"{around[-1][0]} {around[-1][1]}".strip() if around else ""
    return Directive(
        name=name,
        program="nginx",
        value=shorten(value),
        line=line,
        end_line=end_line,
        symbol=shorten(symbol),
    )


_IS_CONFIGURATION = re.compile(r"(nginx|squid|ssrf_proxy)[^\s]{0,200}\.(conf|template)$")


def _program(path: str) -> str:
    return "squid" if "squid" in path or "ssrf_proxy" in path else "nginx"


LANGUAGE = Language(
    name="directives", matches=lambda path: bool(_IS_CONFIGURATION.search(path)), extract=extract
)
