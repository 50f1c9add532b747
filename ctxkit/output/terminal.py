"""The short, coloured answer that a person reads in a terminal. The one door to Rich.

Not here: bundles (`bundle/budget.py`), JSON (`json_form.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ctxkit.model import Finding, Hit, KeyAnswer, LayerValue, Place
from ctxkit.output.diagram import chain_lines
from ctxkit.output.json_form import Text
from ctxkit.output.tables import Report
from ctxkit.text.locations import place_name
from ctxkit.text.wording import public_kind, short, symbol_of, told_services, with_unit

_HITS = 5
_KEYS = 3
_PLACES = 12
_LAYERS = 12
_VALUE = 60  # characters of a value
_STATEMENT = 4  # lines of a statement
_SURENESS = {"high": "green", "medium": "yellow", "low": "red", "none": "red"}
_STATUS = {
    "live": "green",
    "computed": "yellow",
    "unread": "yellow",
    "undelivered": "red",
    "dead": "red",
}


def print_answer(finding: Finding, text: Text, tokens: int, console: Console | None = None) -> None:
    """Print what was found, shortly; `tokens` is what the bundle would cost."""
    out = console or Console(highlight=False)
    colour = _SURENESS[finding.confidence]
    out.print(f"confidence: [{colour}]{finding.confidence}[/]", _versions(finding), sep="   ")
    for number, hit in enumerate(finding.hits[:_HITS], 1):
        _print_hit(out, number, hit, text)
    _say_more(out, len(finding.hits) - _HITS, "place")
    for key in finding.keys[:_KEYS]:
        _print_key(out, key, whole=finding.question.full_settings)
    _say_more(out, len(finding.keys) - _KEYS, "setting")
    if not finding.hits and not finding.keys:
        out.print("[bold]Nothing in these repositories answers this.[/]")
    for note in finding.notes:
        out.print(f"[yellow]note:[/] {escape(note)}")
    if finding.suggestions:
        out.print(f"nearest: {escape(', '.join(finding.suggestions))}")
    out.print(
        f"[dim]--bundle prints the context bundle ({tokens} tokens), --copy copies it, --json is for scripts[/]"
    )


def _versions(finding: Finding) -> str:
    return (
        "[dim]"
        + escape(", ".join(f"{c.repo} {c.version} ({c.match})" for c in finding.versions))
        + "[/]"
    )


def _say_more(out: Console, count: int, what: str) -> None:
    if count > 0:
        out.print(f"[dim]… {count} more {what}{'s' * (count != 1)}[/]")


def _print_hit(out: Console, number: int, hit: Hit, text: Text) -> None:
    fact = hit.fact
    where = f"{fact.repo} {place_name(fact.location)}"
    symbol = symbol_of(fact)
    out.print(
        f"\n[bold]{number}.[/] [cyan]{escape(where)}[/]"
        + (f"  {escape(symbol)}" if symbol else "")
        + f"  [dim]{escape(public_kind(fact))}, score {hit.score:.2f}[/]"
    )
    for line in text(fact.location).splitlines()[:_STATEMENT]:
        out.print(f"   {escape(line.strip())}")
    if hit.values:
        out.print(
            "   values: " + escape(", ".join(f"{name}={value}" for name, value in hit.values))
        )
    if hit.why:
        out.print(f"   [dim]{escape('; '.join(hit.why))}[/]")


def _print_key(out: Console, key: KeyAnswer, *, whole: bool) -> None:
    default = "no default" if key.default is None else f"default {key.default}"
    out.print(
        f"\n[bold]{escape(key.name)}[/]  {escape(key.type)}  {escape(default)}  "
        f"[{_STATUS[key.status]}]{key.status}[/] [dim]{escape(key.status_why)}[/]"
    )
    if key.description:
        out.print(f"   {escape(key.description)}")
    if key.services:
        out.print(f"   services: {escape(told_services(key))}")
    for note in key.notes:
        out.print(f"   [yellow]note:[/] {escape(note)}")
    for line in chain_lines(key.chain):
        out.print(f"   [dim]chain:[/] {escape(line)}")
    if whole and len(key.layers) > 1:
        out.print("   [bold]layers[/]")
        _print_lines(out, [_layer_row(row, key.name) for row in key.layers[:_LAYERS]])
        _say_more(out, len(key.layers) - _LAYERS, "layer")
    out.print("   [bold]places[/]")
    _print_lines(out, [_place_row(place) for place in key.places[:_PLACES]])
    _say_more(out, len(key.places) - _PLACES, "place")


def _print_lines(out: Console, rows: Sequence[tuple[str, str, str]]) -> None:
    """Print each row on one line, never folded: a path that is cut in two cannot be copied."""
    first, second = (max((cell_len(row[i]) for row in rows), default=0) for i in (0, 1))
    for name, where, more in rows:
        left, right = set_cell_size(name, first), set_cell_size(where, second) if more else where
        out.print(
            f"     {escape(left)}  [cyan]{escape(right)}[/]"
            + (f"  {escape(more)}" if more else ""),
            soft_wrap=True,
        )


def print_report(report: Report, console: Console | None = None) -> None:
    """Print a report made of tables."""
    out = console or Console(highlight=False)
    for fact in report.facts:
        out.print(escape(fact))
    for part in report.tables:
        if part.rows:
            out.print(f"\n[bold]{escape(part.title)}[/]")
            out.print(table(part.head, part.rows))
    for note in report.notes:
        out.print(f"[yellow]note:[/] {escape(note)}")


def _layer_row(row: LayerValue, asked: str) -> tuple[str, str, str]:
    of = row.program or ", ".join(row.services)
    name = "" if row.name == asked else f"as {row.name}"
    value = with_unit(short(row.value or "(empty)", _VALUE))
    shown = f"{row.layer} {'≠' if row.differs else '='} {value}"
    return shown, f"{row.location.repo} {place_name(row.location)}", f"{of} {name}".strip()


def _place_row(place: Place) -> tuple[str, str, str]:
    value = "" if place.value is None else f" = {short(place.value, _VALUE)}"
    return place.role, f"{place.location.repo} {place_name(place.location)}", place.name + value


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Return a table without lines; `head` may be empty."""
    grid = Table(box=None, show_header=bool(head), padding=(0, 2, 0, 1), header_style="bold")
    for row in rows:
        while len(grid.columns) < len(row):
            number = len(grid.columns)
            grid.add_column(head[number] if number < len(head) else "", overflow="fold")
        grid.add_row(*(escape(cell) for cell in row))
    return grid
