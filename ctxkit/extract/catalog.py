"""Catalogs of the texts that the web console shows: the entries of the original language.

The catalogs of other languages are indexed as files, so that they can be read when a text of theirs
is asked for, but have no facts. Not here: how a catalog is read (`text/catalogs.py`) and which
component shows an entry (`extract/typescript/ui_texts.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.model import Fact, Message
from ctxkit.text.catalogs import BASE_LOCALE, catalog_of, entries, template_of_text

_MAX_TEXT_CHARS = 2_000


def extract(source: Source) -> Iterator[Fact]:
    """Yield the messages of a catalog of the original language."""
    catalog = catalog_of(source.path)
    if source.test or catalog is None or catalog.locale != BASE_LOCALE:
        return
    for entry in entries(source.data.decode("utf8", "replace")):
        template, args = template_of_text(entry.text[:_MAX_TEXT_CHARS])
        if not any(c.isalpha() for c in template):
            continue
        yield Message(
            name=f"{catalog.namespace}.{entry.key}",
            line=entry.line,
            end_line=entry.line,
            text=template,
            args=args,
        )


LANGUAGE = Language(
    name="catalog",
    endings=(".json", ".ts"),
    matches=lambda path: catalog_of(path) is not None,
    extract=extract,
)
