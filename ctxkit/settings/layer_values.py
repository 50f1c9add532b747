"""The value that each layer gives a setting: the code of each program, the example file, compose,
the chart, start scripts.

Not here: the layers themselves (`layers.py`), the one default that comes first (`defaults.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ctxkit.dify.programs import is_program
from ctxkit.model import LayerValue, Via
from ctxkit.regex import regex
from ctxkit.settings.chain import Chain
from ctxkit.settings.layers import Layer
from ctxkit.settings.names import Name
from ctxkit.settings.records import DeclarationRecord, Record, UseRecord
from ctxkit.settings.usage import concerned_services, names_in_use, programs_reached
from ctxkit.text.wording import with_unit

_FALLBACK: dict[Via, str] = {
    "shell": "entrypoint",
    "getenv": "code",
    "env": "code",
    "template": "template",
    "config": "code",
}
"""The layer of a value that a read falls back to if nobody sets the variable."""

_ROW_ORDER = (
    "code",
    "entrypoint",
    "template",
    "config.yaml",
    "image",
    ".env.example",
    "compose",
    "chart values",
    "chart template",
)
"""The rows of the table: the values of the program itself, then those of deployments."""

_SETTING_LAYERS = frozenset(
    {
        Layer.CODE_DEFAULT,
        Layer.ENTRYPOINT,
        Layer.CONFIG_FILE,
        Layer.IMAGE,
        Layer.ENV_FILE,
        Layer.COMPOSE,
        Layer.CHART,
    }
)
"""The layers whose lines give the setting a value."""

_CONSTANT = regex(r"[a-z]\w*\.[A-Z]\w*|[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
"""A constant in Go (`oss.TYPE_LOCAL`), whose value is unknown here."""

_MAX_ROWS = 40
_MAX_COMPARED = 8  # values in a sentence
_MAX_VALUE_CHARS = 40  # of a value in a sentence


class _Row(NamedTuple):
    """A row of the table and the record that it comes from."""

    shown: LayerValue
    record: Record


def layers_of(chain: Chain, records: Sequence[Record]) -> tuple[LayerValue, ...]:
    """Return the rows of the layers table, a program's own values first, each place once."""
    known = names_in_use(records)
    rows = [row for row in (_row(record, known) for record in records) if row is not None]
    aside = {*chain.related, *_computed_names(chain)}
    rows = [row for row in rows if not row.record.test and row.record.about not in aside]
    rows = _without_fallbacks_of_declared(rows)
    rows.sort(key=lambda row: _ROW_ORDER.index(row.shown.layer))
    # Only from here on: the first row of a program is its own value.
    own = _own_values(rows)
    reached = programs_reached(chain)
    partial = _parts_of_values(chain)
    answers: dict[tuple[object, ...], LayerValue] = {}
    for row in rows:
        differs = False
        if row.record.about not in partial and not _is_idle(row, known):
            compared = _compared_with(row, rows[0].shown, own, reached)
            differs = any(not same_value(row.shown.value, value) for value in compared)
        where = row.shown.location
        key = (row.shown.layer, where.repo, where.path, where.line, row.shown.value)
        answers.setdefault(key, replace(row.shown, differs=differs))
    return tuple(answers.values())[:_MAX_ROWS]


def _computed_names(chain: Chain) -> list[Name]:
    """Return the names of what a program computes from the setting, in every scope: a line that
    sets one of them sets another setting.
    """
    computed = {key.name for key in chain.declarations if key.layer is Layer.DERIVED}
    computed -= {name.name for name in chain.start}
    return [name for name in chain.depth if name.name in computed]


def _without_fallbacks_of_declared(rows: Sequence[_Row]) -> list[_Row]:
    """Return the rows without what code falls back to in a program that declares the setting, whose
    default is the one declared.
    """
    declaring = {row.shown.program for row in rows if isinstance(row.record, DeclarationRecord)}

    def is_fallback(row: _Row) -> bool:
        is_read = row.record.layer is Layer.READ and row.shown.layer == Layer.DECLARED.label
        return is_read and row.shown.program in declaring

    return [row for row in rows if not is_fallback(row)]


def _own_values(rows: Sequence[_Row]) -> dict[str, str]:
    """Return the value that each program has by itself, where it is more than an expression."""
    own: dict[str, str] = {}
    for row in rows:
        if row.shown.program and not _is_expression(row.record):
            own.setdefault(row.shown.program, row.shown.value)
    return own


def _compared_with(
    row: _Row,
    first: LayerValue,
    own: Mapping[str, str],
    reached: Mapping[Name, Sequence[str]],
) -> list[str]:
    """Return the values that a row is compared with: those of the programs that it reaches."""
    if own or first.program:
        programs = [row.shown.program] if row.shown.program else reached[row.record.about]
        return [own[program] for program in programs if program in own]
    # No program has a value of its own: the first layer is the measure of the others.
    return [first.value] if first.name == row.shown.name else []


def _is_expression(record: Record) -> bool:
    """Return whether the value is the text of an expression, with which nothing can be compared."""
    if isinstance(record, DeclarationRecord):
        return record.default_is_expression
    if record.via != "code-default":
        return False
    return _CONSTANT.fullmatch(record.value or "") is not None


def _is_idle(row: _Row, known: set[Name]) -> bool:
    """Return whether only programs that do not know the setting receive a row."""
    received = row.record.received if isinstance(row.record, UseRecord) else []
    scopes = {name.scope for service, name in received if service in row.shown.services}
    ends = {name.name for name in known} | {row.record.about.name}
    return bool(scopes) and all(_is_unknown(scope, ends, known) for scope in scopes)


def _is_unknown(scope: str, ends: set[str], known: set[Name]) -> bool:
    return is_program(scope) and known.isdisjoint(Name(scope, end) for end in ends)


def _row(record: Record, known: set[Name]) -> _Row | None:
    services: tuple[str, ...] = ()
    if isinstance(record, DeclarationRecord):
        value = record.default
        layer = "code" if record.layer is Layer.DECLARED else ""
    else:
        value, layer = record.value, _layer_name(record)
        services = _services_of(record, known)
    if value is None or not layer:
        return None
    program = record.scope if is_program(record.scope) else ""
    return _Row(
        LayerValue(
            layer=layer,
            name=record.name,
            value=value,
            location=record.location,
            program=program,
            services=services,
        ),
        record,
    )


def _layer_name(use: UseRecord) -> str:
    """Return the row of the table for what a use sets; empty if it sets nothing."""
    if use.layer is Layer.READ:
        return _fallback_layer(use)
    if use.via == "helm-literal":
        return Layer.TEMPLATE.label
    sets = use.layer in _SETTING_LAYERS and use.role in ("sets", "renames")
    return use.layer.label if sets else ""


def _fallback_layer(use: UseRecord) -> str:
    """Return the layer of the fallback of a read."""
    if use.is_in_compose:
        return Layer.COMPOSE.label
    return _FALLBACK.get(use.via, "") if use.is_in_program else ""


def _services_of(use: UseRecord, known: set[Name]) -> tuple[str, ...]:
    if use.is_in_middleware:
        return ()  # of another deployment
    return concerned_services(use, known)


def _parts_of_values(chain: Chain) -> set[Name]:
    """Return the names of which no line gives the whole value to a variable.

    Their values are rendered only with text or other values around them, or only as a fallback.
    """
    # All uses of the chain, not one a line: a line may render several values.
    rendered = [use for use in chain.uses if use.role == "renders"]
    direct = {use.about for use in rendered if use.via == "helm-template"}
    # A fallback that is also rendered by itself is a value of its own.
    fallbacks = {use.about for use in rendered if use.via == "helm-fallback"} - direct
    whole = [use for use in rendered if use.target]
    whole = [use for use in whole if use.via != "helm-fallback"]
    together: dict[tuple[str, str, int, str], set[Name]] = defaultdict(set)
    for use in whole:
        together[use.repo, use.path, use.line, use.target].add(use.about)
    parts = {use.about for use in whole if use.partial}
    alone = {name for names in together.values() for name in names if len(names) == 1} - parts
    parts |= {name for names in together.values() for name in names if len(names) > 1}
    return (parts - alone) | fallbacks


def same_value(left: str | None, right: str | None) -> bool:
    """Return whether two values mean the same, whatever their quotes, case and decimals.

    `None`, `null` and an empty text are the same, and so are `600` and `600.0`.
    """
    a, b = _plain(left), _plain(right)
    if a == b:
        return True
    try:
        return float(a) == float(b)
    except ValueError:
        return False


def _plain(value: str | None) -> str:
    text = (value or "").strip().strip("'\"").lower()
    return "" if text in ("none", "null", "undefined") else text


def differing_values(layers: Sequence[LayerValue]) -> str:
    """Return a sentence on the layers whose value differs from the program's own, or nothing."""
    differing = [row for row in layers if row.differs]
    if not differing:
        return ""
    first = next(row for row in layers if not row.differs)
    by_value: dict[str, dict[str, None]] = {}
    for row in (first, *differing):
        by_value.setdefault(_short(row.value), {})[row.layer] = None
    parts = [f"{value} in {', '.join(names)}" for value, names in by_value.items()]
    return "the layers differ: " + "; ".join(parts[:_MAX_COMPARED])


def _short(value: str) -> str:
    if not value:
        return "empty"
    cut = value if len(value) <= _MAX_VALUE_CHARS else f"{value[:_MAX_VALUE_CHARS]}..."
    return with_unit(cut)
