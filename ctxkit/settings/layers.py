"""What each layer gives a setting: the code of each program, the example file, compose, the chart,
start scripts.

Not here: which facts belong to the setting (`chain.py`), the one default that is told first
(`defaults.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ctxkit.dify.programs import ENV, VALUES, is_program, scope_of_file, scope_of_service
from ctxkit.model import ConfigKey, ConfigUse, LayerValue, ProgramSetting
from ctxkit.settings.chain import Chain, Name, SettingFact, Walker, declared_names
from ctxkit.settings.places import Found
from ctxkit.settings.status import is_read_by_library
from ctxkit.text.wording import with_unit

_LAYERS = (
    "code",
    "entrypoint",
    "template",
    "config.yaml",
    "image",
    ".env.example",
    "compose",
    "chart values",
)
"""The layers in the order of the table: a program's own, then what deployments give it; the chart's
templates last.
"""

_FALLBACK = {
    "shell": "entrypoint",
    "getenv": "code",
    "env": "code",
    "template": "template",
    "config": "code",
}
"""The layer of a read with a value for when nobody sets the variable, by `via`."""

_CONSTANT = re.compile(r"[a-z]\w*\.[A-Z]\w*|[A-Z][A-Z0-9]*(_[A-Z0-9]+)+")
"""A constant of Go code, whose value only that code tells."""

_MOST = 40  # rows of one setting
_MOST_TOLD = 8  # values in a sentence
_LONGEST = 40  # characters of a value that is compared in a sentence


def layers_of(chain: Chain, walker: Walker, found: Sequence[Found]) -> tuple[LayerValue, ...]:
    """Return the rows of the layers table, a program's own values first, each place once."""
    known = names_in_use(walker, found)
    rows = [
        (row, name)
        for fact, name, layer in found
        if not fact.test
        and name not in chain.kin
        and (row := _row(fact, layer.name, walker, known))
    ]
    rows.sort(
        key=lambda item: _LAYERS.index(item[0].layer) if item[0].layer in _LAYERS else len(_LAYERS)
    )
    own: dict[str, str] = {}
    expressions = {fact.location for fact, _, _ in found if _is_expression(fact)}
    for row, _ in rows:
        if row.program and row.location not in expressions:
            own.setdefault(row.program, row.value)
    programs = _programs_reached(chain, walker)
    partial = _parts_of_values(chain)
    answers: dict[tuple[object, ...], LayerValue] = {}
    for row, name in rows:
        compared = {own.get(p) for p in ([row.program] if row.program else programs[name])} - {None}
        if not own and not rows[0][0].program and rows[0][0].name == row.name:
            compared = {rows[0][0].value}
        differs = (
            not _is_idle(row, name, known)
            and name not in partial
            and any(not same_value(row.value, value) for value in compared)
        )
        key = (row.layer, row.location.repo, row.location.path, row.location.line, row.value)
        answers.setdefault(key, replace(row, differs=differs))
    return tuple(answers.values())[:_MOST]


def _is_expression(fact: SettingFact) -> bool:
    """Tell whether a program's own value is the text of an expression, with which nothing can be
    compared.
    """
    if isinstance(fact, ConfigKey):
        return fact.default_is_expression
    return fact.via == "code-default" and _CONSTANT.fullmatch(fact.value or "") is not None


def _is_idle(row: LayerValue, name: Name, known: set[Name]) -> bool:
    """Tell whether a row is of a block that only programs get which do not know the setting."""
    scopes = {scope_of_service(service) for service in row.services}
    ends = {each.name for each in known} | {name.name}
    return bool(scopes) and all(
        is_program(s) and not any(Name(s, end) in known for end in ends) for s in scopes
    )


def _row(fact: SettingFact, layer: str, walker: Walker, known: set[Name]) -> LayerValue | None:
    scope = scope_of_file(fact.repo, fact.path)
    program = scope if is_program(scope) else ""
    if isinstance(fact, ConfigKey):
        value = fact.default if layer == "code" else None
    else:
        value = fact.value
        if fact.role == "reads" and layer == "read":
            layer = (
                "compose"
                if scope == ENV and fact.via == "compose"
                else _FALLBACK.get(fact.via, "") * bool(program)
            )
        elif fact.via == "helm-literal":
            layer = "chart template"
        elif layer not in _LAYERS or fact.role not in ("sets", "renames"):
            layer = ""
    if value is None or not layer or layer not in (*_LAYERS, "chart template"):
        return None
    services = (
        walker.delivery.services(fact)
        if isinstance(fact, ConfigUse) and scope in (ENV, VALUES)
        else ()
    )
    there = getattr(fact, "target", "") or fact.name
    concerned = tuple(
        service for service in services if Name(scope_of_service(service), there) in known
    )
    return LayerValue(
        layer=layer,
        name=fact.name,
        value=value,
        location=fact.location,
        program=program,
        services=concerned or services,
    )


def names_in_use(walker: Walker, found: Iterable[Found]) -> set[Name]:
    """Return the names that a program declares or reads, or gives another name."""
    known: set[Name] = set()
    for fact, name, _ in found:
        scope = scope_of_file(fact.repo, fact.path)
        if fact.test or not is_program(scope):
            continue
        if isinstance(fact, ConfigKey):
            known |= declared_names(fact)
        elif fact.role == "reads":
            known |= {name, Name(scope, fact.name)}
        elif fact.role == "renames":
            known.update(source for source, _ in walker.rename(fact))
    return known


def idle_services(walker: Walker, found: Iterable[Found], services: Sequence[str]) -> list[str]:
    """Return those of `services` whose program does not know the setting that they get; none where
    nobody does.
    """
    known = names_in_use(walker, found)
    using: set[str] = set()
    for fact, _, _ in found:
        if not isinstance(fact, ConfigUse) or scope_of_file(fact.repo, fact.path) not in (
            ENV,
            VALUES,
        ):
            continue
        if is_read_by_library(fact.name):
            return []
        decides = fact.role == "reads" or (fact.role == "renders" and not fact.target.isupper())
        for service in walker.delivery.services(fact):
            name = Name(scope_of_service(service), fact.target or fact.name)
            if decides or name in known or not is_program(name.scope):
                using.add(service)
    return [service for service in services if service not in using] if using else []


def _programs_reached(chain: Chain, walker: Walker) -> defaultdict[Name, list[str]]:
    """Return, for each name of the chain, the programs in which it ends up."""
    after: dict[Name, set[Name]] = defaultdict(set)
    for fact, _ in chain.facts.values():
        if isinstance(fact, ConfigUse) and not fact.test:
            for source, target in walker.rename(fact):
                after[source].add(target)
    reached: defaultdict[Name, list[str]] = defaultdict(list)
    for name in chain.depth:
        seen, frontier = {name}, [name]
        while frontier:
            frontier = [
                t for each in frontier for t in sorted(after.get(each, ())) if t not in seen
            ]
            seen.update(frontier)
        reached[name] = sorted({each.scope for each in seen if is_program(each.scope)})
    return reached


def _parts_of_values(chain: Chain) -> set[Name]:
    """Return the names that are only rendered together with other values or text, so that theirs is
    never the whole.

    What is rendered where another value is empty is no part beside that one, and nothing by itself.
    """
    direct = {
        name for fact, name in chain.facts.values() if getattr(fact, "via", "") == "helm-template"
    }
    fallbacks = {
        name for fact, name in chain.facts.values() if getattr(fact, "via", "") == "helm-fallback"
    } - direct
    together: dict[tuple[str, str, int, str], set[Name]] = defaultdict(set)
    parts: set[Name] = set()
    for fact, name in chain.facts.values():
        if (
            isinstance(fact, ConfigUse)
            and fact.role == "renders"
            and fact.target
            and fact.via != "helm-fallback"
        ):
            together[fact.repo, fact.path, fact.line, fact.target].add(name)
            parts |= {name} if fact.partial else set()
    alone = {name for names in together.values() if len(names) == 1 for name in names} - parts
    parts |= {name for names in together.values() if len(names) > 1 for name in names}
    return (parts - alone) | fallbacks


def programs_of(found: Iterable[Found]) -> tuple[ProgramSetting, ...]:
    """Return the setting as each program that declares it, or reads it from its environment, has
    it; each once.
    """
    answers: dict[str, ProgramSetting] = {}
    for fact, _, layer in found:
        scope = scope_of_file(fact.repo, fact.path)
        if fact.test or not is_program(scope) or layer.name not in ("code", "read", "entrypoint"):
            continue
        known = answers.get(scope)
        if isinstance(fact, ConfigUse):
            if known is not None and known.default is None and fact.via == "code-default":
                answers[scope] = replace(known, default=fact.value)
            if (
                known is not None
                or fact.via not in _FALLBACK
                or fact.role not in ("reads", "renames")
            ):
                continue
            answers[scope] = _program(scope, fact.name, "", fact.value, fact)
        elif known is None or (known.default is None and fact.default is not None):
            answers[scope] = _program(scope, fact.name, fact.type, fact.default, fact)
    return tuple(answers.values())


def _program(
    scope: str, name: str, type: str, default: str | None, fact: SettingFact
) -> ProgramSetting:
    return ProgramSetting(
        program=scope, name=name, type=type, default=default, location=fact.location
    )


def same_value(left: str | None, right: str | None) -> bool:
    """Tell whether two values come to the same: quotes, case, `None` and an empty text, `600` and
    `600.0`.
    """
    a, b = _plain(left), _plain(right)
    if a == b:
        return True
    try:
        return float(a) == float(b)
    except ValueError:
        return False


def _plain(value: str | None) -> str:
    text = (value or "").strip().strip("'\"").lower()
    return "" if text in ("none", "null", "undefined") else text


def differing_values(layers: Sequence[LayerValue]) -> str:
    """Return a sentence about the layers that give the setting another value than the program has
    by itself.
    """
    differing = [row for row in layers if row.differs]
    if not differing:
        return ""
    first = next(row for row in layers if not row.differs)
    said: dict[str, dict[str, None]] = {}  # by value: the layers that give it
    for row in (first, *differing):
        said.setdefault(_short(row.value), {})[row.layer] = None
    told = [f"{value} in {', '.join(names)}" for value, names in said.items()]
    return "the layers differ: " + "; ".join(told[:_MOST_TOLD])


def _short(value: str) -> str:
    cut = "empty" if not value else value if len(value) <= _LONGEST else f"{value[:_LONGEST]}..."
    return with_unit(cut)
