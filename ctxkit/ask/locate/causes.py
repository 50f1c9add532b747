"""The causes of the located statements, and the settings that decide them.

Not here: how a statement is sliced (`cause/`), what is said of a setting (`read_settings.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, has_whole_text
from ctxkit.ask.locate.carried import begins
from ctxkit.ask.locate.default_addresses import addresses_in, has_default
from ctxkit.ask.locate.frames import stack_of
from ctxkit.ask.locate.given_addresses import given_addresses
from ctxkit.ask.locate.read_settings import answers_of, declared_name
from ctxkit.ask.locate.statement_score import template_of
from ctxkit.ask.locate.told_settings import (
    of_libraries,
    reads_of,
    settings_of_cause,
    told_settings,
)
from ctxkit.ask.locate.wrapped import wraps_of
from ctxkit.cause.code import Code, each_once
from ctxkit.cause.failures import failures_told, is_of_kind
from ctxkit.cause.mounts import mounts_told
from ctxkit.cause.named_errors import errors_named
from ctxkit.cause.passed_on import passed_on
from ctxkit.cause.ranking import MAX_COST_ALONE, MAX_COST_OF_KIND, MAX_COST_OF_OTHER, deciding
from ctxkit.cause.slice import cause_of
from ctxkit.cause.walk import CONDITIONS, RAISED
from ctxkit.dify.repositories import DIFY
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.logline import ErrorLine, parse_events
from ctxkit.model import (
    HOLE,
    ClientCall,
    ConfigKey,
    Directive,
    Fact,
    KeyAnswer,
    Location,
    Raise,
    Symbol,
    Task,
)
from ctxkit.model.cause import Decider, KnownCause, StatementCause
from ctxkit.regex import regex
from ctxkit.text.template import fold_space

MAX_SLICED = 6
MAX_TIED = 3
MAX_OF_KNOWN = 4
_RAISED_BY_PLUGIN = "PluginInvokeError: {"
_ASKED_BY_PLUGIN = regex(r'"message\\{0,2}": ?\\{0,2}"(?:invoke|read) ')
_MAX_RAISED = 600
_MIN_BEGIN = 12  # characters that two texts have in common by more than chance
_EQUAL = " must equal "


def causes_of(
    index: Index,
    sources: Sources,
    text: str,
    ranked: Sequence[Candidate],
    *,
    doubtful: bool,
    known: KnownCause | None = None,
) -> tuple[dict[Location, StatementCause], tuple[KeyAnswer, ...]]:
    """Return the causes of the best candidates, those whose text the line carries.

    Of one that is doubtful, no setting is named but those of the cause that the text is known to
    tell; but where the whole text was found, in a place more than one, those that decide a failure
    of the kind that the line tells. A cause that is only likely tells less than a statement that
    is certain and that no setting decides.
    """
    ranked = [ranked[0], *(c for c in ranked[1:] if not _is_of_plugin(c, text))]
    raises = any(isinstance(c.fact, Raise) for c in ranked)
    ends = [e for event in parse_events(text) for e in event.errors] if raises else []
    innermost = [c for c in ranked if _is_innermost(c, text) or _ends_stack(c, ends)]
    innermost = [c for c in innermost if not _is_vaguer(c, innermost[0])] or innermost
    chain = _chain(ranked, innermost)
    code = Code(index, sources, text, stack=stack_of(ranked))
    wraps = wraps_of(code, text, ranked)
    # The inner errors first: they are nearer to the cause, and the bound on files is for all.
    depths = {place.location: depth for depth, place in enumerate(wraps)}
    ordered = sorted(
        chain, key=lambda c: (depths.get(c.fact.location, len(wraps)), not c.link, c.from_frame)
    )
    found = {c.fact.location: cause_of(code, c.fact, text) for c in ordered}
    # A service that told its error was reached.
    told_by = [place.location for place in wraps[:1]] or [
        c.fact.location for c in chain if c in innermost
    ]
    repos = {place.repo for place in told_by or found}
    if any(isinstance(c.fact, Raise) for c in chain if c.from_frame or c in innermost):
        # Where the stack of the first error ends is what failed.
        around = (c for c in chain if c is not ranked[0] and not isinstance(c.fact, Raise))
        found |= {c.fact.location: _outside(c, found[c.fact.location]) for c in around}
    every = _pooled(cause for place, cause in found.items() if place.repo in repos)
    decides = deciding(every, text)
    if doubtful:
        likely = has_whole_text(ranked[0]) and ranked[0].score >= weights.DECIDING_TEXT
        kinds = failures_told(text) if likely else ()
        decides = [d for d in decides if is_of_kind(d.use.name, kinds)]
    told = of_libraries(index, text)
    if known is not None:  # the words of another library may tell what this one's do
        told = (decider for decider in told if decider.use.name in known.settings)
    # Also one that decides besides: a known cause may leave that out.
    modes = [d for d in (decides if doubtful else every) if d.chooses]
    decides = [d for d in decides if not d.chooses]
    declared = list(_declared(index, ranked))
    # That which is refused is why; what the check itself is made of is not.
    decides = [] if declared else decides
    decides = [
        *declared,
        *told,
        *_of_cause(index, decides, known, text, () if doubtful else every),
    ]
    given = given_addresses(index, sources, text)
    decides = [*_addressed(index, text, () if doubtful else every), *given, *decides]
    if known is not None and known.is_sure and _tells_no_failure(ranked[0].fact):
        own = [d for d in decides if _is_known(index, d, known)]
        decides = own or settings_of_cause(index, known) or decides
    elif known is not None and known.is_sure and any(map(_asks, ranked[:MAX_TIED])):
        # Who sets the address of a request by another name shall see that.
        decides = [*decides, *settings_of_cause(index, known)]
    # What is known by heart of all such texts is less than what the code says of this one, but
    # who is told to change a setting shall see it.
    is_told = known is not None and (known.is_sure or bool(known.told_to_change))
    if is_told or ranked[0].confidence != "high":
        decides = decides or settings_of_cause(index, known, ranked[0].fact.repo)
    decides = [*decides, *_told_to_change(index, decides, known)]
    if ranked[0].confidence == "low":
        decides = decides or told_settings(index, text, known, given)
    answers = answers_of(index, [*decides, *_shared(index, decides, known, ranked[0].fact), *modes])
    first = ranked[0].fact.location
    found[first] = replace(
        found[first],
        guards=(
            *found[first].guards,
            *each_once(place for d in given for place in d.how),
            *mounts_told(code, text),
            *errors_named(code, text),
        ),
        decides=(*found[first].decides, *given),
        callers=(*found[first].callers, *passed_on(code, text)),
        wraps=tuple(wraps),
    )
    shown = {place: _only(cause, answers) for place, cause in found.items()}
    keys: dict[str, KeyAnswer] = {}
    for answer in answers.values():
        keys.setdefault(answer.name, answer)
    return shown, tuple(keys.values())


def causes_told(
    index: Index,
    sources: Sources,
    text: str,
    settings: Sequence[Decider],
    reads: Iterable[Candidate],
) -> tuple[dict[Location, StatementCause], tuple[KeyAnswer, ...]]:
    """Return the causes of the places that read settings which only the text tells."""
    answers = answers_of(index, settings)
    code = Code(index, sources, text)
    found = {c.fact.location: _only(cause_of(code, c.fact, text), answers) for c in reads}
    return found, tuple(answers.values())


def _asks(candidate: Candidate) -> bool:
    return isinstance(candidate.fact, ClientCall)


def _tells_no_failure(fact: Fact) -> bool:
    """Return whether a place is found by what a text is about, or says what a script does next, and
    not by what happened.
    """
    return isinstance(fact, Directive) or fact.path.endswith(".sh")


def _addressed(index: Index, text: str, every: Iterable[Decider]) -> list[Decider]:
    """Return those of some settings whose default address a failure names: that one was asked."""
    asked = addresses_in(text) if failures_told(text) else []
    return [decider for decider in every if has_default(index, decider.use.name, asked)]


def _outside(candidate: Candidate, cause: StatementCause) -> StatementCause:
    """Return the cause of a place that an error came through, without the settings of what a
    handler has tried, and of the call in a frame: what was raised there is known.
    """
    decides = [d for d in cause.decides if all(place.why != RAISED for place in d.how)]
    if candidate.from_frame:
        decides = [d for d in decides if d.how[0].why in CONDITIONS]
    return replace(cause, decides=tuple(decides))


def _pooled(causes: Iterable[StatementCause]) -> list[Decider]:
    """Return what decides several statements, each setting once, the nearest first; that it has a
    part of the program run is told apart.
    """
    nearest: dict[tuple[str, bool], Decider] = {}
    for decider in (each for cause in causes for each in cause.decides):
        key = decider.use.name, decider.chooses
        other = nearest.get(key)
        if other is None or decider.cost < other.cost:
            nearest[key] = decider
    return sorted(nearest.values(), key=lambda d: d.cost)


def _is_of_plugin(candidate: Candidate, text: str) -> bool:
    """Return whether only what a plugin raised has the text of a statement of Dify's api, which is
    another program: unless the plugin passes on what it asked the api for.
    """
    before, mark, raised = text.partition(_RAISED_BY_PLUGIN)
    if not mark or candidate.fact.repo != DIFY or _ASKED_BY_PLUGIN.search(raised[:_MAX_RAISED]):
        return False
    words = template_of(candidate.fact).partition(HOLE)[0].strip()
    return bool(words) and words in raised and words not in before


def _declared(index: Index, ranked: Sequence[Candidate]) -> Iterator[Decider]:
    """Yield the settings whose declarations are places of the line: it complains of them."""
    for candidate in ranked[:MAX_SLICED]:
        if isinstance(candidate.fact, ConfigKey) and candidate.confidence != "low":
            yield from reads_of(index, candidate.fact.repo, candidate.fact.name)


def _told_to_change(
    index: Index, decides: Sequence[Decider], known: KnownCause | None
) -> list[Decider]:
    """Return the settings that a sure cause says to change, where none of its settings is named."""
    if known is None or not known.is_sure:
        return []
    if any(_is_known(index, each, known) for each in decides):
        return []
    return settings_of_cause(index, replace(known, settings=known.told_to_change))


def _shared(
    index: Index, decides: Sequence[Decider], known: KnownCause | None, first: Fact
) -> list[Decider]:
    """Return the settings of a known cause that must equal one that decides, as a key that two
    services share; of a request that was refused, by whom is not known, all that it says to change.
    """
    if known is None:
        return []
    names = [declared_name(index, each.use) for each in decides]
    is_one = any(is_among(name, known.settings) for name in names)
    if not is_one or not (_EQUAL in known.change or isinstance(first, Symbol)):
        return []
    told = [name for name in known.told_to_change if not is_among(name, names)]
    return settings_of_cause(index, replace(known, settings=tuple(told)))


def _of_cause(
    index: Index,
    decides: Sequence[Decider],
    known: KnownCause | None,
    text: str,
    every: Sequence[Decider],
) -> Sequence[Decider]:
    """Return those of some settings that are known to decide the cause of a text; where none of
    them is, all that fit it. A cause that is sure tells which of `every` setting that was found is
    meant, also of those that are farther away.
    """
    if known is None:
        return decides
    found = every if known.is_sure and every else decides
    named = [d for d in found if d.cost <= MAX_COST_OF_KIND and _is_known(index, d, known)]
    named = named[:MAX_OF_KNOWN]
    kinds = failures_told(text)
    if named and not known.is_sure:
        far = max(d.cost for d in named)
        near = [d for d in decides if d.cost <= far and is_of_kind(d.use.name, kinds)]
        return [d for d in decides if d in named or d in near]
    if named or not known.is_sure:
        return named or decides
    near = [d for d in decides if d.cost <= MAX_COST_ALONE]
    return [d for d in near if d.cost <= MAX_COST_OF_OTHER or is_of_kind(d.use.name, kinds)]


def is_among(name: str, settings: Iterable[str]) -> bool:
    """Return whether a setting is one of some: Dify's compose file puts the name of a program
    before the name that the program has for it (`SANDBOX_API_KEY`), a chart that of a component
    (`api.resources`).
    """
    own = name.casefold()
    return any(
        longer.endswith(shorter)
        for each in map(str.casefold, settings)
        for longer, shorter in ((f"_{each}", f"_{own}"), (own, f".{each}"))
    )


def _is_known(index: Index, decider: Decider, known: KnownCause) -> bool:
    """Return whether a setting is known to decide a cause, by the name that sets it: the fields of
    a Go program have other names than its variables.
    """
    return is_among(declared_name(index, decider.use), known.settings)


def _chain(ranked: Sequence[Candidate], innermost: Sequence[Candidate]) -> list[Candidate]:
    """Return the first place, and the other statements whose text the line carries: the errors that
    it wraps, some of which are the `innermost`, and those around it.
    """
    first = ranked[0]
    least = first.score * weights.SETTINGS_SHARE
    inner = [c for c in innermost if c is not first][:MAX_TIED]
    others = [
        c
        for c in ranked[1:]
        if c.link
        or c.from_frame
        or (_is_other(c, first) and (c.score >= least or _holds(c, first)))
    ]
    # Nothing tells apart places with the same text: each may be the one.
    # So may each directive of one name.
    others_tied = [c for c in ranked[1:] if c not in others and c.score == first.score]
    tied = [c for c in others_tied if has_whole_text(c) or isinstance(c.fact, Directive | Task)]
    others = [c for c in others if c not in inner]
    return [first, *inner, *others, *tied[:MAX_TIED]][:MAX_SLICED]


def _is_vaguer(candidate: Candidate, first: Candidate) -> bool:
    """Return whether a statement has only the beginning of the text of the first one: it is not an
    error around or inside it, but another that may have written the same.
    """
    text, begin = _template(first), template_of(candidate.fact).partition(HOLE)[0]
    return _template(candidate) != text and text.startswith(begin.ljust(_MIN_BEGIN, HOLE))


def _is_other(candidate: Candidate, first: Candidate) -> bool:
    return _template(candidate) != _template(first) and not _is_vaguer(candidate, first)


def _holds(candidate: Candidate, first: Candidate) -> bool:
    """Return whether a statement wrote the whole line, the text of the first one as a value."""
    template = template_of(first.fact)
    return has_whole_text(candidate) and any(
        begins(fold_space(value), template) for _, value in candidate.values
    )


def _is_innermost(candidate: Candidate, text: str) -> bool:
    """Return whether a line of a text ends with the words of an error, behind what others put
    around it; or has them as a validator's.
    """
    template = template_of(candidate.fact)
    if " " not in template:
        return False
    marks = (f": {template}\n", f"Value error, {template} [type=")
    return any(mark in f"{text}\n" for mark in marks)


def _ends_stack(candidate: Candidate, ends: Iterable[ErrorLine]) -> bool:
    """Return whether one of the errors that stacks end with is what a place raises, by its class
    and its text.
    """
    begin, hole, _ = template_of(candidate.fact).partition(HOLE)
    if not (hole and isinstance(candidate.fact, Raise) and has_whole_text(candidate)):
        return False
    names = {e.error.rpartition(".")[2] for e in ends if begins(fold_space(e.message), begin)}
    return candidate.fact.name in names


def _template(candidate: Candidate) -> str:
    return template_of(candidate.fact) or type(candidate.fact).kind


def _only(cause: StatementCause, answers: Mapping[str, KeyAnswer]) -> StatementCause:
    """Return a cause with those of its settings that are named, by the names that set them, each
    once.
    """
    named: dict[str, Decider] = {}
    for decider in cause.decides:
        if decider.use.name in answers:
            key = answers[decider.use.name].name
            named.setdefault(key, replace(decider, key=key))
    return replace(cause, decides=tuple(named.values()))
