"""Where the configuration of a proxy sends requests: nginx (`proxy_pass`), Caddy (`reverse_proxy`),
squid (`cache_peer`).

Read line by line, in time linear in them; what a directive includes from elsewhere is not followed.
Not here: the containers that are meant (`network/proxies.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ctxkit.regex import regex

_MAX_LINE_CHARS = 2_000
_PASS, _SENDS, _PEER = "proxy_pass", "reverse_proxy", "cache_peer"
_BLOCKS = frozenset({"handle", "handle_path", "route"})
_VARIABLE = regex(r"\$(?:\{(\w{1,100})\}|(\w{1,100}))")
_IN_CADDY = regex(r"\{(?:\$|env\.)(\w{1,100})(?::([^{}]{0,200}))?\}")

Words = tuple[int, Sequence[str]]
"""The number of a line, and its words."""


class SentTo(NamedTuple):
    """Requests for `paths`, all if there is none, are sent to `target`: `host:port`, or a URL;
    variables of the environment are written `${NAME}` in it.
    """

    paths: tuple[str, ...]
    target: str
    line: int


def sent_to(lines: Sequence[str]) -> list[SentTo]:
    """Return where a configuration sends requests, by the directives that it has."""
    found: list[SentTo] = []
    text = "\n".join(lines)
    if _PASS in text:
        found += _of_nginx(list(_words(lines)))
    if _SENDS in text:
        for each in of_caddy(_words(lines)):
            target = _IN_CADDY.sub(_as_variable, each.target)
            found.append(each._replace(target=target))
    if _PEER in text:
        found += _of_squid(_words(lines))
    return found


def _words(lines: Iterable[str]) -> Iterator[Words]:
    for number, line in enumerate(lines, 1):
        text = line[:_MAX_LINE_CHARS].strip()
        if text and not text.startswith("#"):
            yield number, text.rstrip(";").split()


def _as_variable(match: re.Match[str]) -> str:
    default = f":-{match[2]}" if match[2] is not None else ""
    return f"${{{match[1]}{default}}}"


# --- nginx ------------------------------------------------------------------------------------


def _of_nginx(rows: Sequence[Words]) -> Iterator[SentTo]:
    groups = _upstreams(rows)
    values: dict[str, str] = {}
    paths: list[str] = []
    for number, words in rows:
        first, rest = words[0], words[1:]
        if first == "location" and words[-1] == "{":
            paths.append(words[-2] if len(words) > 2 else "")
        elif words[-1] == "{":
            paths.append("")
        elif first == "}" and paths:
            paths.pop()
        elif first == "set" and len(rest) == 2:
            values[rest[0].lstrip("$")] = _filled(rest[1], values)
        elif first == _PASS and rest:
            around = next((path for path in reversed(paths) if path), "")
            target = _filled(rest[0], values)
            host = target.partition("://")[2].partition("/")[0]
            for each in groups.get(host, [target]):
                yield SentTo((around,) if around else (), each, number)


def _upstreams(rows: Iterable[Words]) -> dict[str, list[str]]:
    """Return the servers of the groups that requests may be sent to."""
    found: dict[str, list[str]] = {}
    name = ""
    for _, words in rows:
        if words[0] == "upstream" and len(words) > 1:
            name = words[1]
        elif words[0] == "}":
            name = ""
        elif name and words[0] == "server" and len(words) > 1:
            found.setdefault(name, []).append(words[1])
    return found


def _filled(text: str, values: dict[str, str]) -> str:
    """Return a text with the variables that the configuration itself sets."""

    def value(match: re.Match[str]) -> str:
        return values.get(match[1] or match[2], match[0])

    return _VARIABLE.sub(value, text)


# --- Caddy ------------------------------------------------------------------------------------


def of_caddy(rows: Iterable[Words]) -> Iterator[SentTo]:
    """Yield where a Caddyfile, of which the words of each line are given, sends requests: once for
    each upstream of a directive, with the paths of its matcher or of the blocks around it.
    """
    named: dict[str, list[str]] = {}
    blocks: list[list[str]] = []
    naming = ""
    for number, words in rows:
        first, rest = words[0], words[1:]
        if first == "}":
            del blocks[-1:]
            naming = ""
            continue
        if first.startswith("@"):
            naming = first
        if first.startswith("@") or (naming and first == "path"):
            named.setdefault(naming, []).extend(_paths(rest))
        is_sent = first == _SENDS
        own = _matched(rest, named) if is_sent or first in _BLOCKS else []
        if is_sent:
            around = own or next((block for block in reversed(blocks) if block), [])
            for word in filter(_is_upstream, rest):
                yield SentTo(tuple(around), word, number)
        if words[-1] == "{":
            blocks.append(own)


def _is_upstream(word: str) -> bool:
    return not word.startswith(("/", "@")) and word not in ("{", "*")


def _paths(words: Iterable[str]) -> list[str]:
    return [word for word in words if word.startswith("/")]


def _matched(words: Sequence[str], named: dict[str, list[str]]) -> list[str]:
    """Return the paths that the matcher in front of a directive's arguments is for."""
    if words and words[0].startswith("@"):
        return list(named.get(words[0], ()))
    return _paths(words[:1])


# --- squid ------------------------------------------------------------------------------------


def _of_squid(rows: Iterable[Words]) -> Iterator[SentTo]:
    for number, words in rows:
        if words[0] == _PEER and len(words) > 3:
            yield SentTo((), f"{words[1]}:{words[3]}", number)
