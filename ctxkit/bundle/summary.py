"""The head of a bundle: the answer in lines, most needed first.

Not here: the lines of one setting (`setting_lines.py`), the source (`packing.py`), JSON
(`output/json_form.py`), the verdict that a terminal shows (`output/verdict/`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from ctxkit.bundle.cause_rows import MAX_CALLERS, CauseRows, known_cause_lines, way_places
from ctxkit.bundle.place_rows import Quotes
from ctxkit.bundle.quotes import MAX_TOPIC_READS
from ctxkit.bundle.setting_lines import key_lines, related_line
from ctxkit.bundle.subject_lines import subject_lines
from ctxkit.model import (
    STATUS_WORDS,
    Checkout,
    ConfigKey,
    ConfigUse,
    Fact,
    Finding,
    Hit,
    KeyAnswer,
    Location,
    Status,
    Symbol,
)
from ctxkit.output.translation import labelled, translated
from ctxkit.output.verdict.topic import subject_of_hit
from ctxkit.output.versions import cited_versions, needed_versions
from ctxkit.text.code import in_backticks
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.locations import named_place, place_name
from ctxkit.text.untrusted import note_quoted, tagged
from ctxkit.text.wording import (
    CERTAIN_MATCHES,
    match_words,
    prefixed,
    public_kind,
    short,
    shown_template,
    symbol_of,
)

_BITS = re.compile(r" \(\d+ bits of evidence\)")  # which only ranks
_KINDS = {ConfigKey.kind: "setting", ConfigUse.kind: "use of setting"}
MAX_TOPIC_HITS = 24  # the best of up to 90
_TOP_HITS = 8  # of a topic, that are described
_TOP_BRIEF_HITS = 5  # of a brief answer; of the others, it has names and places only
_MIN_OF_ONE_REPO = 12  # lines: of fewer, naming it once saves nothing
_MAX_SAME = 6  # places of one text
_MAX_REASONS = 4  # of the first hit
_MAX_BRIEF_REASONS = 2
_MAX_OTHER_REASONS = 1
_MAX_TEXT_CHARS = 120
_MAX_COMPACT_CHARS = 60
_MAX_COMPACT_VALUE_CHARS = 24
_MAX_NAME_CHARS = 60
_MAX_VALUES = 6
_MAX_OTHER_VALUE_CHARS = 40  # of all hits but the first
_MAX_NOTE_CHARS = 400
_COMMIT_CHARS = 10
_MAX_VALUE_CHARS = 80
_MAX_DESCRIPTION_CHARS = 100


def title(finding: Finding) -> str:
    """Return the question in one line; pasted text is quoted elsewhere."""
    command = f"ctxkit {finding.question.command}"
    if finding.question.pasted:
        return command
    return f"{command} {short(finding.query)}".rstrip()


class HeadForm(Struct, frozen=True, kw_only=True):
    """How much the head of a bundle says.

    `texts` is the source of the places that it names, of which those in `quotes` are shown with
    it. `absent` are, by the name of a setting, the blocks that prove that it is not passed on.
    `most_hits` of a topic are listed, and `most_callers` of a statement. A head that `is_brief` is
    for readers who have the files and the pasted text. A `compact` head has room for places, and
    for little else.
    """

    texts: Quotes
    quotes: Quotes
    absent: Mapping[str, Sequence[Location]] = field(default_factory=dict)
    most_hits: int = MAX_TOPIC_HITS
    most_callers: int = MAX_CALLERS
    is_brief: bool = False
    diagram: bool = False
    compact: bool = False
    lang: Language = DEFAULT_LANGUAGE

    def said(self, text: str) -> str:
        """Return a part of a line in the reader's language; whole lines are translated later."""
        return translated(text, self.lang)


def summary_lines(finding: Finding, form: HeadForm) -> list[str]:
    """Return the lines of the answer: what was found, where it is, the versions of the sources."""
    lines = list(_head_lines(finding))
    versions = list(_version_lines(finding))
    if _is_uncertain(finding):
        lines += versions
    lines += subject_lines(finding, form.lang, compact=form.compact)
    if finding.question.hits_hold_settings:
        lines += _topic_lines(finding, form)
    else:
        if not finding.tables and not finding.is_whole:  # whose hits are places of it
            lines += _hit_lines(finding, form)
        named = [place.location for place in way_places(finding)]
        for key in finding.keys:
            if finding.question.full_settings:
                absent = form.absent.get(key.name, ())
                lines += key_lines(
                    key,
                    form.texts,
                    form.quotes,
                    absent=absent,
                    chains=not form.is_brief,
                    diagram=form.diagram,
                    lang=form.lang,
                )
            else:
                lines.append(related_line(key, form.lang, named))
    return lines if _is_uncertain(finding) else [*lines, *versions]


def _is_uncertain(finding: Finding) -> bool:
    """Return whether a version may differ from what runs: a reader must know that first."""
    return any(each.match not in CERTAIN_MATCHES for each in needed_versions(finding))


def _head_lines(finding: Finding) -> Iterator[str]:
    yield f"- confidence: {finding.confidence}"
    if not finding.has_answer:
        yield "- nothing in these repositories answers this"
    yield from known_cause_lines(finding)
    for note in finding.notes:
        yield f"- note: {note_quoted(short(note, _MAX_NOTE_CHARS))}"
    if finding.suggestions:
        names = (in_backticks(short(name)) for name in finding.suggestions)
        yield f"- nearest names: {', '.join(names)}"


def _version_lines(finding: Finding) -> Iterator[str]:
    cited = cited_versions(finding)
    named = [_version(each, is_cited=each in cited) for each in needed_versions(finding)]
    if named:
        yield f"- versions: {', '.join(named)}"


def _version(checkout: Checkout, *, is_cited: bool) -> str:
    match = match_words(checkout.match)
    commit = checkout.commit[:_COMMIT_CHARS]
    if checkout.match in CERTAIN_MATCHES or not is_cited:
        return f"{checkout.repo} {checkout.version} ({match})"
    return f"{checkout.repo} {checkout.version} ({match}, {commit})"


def _hit_lines(finding: Finding, form: HeadForm) -> Iterator[str]:
    """Yield a line for each hit, and what led to it; hits that say the same are one line with all
    their places. Of a pasted line, only the first is said with its function and values.
    """
    groups: dict[tuple[object, ...], list[tuple[int, Hit]]] = {}
    for number, hit in enumerate(finding.hits, 1):
        groups.setdefault(_text_of(hit, number), []).append((number, hit))
    numbers = {hit.fact.location: group[0][0] for group in groups.values() for _, hit in group}
    rows = CauseRows(form.quotes, numbers, most_callers=form.most_callers, lang=form.lang)
    causes: list[str] = []
    pasted = finding.question.pasted
    for (number, first), *others in groups.values():
        same = [hit for _, hit in others]
        yield _hit_line(
            number,
            first,
            form,
            same,
            detailed=number == 1 or not pasted,
            is_brief=form.is_brief and pasted,
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


def _text_of(hit: Hit, number: int) -> tuple[object, ...]:
    """Return what two hits have in common that say the same; nothing else has it."""
    template = getattr(hit.fact, "template", "")
    return (template,) if template else ("", number)


def _hit_line(
    number: int,
    hit: Hit,
    form: HeadForm,
    others: Sequence[Hit] = (),
    *,
    detailed: bool = True,
    is_brief: bool = False,
) -> str:
    """Return the line of a hit; if it is `detailed`, with its function and values. One that
    `is_brief` is beside the text that it is about, which has the values; its first reasons are the
    strongest.
    """
    fact = hit.fact
    symbol = symbol_of(fact)
    text = short(_name(fact), _MAX_COMPACT_CHARS if form.compact else _MAX_TEXT_CHARS)
    kind = form.said(_kind(fact))
    line = f"{number}. {kind} {in_backticks(text)} - {named_place(fact.location)}"
    if symbol and detailed and symbol != fact.name and not form.compact:
        line += f" {form.said(f'in {symbol}')}"
    if others:
        line += f"; {form.said(f'the same at {_places(others, fact.repo, form)}')}"
    if form.compact:
        return line
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


def _kind(fact: Fact) -> str:
    return _KINDS.get(fact.kind, public_kind(fact)).replace("_", " ")


def _name(fact: Fact) -> str:
    return shown_template(getattr(fact, "template", "")) or fact.name


def _values(values: Iterable[tuple[str, str]], most: int) -> str:
    cells = ((short(name, _MAX_NAME_CHARS), short(value, most)) for name, value in values)
    return tagged(", ".join(" = ".join(map(in_backticks, pair)) for pair in cells))


def _topic_lines(finding: Finding, form: HeadForm) -> Iterator[str]:
    """Yield the best hits of a topic, each setting with its description and the code that reads
    it.
    """
    keys = {key.name: key for key in finding.keys}
    listed = finding.hits[: form.most_hits]
    told = _TOP_BRIEF_HITS if form.is_brief else len(listed)
    if form.compact:
        told = 0
    yield from _subject_line(listed[:told], form)
    for number, hit in enumerate(listed[:told], 1):
        yield _topic_line(number, hit, keys, form, is_top=number <= _TOP_HITS)
    yield from _compact_lines(listed[told:], keys, form)
    more = len(finding.hits) - form.most_hits
    if more > 0:
        yield f"- {more} more with lower scores: `--json` lists them"


def _subject_line(hits: Sequence[Hit], form: HeadForm) -> Iterator[str]:
    """Yield which hits belong to which part of Dify: a topic may mean any of them."""
    numbers: dict[str, list[str]] = {}
    for number, hit in enumerate(hits, 1):
        numbers.setdefault(subject_of_hit(hit), []).append(str(number))
    if len(numbers) > 1:
        groups = (
            f"{labelled(part, form.lang)} {', '.join(found)}" for part, found in numbers.items()
        )
        yield f"- by subject: {'; '.join(groups)}"


def _topic_line(
    number: int, hit: Hit, keys: dict[str, KeyAnswer], form: HeadForm, *, is_top: bool
) -> str:
    """Return the line of a hit; a setting is taken out of `keys` by the first hit that is one of
    its places.
    """
    fact = hit.fact
    quote = form.quotes.get(fact.location)
    if isinstance(fact, Symbol):
        value = f" = {in_backticks(short(fact.value, _MAX_VALUE_CHARS))}" if fact.value else ""
        shown = f"{in_backticks(short(fact.name))}{value}" if quote is None else in_backticks(quote)
        return f"{number}. {form.said(fact.what)} {shown} - {named_place(fact.location)}"
    if isinstance(fact, ConfigKey | ConfigUse):
        key = keys.pop(fact.name, None)
        if key is not None:
            return f"{number}. {form.said('setting')} {_setting(hit, key, form, is_top=is_top)}"
    return _hit_line(number, hit, form)


def _compact_lines(
    hits: Iterable[Hit], keys: Mapping[str, KeyAnswer], form: HeadForm
) -> Iterator[str]:
    """Yield the lines of hits where there is room for names, values and places only: those of one
    repository that say the same share a line, and the repository of most is said once.
    """
    places: dict[tuple[str, str, str], list[str]] = {}
    for hit in hits:
        said, mark = _compact_words(hit, keys, form)
        where = hit.fact.location
        places.setdefault((said, where.repo, mark), []).append(place_name(where))
    repos = Counter(repo for _, repo, _ in places)
    usual, times = max(repos.items(), key=lambda each: each[1], default=("", 0))
    if times < _MIN_OF_ONE_REPO:
        usual = ""
    else:
        yield f"- in {usual}, where no other repository is named:"
    for (said, repo, mark), names in places.items():
        named = "" if repo == usual else f"{repo} "
        yield f"- {said} {named}{', '.join(names)}{mark}"


def _compact_words(hit: Hit, keys: Mapping[str, KeyAnswer], form: HeadForm) -> tuple[str, str]:
    """Return what the compact line of a hit says before its place, and behind it."""
    fact = hit.fact
    key = keys.get(fact.name) if isinstance(fact, ConfigKey | ConfigUse) else None
    if key is not None:
        value, kind = key.default or "", ""
    elif isinstance(fact, Symbol):
        value, kind = fact.value, "" if fact.value else f"{form.said(fact.what)} "
    else:
        value, kind = "", f"{form.said(_kind(fact))} "
    mark = "" if key is None else _status_mark(key.status, form)
    shown = short(_name(fact)) + prefixed(" = ", short(value, _MAX_COMPACT_VALUE_CHARS))
    return f"{kind}{in_backticks(shown)}", mark


def _setting(hit: Hit, key: KeyAnswer, form: HeadForm, *, is_top: bool) -> str:
    quote = form.quotes.get(hit.fact.location)
    mark = _status_mark(key.status, form)
    if quote is None:
        line = in_backticks(key.name)
        if key.default is not None:
            shown = short(key.default, _MAX_VALUE_CHARS)
            line += f" = {in_backticks(shown) if shown else form.said('(empty)')}"
        line += f" - {named_place(hit.fact.location)}{mark}"
        if is_top:
            line += prefixed(": ", short(key.description, _MAX_DESCRIPTION_CHARS))
    else:
        line = f"{in_backticks(quote)} - {named_place(hit.fact.location)}{mark}"
    reads = [place.location for place in key.places if place.role == "reads"]
    if not is_top:
        # Below the top, a reader only looks for names.
        reads = [read for read in reads if read in form.quotes]
    if not reads:
        return line
    shown = "; ".join(_read(each, form.quotes) for each in reads[:MAX_TOPIC_READS])
    return f"{line} - {form.said(f'read at {shown}')}"


def _status_mark(status: Status, form: HeadForm) -> str:
    # A topic lists many settings: the mark is cut to its verb ("not passed to the container").
    if status == "live":
        return ""
    return f" [{form.said(STATUS_WORDS[status].partition(' to ')[0])}]"


def _read(location: Location, quotes: Quotes) -> str:
    quote = quotes.get(location)
    return named_place(location) + ("" if quote is None else f": {in_backticks(quote)}")
