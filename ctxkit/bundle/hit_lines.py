"""The lines of hits: which statement, setting or definition, where, why, and what led to it.

Not here: the hits of a topic (`topic_lines.py`), the rows of a cause (`cause_rows.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from ctxkit.bundle.cause_rows import CauseRows, statement_of, text_of
from ctxkit.bundle.head_form import HeadForm
from ctxkit.model import ConfigKey, ConfigUse, Fact, Finding, Hit, Location
from ctxkit.regex import regex
from ctxkit.text.code import in_backticks
from ctxkit.text.locations import named_place, place_name
from ctxkit.text.untrusted import tagged
from ctxkit.text.wording import public_kind, short, shown_template, symbol_of

_BITS = regex(r" \(\d+ bits of evidence\)")  # which only ranks
_KINDS = {ConfigKey.kind: "setting", ConfigUse.kind: "use of setting"}
_MAX_SAME = 6  # places of one text
_MAX_REASONS = 4  # of the first hit
_MAX_BRIEF_REASONS = 2
_MAX_OTHER_REASONS = 1
_MAX_TEXT_CHARS = 120
_MAX_COMPACT_CHARS = 60
_MAX_NAME_CHARS = 60
_MAX_VALUES = 6
_MAX_VALUE_CHARS = 80
_MAX_OTHER_VALUE_CHARS = 40  # of all hits but the first


def hit_lines(finding: Finding, form: HeadForm) -> Iterator[str]:
    """Yield a line for each hit, and what led to it; hits that say the same are one line with all
    their places. Of a pasted line, only the first is said with its function and values.
    """
    groups: dict[tuple[object, ...], list[tuple[int, Hit]]] = {}
    for number, hit in enumerate(finding.hits, 1):
        groups.setdefault(text_of(hit, number), []).append((number, hit))
    numbers = {hit.fact.location: group[0][0] for group in groups.values() for _, hit in group}
    rows = CauseRows(form.quotes, numbers, most_callers=form.most_callers, lang=form.lang)
    causes: list[str] = []
    pasted = finding.question.pasted
    for (number, first), *others in groups.values():
        same = [hit for _, hit in others]
        statement = statement_of(first)
        yield hit_line(
            number,
            first,
            form,
            same,
            detailed=number == 1 or not pasted,
            is_brief=form.is_brief and pasted,
            quote=rows.quote_once(statement) if statement else "",
        )
        if form.compact:  # where something gives way, it is not another place of the answer
            causes += _numbered(number, rows.of(first))
        else:
            yield from rows.of(first)
    yield from causes


def _numbered(number: int, rows: Iterator[str]) -> Iterator[str]:
    """Yield the lines of a cause that stands apart from its hit, the first with its number."""
    for position, row in enumerate(rows):
        yield row.replace("- ", f"- of {number}: ", 1) if position == 0 else row


def hit_line(
    number: int,
    hit: Hit,
    form: HeadForm,
    others: Sequence[Hit] = (),
    *,
    detailed: bool = True,
    is_brief: bool = False,
    quote: str = "",
) -> str:
    """Return the line of a hit, with the `quote` of its source; if it is `detailed`, with its
    function and values. One that `is_brief` is beside the text that it is about, which has the
    values; its first reasons are the strongest.
    """
    fact = hit.fact
    symbol = symbol_of(fact)
    text = short(shown_name(fact), _MAX_COMPACT_CHARS if form.compact else _MAX_TEXT_CHARS)
    kind = form.said(kind_of(fact))
    line = f"{number}. {kind} {in_backticks(text)} - {named_place(fact.location)}"
    if symbol and detailed and symbol != fact.name and not (form.compact or is_brief):
        line += f" {form.said(f'in {symbol}')}"
    if others:
        line += f"; {form.said(f'the same at {_places(others, fact.repo, form)}')}"
    if form.compact:
        return line
    line += quote
    is_first = number == 1
    if hit.why:
        most = _MAX_BRIEF_REASONS if is_brief else _MAX_REASONS
        reasons = hit.why[: most if is_first else _MAX_OTHER_REASONS]
        line += f" ({'; '.join(form.said(short(_BITS.sub('', why))) for why in reasons)})"
    if hit.values and detailed and not is_brief:
        most = _MAX_VALUE_CHARS if is_first else _MAX_OTHER_VALUE_CHARS
        line += f"; {form.said('values:')} {_values(hit.values[:_MAX_VALUES], most)}"
    return line


def _places(hits: Sequence[Hit], repo: str, form: HeadForm) -> str:
    """Return the places of hits, those of `repo` without its name; several in one file by their
    number, from the first line to the last.
    """
    files: dict[tuple[str, str], list[Location]] = {}
    for hit in hits:
        location = hit.fact.location
        files.setdefault((location.repo, location.path), []).append(location)
    shown = [_span(locations, repo, form) for locations in list(files.values())[:_MAX_SAME]]
    more = len(files) - _MAX_SAME
    if more > 0:
        shown.append(form.said(f"{more} more files"))
    return "; ".join(shown)


def _span(locations: Sequence[Location], repo: str, form: HeadForm) -> str:
    """Return the places in one file as one."""
    place, times = locations[0], ""
    if len(locations) > 1:
        first = min(location.line for location in locations)
        last = max(location.line for location in locations)
        place, times = (
            replace(place, line=first, end_line=last),
            f" ({form.said(f'{len(locations)} times')})",
        )
    return (place_name(place) if place.repo == repo else named_place(place)) + times


def kind_of(fact: Fact) -> str:
    return _KINDS.get(fact.kind, public_kind(fact)).replace("_", " ")


def shown_name(fact: Fact) -> str:
    return shown_template(getattr(fact, "template", "")) or fact.name


def _values(values: Iterable[tuple[str, str]], most: int) -> str:
    cells = ((short(name, _MAX_NAME_CHARS), short(value, most)) for name, value in values)
    return tagged(", ".join(" = ".join(map(in_backticks, pair)) for pair in cells))
