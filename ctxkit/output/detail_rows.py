"""The rows of the details of a setting in a terminal: layers and places.

Pure. Not here: colours (`terminal.py`).
"""

from __future__ import annotations

from ctxkit.model import LayerValue, Place
from ctxkit.text.locations import named_place
from ctxkit.text.wording import short, with_unit

Row = tuple[str, str, str]
"""What is listed, where it is, and what else is said of it."""

_MAX_VALUE_CHARS = 60


def layer_row(row: LayerValue, asked: str) -> Row:
    """Return the row of a layer; `asked` is the name of the setting that was asked for."""
    sign = "≠" if row.differs else "="
    value = with_unit(short(row.value or "(empty)", _MAX_VALUE_CHARS))
    remarks = [row.program or ", ".join(row.services)]
    if row.name != asked:
        remarks.append(f"as {row.name}")
    return f"{row.layer} {sign} {value}", named_place(row.location), " ".join(remarks).strip()


def place_row(place: Place) -> Row:
    """Return the row of a place of a setting."""
    name = place.name
    if place.value is not None:
        name += f" = {short(place.value, _MAX_VALUE_CHARS)}"
    return place.role, named_place(place.location), name
