"""The rows of the details of a setting in a terminal: layers and places.

Pure. Not here: colours (`terminal.py`).
"""

from __future__ import annotations

from ctxkit.model import LayerValue, Place
from ctxkit.output.translation import labelled, translated
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.locations import named_place
from ctxkit.text.wording import short, with_unit

Row = tuple[str, str, str]
"""What is listed, where it is, and what else is said of it."""

_MAX_VALUE_CHARS = 60


def layer_row(row: LayerValue, asked: str, lang: Language = DEFAULT_LANGUAGE) -> Row:
    """Return the row of a layer; `asked` is the name of the setting that was asked for."""
    sign = "≠" if row.differs else "="
    value = with_unit(short(row.value, _MAX_VALUE_CHARS)) or translated("(empty)", lang)
    remarks = [row.program or ", ".join(row.services)]
    if row.name != asked:
        remarks.append(translated(f"as {row.name}", lang))
    return (
        f"{translated(row.layer, lang)} {sign} {value}",
        named_place(row.location),
        " ".join(remarks).strip(),
    )


def place_row(place: Place, lang: Language = DEFAULT_LANGUAGE) -> Row:
    """Return the row of a place of a setting."""
    name = place.name
    if place.value is not None:
        name += f" = {short(place.value, _MAX_VALUE_CHARS)}"
    return labelled(place.role, lang), named_place(place.location), name
