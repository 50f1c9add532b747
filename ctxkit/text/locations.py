"""Write a place in the sources: `path:line`, a heading, a permalink at the commit; a command that
asks a version.

Not here: the lines of source themselves (`code.py`).
"""

from __future__ import annotations

import re

from ctxkit.model import Checkout, Location
from ctxkit.regex import regex

_WEB_URL = regex(
    r"(?:https?|ssh|git)://(?:[^/@\s]*@)?([^/:\s]+)(?::\d+)?/([^/\s]+)/([^/\s]+?)(?:\.git)?/?$"
)
_SCP_URL = regex(r"(?:[^@/\s]+@)?([^/:\s]+):([^/\s]+)/([^/\s]+?)(?:\.git)?/?$")
_PLAIN_PATH = regex(r"[\w./~-]*", re.ASCII)


def place_name(location: Location) -> str:
    """Return `path:line`, or `path:start-end` for several lines."""
    return f"{location.path}:{_span(location, '{}', '{}-{}')}"


def named_place(location: Location) -> str:
    """Return the source and the place in it: `dify api/x.py:10`."""
    return f"{location.repo} {place_name(location)}"


def file_and_line(location: Location) -> str:
    """Return `path:line` without the folders, where they are said or do not matter."""
    return f"{location.path.rpartition('/')[2]}:{location.line}"


def at_version(command: str, version: str) -> str:
    """Return a command that asks a further version of the workspace; empty: its own."""
    if not version:
        return command
    from shlex import quote  # most answers are of the workspace's own version

    return f"{command} --version {quote(version)}"


def show_command(location: Location, version: str) -> str:
    """Return the command that shows a place of a further version; empty: of the workspace's own."""
    return at_version(f"ctxkit show {named_place(location)}", version)


def heading(checkout: Checkout | None, location: Location) -> str:
    """Return `repo@version path:start-end`."""
    version = f"@{checkout.version}" if checkout else ""
    return f"{location.repo}{version} {place_name(location)}"


def permalink(checkout: Checkout | None, location: Location) -> str:
    """Return the address of the lines at the commit, or an empty string where the source's url has
    no web page.

    Credentials in the url are never part of it.
    """
    if checkout is None:
        return ""
    found = _WEB_URL.match(checkout.url) or _SCP_URL.match(checkout.url)
    if not found or "github" not in found[1]:
        return ""
    host, owner, name = found.groups()
    path = _quoted(location.path)
    lines = _span(location, "L{}", "L{}-L{}")
    return f"https://{host}/{owner}/{name}/blob/{checkout.commit}/{path}#{lines}"


def _span(location: Location, one: str, several: str) -> str:
    """Return the lines of a location in the form for one or that for several lines."""
    if location.end_line > location.line:
        return several.format(location.line, location.end_line)
    return one.format(location.line)


def _quoted(path: str) -> str:
    if _PLAIN_PATH.fullmatch(path):
        return path
    return "".join(_quoted_byte(byte) for byte in path.encode("utf8", "surrogateescape"))


def _quoted_byte(byte: int) -> str:
    character = chr(byte)
    return character if _PLAIN_PATH.fullmatch(character) else f"%{byte:02X}"
