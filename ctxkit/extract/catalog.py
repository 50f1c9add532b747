"""Catalogs of the texts that the web console shows: the entries of the original language.

The other languages' catalogs are listed, so that they can be read when a text of theirs is asked
for, but hold no facts. Not here: how a catalog is read (`text/catalogs.py`) and which component
shows an entry (`extract/typescript/messages.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.model import Fact, Message
from ctxkit.text.catalogs import BASE_LOCALE, catalog_of, entries, template_of_text

_LONGEST = 2_000


def extract(source: Source) -> Iterator[Fact]:
    """Yield the messages of a catalog of the original language."""
    place = catalog_of(source.path)
    if place is None or place.locale != BASE_LOCALE or source.test:
        return
    for entry in entries(source.data.decode("utf8", "replace")):
        template, args = template_of_text(entry.text[:_LONGEST])
        if any(c.isalpha() for c in template):
            yield Message(
                name=f"{place.namespace}.{entry.key}",
                text=template,
                args=args,
                line=entry.line,
                end_line=entry.line,
            )


LANGUAGE = Language(
    name="catalog", matches=lambda path: catalog_of(path) is not None, extract=extract
)
