"""Which names a query means: names of the sources, in the scopes that use them.

Not here: the settings of those names (`chains.py`), the names in pasted text
(`spelling.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from ctxkit.dify.closed_components import closed_part
from ctxkit.dify.repositories import PLUGINS
from ctxkit.index.reader import Index
from ctxkit.index.rows import fold_key
from ctxkit.model import Confidence, ConfigKey
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.inference import inferred
from ctxkit.settings.names import (
    Name,
    SettingFact,
    declared_names,
    is_commented,
    name_of,
    written_names,
)
from ctxkit.settings.patterns import covering_reads
from ctxkit.settings.status import is_dead_end

_MAX_INFERRED = 3  # variables that a path may feed, of which one is explained
_MAX_SPELLINGS = 4  # in one note


class ResolvedNames(Struct, frozen=True, kw_only=True):
    """The names that a query means, how certain that is, and why. No names: nothing was found."""

    names: tuple[Name, ...] = ()
    confidence: Confidence = "none"
    notes: tuple[str, ...] = ()


def resolve(graph: SettingsGraph, index: Index, asked: Sequence[str]) -> ResolvedNames:
    """Return the names that the first resolvable of `asked` means."""
    for name in asked:
        found = _as_written(graph, name) or _by_spelling(graph, name)
        if found is not None:
            return found
    for name in asked:
        found = _in_comments(graph, name)
        if found is not None:
            return found
    for name in asked:
        found = _by_pattern(graph, name)
        if found is not None:
            return found
    names = index.key_names() if any("." in name for name in asked) else []
    # No variable of a program that is here is a value of a component whose code is not public.
    paths = [name for name in asked if "." in name and closed_part(name) is None]
    found_by_words = (_by_words(graph, name, names) for name in paths)
    return next((each for each in found_by_words if each is not None), ResolvedNames())


def _proofs(graph: SettingsGraph, name: str) -> list[SettingFact]:
    """Return the facts that prove a setting of that name in some spelling."""
    return [fact for fact in graph.about([name]) if not is_dead_end(fact)]


def _as_written(graph: SettingsGraph, name: str) -> ResolvedNames | None:
    exact = [fact for fact in _proofs(graph, name) if name in written_names(fact)]
    if not exact:
        return None
    return ResolvedNames(names=_scoped(graph, exact, {name}), confidence="high")


def _by_spelling(graph: SettingsGraph, name: str) -> ResolvedNames | None:
    """Take the name for one that differs in case and punctuation alone."""
    facts = _proofs(graph, name)
    # A credential of a plugin is set in the console: whoever writes a variable means another thing.
    if not facts or (name.isupper() and all(is_of_plugin(fact) for fact in facts)):
        return None
    written = {each for fact in facts for each in written_names(fact)}
    spelled = {each for each in written if fold_key(each) == fold_key(name)}
    likely = ", ".join(sorted(spelled)[:_MAX_SPELLINGS])
    note = f"no setting is spelled {name!r}; assuming {likely}"
    if "." in name and not any("." in each for each in spelled):
        note = _unproven(name, likely)
    names = _scoped(graph, facts, spelled)
    return ResolvedNames(names=names, confidence="medium", notes=(note,))


def _in_comments(graph: SettingsGraph, name: str) -> ResolvedNames | None:
    """Take a name that only comments and documentation contain, as it is written there."""
    named = [use for use in graph.uses([name]) if use.name == name]
    comments = [use for use in named if is_commented(use)]
    if not comments:
        return None
    return ResolvedNames(names=_scoped(graph, comments, {name}), confidence="medium")


def _by_pattern(graph: SettingsGraph, name: str) -> ResolvedNames | None:
    """Take a name that nothing spells out for one that a program reads by its prefix."""
    covered = covering_reads(graph, name)
    if not covered:
        return None
    patterns = ", ".join(sorted({use.name for _, use in covered}))
    note = (
        f"no code mentions {name}, but all variables that match {patterns} are read: "
        "a library decides what it does"
    )
    names = tuple(found for found, _ in covered)
    return ResolvedNames(names=names, confidence="low", notes=(note,))


def _by_words(graph: SettingsGraph, path: str, names: Sequence[str]) -> ResolvedNames | None:
    """Take a path that is in no chart here for the variable that its words name."""
    likely = inferred(path, names)[:_MAX_INFERRED]
    for key in likely:
        named = [fact for fact in _proofs(graph, key) if key in written_names(fact)]
        found = _scoped(graph, [fact for fact in named if not is_of_plugin(fact)], {key})
        if found:
            others = [other for other in likely if other != key]
            tail = f", or {', '.join(others)}" if others else ""
            note = _unproven(path, key) + tail
            return ResolvedNames(names=found, confidence="low", notes=(note,))
    return None


def _unproven(path: str, likely: str) -> str:
    return (
        f"{path} is not in any chart of these repositories, so nothing proves what it sets "
        "(the Enterprise chart comes with `enterprise:` in workspace.yaml); "
        f"inferred from its words: {likely}"
    )


def is_of_plugin(fact: SettingFact) -> bool:
    return fact.repo == PLUGINS


def _scoped(
    graph: SettingsGraph, facts: Iterable[SettingFact], spelled: AbstractSet[str]
) -> tuple[Name, ...]:
    """Return the names in `spelled` with the scopes in which `facts` use them."""
    found: dict[Name, None] = {}
    for fact in facts:
        names = [name for name in _names_joined_by(graph, fact) if name.name in spelled]
        if isinstance(fact, ConfigKey):
            found.update(dict.fromkeys(names))
        elif fact.via != "helm-env" or fact.target in spelled:
            # An entry of a list whose path was asked for is about the whole list.
            found.update(dict.fromkeys(names))
    return tuple(found)


def _names_joined_by(graph: SettingsGraph, fact: SettingFact) -> list[Name]:
    if isinstance(fact, ConfigKey):
        return sorted(declared_names(fact))
    return [name for edge in graph.edges(fact) for name in edge] or [name_of(fact)]
