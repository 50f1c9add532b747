"""The settings with the address that others are given for a request: a browser, a model's provider,
a webhook. Where the request does not arrive, that address is wrong.

The code or a script puts the path of the route behind the setting: there it is looked for. Not
here: requests that Dify's programs send each other (`sent_requests.py`), addresses in the defaults
of settings (`default_addresses.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ctxkit.cause.failures import UNREACHED, failures_told
from ctxkit.dify.repositories import DIFY
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.index.sources import Sources
from ctxkit.logline.statuses import status_told
from ctxkit.model import ConfigUse, Location
from ctxkit.model.cause import CausePlace, Decider
from ctxkit.regex import regex
from ctxkit.routes.known import find_routes, known_routes
from ctxkit.routes.patterns import is_literal

_MAX_TEXT_CHARS = 4_000
_MAX_URLS = 3
_MAX_SETTINGS = 3
_MIN_WORDS = 2  # of a path: one word is in too much code
_URL = regex(r"\bhttps?://[\w.\-\[\]]{1,240}(?::\d{1,5})?(/[^\s\"'<>?#,;)]{1,1500})")
_RELATIVE = regex(r"\bURL:? [\"']?(/[^\s\"'<>?#,;)]{1,1500})")
"""A URL of which only the path is there: the address before it is empty."""
_OF_PROXY = regex(r"\b(?:upstream|referrer): \"[^\"\n]{0,1500}\"")
"""What nginx says of where it passes a request to, which no one else is given."""
_BY_BROWSER = regex(r"\bnet::ERR_|(?i:mixed[- ]content)|NetworkError when attempting to fetch")
_SET_BY_SCRIPT = regex(r"=[\"']?\$\{?\w{1,80}(?::-[^}]{0,200})?\}?(/[\w./-]{1,200})[\"']?$")
_ENDINGS = ("_URL", "_URL_PREFIX")
_VALUE = r"[^\"'\s]{1,80}"


def given_addresses(index: Index, sources: Sources, text: str) -> list[Decider]:
    """Return the settings whose value stands before the path of a URL that was not reached. What a
    script gives the console's pages is asked by a browser.
    """
    told = {kind.name for kind in failures_told(text)}
    by_browser = _BY_BROWSER.search(text) is not None
    lines = _OF_PROXY.sub("", text[:_MAX_TEXT_CHARS]).split("\n")
    paths = list(_paths_in(lines, _RELATIVE))
    if told & UNREACHED:
        paths += _paths_in(lines, _URL)
    found: dict[str, Decider] = {}
    for path in dict.fromkeys(paths[:_MAX_URLS]):
        given = list(_by_script(index, sources, path)) if by_browser else []
        for decider in given or _by_code(index, sources, path):
            found.setdefault(decider.use.name, decider)
    # What is for Dify's programs themselves, no browser is given.
    names = sorted(found, key=_is_inner)
    names = [name for name in names if not (by_browser and _is_inner(name))]
    return [found[name] for name in names[:_MAX_SETTINGS]]


def _paths_in(lines: Iterable[str], pattern: re.Pattern[str]) -> Iterator[str]:
    """Yield the paths of the URLs in some lines, without those that were answered."""
    for line in lines:
        yield from pattern.findall(line) if not status_told(line) else ()


def _is_inner(name: str) -> bool:
    return name.startswith(("INTERNAL_", "INNER_"))


@kept(1)
def _uses(index: Index) -> list[ConfigUse]:
    """Return where Dify uses the settings whose names say that they are an address."""
    names = (n for ending in _ENDINGS for n in index.names_ending(ConfigUse, ending))
    uses = index.named(ConfigUse, *(name for name in names if name.isupper()))
    return [use for use in uses if (use.repo, use.test) == (DIFY, False)]


def _by_script(index: Index, sources: Sources, path: str) -> Iterator[Decider]:
    """Yield the settings before whose path a script that starts a program puts the beginning of
    another: that of which most is the same.
    """
    found: dict[ConfigUse, str] = {}
    for use in _uses(index):
        if (use.via, use.role) == ("shell", "renames"):
            line = _line(sources, use.location).rstrip()
            for prefix in _SET_BY_SCRIPT.findall(line):
                if path.startswith(f"{prefix.rstrip('/')}/"):
                    found[use] = prefix
    longest = max(map(len, found.values()), default=0)
    for use, prefix in found.items():
        if len(prefix) == longest:
            yield _decider(sources, use)


def _by_code(index: Index, sources: Sources, path: str) -> Iterator[Decider]:
    """Yield the settings that the lines read which put the path of the route behind a value; where
    none does, those of their functions, else those of their files.
    """
    routes = find_routes(known_routes(index), "", path)
    pattern = _pattern_of(routes[0][1]) if routes else None
    if pattern is None:
        return
    uses = [u for u in _uses(index) if u.role == "reads" if u.path.endswith(".py")]
    for file in sorted({use.path for use in uses}):
        lines = sources.lines(DIFY, file)
        making = {n for n, line in enumerate(lines, 1) if pattern.search(line) is not None}
        own = [use for use in uses if use.path == file] if making else []
        nearest = [use for use in own if use.line in making]
        inside = [use for use in own if making & _function(index, use)]
        yield from (_decider(sources, use) for use in nearest or inside or own)


def _pattern_of(route: str) -> re.Pattern[str] | None:
    """Return what finds the path of a route behind a value in source code, with anything for its
    parameters; None if that has too few words of its own.
    """
    parts = route.strip("/").split("/")
    if sum(map(is_literal, parts)) < _MIN_WORDS:
        return None
    shapes = (re.escape(part) if is_literal(part) else _VALUE for part in parts)
    return re.compile(rf"(?:\}}|\+ f?[\"'])/{'/'.join(shapes)}(?![\w/])")


def _function(index: Index, use: ConfigUse) -> set[int]:
    """Return the lines of the function that reads a setting."""
    around = index.around(use.repo, use.path, use.line)
    if around is None or around.what == "class":
        return {use.line}
    return set(range(around.line, around.end_line + 1))


def _decider(sources: Sources, use: ConfigUse) -> Decider:
    place = CausePlace(
        location=use.location, text=_line(sources, use.location).strip(), why=f"reads {use.name}"
    )
    return Decider(use=use, how=(place,), cost=0.0)


def _line(sources: Sources, place: Location) -> str:
    lines = sources.lines(place.repo, place.path)
    return lines[place.line - 1] if 0 < place.line <= len(lines) else ""
