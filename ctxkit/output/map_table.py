"""A map in a terminal: a row for each link and for each host elsewhere, fitted to its width.

Pure. Not here: colours (`terminal.py`), the words (`map_words.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxkit.model.maps import DeploymentMap
from ctxkit.output.fitted_table import fitted_table
from ctxkit.output.map_words import link_rows, outside_words, size_words, title_words
from ctxkit.output.translation import translated
from ctxkit.text.languages import Language

_LINKS = ("from", "to", "port", "by", "decided at")
_OUTSIDE = ("host outside", "by", "called by")
_GAP = "   "


class MapLine(NamedTuple):
    """A line, and how it is shown: a head, or a row."""

    text: str
    style: str = "default"


def map_table(drawn: DeploymentMap, width: int, lang: Language) -> Iterator[MapLine]:
    """Yield the lines of a map."""
    said = (translated(each, lang) for each in (title_words(drawn), size_words(drawn)))
    yield MapLine(_GAP.join(said), "bold")
    if not drawn.only_outside:
        yield from _table(_LINKS, link_rows(drawn.links), width, lang)
    if drawn.outside:
        yield from _table(_OUTSIDE, [outside_words(host) for host in drawn.outside], width, lang)
    for note in drawn.notes:
        yield MapLine(f"{translated('note:', lang)} {translated(note, lang)}", "yellow")


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], width: int, lang: Language
) -> Iterator[MapLine]:
    said = [translated(each, lang) for each in head]
    first, *others = fitted_table([said, *rows], width, (0, 1, 3))
    yield MapLine(first, "dim")
    yield from map(MapLine, others)
