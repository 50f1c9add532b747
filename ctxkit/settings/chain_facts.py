"""Which facts are about a setting, and which of its names each is about.

Not here: the names themselves (`walk.py`), what kind of fact each is (`layers.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec import Struct

from ctxkit.dify.programs import ENV, OTHER, PROGRAMS, VALUES, is_program
from ctxkit.model import ConfigKey, ConfigUse, Role, Via
from ctxkit.settings.graph import SettingsGraph, is_proof
from ctxkit.settings.names import (
    TEMPLATE_BLOCKS,
    Edge,
    Name,
    SettingFact,
    is_in_vault,
    name_of,
    scope_of,
)
from ctxkit.settings.other_settings import Relation
from ctxkit.settings.patterns import matches
from ctxkit.settings.walk import JoinedNames

_MAX_PAGES = 2  # of documentation
_DOCUMENTED = frozenset({ENV, VALUES, *PROGRAMS})
_WHOLES: frozenset[Via] = frozenset({"helm-template", "helm-subchart"})


class _Setting(Struct, frozen=True, kw_only=True):
    """The setting whose facts are collected; `mentions` are the facts that have its names, each
    in its scope.
    """

    graph: SettingsGraph
    names: JoinedNames
    related: Mapping[Name, Relation]
    mentions: list[SettingFact]

    def has(self, edge: Edge, role: Role) -> bool:
        """Return whether both ends of an edge are names of the setting; of a read, also those that
        the program computes the setting from.
        """
        depth, others = self.names.depth, self.related if role == "reads" else ()
        return all(name in depth or name in others for name in edge)


_About = Mapping[SettingFact, Name]
_Pairs = Iterable[tuple[SettingFact, Name]]


def facts_about(
    graph: SettingsGraph, names: JoinedNames, related: Mapping[Name, Relation]
) -> dict[SettingFact, Name]:
    """Return the facts about the setting, each with the name that it is about."""
    mentions = graph.having((*names.depth, *related))
    setting = _Setting(graph=graph, names=names, related=related, mentions=mentions)
    found: dict[SettingFact, Name] = {}
    for collect in _COLLECTORS:
        found.update(list(collect(setting, found)))
    return found


def _named(setting: _Setting, found: _About) -> _Pairs:
    """Yield the facts that contain a name of the setting in its own scope."""
    for fact in setting.mentions:
        if isinstance(fact, ConfigKey):
            name = _name_of_declaration(setting, fact)
        else:
            name = _name_of_use(setting, fact)
        if name is not None:
            yield fact, name


def _name_of_declaration(setting: _Setting, key: ConfigKey) -> Name | None:
    """Return the name that a declaration is about: its own if possible, else the nearest alias."""
    depth = setting.names.depth
    identity = sorted(setting.graph.identity(key))
    named = [name for name in identity if name in depth]
    if not named:
        named = [name for name in identity if name in setting.related]
    named.sort(key=lambda name: (name.name != key.name, abs(depth.get(name, 0))))
    return next(iter(named), None)


def _name_of_use(setting: _Setting, use: ConfigUse) -> Name | None:
    """Return the name that a use is about: the one that its value comes from."""
    edges = setting.graph.edges(use)
    if edges:
        return next((edge.source for edge in edges if setting.has(edge, use.role)), None)
    here = name_of(use)
    if here not in setting.names.depth:
        return None
    # Any object has attributes: `getattr` proves a setting only where it is declared.
    if use.via == "getattr" and not setting.graph.declares(here):
        return None
    return here


def _documentation(setting: _Setting, found: _About) -> _Pairs:
    """Yield the pages outside the programs' folders, which give a name without its scope.

    English pages come before translations, and pages that list the environment before others.
    """
    known = [name for name in setting.names.depth if name.scope in _DOCUMENTED]
    names = {name.name: name for name in reversed(known)}
    pages = [use for use in setting.graph.uses_of(names, "docs") if scope_of(use) == OTHER]
    pages = [page for page in pages if page.path.startswith("en/")] or pages
    pages.sort(key=lambda page: ("environment" not in page.path, page.path, page.line))
    return [(page, names[page.name]) for page in pages[:_MAX_PAGES]]


def _other_sources(setting: _Setting, found: _About) -> _Pairs:
    """Yield the other lines that set a variable which the setting sets: the chart's value beside
    compose's."""
    others = list(_also_setting(setting, found))
    yield from others
    if not setting.names.is_from_chart:
        yield from _values_rendered_whole(setting, others, found)


def _also_setting(setting: _Setting, found: _About) -> Iterator[tuple[ConfigUse, Name]]:
    graph, depth = setting.graph, setting.names.depth
    facts = [fact for fact in setting.mentions if not fact.test]
    uses = [fact for fact in facts if isinstance(fact, ConfigUse)]
    edges = [edge for use in uses for edge in graph.edges(use)]
    variables = {edge.target for edge in edges if edge.source in depth}.union(setting.names.start)
    # A name above the one asked for has other sources than the setting itself.
    variables = {name for name in variables if depth.get(name, -1) >= 0}
    for use in uses:
        if use in found or scope_of(use) not in (ENV, VALUES):
            continue
        targets = [edge.target for edge in graph.edges(use) if edge.target in variables]
        if targets:
            yield use, targets[0]


def _values_rendered_whole(
    setting: _Setting, others: list[tuple[ConfigUse, Name]], found: _About
) -> _Pairs:
    """Yield the lines of values.yaml that by themselves become the variable."""
    rendered: dict[tuple[str, int, Name], set[str]] = {}
    for use, target in others:
        if _renders_value(use):
            rendered.setdefault((use.path, use.line, target), set()).add(use.name)
    alone: dict[str, Name] = {}
    for (_, _, target), names in rendered.items():
        if len(names) == 1:
            alone.update(dict.fromkeys(names, target))
    known = {*found, *(use for use, _ in others)}
    for use in setting.graph.uses_of(alone, "helm-values"):
        if use not in known:
            yield use, alone[use.name]


def _renders_value(use: ConfigUse) -> bool:
    """Return whether a template renders a value of the chart with nothing around it."""
    if use.partial or is_in_vault(use):
        return False
    return use.via == "helm-template"


def _pattern_reads(setting: _Setting, found: _About) -> _Pairs:
    """Yield the reads of every variable of a pattern, which spell out none of them."""
    names = [name for name in setting.names.depth if is_program(name.scope)]
    names = [name for name in names if "_" in name.name]
    for use in setting.graph.pattern_reads() if names else ():
        here = [name for name in names if name.scope == scope_of(use)]
        covered = [name for name in here if matches(use.name, name.name)]
        if covered:
            yield use, covered[0]


def _merges(setting: _Setting, found: _About) -> _Pairs:
    """Yield where a program that knows the setting merges the compose block that sets it."""
    graph, depth = setting.graph, setting.names.depth
    knowing = {scope_of(fact) for fact in found if is_proof(fact)}
    uses = {fact: name for fact, name in found.items() if isinstance(fact, ConfigUse)}
    for use, name in uses.items():
        if any(edge.source in depth for edge in graph.edges(use)):
            for merge in graph.delivery.merges(use):
                if not knowing.isdisjoint(graph.delivery.scopes(merge)):
                    yield merge, name


def _wholes(setting: _Setting, found: _About) -> _Pairs:
    """Yield the templates that render a whole with the value in it: `toYaml .Values.api`."""
    asked = [name for name, depth in setting.names.depth.items() if depth <= 0]
    for name in asked:
        outer = outer_paths(name.name) if name.scope == VALUES else []
        for use in setting.graph.uses_of(outer, *_WHOLES):
            yield use, name


def _blocks(setting: _Setting, found: _About) -> _Pairs:
    """Yield the `with` and `range` blocks in which a template renders the end of the path."""
    uses = {fact: name for fact, name in found.items() if isinstance(fact, ConfigUse)}
    rendered = [use for use in uses if use.role == "renders"]
    inside = [use for use in rendered if Name(VALUES, use.name) in setting.names.depth]
    paths = dict.fromkeys(path for use in inside for path in outer_paths(use.name))
    for block in setting.graph.uses_of(paths, *TEMPLATE_BLOCKS):
        for use in inside:
            if _is_inside(use, block):
                yield block, uses[use]


def _is_inside(use: ConfigUse, block: ConfigUse) -> bool:
    if (use.repo, use.path) != (block.repo, block.path):
        return False
    return block.line < use.line <= block.until and use.name.startswith(f"{block.name}.")


def outer_paths(path: str) -> list[str]:
    """Return the paths above a dotted path, outermost first: `a` and `a.b` for `a.b.c`."""
    parts = path.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


_COLLECTORS: tuple[Callable[[_Setting, _About], _Pairs], ...] = (
    _named,
    _documentation,
    _other_sources,
    _pattern_reads,
    _merges,
    _wholes,
    _blocks,
)
"""In this order: each uses the results of those before it."""
