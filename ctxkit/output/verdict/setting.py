"""The verdict on a setting: its value, whether it takes effect, where to set it, what to restart,
what else limits it, who reads it.

Not here: what is allowed in words (`values.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.model import Effective, Finding, KeyAnswer, Location, Status
from ctxkit.model.openings import BEFORE_CHANGE, CHANGES, WITH_COMPOSE, WITH_CONSOLE, WITH_HELM
from ctxkit.output.verdict.lines import MAY, MUST, SHOULD, AnswerVerdict, Tone, VerdictLine
from ctxkit.output.verdict.values import allowed_values, shown_value
from ctxkit.regex import regex
from ctxkit.text.locations import file_and_line, named_place
from ctxkit.text.wording import is_limit, prefixed, short

EFFECTS: dict[Status, tuple[str, Tone]] = {
    "live": ("takes effect", "good"),
    "unread": ("not used by any code", "doubtful"),
    "undelivered": ("not passed to the container", "bad"),
    "computed": ("computed by the program", "doubtful"),
    "dead": ("unknown to every program", "bad"),
}
"""What a status means for whoever sets the setting."""

_FOR_SERVICES = ") for "  # in a step: each value is for other services, none instead of another
_LABELS = (
    ("see also ", "Also"),
    ("the layers differ: ", "Defaults"),
    ("an empty ", "Empty"),
)
"""How notes begin that are facts of their own in a verdict, and what they are called there."""

_OWN_LINE = regex(r"\S+:\d+ ")  # of the user's file: why it has no effect
_EXAMPLE_LINE = regex(r" \([^() ]+:\d+\)")
_SAID_ELSEWHERE = ("effective ", "must be ", "the documentation says", BEFORE_CHANGE, *CHANGES)
_MAX_OTHER_KEYS = 4
_MAX_DEPLOYED = 2
_MAX_BEYOND = 1
_MAX_BEFORE = 4  # more would leave no room for where to set it
_ROWS_OF_HARM = 3  # a warning that is cut may lack what helps
_MAX_TEXT_CHARS = 110


def setting_verdict(finding: Finding) -> AnswerVerdict:
    """Return the verdict on the first setting of an answer; the others are named."""
    key, *others = finding.keys
    word, tone = EFFECTS[key.status]
    lines = [
        VerdictLine(label="Meaning", text=key.description, need=SHOULD),
        *_reason(key),
        *_deployed(key),
        *_changes(key),
        *_limits(key),
        *_beyond(key),
        *_readers(key),
        *(VerdictLine(label="Note", text=note) for note in finding.notes),
        *_other_keys(others),
    ]
    return AnswerVerdict(
        title=f"{key.name} = {_value(key)}",
        word=word,
        tone=tone,
        is_word_first=False,
        lines=tuple(line for line in lines if line.text),
    )


def _value(key: KeyAnswer) -> str:
    """Return the value that runs, where files of the deployment were given, or else the default."""
    if key.effective:
        return shown_value(key, key.effective[0].value)
    return shown_value(key, key.default)


def _beyond(key: KeyAnswer) -> Iterator[VerdictLine]:
    """Yield what happens when the limit is reached or the check fails."""
    for place in key.beyond[:_MAX_BEYOND]:
        text = f"{file_and_line(place.location)}  {short(place.text, _MAX_TEXT_CHARS)}"
        if is_limit(key):
            yield VerdictLine(label="Beyond it", text=text, need=SHOULD, rows=1)
        else:
            yield VerdictLine(label="Leads to", text=text, need=SHOULD, rows=1)


def _reason(key: KeyAnswer) -> Iterator[VerdictLine]:
    if key.status != "live":
        yield VerdictLine(label="Why", text=key.status_why, need=MUST)


def _deployed(key: KeyAnswer) -> Iterator[VerdictLine]:
    if not key.effective:
        return
    for effective in key.effective[:_MAX_DEPLOYED]:
        yield VerdictLine(label="Runs with", text=_effective(key, effective), need=MUST)
    yield VerdictLine(label="Default", text=shown_value(key, key.default), need=MAY)


def _effective(key: KeyAnswer, effective: Effective) -> str:
    text = shown_value(key, effective.value)
    text += prefixed(" in ", ", ".join(effective.services))
    if effective.layers:
        winner = effective.layers[0]
        text += f", from {winner.path}:{winner.line}"
    return text


def _changes(key: KeyAnswer) -> Iterator[VerdictLine]:
    """Yield what to know first, where to set a setting and what to restart, one fact a line."""
    before = [
        note.removeprefix(BEFORE_CHANGE) for note in key.notes if note.startswith(BEFORE_CHANGE)
    ]
    for text in before[:_MAX_BEFORE]:
        yield VerdictLine(label="First", text=_plain(text), need=MUST, rows=_ROWS_OF_HARM)
    if before[_MAX_BEFORE:]:
        more = f"{len(before) - _MAX_BEFORE} more, with -v"
        yield VerdictLine(label="First", text=more, need=MUST, rows=1)
    for note in key.notes:
        if note.startswith(WITH_COMPOSE):
            where, _, restart = _plain(note.removeprefix(WITH_COMPOSE)).partition(", then ")
            yield VerdictLine(label="Compose", text=where, need=MUST)
            yield VerdictLine(label="Restart", text=restart, need=MUST)
        elif note.startswith(WITH_HELM):
            yield VerdictLine(label="Helm", text=_with_helm(key, note), need=MUST)
        elif note.startswith(WITH_CONSOLE):
            yield VerdictLine(label="Console", text=note.removeprefix(WITH_CONSOLE), need=MUST)


def _with_helm(key: KeyAnswer, note: str) -> str:
    """Return the values to set: the paths alone where these say all that the note says."""
    changes = [change for change in key.change if change.deployment == "helm"]
    paths = [change.path for change in changes]
    names = {change.name for change in changes}
    if not paths or len(names) > 1:
        return _plain(note.removeprefix(WITH_HELM))
    (name,) = names
    if name:
        return f"add {name} to {', '.join(paths)}; helm upgrade"
    between = ", " if _FOR_SERVICES in note else " or "
    return f"set {between.join(paths)}; helm upgrade"


def _plain(text: str) -> str:
    """Return a note as it is read in a terminal, without the lines of the example files."""
    return _EXAMPLE_LINE.sub("", text).replace("`", "")


def _limits(key: KeyAnswer) -> Iterator[VerdictLine]:
    """Yield what else bounds the value, or has to be known before it is changed."""
    for start, label in _LABELS:
        for note in key.notes:
            if note.startswith(start):
                need = SHOULD if label == "Also" else MAY
                text = note if label == "Empty" else note.removeprefix(start)
                yield VerdictLine(label=label, text=_plain(text), need=need)
    starts = (*_SAID_ELSEWHERE, *(start for start, _ in _LABELS))
    for note in key.notes:
        if not note.startswith(starts):
            need = MUST if _OWN_LINE.match(note) else MAY
            yield VerdictLine(label="Note", text=_plain(note), need=need)
    yield VerdictLine(label="Allowed", text=allowed_values(key), need=MAY)


def _readers(key: KeyAnswer) -> Iterator[VerdictLine]:
    reads = [place.location for place in key.places if place.role == "reads"]
    if reads:
        text = _read(reads[0]) + (f" (+{len(reads) - 1})" if len(reads) > 1 else "")
        yield VerdictLine(label="Read by", text=text, need=SHOULD)


def _read(location: Location) -> str:
    name = location.symbol.rpartition(".")[2]
    return named_place(location) + prefixed(" ", name)


def _other_keys(others: Sequence[KeyAnswer]) -> Iterator[VerdictLine]:
    if not others:
        return
    names = [other.name for other in others[:_MAX_OTHER_KEYS]]
    more = len(others) - len(names)
    if more:
        names.append(f"{more} more")
    yield VerdictLine(label="Or", text=", ".join(names), need=SHOULD)
