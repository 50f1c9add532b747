"""The lines of a topic: its best hits, each setting with what it is and the code that reads it.

Not here: hits of other questions (`hit_lines.py`), the order of the hits (`ask/find/`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from ctxkit.bundle.head_form import HeadForm
from ctxkit.bundle.hit_lines import hit_line, kind_of, shown_name
from ctxkit.bundle.place_rows import Quotes
from ctxkit.bundle.quotes import MAX_TOPIC_READS
from ctxkit.model import (
    STATUS_WORDS,
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
from ctxkit.output.translation import labelled
from ctxkit.output.verdict.topic import subject_of_hit
from ctxkit.text.code import in_backticks
from ctxkit.text.locations import named_place, place_name
from ctxkit.text.wording import prefixed, short

_TOP_HITS = 8  # that are described
_TOP_BRIEF_HITS = 5  # of a brief answer; of the others, it has names and places only
_MAX_LINES_TOGETHER = 20  # that are one place to a reader
_NAME_PARTS = 2  # of a qualified name, from its end: the file is called after the others
_MIN_OF_ONE_REPO = 12  # lines: of fewer, naming it once saves nothing
_MAX_VALUE_CHARS = 80
_MAX_COMPACT_VALUE_CHARS = 24
_MAX_DESCRIPTION_CHARS = 100


def topic_lines(finding: Finding, form: HeadForm) -> Iterator[str]:
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
    return hit_line(number, hit, form)


def _compact_lines(
    hits: Iterable[Hit], keys: Mapping[str, KeyAnswer], form: HeadForm
) -> Iterator[str]:
    """Yield the lines of hits where there is room for names, values and places only: what stands
    together in a file shares a place, places of one repository that say the same share a line, and
    the repository of most is said once.
    """
    places: dict[tuple[str, str], list[str]] = {}
    for kind, where, together in _spots(hits, keys, form):
        said = ", ".join(dict.fromkeys(_compact_name(hit, keys, form) for hit in together))
        places.setdefault((f"{kind}{said}", where.repo), []).append(place_name(where))
    repos = Counter(repo for _, repo in places)
    usual, times = max(repos.items(), key=lambda each: each[1], default=("", 0))
    if times < _MIN_OF_ONE_REPO:
        usual = ""
    else:
        yield f"- in {usual}, where no other repository is named:"
    for (line, repo), names in places.items():
        named = "" if repo == usual else f"{repo} "
        yield f"- {line} {named}{', '.join(names)}"


def _spots(
    hits: Iterable[Hit], keys: Mapping[str, KeyAnswer], form: HeadForm
) -> list[tuple[str, Location, list[Hit]]]:
    """Return the hits of one kind that are in the same few lines of a file, with these lines. A
    function of which a part was named is named with that.
    """
    spots: list[tuple[str, Location, list[Hit]]] = []
    of_file: dict[tuple[str, str], list[int]] = {}
    for hit in hits:
        where, kind = hit.fact.location, _compact_kind(hit.fact, keys, form)
        numbers = of_file.setdefault((where.repo, where.path), [])
        prefix = f"{hit.fact.name}."
        if any(each.fact.name.startswith(prefix) for at in numbers for each in spots[at][2]):
            continue
        for at in numbers:
            kind_there, place, together = spots[at]
            first, last = min(place.line, where.line), max(place.end_line, where.end_line)
            if kind == kind_there and last - first < _MAX_LINES_TOGETHER:
                spots[at] = kind, replace(place, line=first, end_line=last), [*together, hit]
                break
        else:
            numbers.append(len(spots))
            spots.append((kind, where, [hit]))
    return spots


def _compact_kind(fact: Fact, keys: Mapping[str, KeyAnswer], form: HeadForm) -> str:
    """Return what a hit is, as it stands before a name; empty where a value says it."""
    if (isinstance(fact, ConfigKey | ConfigUse) and fact.name in keys) or (
        isinstance(fact, Symbol) and fact.value
    ):
        return ""
    return f"{form.said(fact.what if isinstance(fact, Symbol) else kind_of(fact))} "


def _compact_name(hit: Hit, keys: Mapping[str, KeyAnswer], form: HeadForm) -> str:
    """Return the name of a hit with its value, and the status of a setting."""
    fact, name, value, mark = hit.fact, shown_name(hit.fact), "", ""
    if isinstance(fact, Symbol):
        value = fact.value
        if fact.what != "template":  # whose dots are part of its own name
            name = ".".join(name.split(".")[-_NAME_PARTS:])
    elif isinstance(fact, ConfigKey | ConfigUse) and fact.name in keys:
        key = keys[fact.name]
        value, mark = key.default or "", _status_mark(key.status, form)
    shown = short(name) + prefixed(" = ", short(value, _MAX_COMPACT_VALUE_CHARS))
    return f"{in_backticks(shown)}{mark}"


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
