"""A pasted text -> the lines as the programs wrote them.

Wrappers and envelopes are taken off, cut lines joined, lost newlines put back.

Not here: what a line says (`events.py`).
"""

from __future__ import annotations

from typing import NamedTuple

from ctxkit.logline import jsonline
from ctxkit.logline.embedded import apart, own_start, without_prefix
from ctxkit.logline.envelopes import open_envelope, records_of
from ctxkit.logline.flattened_stacks import broken
from ctxkit.logline.patterns import LazyPattern
from ctxkit.logline.wrappers import clean, component, unwrap, without_column

_MOST_RECORDS = 20_000
_MOST_LINES = 30_000  # of a paste: a megabyte of log has a third as many
_CSV = LazyPattern(r'"?[\d.:TZ+-][\d.:TZ,+ -]{8,80}"?,"', hint=',"')
_ESCAPED_STACKS = ("Traceback (", "\\n  File ", "\\ngoroutine ", "\\n    at ", "\\n\\t/", "\\n\t/")


class Piece(NamedTuple):
    """A line as its program wrote it, with what its wrappers told.

    `partial`: the next of its service goes on.
    """

    text: str
    service: str = ""
    time: str = ""
    partial: bool = False


def pieces_of(text: str) -> list[Piece]:
    """Return the lines of a (cleaned) text."""
    records = _records(text)
    if records is not None:
        return _joined(
            [piece for record in records for piece in _opened(Piece(jsonline.dumps(record)))]
        )
    whole = without_column(text).split("\n")
    if len(whole) > _MOST_LINES:  # blank ones, mostly
        whole = [line for line in whole if line.strip()][:_MOST_LINES]
    unwrapped = [unwrap(_column_of(line)) for line in whole]
    lines = [line.text for line in unwrapped]
    found = []
    for line, (before, service, time, partial) in zip(
        without_prefix(lines) if len(lines) > 1 else lines, unwrapped, strict=True
    ):
        if line != before:
            line, inner, when, partial = unwrap(line)
            service, time = inner or service, time or when
        found += _opened(Piece(line, service, time, partial))
    return _joined(found)


def _column_of(line: str) -> str:
    """Return the text in a row of a table of values with commas, whose last column it is; other
    lines as they are.
    """
    column = _CSV.match(line) if line[-1:] == '"' else None
    return line[column.end() : -1].replace('""', '"') if column else line


def _records(text: str) -> list[dict[str, object]] | None:
    """Return the records of a text that is one JSON document, written over several lines or holding
    several records.
    """
    whole = text.strip()
    if whole[:1] not in ("{", "["):
        return None
    data = jsonline.load_document(whole)
    several = records_of(data)
    if several is not None:
        return several[:_MOST_RECORDS]
    return [data] if isinstance(data, dict) and "\n" in whole else None


def _opened(piece: Piece) -> list[Piece]:
    """Open the envelopes around a line; what is inside may be several lines."""
    line = piece.text
    bare = line.strip()
    if bare[:1] != "{":
        return [piece._replace(text=part) for part in _split(line)]
    data = jsonline.load_object(bare)
    opened = open_envelope(data) if data else None
    if data is None or opened is None:
        return [piece]
    service, time = component(opened.container) or piece.service, piece.time or opened.time
    if isinstance(opened.said, dict):
        return [Piece(jsonline.dumps(opened.said), service, time)]
    whole = opened.said.endswith("\n")
    partial = data.get("_p") == "P" or (
        "log" in data and not whole and "stream" in data and "time" in data
    )
    lines = clean(opened.said).rstrip("\n").split("\n")
    out = [
        Piece(part, inside.service or service, time or inside.time)
        for inside in map(unwrap, lines)
        for part in _split(inside.text)
    ]
    out[-1] = out[-1]._replace(
        partial=partial and data.get("_p") != "F" and len(opened.said) > _PARTIAL
    )
    return out


_PARTIAL = 8_000
"""Characters of a line that a container's runtime cuts in two, at least: it cuts after 16 KiB."""


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Join the lines that a container's runtime cut."""
    if not any(piece.partial for piece in pieces):
        return pieces
    out: list[Piece] = []
    open_: dict[str, int] = {}
    parts: dict[int, list[str]] = {}
    for piece in pieces:
        at = open_.pop(piece.service, None)
        if at is None:
            at = len(out)
            out.append(piece)
            parts[at] = []
        parts[at].append(piece.text)
        if piece.partial:
            open_[piece.service] = at
    return [piece._replace(text="".join(parts[at]), partial=False) for at, piece in enumerate(out)]


def _split(line: str) -> list[str]:
    """Split at newlines that were lost or escaped on the way, and between lines that were run
    together.
    """
    if line.count("#012") > 1:  # rsyslog's newline, and its tab
        return line.replace("#011", "\t").split("#012")
    if line.lstrip()[:1] == "{":
        return [line]
    if "\\n" in line and any(sign in line for sign in _ESCAPED_STACKS):
        line = line.replace("\\n", "\n").replace("\\t", "\t").replace('\\"', '"')
        return [
            part for whole in line.strip('"').split("\n") for part in apart(whole, own_start(whole))
        ]
    return [part for whole in broken(line) for part in apart(whole, own_start(whole))]


def bared(line: str) -> str:
    """Return a line from where its program's own prefix or record begins; out of a row of a table,
    its column.
    """
    column = _column_of(line)
    return column if column != line else line[own_start(line) :]
