"""Where Dify's components listen and at which paths the API hangs, as the index has it; paths of
the API in text.

Not here: which route takes a path (`routes/known.py`).
"""

from __future__ import annotations

import re
from functools import cache
from weakref import WeakKeyDictionary

from ctxkit.ask.locate.candidates import without_tests
from ctxkit.dify.service_names import service_of_container
from ctxkit.dify.service_urls import service_urls
from ctxkit.index.reader import Index
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import ConfigUse, RoutePrefix

_API_FOLDER = "api/"
_LINE = LazyPattern(r":\d{1,6}$", hint=":")
"""What the console of a browser puts behind the path of a file."""
_ADDRESS = LazyPattern(r"://([^/:]{1,200}):(\d{1,5})", hint="://")

_PREFIXES: WeakKeyDictionary[Index, tuple[str, ...]] = WeakKeyDictionary()


def api_prefixes(index: Index) -> tuple[str, ...]:
    """Return the paths below which the API's routes are (`/console/api`), the longest first.

    They are looked up once: an open index never changes.
    """
    if index not in _PREFIXES:
        facts = [f for f in without_tests(index.all(RoutePrefix)) if not f.parent]
        found = {fact.prefix for fact in facts if fact.path.startswith(_API_FOLDER)}
        _PREFIXES[index] = tuple(sorted(found - {"", "/"}, key=lambda p: (-len(p), p)))
    return _PREFIXES[index]


def is_distinct(index: Index, path: str) -> bool:
    """Return whether only Dify has paths like this: `/console/api/x`, but not `/v1/x`."""
    return path.startswith(tuple(f"{prefix}/" for prefix in _distinct(api_prefixes(index))))


def without_prefix(index: Index, path: str) -> str:
    """Return a path as the calls of the web console are written, without the API's prefix."""
    prefix = next((p for p in api_prefixes(index) if path.startswith(f"{p}/")), "")
    return path.removeprefix(prefix)


def path_in_url(index: Index, text: str) -> str:
    """Return the path of the first URL of the API in a text, or an empty string."""
    prefixes = api_prefixes(index)
    found = _url_pattern(prefixes).search(text) if prefixes else None
    return found[1] if found else ""


def mentioned_path(index: Index, text: str) -> str:
    """Return the path of the API that a text mentions, with or without a slash in front, or an
    empty string.
    """
    prefixes = api_prefixes(index)
    if not any(f"{prefix[1:]}/" in text for prefix in prefixes):
        return ""
    found = _mention_pattern(prefixes).search(text)
    return f"/{_LINE.sub('', found[1]).rstrip('.:')}" if found else ""


def component_at(index: Index, host: str, port: str) -> str:
    """Return the component that listens at a port, or that a host is named after."""
    values = [use.value for use in index.named(ConfigUse, *service_urls()) if use.value]
    addresses = [found.groups() for value in values for found in _ADDRESS.finditer(value)]
    hosts = [name for name, listening in addresses if listening == port]
    return next(filter(None, map(service_of_container, [*hosts, host])), "")


def _distinct(prefixes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(prefix for prefix in prefixes if prefix.count("/") > 1)


def _any_of(prefixes: tuple[str, ...]) -> str:
    return "|".join(re.escape(prefix[1:]) for prefix in prefixes)


@cache
def _url_pattern(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        rf"(?:https?://[^\s/'\"]{{1,300}}|:\d{{1,5}})(/(?:{_any_of(prefixes)})/[^\s'\":]{{1,1000}})"
    )


@cache
def _mention_pattern(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    # Any site may have a path such as `/v1/x`: with a host in front it is not said of Dify.
    distinct = rf"https?://[^\s/'\"]{{1,300}}(?=/(?:{_any_of(_distinct(prefixes)) or '(?!)'})/)"
    return re.compile(
        rf"(?:^|[\s\"'`(:,，：（]|{distinct})/?"
        rf"((?:{_any_of(prefixes)})/[A-Za-z][\w./{{}}<>:-]{{1,500}})(?:\?[^\s\"'`]{{0,500}})?"
    )
