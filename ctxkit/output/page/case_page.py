"""The causes of a case as one page of HTML that stands alone: no script, nothing from elsewhere.

Secrets are masked, and whatever a log holds is shown, not obeyed. Not here: the timeline
(`timeline.py`), the same as text (`output/triage_causes.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files

from ctxkit.ask.triage.case_results import Proof, RankedCause, with_short_paths
from ctxkit.ask.triage.results import StatementGroup, Triage
from ctxkit.dify.repositories import DIFY
from ctxkit.logline.log_format import ERROR_LEVELS, SERIOUS_LEVELS
from ctxkit.model import Checkout, Location
from ctxkit.output.page.escaped import linked, shown, shown_lines
from ctxkit.output.page.timeline import timeline
from ctxkit.text.locations import heading, permalink
from ctxkit.text.redact import Redactor
from ctxkit.text.wording import counted, match_words, short, shown_template

MAX_CODE_PLACES = 2
MAX_CODE_LINES = 14
MAX_STATEMENTS = 15
MAX_PROOF_CHARS = 600
_AROUND = 3
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

SourceText = Callable[[Location], str]
"""Returns the source of a place."""


def case_page(found: Triage, source: SourceText) -> str:
    """Return the page."""
    return "\n".join(_page(found, source, Redactor(found.tally.told))) + "\n"


def _page(found: Triage, source: SourceText, redactor: Redactor) -> Iterator[str]:
    style = files(__package__).joinpath("page.css").read_text("utf8")
    causes = with_short_paths(found.case.causes)
    checkouts = {each.repo: each for each in found.versions}
    version = checkouts[DIFY].version if DIFY in checkouts else ""
    title = f"Dify {version}: what fails, and why"
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{shown(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>"
    yield f"<h1>{shown(title)}</h1>"
    yield f'<p class="soft">{shown(_summary(found))}</p>'
    picture = timeline(found.tally, causes)
    if picture:
        yield f"<h2>When</h2>\n<figure>{picture}</figure>"
    yield "<h2>Causes, the likeliest first</h2>"
    if not causes:
        yield "<p>Nothing that was sent tells a cause.</p>"
    for number, cause in enumerate(causes, 1):
        yield from _cause(number, cause, checkouts, source, redactor)
    yield from _limits(found, redactor)
    yield from _statements(found.statements, checkouts, redactor)
    yield f'<footer class="small soft">{shown(_made_of(found))}</footer>\n</body>\n</html>'


def _summary(found: Triage) -> str:
    likely = sum(each.confidence != "low" for each in found.case.causes)
    tally = found.tally
    errors = sum(tally.levels.get(level, 0) for level in ERROR_LEVELS)
    return (
        f"{counted(likely, 'likely cause')}, from {tally.lines:,} lines of logs with "
        f"{tally.events:,} events, {errors:,} of them errors"
    )


def _made_of(found: Triage) -> str:
    parts = (f"{each.repo} {each.version} ({match_words(each.match)})" for each in found.versions)
    return f"ctxkit triage; read with the sources of {', '.join(parts)}. Secrets are masked."


# --- causes ---------------------------------------------------------------------------------------


def _cause(
    number: int,
    cause: RankedCause,
    checkouts: Mapping[str, Checkout],
    source: SourceText,
    redactor: Redactor,
) -> Iterator[str]:
    yield f'<section class="cause {cause.confidence}">'
    yield f"<h3>{number}. {shown(redactor.mask(cause.what))}</h3>"
    tags = [f'<span class="tag {cause.confidence}">{cause.confidence} confidence</span>']
    tags.append(f'<span class="tag">level: {cause.judged.level}</span>')
    tags += [f'<span class="tag">{shown(service)}</span>' for service in cause.services]
    if cause.count:
        tags.append(f'<span class="tag">{cause.count:,}×</span>')
    if cause.first:
        time = cause.first if cause.last == cause.first else f"{cause.first} to {cause.last}"
        tags.append(f'<span class="tag">{shown(time)}</span>')
    yield f'<p class="tags">{"".join(tags)}</p>\n<dl>'
    yield f'<dt>change</dt><dd class="do">{shown(redactor.mask(cause.change))}</dd>'
    if cause.confidence != "low":
        yield from _details(cause, checkouts, source, redactor)
    yield "</dl></section>"


def _details(
    cause: RankedCause,
    checkouts: Mapping[str, Checkout],
    source: SourceText,
    redactor: Redactor,
) -> Iterator[str]:
    if cause.settings:
        names = " ".join(f"<code>{shown(name)}</code>" for name in cause.settings)
        yield f"<dt>settings</dt><dd>{names}</dd>"
    yield f"<dt>who</dt><dd>{shown(cause.judged.why)}</dd>"
    if cause.judged.missing:
        yield f"<dt>to decide it</dt><dd>{shown(cause.judged.missing)}</dd>"
    if cause.proof:
        proofs = "".join(_proof(each, redactor) for each in cause.proof)
        yield f"<dt>proof</dt><dd>{proofs}</dd>"
    if cause.places:
        codes = [_code(each, checkouts, source) for each in cause.places[:MAX_CODE_PLACES]]
        codes += [_named(each, checkouts) for each in cause.places[MAX_CODE_PLACES:]]
        yield f"<dt>code</dt><dd>{''.join(codes)}</dd>"
    if cause.follows:
        follows = "".join(f"<li>{shown(redactor.mask(each))}</li>" for each in cause.follows)
        yield f"<dt>follows</dt><dd><ul>{follows}</ul></dd>"


def _proof(proof: Proof, redactor: Redactor) -> str:
    text = shown(short(redactor.mask(proof.text), MAX_PROOF_CHARS))
    return f'<p class="small soft">{shown(proof.place)}</p><pre class="proof">{text}</pre>'


def _named(place: Location, checkouts: Mapping[str, Checkout]) -> str:
    checkout = checkouts.get(place.repo)
    return f'<p class="small">{linked(heading(checkout, place), permalink(checkout, place))}</p>'


def _code(place: Location, checkouts: Mapping[str, Checkout], source: SourceText) -> str:
    """Return the lines around a place, those of the place marked."""
    first = max(1, place.line - _AROUND)
    last = min(place.end_line + _AROUND, first + MAX_CODE_LINES - 1)
    around = Location(repo=place.repo, path=place.path, line=first, end_line=last)
    rows = []
    for number, row in enumerate(source(around).split("\n"), first):
        text = f'<span class="number">{number}</span>{shown_lines(row)}'
        is_place = place.line <= number <= place.end_line
        rows.append(f"<mark>{text}</mark>" if is_place else text)
    code = "\n".join(rows)
    return f"{_named(place, checkouts)}<pre>{code}</pre>"


# --- the rest -------------------------------------------------------------------------------------


def _limits(found: Triage, redactor: Redactor) -> Iterator[str]:
    notes = [f"not looked at: {each}" for each in found.case.absent] + list(found.notes)
    if found.stopped:
        notes.insert(0, "the reading was stopped: this is a part of the logs")
    if found.case.ask:
        notes.append(f"this would settle the first cause: {found.case.ask}")
    if notes:
        items = "".join(f"<li>{shown(redactor.mask(each))}</li>" for each in notes)
        yield f"<h2>What is not known</h2>\n<ul>{items}</ul>"


def _statements(
    groups: Sequence[StatementGroup], checkouts: Mapping[str, Checkout], redactor: Redactor
) -> Iterator[str]:
    serious = [each for each in groups if each.level in SERIOUS_LEVELS]
    if not serious:
        return
    yield "<h2>Errors and warnings in the logs</h2>\n<ul>"
    for group in serious[:MAX_STATEMENTS]:
        row = group.row
        if row is None:
            first = group.count.example.decode("utf8", "replace").partition("\n")[0]
            where, text = "", redactor.mask(first)
        else:
            text, where = shown_template(row.template), _named(row.location, checkouts)
        yield f"<li>{group.count.count:,}× {shown(group.level)}: {shown(short(text))}{where}</li>"
    yield "</ul>"
    if len(serious) > MAX_STATEMENTS:
        yield f'<p class="soft">and {len(serious) - MAX_STATEMENTS} more</p>'
