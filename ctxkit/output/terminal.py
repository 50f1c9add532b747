"""What a person reads in a terminal: the verdict of an answer, its details, tables. The only module
that uses Rich.

Not here: what a verdict says (`verdict/`), bundles (`bundle/budget.py`), JSON (`json_form.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from msgspec import Struct
from rich import markup
from rich.cells import cell_len, set_cell_size
from rich.console import Console

from ctxkit.model import (
    STATUS_WORDS,
    Checkout,
    Finding,
    Hit,
    KeyAnswer,
)
from ctxkit.model.tables import TableAnswer
from ctxkit.output.detail_rows import Row, layer_row, place_row
from ctxkit.output.diagram import chain_lines
from ctxkit.output.fitted_table import fitted_table
from ctxkit.output.json_form import Text
from ctxkit.output.links import PlaceLinks
from ctxkit.output.tables import Report, ReportTable, report_in
from ctxkit.output.translation import translated
from ctxkit.output.verdict.case import CaseVerdict
from ctxkit.output.verdict.fitting import fitted_lines, label_width, wrap
from ctxkit.output.verdict.lines import AnswerVerdict, Tone, VerdictLine
from ctxkit.output.verdict.verdict import verdict_of
from ctxkit.output.verdict_translation import line_in, verdict_in
from ctxkit.output.versions import cited_versions
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.locations import named_place, place_name
from ctxkit.text.visible import visible
from ctxkit.text.wording import (
    CERTAIN_MATCHES,
    match_words,
    prefixed,
    public_kind,
    service_list,
    symbol_of,
)

_MAX_HITS = 5
_MAX_KEYS = 3
_MAX_PLACES = 12
_MAX_LAYERS = 12
_MAX_STATEMENT_LINES = 4
_CONFIDENCE_COLOURS = {"high": "green", "medium": "yellow", "low": "red", "none": "red"}
_STATUS_COLOURS = {
    "live": "green",
    "computed": "yellow",
    "unread": "yellow",
    "undelivered": "red",
    "dead": "red",
}

_TONE_COLOURS: dict[Tone, str] = {
    "good": "green",
    "doubtful": "yellow",
    "bad": "red",
    "plain": "default",
}
_USUAL_WIDTH = 80
_MAX_ROWS = 12  # of a verdict: read in ten seconds
_MAX_NARROW_ROWS = 18
_MAX_ROWS_OF_CAUSE, _MAX_ROWS_OF_OTHER, _MAX_ROWS_OF_REST = 9, 3, 5
_MORE_OF_CASE = "-v all of it   -b bundle   --html FILE a page"
_MAX_TABLE_ROWS = 5  # of a report
_ENDLESS = 1 << 16  # columns
_NUMBER = 3  # columns of the number of a cause
_GAP = 3
_CLOSING_GAP = 4
_CHART_PREFIX = "dify-"  # of the tags of dify-helm


class Reader(Struct, frozen=True, kw_only=True):
    """Who reads an answer: in which language, and where places lead."""

    lang: Language = DEFAULT_LANGUAGE
    links: PlaceLinks = PlaceLinks(roots={})

    def said(self, text: str) -> str:
        """Return a sentence in the reader's language, without what a terminal obeys."""
        return escape(translated(text, self.lang))

    def linked(self, text: str) -> str:
        """Return a text as `escape` does, its places as links."""
        return "".join(
            f"[link={url}]{escape(part)}[/link]" if url else escape(part)
            for part, url in self.links.parts(text)
        )


_ANY_READER = Reader()


def escape(text: str) -> str:
    """Return a text that is neither Rich's markup nor a command to the terminal."""
    return markup.escape(visible(text))


def print_verdict(
    finding: Finding,
    tokens: int,
    console: Console | None = None,
    reader: Reader = _ANY_READER,
) -> None:
    """Print the verdict of a finding, which fits on a screen; `tokens` is what its bundle would
    cost.
    """
    # Rich's own highlighting would colour the numbers and paths of quoted code.
    out = console or Console(highlight=False)
    if finding.map is not None:
        # Most answers are no map.
        from ctxkit.output.map_table import map_table

        for text, style in map_table(finding.map, out.width, reader.lang):
            out.print(f"[{style}]{reader.linked(text)}[/]", soft_wrap=True)
        _print_dim(out, _closing_rows(finding, tokens, out.width, reader.lang))
        return
    verdict = verdict_in(verdict_of(finding), reader.lang)
    closing = _closing_rows(finding, tokens, out.width, reader.lang)
    most = _MAX_ROWS if out.width >= _USUAL_WIDTH else _MAX_NARROW_ROWS
    title = _title_rows(verdict, out.width, reader)
    for row in title:
        out.print(row, soft_wrap=True)
    _print_lines(out, verdict.lines, most - len(title) - len(closing), reader)
    _print_dim(out, closing)


def print_case(
    verdict: CaseVerdict,
    console: Console | None = None,
    reader: Reader = _ANY_READER,
) -> None:
    """Print the verdict on a case, which fits on a screen."""
    out = console or Console(highlight=False)
    out.print(f"[bold]{reader.said(verdict.head)}[/]", soft_wrap=True)
    for number, cause in enumerate(verdict.causes, 1):
        cause = verdict_in(cause, reader.lang)
        first, *others = _title_rows(cause, out.width - _NUMBER, reader)
        out.print(f"{number}. {first}", soft_wrap=True)
        for row in others:
            out.print(f"{' ' * _NUMBER}{row}", soft_wrap=True)
        most = _MAX_ROWS_OF_CAUSE if number == 1 else _MAX_ROWS_OF_OTHER
        _print_lines(out, cause.lines, most, reader)
    for lines, most in ((verdict.failing, _MAX_ROWS), (verdict.rest, _MAX_ROWS_OF_REST)):
        _print_lines(out, [line_in(line, reader.lang) for line in lines], most, reader)
    _print_dim(out, _closing(verdict.versions, _MORE_OF_CASE, out.width, reader.lang))


def _print_dim(out: Console, rows: Iterable[str]) -> None:
    for row in rows:
        out.print(f"[dim]{escape(row)}[/]", soft_wrap=True)


def _print_lines(
    out: Console, lines: Sequence[VerdictLine], most_rows: int, reader: Reader
) -> None:
    indent = label_width(lines)
    for line in fitted_lines(lines, width=out.width, most_rows=most_rows):
        label = set_cell_size(line.label, indent)
        for row in line.rows:
            out.print(f"  [bold]{escape(label)}[/]  {reader.linked(row)}", soft_wrap=True)
            label = " " * indent


def _title_rows(verdict: AnswerVerdict, width: int, reader: Reader) -> list[str]:
    """Return the rows that say what was found and how good that is: one, where they fit."""
    word = f"[{_TONE_COLOURS[verdict.tone]}]{escape(verdict.word)}[/]"
    gap = " " * _GAP
    if verdict.is_word_first:
        hanging = cell_len(verdict.word) + _GAP
        first, *others = wrap(verdict.title, width - hanging)
        rows = [f"{word}{gap}[bold]{reader.linked(first)}[/]"]
        return rows + [f"{' ' * hanging}[bold]{escape(row)}[/]" for row in others]
    rows = list(wrap(verdict.title, width))
    is_full = cell_len(rows[-1]) + _GAP + cell_len(verdict.word) > width
    shown = [f"[bold]{escape(row)}[/]" for row in rows]
    if is_full:
        return [*shown, f"  {word}"]
    return [*shown[:-1], f"{shown[-1]}{gap}{word}"]


def _closing_rows(finding: Finding, tokens: int, width: int, lang: Language) -> list[str]:
    """Return the rows that say which versions the answer is from, and how to get more of it."""
    more = f"-v details   -b bundle, {tokens:,} tokens"
    return _closing(cited_versions(finding), more, width, lang)


def _closing(checkouts: Sequence[Checkout], more: str, width: int, lang: Language) -> list[str]:
    versions = " · ".join(map(_version, checkouts))
    more = translated(more, lang)
    row = f"{versions}{' ' * _CLOSING_GAP}{more}" if versions else more
    if cell_len(row) <= width:
        return [row]
    return [*wrap(versions, width), more]


def _version(checkout: Checkout) -> str:
    text = f"{checkout.repo} {checkout.version.removeprefix(_CHART_PREFIX)}"
    if checkout.match in CERTAIN_MATCHES:
        return text
    return f"{text} ({match_words(checkout.match)})"


def print_details(
    finding: Finding,
    text: Text,
    console: Console | None = None,
    reader: Reader = _ANY_READER,
) -> None:
    """Print all that a verdict leaves out: reasons, layers, places."""
    out = console or Console(highlight=False)
    colour = _CONFIDENCE_COLOURS[finding.confidence]
    versions = ", ".join(f"{c.repo} {c.version} ({match_words(c.match)})" for c in finding.versions)
    out.print(
        f"{reader.said('confidence:')} [{colour}]{finding.confidence}[/]",
        f"[dim]{escape(versions)}[/]",
        sep="   ",
    )
    for table in finding.tables:
        _print_table(out, table, reader)
    _print_whole(out, finding, reader)
    if not finding.tables and not finding.is_whole:  # whose hits are places of it
        for number, hit in enumerate(finding.hits[:_MAX_HITS], 1):
            _print_hit(out, number, hit, text, reader)
        _print_more(out, len(finding.hits) - _MAX_HITS, "place", reader)
    for key in finding.keys[:_MAX_KEYS]:
        _print_key(out, key, reader, in_full=finding.question.full_settings)
    _print_more(out, len(finding.keys) - _MAX_KEYS, "setting", reader)
    if not finding.has_answer:
        nothing = "Nothing in these repositories answers this."
        out.print(f"[bold]{reader.said(nothing)}[/]")
    for note in finding.notes:
        out.print(f"[yellow]{reader.said('note:')}[/] {reader.said(note)}")
    if finding.suggestions:
        out.print(f"{reader.said('nearest:')} {escape(', '.join(finding.suggestions))}")
    more = "--bundle prints the context bundle, --copy copies it, --json is for scripts"
    out.print(f"[dim]{reader.said(more)}[/]")


def print_report(
    report: Report,
    console: Console | None = None,
    reader: Reader = _ANY_READER,
    *,
    in_full: bool = False,
) -> None:
    """Print a report made of tables: the first rows of each, in lines that fit, or all of them."""
    out = console or Console(highlight=False)
    report = report_in(report, reader.lang)
    for fact in report.facts:
        for row in wrap(fact, out.width):
            out.print(escape(row), soft_wrap=True)
    for part in report.tables:
        if part.rows:
            _print_report_table(out, part, reader, in_full=in_full)
    for note in report.notes:
        out.print(f"[yellow]{reader.said('note:')}[/] {escape(note)}")


def _print_report_table(out: Console, part: ReportTable, reader: Reader, *, in_full: bool) -> None:
    shown = part.rows if in_full else part.rows[:_MAX_TABLE_ROWS]
    out.print(f"\n[bold]{escape(part.title)}[/] ({len(part.rows):,})")
    room = _ENDLESS if in_full else out.width - 2
    lines = fitted_table([part.head, *shown] if part.head else shown, room, part.code)
    for number, line in enumerate(lines):
        style = "dim" if part.head and not number else "default"
        out.print(f"  [{style}]{reader.linked(line)}[/]", soft_wrap=True)
    if hidden := len(part.rows) - len(shown):
        out.print(f"  [dim]{reader.said(f'… {hidden} more (-v shows all)')}[/]", soft_wrap=True)


def _print_more(out: Console, count: int, noun: str, reader: Reader) -> None:
    if count == 1:
        out.print(f"[dim]{reader.said(f'… 1 more {noun}')}[/]")
    elif count > 1:
        out.print(f"[dim]{reader.said(f'… {count} more {noun}s')}[/]")


def _print_hit(out: Console, number: int, hit: Hit, text: Text, reader: Reader) -> None:
    fact = hit.fact
    symbol = prefixed("  ", escape(symbol_of(fact)))
    kind = reader.said(public_kind(fact).replace("_", " "))
    out.print(
        f"\n[bold]{number}.[/] [cyan]{reader.linked(named_place(fact.location))}[/]{symbol}"
        f"  [dim]{kind}, {reader.said(f'score {hit.score:.2f}')}[/]"
    )
    for line in text(fact.location).splitlines()[:_MAX_STATEMENT_LINES]:
        out.print(f"   {escape(line.strip())}")
    if hit.values:
        values = ", ".join(f"{name}={value}" for name, value in hit.values)
        out.print(f"   {reader.said('values:')} {escape(values)}")
    if hit.why:
        out.print(f"   [dim]{'; '.join(map(reader.said, hit.why))}[/]")


def _print_key(out: Console, key: KeyAnswer, reader: Reader, *, in_full: bool) -> None:
    default = "no default" if key.default is None else f"default {key.default or '(empty)'}"
    status = f"[{_STATUS_COLOURS[key.status]}]{reader.said(STATUS_WORDS[key.status])}[/]"
    why = reader.said(key.status_why)
    out.print(
        f"\n[bold]{escape(key.name)}[/]  {escape(key.type)}  {reader.said(default)}  {status}"
        f"[dim]{prefixed(' - ', why)}[/]"
    )
    if key.description:
        out.print(f"   {escape(key.description)}")
    if key.services:
        out.print(f"   {reader.said(f'passed to: {service_list(key)}')}")
    for note in key.notes:
        out.print(f"   [yellow]{reader.said('note:')}[/] {reader.said(note)}")
    for line in chain_lines(key.chain):
        out.print(f"   [dim]{reader.said('chain:')}[/] {reader.said(line)}")
    if in_full and len(key.layers) > 1:
        out.print(f"   [bold]{reader.said('layers')}[/]")
        layers = [layer_row(row, key.name, reader.lang) for row in key.layers[:_MAX_LAYERS]]
        _print_rows(out, layers, reader)
        _print_more(out, len(key.layers) - _MAX_LAYERS, "layer", reader)
    out.print(f"   [bold]{reader.said('places')}[/]")
    _print_rows(out, [place_row(place, reader.lang) for place in key.places[:_MAX_PLACES]], reader)
    _print_more(out, len(key.places) - _MAX_PLACES, "place", reader)


def _print_table(out: Console, answer: TableAnswer, reader: Reader) -> None:
    # Most answers are about no table.
    from ctxkit.output.table_words import (
        column_words,
        did_words,
        facts_of,
        history_words,
        title_words,
        when_words,
    )

    out.print(f"\n[bold]{reader.said(title_words(answer))}[/]")
    for label, words in facts_of(answer):
        if words:
            out.print(f"   {reader.said(f'{label}:')} {reader.said(words)}", soft_wrap=True)
    for note in answer.notes:
        out.print(f"   [yellow]{reader.said('note:')}[/] {reader.said(note)}")
    out.print(f"   [bold]{reader.said('columns')}[/]")
    rows: list[Row] = []
    for column in answer.columns:
        said = [column_words(column, reader.lang), history_words(column, answer, reader.lang)]
        rows.append((column.name, "; ".join(filter(None, said)), ""))
    _print_rows(out, rows, reader)
    if answer.migrations:
        out.print(f"   [bold]{reader.said('migrations')}[/]")
        rows = [
            (
                when_words(each, reader.lang),
                place_name(each.location),
                did_words(each, reader.lang),
            )
            for each in answer.migrations
        ]
        _print_rows(out, rows, reader)


def _print_whole(out: Console, finding: Finding, reader: Reader) -> None:
    """Print all of a map or a plan. Most answers are about neither, and import nothing for them."""
    if finding.is_of_network:
        from ctxkit.output.map_table import network_details

        for line, style in network_details(finding, out.width, reader.lang):
            out.print(f"[{style}]{reader.linked(line)}[/]", soft_wrap=True)
    if finding.plans:
        from ctxkit.output.plan_translation import plans_in
        from ctxkit.output.plan_words import detail_lines

        for plan in plans_in(finding, reader.lang).plans:
            for line, style in detail_lines(plan, partial(translated, lang=reader.lang)):
                out.print(f"[{style}]{reader.linked(line)}[/]", soft_wrap=True)


def _print_rows(out: Console, rows: Sequence[Row], reader: Reader) -> None:
    """Print each row on one line, never folded: a path that is cut in two cannot be copied."""
    # In cells, not characters: Chinese and Japanese characters take two.
    first, second = (max((cell_len(row[i]) for row in rows), default=0) for i in (0, 1))
    for what, where, remark in rows:
        line = f"     {escape(set_cell_size(what, first))}  "
        if remark:
            line += f"[cyan]{reader.linked(set_cell_size(where, second))}[/]  {escape(remark)}"
        else:
            line += f"[cyan]{reader.linked(where)}[/]"
        out.print(line, soft_wrap=True)
