"""The settings that a text tells without any code of these repositories: those that its known cause
or the words of a library name, those whose address it has, those of the store that it speaks of.

Not here: what the code says of a statement (`causes.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, deciding
from ctxkit.ask.locate.default_addresses import READERS, addresses_in, default_addresses
from ctxkit.ask.locate.read_settings import declared_name
from ctxkit.cause.failures import failures_told, is_of_kind
from ctxkit.dify.choice import Choice
from ctxkit.dify.library_failures import library_failures
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.dify.repositories import DIFY
from ctxkit.dify.storages import STORAGES
from ctxkit.dify.vector_stores import VECTOR_STORES
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.model.cause import Decider, KnownCause
from ctxkit.regex import regex

MAX_OF_CAUSE = 3
_MAX_AT_ADDRESS = 3
_MAX_OF_STORE = 4
_NEAR_STORE = 120  # characters between a store and its failure
_MAX_HITS = 2
_MAX_TEXT_CHARS = 4_000
_CONFIGS = "api/configs/"
_LEVEL = "LOG_LEVEL"
_DEBUG = regex(r"[^\n]{0,120}\bDEBUG \[[^\]\n]{1,80}\] \[[\w.-]{1,80}\.py:\d{1,6}\]")
"""How Dify's programs in Python begin a line for debugging, whichever library writes it."""
_CONNECTING = regex(r"Starting new HTTPS? connection \(\d{1,6}\): ")
"""urllib3's line for each connection."""
_OF_PLUGIN = "plugininvokeerror"
_CLIENT = regex(r"(?:exception|error|client|query\w{0,20}|db)s?$")
_OTHERS = frozenset(("baidu", "tencent", "oracle", "iris", "upstash", "local", "s3"))
_WORDS = regex(r"[a-z0-9_]{4,40}")


def told_settings(
    index: Index, text: str, known: KnownCause | None, given: Sequence[Decider]
) -> list[Decider]:
    """Return the settings that a text tells by what is known by heart, else those with an address
    that is `given` for what it asks, else by what it names; and whether a line for debugging is
    written.
    """
    by_heart = [*settings_of_cause(index, known), *of_libraries(index, text)]
    found = by_heart or given or _at_address(index, text) or list(_of_store(index, text))
    level = list(reads_of(index, DIFY, _LEVEL)) if _DEBUG.match(text) is not None else []
    return list({declared_name(index, d.use): d for d in (*found, *level)}.values())


def read_here(index: Index, settings: list[Decider]) -> list[Candidate]:
    """Return where the first of some settings are read, as places that decide a text."""
    return deciding(
        Candidate(
            fact=decider.use,
            score=weights.READ_SETTING - place,
            confidence="low",
            why=(f"{declared_name(index, decider.use)}, which decides it, is read here",),
        )
        for place, decider in enumerate(settings[:_MAX_HITS])
    )


def _at_address(index: Index, text: str) -> list[Decider]:
    """Return the settings whose default is an address that a failure names, or to which a library
    says that it connects, unless many have it.
    """
    if not failures_told(text) and _CONNECTING.search(text) is None:
        return []
    asked = addresses_in(text)
    named = default_addresses(index) if asked else {}
    found = [named[each] for each in asked if each in named]
    names = list(dict.fromkeys(name for names in found for name in names))
    if len(names) > _MAX_AT_ADDRESS:
        return []
    return [decider for repo, name in names for decider in reads_of(index, repo, name)]


def _of_store(index: Index, text: str) -> Iterator[Decider]:
    """Yield the settings of the one store that a failure names which decide one of its kind, else
    those that it needs.
    """
    text = text[:_MAX_TEXT_CHARS].lower()
    stores = {choice.value: choice for choice in _stores_in(text)}
    if len(stores) != 1:
        return
    [choice] = stores.values()
    place = text.index(_plain(choice))
    kinds = failures_told(text[max(place - _NEAR_STORE, 0) : place + _NEAR_STORE])
    if not kinds:
        return
    # What only the compose file has is of the store's own server.
    names = filter(choice.owns, _declared(index))
    own = [name for name in names if is_of_kind(name, kinds)]
    for name in (own or choice.needs)[:_MAX_OF_STORE]:
        yield from reads_of(index, DIFY, name)


@kept(1)
def _declared(index: Index) -> list[str]:
    keys = (key.name for key in index.all(ConfigKey) if key.repo == DIFY and not key.test)
    return list(dict.fromkeys(keys))


def _stores_in(text: str) -> Iterator[Choice]:
    """Yield the stores that a text names, also with what clients put behind their names; not by a
    name that a company or a thing of another kind has, nor what a plugin says of them.
    """
    if _OF_PLUGIN in text:
        return
    words = {_CLIENT.sub("", word) for word in _WORDS.findall(text)} - _OTHERS
    yield from (choice for choice in (*VECTOR_STORES, *STORAGES) if _plain(choice) in words)


def _plain(choice: Choice) -> str:
    return choice.value.replace("-", "_")


def of_libraries(index: Index, text: str) -> Iterator[Decider]:
    """Yield the settings that decide a failure which a library tells in its own words."""
    for row in library_failures(text):
        for name in row.settings:
            yield from reads_of(index, row.repo, name)


def settings_of_cause(index: Index, known: KnownCause | None, first: str = DIFY) -> list[Decider]:
    """Return the settings of a known cause that these sources read, the likeliest first.

    A program reads each; that of the repository `first` before those that it works with: a service
    that reads some has nothing from the others, which are for the api. Values of a chart are named
    by `known` itself: which of them a deployment has depends on its chart.
    """
    names = [name for name in known.settings if name.isupper()] if known is not None else []
    repos = dict.fromkeys((first, *READERS))
    found = (
        next((d for repo in repos for d in reads_of(index, repo, name)), None)
        or next(_given(index, name), None)
        for name in names
    )
    read = [decider for decider in found if decider is not None]
    own = [decider for decider in read if decider.use.repo == first != DIFY]
    return (own or read)[:MAX_OF_CAUSE]


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
    if not any(use.role == "reads" for use in uses):
        uses += _renamed(index, uses)
    uses.sort(key=_nearness)
    if uses and (declared or uses[0].role == "reads"):
        yield Decider(use=uses[0], how=(), cost=0.0)


def _renamed(index: Index, uses: Sequence[ConfigUse]) -> Iterator[ConfigUse]:
    """Yield the reads of the names that a script gives a setting, by the name that is set."""
    for use in uses:
        if (use.role, use.via) == ("renames", "shell"):
            for read in index.keyed(use.target):
                if isinstance(read, ConfigUse) and (read.role, read.repo) == ("reads", use.repo):
                    yield replace(read, name=use.name)


def _nearness(use: ConfigUse) -> tuple[object, ...]:
    """Return the order of the lines with a setting: that which gives it to what works with it comes
    first, before those that only hand it on.
    """
    hands_on = use.path.endswith((".yaml", ".yml", "/env.ts")) or use.path.startswith(_CONFIGS)
    order = (hands_on, use.path.endswith(".sh"), use.path != COMPOSE_FILE)
    return use.role != "reads", *order, use.path, use.line
