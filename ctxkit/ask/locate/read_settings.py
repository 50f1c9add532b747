"""The settings that located code reads: what the reader of a log line may want to change.

Not here: `explain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ctxkit.ask.locate.candidates import around, definitions
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Fact, KeyAnswer, Place

_MOST_KEYS = 6
_MOST_FACTS = 3


def settings_of(index: Index, sources: Sources, facts: Iterable[Fact]) -> tuple[KeyAnswer, ...]:
    """Return the settings that the functions of the first few facts read, with their declarations."""
    reads: dict[str, ConfigUse] = {}
    for fact in list(facts)[:_MOST_FACTS]:
        for use in _reads(index, sources, fact):
            reads.setdefault(use.name, use)
    return tuple(_answer(index, use) for use in list(reads.values())[:_MOST_KEYS])


def _reads(index: Index, sources: Sources, fact: Fact) -> Iterator[ConfigUse]:
    """Yield what the function around a fact reads, and what the module reads into a name that the
    function uses.
    """
    function = around(
        (s for s in definitions(index, fact.repo, fact.path) if s.what != "class"), fact.line
    )
    if function is None:
        return
    body = ""
    for use in index.in_file(fact.repo, fact.path, ConfigUse):
        if not isinstance(use, ConfigUse) or use.role != "reads":
            continue
        if function.line <= use.line <= function.end_line:
            yield use
        elif not use.symbol and use.name:
            body = body or sources.text(fact.repo, fact.path, function.line, function.end_line)
            if use.name in body:
                yield use


def _answer(index: Index, use: ConfigUse) -> KeyAnswer:
    declared = [k for k in index.keyed(use.name) if isinstance(k, ConfigKey) and not k.test]
    declared.sort(
        key=lambda k: (
            k.repo != use.repo,
            k.name != use.name,
            k.origin == "credential",
            k.path,
            k.line,
        )
    )
    key = next((k for k in declared if k.repo == use.repo), None)
    places = (
        [Place(role="declares", location=key.location, name=key.name, value=key.default)]
        if key
        else []
    )
    places.append(Place(role="reads", location=use.location, name=use.name, value=use.value))
    return KeyAnswer(
        name=key.name if key else use.name,
        type=key.type if key else "",
        default=key.default if key else use.value,
        description=key.description if key else "",
        places=tuple(places),
    )
