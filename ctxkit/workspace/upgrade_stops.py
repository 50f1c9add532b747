"""The releases of Dify Enterprise that an upgrade must not skip, as the chart's repository marks
them.

Its pages are listed in `_sidebar.md`, such releases with a warning sign. A sync fetches it and
keeps it beside the index (`helm/source.py`); without it those releases count that are known. Not
here: the index itself (`helm/index_file.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ctxkit.dify.enterprise import ENTERPRISE_STOPS, is_enterprise_version
from ctxkit.regex import regex
from ctxkit.workspace.folder import CHARTS
from ctxkit.workspace.versions import Version, parse_version

SIDEBAR = "_sidebar.md"
MAX_SIDEBAR_BYTES = 1_000_000
_MARKED = regex(r"\[v(\d{1,4}\.\d{1,4}\.\d{1,4})(?![\w.-])[^\n]{0,200}?\u26a0")
"""`* [v3.8.0 [⚠️ Non-skippable]](/pages/3_8_0.md)`"""
_OF_CHART = regex(r"\bdify-(\d{1,4}\.\d{1,4}\.\d{1,4})\b")


def sidebar_file(index: Path) -> Path:
    """Return where the list is kept that belongs to an index that is kept as `index`."""
    return index.with_name(f"{index.stem}{SIDEBAR}")


def note_on_stops(state: Path, old: str, new: str) -> str:
    """Return which releases an upgrade from one Enterprise release to another must not skip; empty
    where none lies between them, or they are no such releases.

    `old` and `new` are versions, or names of files that have that of a chart (`dify-3.7.4`).
    """
    first, last = _number(old), _number(new)
    if first is None or last is None:
        return ""
    marked = {number: name for number, name in _marked(state) if first < number < last}
    if not marked:
        return ""
    stops = ", ".join(marked[number] for number in sorted(marked))
    to = "it" if len(marked) == 1 else "each of them"
    return f"an upgrade must not skip {stops}: upgrade to {to} first"


def _number(text: str) -> Version | None:
    found = _OF_CHART.search(text)
    version = found[1] if found else text.rpartition(" ")[2]
    return parse_version(version) if is_enterprise_version(version) else None


def _marked(state: Path) -> Iterator[tuple[Version, str]]:
    """Yield the releases that a list marks that was kept, and those that are known."""
    names = [row.version for row in ENTERPRISE_STOPS]
    for file in sorted((state / CHARTS).glob(f"*{SIDEBAR}")):
        with suppress(OSError):
            text = file.read_bytes()[:MAX_SIDEBAR_BYTES].decode("utf8", "replace")
            names += _MARKED.findall(text)
    for name in names:
        if number := parse_version(name):
            yield number, name
