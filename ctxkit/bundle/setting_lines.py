"""One setting in the summary of a bundle: type, default, status, layers, chain, places.

Not here: which settings are listed (`summary.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.model import STATUS_WORDS, KeyAnswer, LayerValue, Location, Place, ProgramSetting
from ctxkit.output.diagram import chain_lines, mermaid
from ctxkit.text.code import fenced
from ctxkit.text.locations import place_name
from ctxkit.text.wording import prefixed, service_list, short, with_unit

_MAX_LAYERS = 16  # rows of the table
_MAX_TEXT_CHARS = 400
_MAX_REASON_CHARS = 300
_MAX_VALUE_CHARS = 80
_MAX_CELL_CHARS = 60


def key_lines(key: KeyAnswer, *, in_full: bool) -> Iterator[str]:
    """Yield the lines of a setting; `in_full` with its table of layers and its diagram."""
    description = short(key.description, _MAX_TEXT_CHARS)
    yield f"- `{key.name}`: {_type_and_default(key)}. {description}".rstrip()
    reason = prefixed(" - ", short(key.status_why, _MAX_REASON_CHARS))
    yield f"  - status: {STATUS_WORDS[key.status]}{reason}"
    if key.services:
        yield f"  - passed to: {service_list(key)}"
    if len(key.programs) > 1:
        programs = "; ".join(map(_program, key.programs))
        yield f"  - declared by: {programs}"
    for note in key.notes:
        yield f"  - note: {short(note, _MAX_TEXT_CHARS)}"
    for line in chain_lines(key.chain):
        yield f"  - chain: {short(line, _MAX_TEXT_CHARS)}"
    rows: Sequence[LayerValue] = ()
    if in_full:
        # A single layer is one of the places already.
        rows = key.layers if len(key.layers) > 1 else ()
        yield from _blocks(key, rows)
    in_table = {row.location for row in rows[:_MAX_LAYERS]}
    for place in key.places:
        if place.location not in in_table:
            yield _place_line(place)


def _type_and_default(key: KeyAnswer) -> str:
    words = [short(key.type)] if key.type else []
    words.append(_default(short(key.default or ""), is_set=key.default is not None))
    return ", ".join(words)


def _default(shown: str, *, is_set: bool) -> str:
    if not is_set:
        return "no default"
    return f"default `{shown}`" if shown else "default (empty)"


def _program(setting: ProgramSetting) -> str:
    words = [setting.program]
    if setting.type:
        words.append(f"`{short(setting.type, _MAX_CELL_CHARS)}`")
    shown = short(setting.default or "", _MAX_CELL_CHARS)
    words.append(_default(shown, is_set=setting.default is not None))
    return " ".join(words)


def _blocks(key: KeyAnswer, rows: Sequence[LayerValue]) -> Iterator[str]:
    if rows:
        yield _layers_table(key.name, rows)
    graph = mermaid(key.chain)
    if graph:
        yield "\n" + fenced(graph, "mermaid").rstrip("\n")


def _layers_table(asked: str, rows: Sequence[LayerValue]) -> str:
    """Return the layers as a table; a layer that has the setting under another name than `asked`
    says so.
    """
    lines = ["", "| layer | value | where |", "|---|---|---|"]
    lines += [_layer_row(asked, row) for row in rows[:_MAX_LAYERS]]
    more = len(rows) - _MAX_LAYERS
    if more > 0:
        lines.append(f"| … {more} more | | |")
    return "\n".join(lines)


def _layer_row(asked: str, row: LayerValue) -> str:
    layer = row.layer
    scope = row.program or ", ".join(row.services)
    if scope:
        layer += f" ({scope})"
    if row.name != asked:
        layer += f" as {_cell(row.name)}"
    value = _cell(row.value or "")
    if row.differs:
        value += " ≠"
    return f"| {layer} | {value} | {place_cell(row.location)} |"


def _cell(text: str) -> str:
    cut = with_unit(short(text, _MAX_CELL_CHARS)).replace("`", "'").replace("|", "\\|")
    return f"`{cut}`" if cut else "(empty)"


def _place_line(place: Place) -> str:
    line = f"  - {place.role} `{place.name}`"
    if place.value is not None:
        line += f" = `{short(place.value, _MAX_VALUE_CHARS)}`"
    return f"{line} - {place.location.repo} {place_name(place.location)}"


def place_cell(location: Location) -> str:
    """Return a place as the cell of a table."""
    return f"{location.repo} {place_name(location)}".replace("|", "\\|")
