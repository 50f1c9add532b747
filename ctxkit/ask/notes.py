"""What is worth knowing of a setting besides its places: layers that disagree, renames, twins, how to change it.

Not here: the places (`ask/places.py`), whether setting it works (`ask/status.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.ask.chain import Chain, Name, Walker
from ctxkit.ask.change import how_to_change
from ctxkit.ask.places import Found, is_derived
from ctxkit.ask.programs import scope_name
from ctxkit.ask.status import Effect
from ctxkit.ask.values import differing_values
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.words import name_words

_MOST_RENAMES = 8
_MOST_TWINS = 4
_SECRETS = frozenset({"key", "secret", "token", "password"})


def notes_on(chain: Chain, walker: Walker, found: list[Found], effect: Effect, *, compose: bool) -> tuple[str, ...]:
    """Return the notes on a setting, the most useful first."""
    notes = [differing] if (differing := differing_values(found)) else []
    notes += how_to_change(chain, walker, found, effect, compose=compose)
    if renamed := _renamed(chain, walker):
        notes.append("renamed on the way: " + "; ".join(renamed))
    notes += _on_declarations(chain, found)
    for twin, source in list(chain.twins.items())[:_MOST_TWINS]:
        agree = "; the two must agree" if _SECRETS.intersection(name_words(twin.name)) else ""
        notes.append(f"twin: {source.name} also feeds {twin.name} of {scope_name(twin.scope)}{agree}")
    notes += _related(chain, walker)
    if chain.cut:
        notes.append("the name is too general to follow all of its renames")
    return tuple(dict.fromkeys(notes))


_RELATED = (
    (r"UPLOAD_\w*SIZE_LIMIT|PLUGIN_MAX_PACKAGE_SIZE", "NGINX_CLIENT_MAX_BODY_SIZE", "also bounds what is uploaded"),
    (r"PLUGIN_DAEMON_TIMEOUT", "PLUGIN_MAX_EXECUTION_TIMEOUT", "bounds the same call on the daemon's side"),
    (r"PLUGIN_MAX_EXECUTION_TIMEOUT", "PLUGIN_DAEMON_TIMEOUT", "bounds the same call on the api's side"),
    (r"CODE_EXECUTION_READ_TIMEOUT", "SANDBOX_WORKER_TIMEOUT", "ends the same run on the sandbox's side"),
    (r"SANDBOX_WORKER_TIMEOUT|WORKER_TIMEOUT", "CODE_EXECUTION_READ_TIMEOUT", "bounds the wait on the api's side"),
    (r"CODE_EXECUTION_API_KEY", "SANDBOX_API_KEY", "must be the same secret"),
    (r"SANDBOX_API_KEY", "CODE_EXECUTION_API_KEY", "must be the same secret"),
    (r"SANDBOX_PORT", "CODE_EXECUTION_ENDPOINT", "holds the port, too"),
)
"""Settings that bear on one another though no line of the sources joins them: name, the other, in which way."""


def _related(chain: Chain, walker: Walker) -> Iterator[str]:
    names = {name.name for name in chain.start}
    for pattern, other, way in _RELATED:
        if other not in names and any(re.fullmatch(pattern, name) for name in names) and walker.about([other]):
            yield f"see also {other}: it {way}"


def _on_declarations(chain: Chain, found: list[Found]) -> Iterator[str]:
    for fact, _, _ in found:
        if not isinstance(fact, ConfigKey) or fact.test:
            continue
        if is_derived(fact, chain):
            yield f"goes into {fact.name}, which {fact.owner or 'the program'} computes"
            continue
        if fact.origin in ("computed", "property"):
            yield f"{fact.name} is computed in {fact.owner or fact.path}: a variable of that name is ignored"
        elif fact.aliases:
            spellings = ", ".join(dict.fromkeys((fact.name, *fact.aliases)))
            yield f"{fact.attribute or fact.name} is set by the first of {spellings}"
        if fact.constraints:
            yield f"{fact.name} must satisfy: {fact.constraints}"


def _renamed(chain: Chain, walker: Walker) -> list[str]:
    """Return the renames within the chain, in the words of the places, each once."""
    found: dict[tuple[Name, Name], None] = {}
    for fact, _ in chain.facts.values():
        if not isinstance(fact, ConfigUse) or fact.test or fact.name.startswith("externalSecret."):
            continue
        for source, target in walker.rename(fact):
            if source in chain.depth and target in chain.depth and source.name != target.name:
                found[source, target] = None
    words = [f"{source.name} -> {target.name} ({scope_name(target.scope)})" for source, target in found]
    return list(dict.fromkeys(words))[:_MOST_RENAMES]
