"""The settings that a text tells without any code of these repositories: those that its known cause
or the words of a library name, those whose address it has, those of the store that it speaks of.

Not here: what the code says of a statement (`causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, deciding
from ctxkit.cause.failures import failures_told, is_of_kind
from ctxkit.dify.library_failures import library_failures
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import DIFY
from ctxkit.dify.storages import STORAGES
from ctxkit.dify.vector_stores import VECTOR_STORES
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.model.cause import Decider, KnownCause
from ctxkit.network.endpoints import Endpoint, endpoint_of
from ctxkit.regex import regex

MAX_OF_CAUSE = 3
_MAX_AT_ADDRESS = 3
_MAX_OF_STORE = 4
_MIN_STORE = 6  # letters of a name that a longer word may begin with: `milvusexception`
_MAX_HITS = 2
_MAX_TEXT_CHARS = 4_000
_READERS = (DIFY, "dify-plugin-daemon", "dify-sandbox")
_ADDRESS = regex(
    r"\b[a-z]{2,8}://[\w.-]{1,120}(?::\d{1,5})?|\bhost='([\w.-]{1,120})', port=(\d{1,5})"
    r"|(?<![\w./-])[a-z][\w.-]{1,120}:\d{2,5}\b"
)
_CONFIGS = "api/configs/"
_LEVEL = "LOG_LEVEL"
_DEBUG = regex(r"[^\n]{0,120}\bDEBUG\b")
_WORDS = regex(r"[a-z0-9]{4,40}")


def told_settings(index: Index, text: str, known: KnownCause | None) -> list[Decider]:
    """Return the settings that a text tells by what is known by heart, else by what it names; and
    whether a line for debugging is written.
    """
    by_heart = [*settings_of_cause(index, known), *of_libraries(index, text)]
    found = by_heart or list(_at_address(index, text)) or list(_of_store(index, text))
    level = list(reads_of(index, DIFY, _LEVEL)) if _DEBUG.match(text) is not None else []
    return list({decider.use.name: decider for decider in (*found, *level)}.values())


def read_here(settings: list[Decider]) -> list[Candidate]:
    """Return where the first of some settings are read, as places that decide a text."""
    return deciding(
        Candidate(
            fact=decider.use,
            score=weights.READ_SETTING - place,
            confidence="low",
            why=(f"{decider.use.name}, which decides it, is read here",),
        )
        for place, decider in enumerate(settings[:_MAX_HITS])
    )


def at_address(index: Index, text: str) -> list[Decider]:
    """Return the settings whose default is an address that a failure names."""
    return list(_at_address(index, text)) if failures_told(text) else []


def _at_address(index: Index, text: str) -> Iterator[Decider]:
    """Yield the settings whose default is an address that a text names, unless many have it."""
    named = _named_addresses(index)
    found = [named[each] for each in _addresses_in(text) if each in named]
    names = list(dict.fromkeys(name for names in found for name in names))
    for repo, name in names if len(names) <= _MAX_AT_ADDRESS else ():
        yield from reads_of(index, repo, name)


def _addresses_in(text: str) -> list[Endpoint]:
    found = _ADDRESS.finditer(text[:_MAX_TEXT_CHARS])
    values = (f"{each[1]}:{each[2]}" if each[1] else each[0] for each in found)
    return list(dict.fromkeys(filter(None, map(endpoint_of, values))))


@kept(1)
def _named_addresses(index: Index) -> Mapping[Endpoint, list[tuple[str, str]]]:
    """Return (repository, setting) by the address in the default of the setting."""
    found: dict[Endpoint, list[tuple[str, str]]] = {}
    for key in index.all(ConfigKey):
        if key.repo in _READERS and not key.test and "://" in (key.default or ""):
            endpoint = endpoint_of(key.default or "")
            if endpoint is not None:
                found.setdefault(endpoint, []).append((key.repo, key.name))
    return found


def _of_store(index: Index, text: str) -> Iterator[Decider]:
    """Yield the settings of the store that a failure names which decide one of its kind, else those
    that it needs.
    """
    kinds = failures_told(text)
    words = set(_WORDS.findall(text[:_MAX_TEXT_CHARS].lower())) if kinds else set()
    words |= {word[:end] for word in words for end in range(_MIN_STORE, len(word))}
    for choice in (*VECTOR_STORES, *STORAGES):
        if choice.value.replace("-", "_") not in words:
            continue
        own = [each for each in _names(index) if choice.owns(each) and is_of_kind(each, kinds)]
        for each in (own or choice.needs)[:_MAX_OF_STORE]:
            yield from reads_of(index, DIFY, each)
        return


@kept(1)
def _names(index: Index) -> list[str]:
    keys = (key.name for key in index.all(ConfigKey) if key.repo == DIFY and not key.test)
    return list(dict.fromkeys(keys))


def of_libraries(index: Index, text: str) -> Iterator[Decider]:
    """Yield the settings that decide a failure which a library tells in its own words."""
    for row in library_failures(text):
        for name in row.settings:
            yield from reads_of(index, row.repo, name)


def settings_of_cause(index: Index, known: KnownCause | None, first: str = DIFY) -> list[Decider]:
    """Return the settings of a known cause that these sources read, the likeliest first.

    A program reads each; that of the repository `first` before those that it works with. Values of
    a chart are named by `known` itself: which of them a deployment has depends on its chart.
    """
    names = [name for name in known.settings if name.isupper()] if known is not None else []
    repos = dict.fromkeys((first, *_READERS))
    found = (
        next((d for repo in repos for d in reads_of(index, repo, name)), None)
        or next(_given(index, name), None)
        for name in names
    )
    return [decider for decider in found if decider is not None][:MAX_OF_CAUSE]


def _given(index: Index, name: str) -> Iterator[Decider]:
    """Yield a variable that only a library reads, by the line of Dify's compose file with it."""
    for use in index.keyed(name):
        if isinstance(use, ConfigUse) and (use.repo, use.path) == (DIFY, COMPOSE_FILE):
            yield Decider(use=use, how=(), cost=0.0)


def reads_of(index: Index, repo: str, name: str) -> Iterator[Decider]:
    """Yield a setting of a repository, by the line that reads it."""
    facts = [f for f in index.keyed(name) if f.repo == repo and not f.test]
    declared = any(isinstance(f, ConfigKey) for f in facts)
    uses = [f for f in facts if isinstance(f, ConfigUse)]
    uses.sort(key=_nearness)
    if uses and (declared or uses[0].role == "reads"):
        yield Decider(use=uses[0], how=(), cost=0.0)


def _nearness(use: ConfigUse) -> tuple[object, ...]:
    """Return the order of the lines with a setting: that which gives it to what works with it comes
    first, before those that only hand it on.
    """
    hands_on = use.path.endswith((".yaml", ".yml")) or use.path.startswith(_CONFIGS)
    return use.role != "reads", hands_on, use.path.endswith(".sh"), use.path, use.line
