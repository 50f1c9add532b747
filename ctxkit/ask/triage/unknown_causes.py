"""Failures that no row tells -> causes read from the source: the statement, the deepest frame of
its stack, and the settings that decide it.

Not here: the slice of a statement (`cause/`), what rows tell (`case_causes.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.locate.locate import locate
from ctxkit.ask.triage.case_causes import Draft
from ctxkit.ask.triage.evidence import FailureEvidence
from ctxkit.ask.triage.file_settings import FileSettings
from ctxkit.ask.triage.line_words import answer_words, parsed_line
from ctxkit.ask.triage.message_words import Symptoms
from ctxkit.ask.triage.statement_groups import place_of_stack
from ctxkit.dify.cause_row import Level
from ctxkit.dify.levels import level_of
from ctxkit.dify.storages import STORAGES
from ctxkit.dify.vector_stores import VECTOR_STORES
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Finding, KeyAnswer, Location
from ctxkit.regex import regex
from ctxkit.text.locations import named_place, place_name
from ctxkit.text.wording import short

MAX_UNKNOWN = 6
"""Failures that are read from the source: each takes a tenth of a second."""

MAX_DECIDING = 3
MAX_STORE_SETTINGS = 4
_LOGIN = ("PASSWORD", "USER", "KEY", "TOKEN", "SECRET")
_ADDRESS = ("HOST", "URL", "URI", "ENDPOINT", "PORT")
_REFUSED = regex(r"\b40[13]\b|[Aa]uthenticat|[Uu]nauthorized|[Aa]ccess ?[Dd]enied|password")
_GOROUTINE = regex(r"goroutine \d{1,9} \[[^\]\n]{0,80}\]:?")
"""The head of a stack of Go, whose panic is not in the log."""

MAX_LAYERS = 6
MIN_BLANKS = 3
"""Blanks in an inner text that is looked up."""

_MAX_WHAT_CHARS = 160
_LEVEL_WORTH = {"critical": 6.0, "error": 0.0, "warning": -22.0}
_VARIABLES = ("extraEnv", "extraEnvVars")
_WITH_STACK = 8.0
_REQUEST = -16.0
"""A request that was answered 5xx: what failed inside says more."""


def drafts_of_unknown(
    evidence: Sequence[FailureEvidence],
    symptoms: Symptoms,
    settings: FileSettings,
    index: Index,
    sources: Sources,
) -> list[Draft]:
    """Return a draft for each of the first failures; those with the same stack are one."""
    joined: dict[object, list[FailureEvidence]] = {}
    for each in evidence:
        if each.is_serious and not each.is_part and not each.is_state:
            joined.setdefault(_key(each), []).append(each)
    order = sorted(joined.values(), key=lambda group: -_worth(group, symptoms))
    return [_draft(group, settings, index, sources) for group in order[:MAX_UNKNOWN]]


def _key(each: FailureEvidence) -> object:
    if each.raised_at is not None:
        return each.raised_at
    return each.text[:400] if not each.places else (each.places[0], each.text[:400])


def _worth(group: Sequence[FailureEvidence], symptoms: Symptoms) -> float:
    count = sum(each.count for each in group)
    fits = max(symptoms.bits(each.text) for each in group)
    return fits + min(16.0, 2.0 * count.bit_length()) + _bonus(group)


def _bonus(group: Sequence[FailureEvidence]) -> float:
    bonus = max(_LEVEL_WORTH.get(each.level, 0.0) for each in group)
    if any(each.stack is not None for each in group):
        bonus += _WITH_STACK
    elif any(" HTTP/1" in each.text for each in group):
        bonus += _REQUEST
    return bonus


def _draft(
    group: Sequence[FailureEvidence],
    settings: FileSettings,
    index: Index,
    sources: Sources,
) -> Draft:
    first = max(group, key=lambda each: each.count)
    finding = _located(first.text, index, sources)
    place = place_of_stack(first.stack, index, sources) if first.stack is not None else None
    places = [place.location] if place is not None else []
    if finding.confidence in ("high", "medium"):
        places += [hit.fact.location for hit in finding.hits[:2]]
    keys = _deciding(finding)
    error = first.stack.error if first.stack is not None else ""
    names = _names(keys) or _of_store(first.text, settings)
    judged = level_of(first.text, error, is_own_code=bool(places), has_settings=bool(names))
    line = parsed_line(first.text)
    answered = short(answer_words(line), _MAX_WHAT_CHARS) if line is not None else ""
    return Draft(
        id=f"source:{_where(places, first)}",
        what=answered or _what(first, error, places),
        change=_change(names, judged.level),
        judged=judged,
        standing="likely",
        settings=[] if judged.level == "product" else names,
        evidence=list(group),
        places=places,
        bonus=_bonus(group) - 14.0,
        is_certain=False,
        is_quoted=True,
        is_answer=bool(answered),
    )


def _located(text: str, index: Index, sources: Sources) -> Finding:
    """Return where a text is from; where its statement is in none of the sources, that of the error
    which ends its first line.
    """
    finding = locate(index, sources, text)
    parts = text.partition("\n")[0].split(": ")
    for start in range(1, min(len(parts), MAX_LAYERS)):
        if finding.confidence in ("high", "medium"):
            break
        inner = ": ".join(parts[start:]).strip()
        if inner.count(" ") >= MIN_BLANKS:
            inner_finding = locate(index, sources, inner)
            if inner_finding.confidence in ("high", "medium"):
                finding = inner_finding
    return finding


def _where(places: Sequence[Location], first: FailureEvidence) -> str:
    return place_name(places[0]) if places else first.text[:200]


def _deciding(finding: Finding) -> list[KeyAnswer]:
    if finding.confidence not in ("high", "medium"):
        return []
    return list(finding.keys[:MAX_DECIDING])


def _names(keys: Sequence[KeyAnswer]) -> list[str]:
    names = [key.name for key in keys]
    for key in keys:
        paths = (change.path for change in key.change if change.path not in names)
        # A list of variables is the same path for every setting.
        names += [path for path in paths if path and not path.endswith(_VARIABLES)]
    return names


def _of_store(text: str, settings: FileSettings) -> list[str]:
    """Return the settings of the vector store or the file storage in whose code a stack is.

    Those of its login if it refuses that, else those of its address.
    """
    for choice in (*VECTOR_STORES, *STORAGES):
        name = choice.value.replace("-", "_")
        paths = f"/vdb/{name}/", f"{name}_storage.py"
        if name and any(path in text for path in paths):
            words = _LOGIN if _REFUSED.search(text) else _ADDRESS
            own = [each for each in settings.names if each.startswith(choice.prefixes)]
            found = [each for each in own if any(word in each for word in words)]
            return list(dict.fromkeys([*found, *choice.needs]))[:MAX_STORE_SETTINGS]
    return []


def _what(first: FailureEvidence, error: str, places: Sequence[Location]) -> str:
    """Return the failure in one line: the error that ends its stack, and where it was raised."""
    lines = [line for line in first.text.split("\n") if line.strip()]
    message = lines[-1] if error and error.rpartition(".")[2] in lines[-1] else lines[0]
    for line in reversed(lines):
        if error and line.startswith(error):
            message = line
            break
    if message == lines[0]:
        parsed = parsed_line(message)
        message = parsed.message if parsed is not None and parsed.message else message
    if _GOROUTINE.fullmatch(message.strip()):
        message = "a panic whose message is not in the log"
    where = f", at {named_place(places[0])}" if places else ""
    return f"{short(message.strip(), _MAX_WHAT_CHARS)}{where}"


def _change(names: Sequence[str], level: Level) -> str:
    if level == "product":
        return "report it with this traceback; see whether a newer version changed the place"
    if names:
        return f"look at {', '.join(names[:MAX_DECIDING])}, which decide it"
    return "see the place in the source"
