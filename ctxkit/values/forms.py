"""How values are written: hosts, origins.

Not here: whether a program accepts a value (`ask/check/validation.py`), switches
(`dify/choices.py`), placeholders and weak secrets (`dify/secrets.py`).
"""

from __future__ import annotations

import re

from ctxkit.regex import regex

_ORIGIN = regex(r"(?:[a-z][a-z0-9+.-]*://[^/\s\"'\[\]?#,]+|\*|null)\Z", re.IGNORECASE)
_MAX_ORIGINS_CHARS = 40_000
WRITE_ORIGINS = (
    "write origins as https://host, without a slash, path, quotes or blanks, separated by commas"
)
_MAX_COUNT_DIGITS = 8


def host_of(value: str) -> str:
    """Return the host of a URL or of `host:port`."""
    rest = value.strip().partition("://")[2] or value.strip()
    authority = rest.replace("?", "/").partition("/")[0].rpartition("@")[2]
    return authority.partition(":")[0].lower()


def are_origins(value: str) -> bool:
    """Return whether a list with commas holds only origins, as browsers send them, or `*`."""
    if len(value) > _MAX_ORIGINS_CHARS:
        return True
    return all(not each or _ORIGIN.match(each) for each in value.split(","))


def is_several(count: str) -> bool:
    """Return whether a number of replicas is more than one."""
    return count.isdecimal() and len(count) <= _MAX_COUNT_DIGITS and int(count) > 1
