"""A pasted text -> the lines as the programs wrote them.

Wrappers and envelopes come off, cut lines are joined, lost newlines are put back. Not here: what a
line says (`line.py`).
"""

from __future__ import annotations

from typing import Any

from ctxkit.dify.service_names import service_of_container
from ctxkit.logline import jsonline
from ctxkit.logline.cleaning import clean
from ctxkit.logline.embedded import find_own_start, split_run_together
from ctxkit.logline.envelopes import open_envelope, records_of
from ctxkit.logline.flattened_stacks import unflatten
from ctxkit.logline.patterns import LazyPattern
from ctxkit.logline.viewer_prefix import strip_common_prefix, strip_time_column
from ctxkit.logline.wrappers import UnwrappedLine, unwrap

MAX_RECORDS = 20_000
MAX_LINES = 30_000
"""Lines of a paste that are read: a megabyte of log has a third as many."""

MIN_CUT_CHARS = 8_000
"""Characters that a container's runtime leaves of a line that it cuts: it cuts after 16 KiB."""

MAX_OBJECT_LINES = 100
"""Lines on which one JSON object may be written."""

_STRING = LazyPattern(r'"(?:[^"\\]|\\.)*"?', hint='"')
_CSV_COLUMNS = LazyPattern(r'"?[\d.:TZ+-][\d.:TZ,+ -]{8,80}"?,"', hint=',"')
_ESCAPED_STACK = ("Traceback (", "\\n  File ", "\\ngoroutine ", "\\n    at ", "\\n\\t/", "\\n\t/")


def split_paste(text: str) -> list[UnwrappedLine]:
    """Return the lines of a cleaned text."""
    records = _records(text)
    if records is not None:
        lines = [UnwrappedLine(jsonline.dumps(record)) for record in records]
        return _join_cut([inner for line in lines for inner in _open(line)])
    wrapped = strip_time_column(text).split("\n")
    if len(wrapped) > MAX_LINES:  # most of them are blank
        wrapped = [line for line in wrapped if line.strip()][:MAX_LINES]
    lines = _strip_viewer([unwrap(last_csv_column(line)) for line in wrapped])
    lines = _join_objects(lines)
    return _join_cut([inner for line in lines for inner in _open(line)])


def _strip_viewer(lines: list[UnwrappedLine]) -> list[UnwrappedLine]:
    """Take off what a viewer put before every line; the wrappers of the program's host follow."""
    if len(lines) < 2:
        return lines
    stripped = strip_common_prefix([line.text for line in lines])
    return [
        line if text == line.text else _unwrap_again(line, text)
        for line, text in zip(lines, stripped, strict=True)
    ]


def _unwrap_again(outer: UnwrappedLine, text: str) -> UnwrappedLine:
    inner = unwrap(text)
    return inner._replace(service=inner.service or outer.service, time=outer.time or inner.time)


def last_csv_column(line: str) -> str:
    """Return the text in the last column of a row of CSV, or any other line as it is."""
    columns = _CSV_COLUMNS.match(line) if line.endswith('"') else None
    return line[columns.end() : -1].replace('""', '"') if columns else line


def from_own_start(line: str) -> str:
    """Return a line from where its program's own prefix or record begins."""
    column = last_csv_column(line)
    return line[find_own_start(line) :] if column == line else column


def _records(text: str) -> list[dict[str, Any]] | None:
    """Return the records of a text that is one JSON document, or None.

    The document is one record on several lines, or the answer of a log service with many.
    """
    whole = text.strip()
    if whole[:1] not in ("{", "["):
        return None
    data = jsonline.load_document(whole)
    several = records_of(data)
    if several is not None:
        return several[:MAX_RECORDS]
    return [data] if isinstance(data, dict) and "\n" in whole else None


def _join_objects(lines: list[UnwrappedLine]) -> list[UnwrappedLine]:
    """Return the lines with each JSON object that is written on several of them as one."""
    texts = [line.text.strip() for line in lines]
    if not any(text.startswith("{") and not text.endswith("}") for text in texts):
        return lines
    depths = [_depth(text) for text in texts]
    joined: list[UnwrappedLine] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        end = _end_of_object(texts, depths, number)
        body = "\n".join(texts[number:end])
        data = jsonline.load_document(body[: body.rfind("}") + 1]) if end > number + 1 else None
        if isinstance(data, dict):
            line = line._replace(text=jsonline.dumps(data))
        joined.append(line)
        number = end if isinstance(data, dict) else number + 1
    return joined


def _end_of_object(texts: list[str], depths: list[int], start: int) -> int:
    """Return the number of the line behind the one that closes what a line opens, or of the next
    one.
    """
    if not texts[start].startswith("{") or depths[start] < 1:
        return start + 1
    depth = 0
    for number in range(start, min(start + MAX_OBJECT_LINES, len(texts))):
        depth += depths[number]
        if depth < 1:
            return number + 1
    return start + 1


def _depth(line: str) -> int:
    """Return how many braces a line opens, less those that it closes."""
    if "{" not in line and "}" not in line:
        return 0
    bare = _STRING.sub("", line)
    return bare.count("{") - bare.count("}")


def _open(line: UnwrappedLine) -> list[UnwrappedLine]:
    """Open the envelopes around a line; there may be several lines inside."""
    bare = line.text.strip()
    if not bare.startswith("{"):
        return [line._replace(text=part) for part in _split(line.text)]
    data = jsonline.load_object(bare) or {}
    content = open_envelope(data)
    if content is None:
        return [line]
    service = service_of_container(content.container) or line.service
    time = line.time or content.time
    if isinstance(content.content, dict):
        return [UnwrappedLine(jsonline.dumps(content.content), service, time)]
    found = [
        UnwrappedLine(part, inner.service or service, time or inner.time)
        for inner in map(unwrap, clean(content.content).rstrip("\n").split("\n"))
        for part in _split(inner.text)
    ]
    found[-1] = found[-1]._replace(partial=_is_cut(data, content.content))
    return found


def _is_cut(data: dict[str, Any], text: str) -> bool:
    """Return whether a container's runtime cut the text of a record."""
    if len(text) <= MIN_CUT_CHARS:
        return False
    mark = data.get("_p")  # fluent-bit's
    if mark is not None:
        return bool(mark == "P")
    docker = all(name in data for name in ("log", "stream", "time"))
    return docker and not text.endswith("\n")


def _join_cut(lines: list[UnwrappedLine]) -> list[UnwrappedLine]:
    """Join the lines that a container's runtime cut, each service's with its own."""
    if not any(line.partial for line in lines):
        return lines
    joined: list[UnwrappedLine] = []
    parts: list[list[str]] = []
    unfinished: dict[str, int] = {}
    for line in lines:
        place = unfinished.pop(line.service, None)
        if place is None:
            place = len(joined)
            joined.append(line)
            parts.append([])
        parts[place].append(line.text)
        if line.partial:
            unfinished[line.service] = place
    return [
        line._replace(text="".join(texts), partial=False)
        for line, texts in zip(joined, parts, strict=True)
    ]


def _split(line: str) -> list[str]:
    """Split at newlines that were lost or escaped, and between lines that were run together."""
    if line.count("#012") > 1:  # rsyslog's newline, and its tab
        return line.replace("#011", "\t").split("#012")
    if line.lstrip().startswith("{"):
        return [line]
    if "\\n" in line and any(sign in line for sign in _ESCAPED_STACK):
        text = line.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
        lines = text.strip('"').split("\n")
    else:
        lines = unflatten(line)
    return [part for each in lines for part in split_run_together(each)]
