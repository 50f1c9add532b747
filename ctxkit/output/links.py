"""Places as hyperlinks that a terminal opens (OSC 8): which terminals show them, and where one
leads.

Not here: the terminal (`terminal.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from ctxkit.errors import UsageError
from ctxkit.regex import regex

NO_LINKS = "none"
FORMATS = {
    NO_LINKS: "",
    "file": "file://{path}",
    "vscode": "vscode://file{path}:{line}",
    "cursor": "cursor://file{path}:{line}",
}
"""Names of formats, as ripgrep has them; another format has `{path}` and may have `{line}`."""

_MIN_VTE = 5000
_MIN_TMUX = (3, 4)
_PROGRAMS = ("iTerm.app", "WezTerm", "vscode", "ghostty", "rio", "Hyper", "Tabby")
_TERMS = ("xterm-kitty", "xterm-ghostty", "alacritty", "foot", "foot-extra", "wezterm", "contour")
_VARIABLES = ("WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "KITTY_WINDOW_ID")
_PLACE = regex(r"(?<!\S)([\w.-]{1,80}) ([^\s:]{1,400}):(\d{1,9})(?:-\d{1,9})?")


class PlaceLinks(Struct, frozen=True, kw_only=True):
    """Where places lead: the folders of the sources by their names, and the format of a link,
    which is empty if there are none.
    """

    roots: Mapping[str, Path]
    format: str = ""

    def parts(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield the parts of a line, each with where it leads, empty if nowhere. A place leads to a
        file that is there.
        """
        at = 0
        for found in _PLACE.finditer(text) if self.format else ():
            url = self._url(found[1], found[2], found[3])
            if url:
                yield text[at : found.start()], ""
                yield found[0], url
                at = found.end()
        yield text[at:], ""

    def _url(self, repo: str, path: str, line: str) -> str:
        root = self.roots.get(repo)
        if root is None or path.startswith("/") or ".." in path.split("/"):
            return ""
        file = root.absolute() / path
        if file.is_symlink() or not file.is_file():
            return ""
        return self.format.replace("{path}", quote(file.as_posix())).replace("{line}", line)


def link_format(asked: str | None, environment: Mapping[str, str]) -> str:
    """Return the format that a user asks for; without one that of the terminal, which is empty if
    it shows no links. Raise UsageError for one that names no path.
    """
    if asked is not None:
        if asked in FORMATS:
            return FORMATS[asked]
        if "{path}" not in asked or not asked.isprintable() or set(asked) & set("[] "):
            names = ", ".join(FORMATS)
            raise UsageError(
                f"invalid format of links: {asked!r}",
                hint=f"one of {names}, or a URL with {{path}}",
            )
        return asked
    if not shows_links(environment):
        return ""
    is_editor = environment.get("TERM_PROGRAM") == "vscode"
    if is_editor and "cursor" in environment.get("VSCODE_GIT_ASKPASS_NODE", "").lower():
        return FORMATS["cursor"]
    return FORMATS["vscode" if is_editor else "file"]


def shows_links(environment: Mapping[str, str]) -> bool:
    """Return whether the terminal of an environment is known to show links, and has the files."""
    get = environment.get
    if get("NO_COLOR") or get("CI") or get("SSH_CONNECTION") or get("TERM") in (None, "", "dumb"):
        return False
    if get("TMUX") or get("TERM_PROGRAM") == "tmux":
        return _version(get("TERM_PROGRAM_VERSION", "")) >= _MIN_TMUX
    if get("STY"):  # GNU screen passes none on
        return False
    vte = get("VTE_VERSION", "")
    if vte.isascii() and vte.isdigit() and int(vte[:9]) >= _MIN_VTE:
        return True
    is_known = get("TERM_PROGRAM") in _PROGRAMS or get("TERM") in _TERMS
    return is_known or any(map(get, _VARIABLES))


def _version(text: str) -> tuple[int, ...]:
    """Return `3.4a` as (3, 4)."""
    return tuple(int(number[:6]) for number in re.findall(r"[0-9]+", text)[:2])
