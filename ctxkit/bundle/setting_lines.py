"""One setting in the head of a bundle: value, status, how to change it, places, notes.

Not here: which settings are listed (`summary.py`), its places (`place_rows.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ctxkit.bundle.cause_rows import LAYER_ROLES
from ctxkit.bundle.place_rows import Quotes, place_rows
from ctxkit.model import STATUS_WORDS, ChainLink, KeyAnswer, Location, Place, ProgramSetting
from ctxkit.model.cause import CausePlace
from ctxkit.model.openings import ANY_CHANGE, BEFORE_CHANGE
from ctxkit.output.diagram import chain_lines, mermaid
from ctxkit.output.translation import labelled, translated
from ctxkit.text.code import fenced, in_backticks
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.locations import named_place, place_name
from ctxkit.text.untrusted import note_quoted, tagged
from ctxkit.text.wording import is_limit, prefixed, service_list, short, with_unit

_MAX_TEXT_CHARS = 400
_MAX_REASON_CHARS = 300
_MAX_CELL_CHARS = 60
_MAX_DESCRIPTION_CHARS = 160  # of a setting that is not what was asked about
_MAX_NAMED = {
    "declares": 1,
    "reads": 2,
    "sets": 1,
    "renames": 1,
}  # places of such a setting, by their role
_MAX_CHAINS = 3
_DOCUMENTED = "the documentation says: "


def key_lines(
    key: KeyAnswer,
    texts: Quotes,
    quotes: Quotes,
    *,
    absent: Sequence[Location] = (),
    chains: bool = True,
    diagram: bool = False,
    lang: Language = DEFAULT_LANGUAGE,
) -> Iterator[str]:
    """Yield the lines of the setting that was asked about, in the order of need: what it is, how
    to change it, where it is, and what else is known. `absent` are blocks that prove that it is not
    passed on. The `chains` of names are in the renames among its places, too.
    """
    yield from _verdict_lines(key, absent, lang)
    for start in (BEFORE_CHANGE, ANY_CHANGE):
        for note in key.notes:
            if note.startswith(start):
                yield f"- {short(_step(note, key), _MAX_TEXT_CHARS)}"
    follows = "beyond it" if is_limit(key) else "leads to"
    if key.beyond:
        yield f"- {follows}: {'; '.join(_beyond(key.beyond))}"
    yield from place_rows(key, texts, quotes, lang, joined=not chains)
    for note in key.notes:
        if not note.startswith((BEFORE_CHANGE, ANY_CHANGE, _DOCUMENTED)):
            yield f"- note: {note_quoted(short(note, _MAX_TEXT_CHARS))}"
    yield from _delivery_lines(key, lang)
    if chains and _has_renames(key.chain):
        for line in chain_lines(key.chain)[:_MAX_CHAINS]:
            yield f"- chain: {translated(short(line, _MAX_TEXT_CHARS), lang)}"
    graph = mermaid(key.chain) if diagram else ""
    if graph:
        yield "\n" + fenced(graph, "mermaid").rstrip("\n")


def _beyond(places: Sequence[CausePlace]) -> Iterator[str]:
    """Yield places with their source, each repository named where it begins."""
    repo = ""
    for place in places:
        where = place.location
        name = named_place(where) if where.repo != repo else place_name(where)
        repo = where.repo
        yield f"{name}: {in_backticks(short(place.text))}"


def _verdict_lines(key: KeyAnswer, absent: Sequence[Location], lang: Language) -> Iterator[str]:
    words = [short(key.type)] if key.type else []
    words.append(default_words(key.default))
    yield f"{_named(key, words, lang)}. {short(key.description, _MAX_TEXT_CHARS)}".rstrip()
    reason = prefixed(" - ", short(key.status_why, _MAX_REASON_CHARS))
    yield f"- status: {STATUS_WORDS[key.status]}{reason}"
    if absent:
        first, *merged = map(named_place, absent)
        also = prefixed(", merged there: ", ", ".join(merged))
        yield f"- not in `environment` of {absent[0].symbol}: {first}{also}"


def _delivery_lines(key: KeyAnswer, lang: Language) -> Iterator[str]:
    """Yield who gets a setting and who declares it, where the advice and the places do not say
    it.
    """
    if key.services and not any(change.restart for change in key.change):
        yield f"- passed to: {service_list(key)}"
    if len({(each.name, each.type, each.default) for each in key.programs}) > 1:
        programs = "; ".join(_program(each, lang) for each in key.programs)
        yield f"- declared by: {programs}"


def _step(note: str, key: KeyAnswer) -> str:
    """Return how to change a setting, without the lines that its places name as well."""
    text = note.removeprefix(ANY_CHANGE)
    for place in key.places:
        text = text.replace(f" ({place_name(place.location)})", "")
    return text


def _has_renames(chain: Sequence[ChainLink]) -> bool:
    """Return whether a setting has another name on its way. If not, the list of the services that
    get it says the same.
    """
    nodes = [node for link in chain if link.how != "reads" for node in (link.source, link.target)]
    return len({node.name.rpartition(".")[2] for node in nodes}) > 1


def related_line(
    key: KeyAnswer,
    quotes: Quotes,
    lang: Language = DEFAULT_LANGUAGE,
    named: Collection[Location] = (),
) -> str:
    """Return a setting that bears on an answer, with its value, status and those of its places that
    are not `named` already, on one line.
    """
    words = [default_words(key.default)]
    for each in key.effective[:1]:
        shown = tagged(in_backticks(with_unit(short(each.value)))) if each.value else "empty"
        services = prefixed(" in ", ", ".join(each.services))
        words.append(f"effective {shown}{services}")
        words += [f"by {layer.path}:{layer.line}" for layer in each.layers[:1]]
    if key.status != "live":
        words.append(STATUS_WORDS[key.status])
    line = _named(key, words, lang)
    line += prefixed(". ", short(key.description, _MAX_DESCRIPTION_CHARS).rstrip("."))
    places = (translated(place, lang) for place in _named_places(key, quotes, named))
    return line + prefixed(" - ", "; ".join(places))


def _named(key: KeyAnswer, words: Sequence[str], lang: Language) -> str:
    """Return the beginning of a line of a setting: its name, and some words about it."""
    told = labelled(", ", lang).join(translated(word, lang) for word in words)
    return f"- {in_backticks(key.name)}{labelled(': ', lang)}{told}"


def _named_places(key: KeyAnswer, quotes: Quotes, named: Collection[Location]) -> Iterator[str]:
    lines = {(where.repo, where.path, where.line) for where in named}
    for role, most in _MAX_NAMED.items():
        for place in [place for place in key.places if place.role == role][:most]:
            where = place.location
            quote = quotes.get(where, "")
            if (where.repo, where.path, where.line) in lines:
                continue
            if role in LAYER_ROLES and not quote and not _tells_other_value(place, key):
                continue
            yield f"{role} {named_place(where)}{prefixed(' ', quote and in_backticks(quote))}"


def _tells_other_value(place: Place, key: KeyAnswer) -> bool:
    """Return whether a layer above the code sets another value than its default."""
    return place.role == "sets" and place.value not in (None, key.default)


def default_words(default: str | None) -> str:
    """Return the default of a setting in words."""
    if default is None:
        return "no default"
    shown = with_unit(short(default))
    return f"default {in_backticks(shown)}" if shown else "default (empty)"


def _program(setting: ProgramSetting, lang: Language) -> str:
    words = [setting.program]
    if setting.type:
        words.append(in_backticks(short(setting.type, _MAX_CELL_CHARS)))
    default = setting.default
    said = default_words(None if default is None else short(default, _MAX_CELL_CHARS))
    words.append(translated(said, lang))
    return " ".join(words)
