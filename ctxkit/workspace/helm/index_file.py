"""The `index.yaml` of a Helm repository: the versions of a chart.

Indexes are written by many programs, so an entry that cannot be used is skipped, as Helm does: one
without a version or urls, or one that was removed. Nothing is said about their order. Pure. Not
here: which version fits (`selection.py`).
"""

from __future__ import annotations

import calendar
import json
from typing import Any

from msgspec import Struct

from ctxkit.errors import GitError
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import Node
from ctxkit.regex import regex
from ctxkit.workspace.helm_urls import version_problem

_TIME = regex(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?\s?(?:([Zz])|([+-])(\d\d):(\d\d))?.*"
)
_SHA256 = "sha256:"
_TRUE = "true"
_MAX_NAMES = 6
_ENTRIES = regex(r"entries:\s*(#.*)?$")
_KEY = regex(r"( +)([^\s#&*!|>\[{-][^\s:]*|\"[^\"]+\"|'[^']+'):\s*(#.*)?$")
_DEEP = 6  # entries, chart, version, field: nothing that matters is deeper


class ChartVersion(Struct, frozen=True, kw_only=True):
    """An entry of an index.

    `digest` is the sha256 of the archive as the index has it, empty if it has none; `created` is
    seconds since 1970, 0 if it is not known; `urls` are as the index has them.
    """

    chart: str
    version: str
    app_version: str
    urls: tuple[str, ...]
    digest: str = ""
    created: int = 0
    deprecated: bool = False

    @property
    def tag(self) -> str:
        """The name of the tag for it, as chart-releaser names them in git."""
        return f"{self.chart}-{self.version}"

    @property
    def title(self) -> str:
        """What the commit of its files says."""
        return f"{self.chart} {self.version}"


def read_index(data: bytes, chart: str) -> tuple[ChartVersion, ...]:
    """Return the versions of a chart, in the order of the index.

    Raise GitError where the text is not an index, or has no such chart.
    """
    root = _json(data) if data.lstrip()[:1] == b"{" else _yaml(data, chart)
    entries = root.get("entries") if isinstance(root, dict) else None
    if not isinstance(entries, dict):
        is_page = data.lstrip()[:1] == b"<"
        found = "a web page" if is_page else "something else"
        raise GitError(
            f"index.yaml is not the index of a Helm repository, but {found}",
            hint="check the url in workspace.yaml, and whether a proxy wants a login",
        )
    if chart not in entries:
        raise GitError(f"the index has no chart '{chart}'", hint=_names(entries))
    listed = entries[chart]
    found_versions: dict[str, ChartVersion] = {}
    for entry in listed if isinstance(listed, list) else ():
        if isinstance(entry, dict) and (each := _version(chart, entry)):
            found_versions.setdefault(each.version, each)
    return tuple(found_versions.values())


def _names(entries: dict[str, Any]) -> str:
    names = sorted(name for name in entries if name.isprintable())
    if not names:
        return "it has none at all"
    more = ", ..." if len(names) > _MAX_NAMES else ""
    return f"it has: {', '.join(names[:_MAX_NAMES])}{more}; give its name as `chart:`"


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _yaml(data: bytes, chart: str) -> Any:
    """Return what of a YAML document matters: `entries`, with all that is below the chart.

    A repository may have thousands of other charts, so only the lines of this one are read where
    the file is laid out as Helm does it.
    """
    lines = split_lines(data)
    found = _lines_of_charts(lines)
    if chart in found:
        roots = read_documents(lines, *found[chart])
        return {"entries": _plain(roots[0])}
    for root in read_documents(lines):
        if entries := root.get("entries"):
            return {"entries": _plain(entries)}
    return None


def _lines_of_charts(lines: list[str]) -> dict[str, tuple[int, int]]:
    """Return the first line and that behind the last one of each chart; nothing where they do not
    stand below each other.
    """
    first = next((number for number, line in enumerate(lines, 1) if _ENTRIES.match(line)), 0)
    starts: list[tuple[str, int]] = []
    indent, end = "", len(lines)
    for number in range(first if first else end, end):
        line = lines[number]
        if line[:1] not in ("", " ", "#", "-"):  # the next key of the index
            end = number
            break
        key = _KEY.match(line)
        if key and (not starts or key[1] == indent):
            indent = key[1]
            starts.append((key[2].strip("\"'"), number))
    ends = [number for _, number in starts][1:] + [end] * bool(starts)
    return {name: (number, last) for (name, number), last in zip(starts, ends, strict=True)}


def _plain(node: Node, depth: int = 0) -> Any:
    """Return a node as JSON would have it, all scalars as text."""
    if node.kind == "mapping":
        if depth > _DEEP:
            return {}
        return {child.key: _plain(child, depth + 1) for child in node.children}
    if node.kind == "sequence":
        return [_plain(child, depth + 1) for child in node.children] if depth <= _DEEP else []
    return node.value if node.kind == "scalar" else ""


def _version(chart: str, entry: dict[str, Any]) -> ChartVersion | None:
    version = _text(entry.get("version"))
    urls = entry.get("urls")
    urls = tuple(filter(None, map(_text, urls))) if isinstance(urls, list) else ()
    if version_problem(version) or not urls or _text(entry.get("removed")) == _TRUE:
        return None
    return ChartVersion(
        chart=chart,
        version=version,
        app_version=_text(entry.get("appVersion")),
        urls=urls,
        digest=_text(entry.get("digest")).lower().removeprefix(_SHA256),
        created=_seconds(_text(entry.get("created"))),
        deprecated=_text(entry.get("deprecated")) == _TRUE,
    )


def _text(value: Any) -> str:
    """Return a scalar as YAML would write it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else ""


def _seconds(text: str) -> int:
    """Return a time (`2025-09-01T10:00:00.123456789+08:00`) as seconds since 1970, 0 if it is
    none.
    """
    found = _TIME.fullmatch(text)
    if not found:
        return 0
    year, month, day, hour, minute, second = map(int, found.groups()[:6])
    try:
        seconds = calendar.timegm((year, month, day, hour, minute, second))
    except (ValueError, OverflowError):
        return 0
    if not found[8]:
        return max(seconds, 0)
    shift = (int(found[9]) * 60 + int(found[10])) * 60
    return max(seconds - shift if found[8] == "+" else seconds + shift, 0)
