"""The part of a bundle before its source: the answer in lines, most important first.

Not here: the lines of one setting (`setting_lines.py`), the source (`packing.py`), JSON
(`output/json_form.py`), the coloured short form (`output/terminal.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.bundle.setting_lines import key_lines, place_cell
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
from ctxkit.text.locations import place_name
from ctxkit.text.wording import (
    match_words,
    prefixed,
    public_kind,
    short,
    shown_template,
    symbol_of,
)

_KINDS = {ConfigKey.kind: "setting", ConfigUse.kind: "use of setting"}
_MAX_TOPIC_HITS = 24  # the best of up to 90
_MAX_READS = 2  # of a setting among the hits of a topic
_MAX_NOTE_CHARS = 400
_COMMIT_CHARS = 10
_MAX_VALUE_CHARS = 60
_MAX_DESCRIPTION_CHARS = 160


def title(finding: Finding) -> str:
    """Return the question in one line; pasted text is quoted elsewhere."""
    command = f"ctxkit {finding.question.command}"
    if finding.question.pasted:
        return command
    return f"{command} {short(finding.query)}"


def summary_lines(finding: Finding) -> list[str]:
    """Return the lines of the answer: confidence, versions, notes, what was found."""
    lines = list(_head_lines(finding))
    if finding.question.hits_hold_settings:
        lines += _topic_lines(finding)
        return lines
    lines += [_hit_line(number, hit) for number, hit in enumerate(finding.hits, 1)]
    for key in finding.keys:
        lines += key_lines(key, in_full=finding.question.full_settings)
    return lines


def _head_lines(finding: Finding) -> Iterator[str]:
    yield f"- confidence: {finding.confidence}"
    if finding.versions:
        yield f"- versions: {', '.join(map(_version, finding.versions))}"
    if not finding.hits and not finding.keys:
        yield "- nothing in these repositories answers this"
    for note in finding.notes:
        yield f"- note: {short(note, _MAX_NOTE_CHARS)}"
    if finding.suggestions:
        names = (f"`{short(name)}`" for name in finding.suggestions)
        yield f"- nearest names: {', '.join(names)}"


def _version(checkout: Checkout) -> str:
    match = match_words(checkout.match)
    return f"{checkout.repo} {checkout.version} ({match}, {checkout.commit[:_COMMIT_CHARS]})"


def _hit_line(number: int, hit: Hit) -> str:
    fact = hit.fact
    symbol = symbol_of(fact)
    line = f"{number}. {_kind(fact)} `{short(_name(fact))}` - {_place(fact)}"
    if symbol != fact.name:
        line += prefixed(" in ", symbol)
    line += f" ({_score(hit)})"
    if hit.values:
        line += f"; values: {_values(hit.values)}"
    return line


def _kind(fact: Fact) -> str:
    return _KINDS.get(fact.kind, public_kind(fact)).replace("_", " ")


def _name(fact: Fact) -> str:
    return shown_template(getattr(fact, "template", "")) or fact.name


def _place(fact: Fact) -> str:
    return f"{fact.repo} {place_name(fact.location)}"


def _score(hit: Hit) -> str:
    reasons = "; ".join(short(reason) for reason in hit.why)
    return f"score {hit.score:.2f}" + prefixed(": ", reasons)


def _values(values: Sequence[tuple[str, str]]) -> str:
    pairs = (f"`{short(name, _MAX_VALUE_CHARS)}` = `{short(value)}`" for name, value in values)
    return ", ".join(pairs)


def _topic_lines(finding: Finding) -> Iterator[str]:
    """Yield the best hits of a topic, each setting with its description and the code that reads
    it.
    """
    keys = {key.name: key for key in finding.keys}
    for number, hit in enumerate(finding.hits[:_MAX_TOPIC_HITS], 1):
        yield _topic_line(number, hit, keys)
    more = len(finding.hits) - _MAX_TOPIC_HITS
    if more > 0:
        yield f"- {more} more with lower scores: `--json` lists them"


def _topic_line(number: int, hit: Hit, keys: dict[str, KeyAnswer]) -> str:
    """Return the line of a hit; a setting is taken out of `keys` by the first hit that is one of
    its places.
    """
    fact = hit.fact
    if isinstance(fact, Symbol):
        value = f" = `{short(fact.value, _MAX_VALUE_CHARS)}`" if fact.value else ""
        return f"{number}. {fact.what} `{short(fact.name)}`{value} - {_place(fact)} ({_score(hit)})"
    if isinstance(fact, ConfigKey | ConfigUse):
        key = keys.pop(fact.name, None)
        if key is not None:
            return _setting_line(number, hit, key)
    return _hit_line(number, hit)


def _setting_line(number: int, hit: Hit, key: KeyAnswer) -> str:
    line = f"{number}. setting `{key.name}`"
    if key.default is not None:
        shown = short(key.default, _MAX_VALUE_CHARS)
        line += f" = `{shown}`" if shown else " = (empty)"
    line += f" - {_place(hit.fact)}"
    if key.status != "live":
        line += f" [{_status_mark(key.status)}]"
    line += prefixed(": ", short(key.description, _MAX_DESCRIPTION_CHARS))
    reads = [place.location for place in key.places if place.role == "reads"]
    return line + prefixed(" - read at ", "; ".join(map(_read, reads[:_MAX_READS])))


def _status_mark(status: Status) -> str:
    # A topic lists many settings: the mark is cut to its verb ("not passed to the container").
    return STATUS_WORDS[status].partition(" to ")[0]


def _read(location: Location) -> str:
    return place_cell(location) + prefixed(" in ", location.symbol)
