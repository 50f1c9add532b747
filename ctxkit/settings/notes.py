"""What is worth knowing of a setting besides its places: layers that disagree, renames, twins, how
to change it.

Not here: the places (`places.py`), whether setting it works (`status.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ctxkit.dify.programs import scope_name, scope_of_file
from ctxkit.dify.related import related_to
from ctxkit.model import ConfigKey, ConfigUse, LayerValue
from ctxkit.settings.chain import COMPUTED, Chain, Walker
from ctxkit.settings.change import how_to_change
from ctxkit.settings.layers import differing_values
from ctxkit.settings.places import Found, is_derived
from ctxkit.settings.status import Effect
from ctxkit.text.words import name_words

_MOST_TWINS = 4
_MOST_FALLBACKS = 2
_NO_CONSTRAINTS = ("optional()", "optional")
_SECRETS = frozenset({"key", "secret", "token", "password"})


def notes_on(
    chain: Chain,
    walker: Walker,
    found: list[Found],
    effect: Effect,
    layers: Sequence[LayerValue],
    *,
    compose: bool,
) -> tuple[str, ...]:
    """Return the notes on a setting, the most useful first."""
    notes = [differing] if (differing := differing_values(layers)) else []
    notes += how_to_change(chain, walker, found, effect, compose=compose)
    notes += _fallbacks(found)
    notes += _on_declarations(chain, found)
    for twin, source in list(chain.twins.items())[:_MOST_TWINS]:
        agree = "; the two must agree" if _SECRETS.intersection(name_words(twin.name)) else ""
        notes.append(
            f"twin: {source.name} also feeds {twin.name} of {scope_name(twin.scope)}{agree}"
        )
    notes += _related(chain, walker)
    notes += _documented(found)
    if chain.cut:
        notes.append("the name is too general to follow all of its renames")
    return tuple(dict.fromkeys(notes))


def _related(chain: Chain, walker: Walker) -> Iterator[str]:
    for row in related_to(name.name for name in chain.start):
        if walker.about([row.other]):
            yield f"see also {row.other}: it {row.how}"


def _fallbacks(found: list[Found]) -> list[str]:
    """Return what the chart's templates take where a value is empty."""
    told: dict[tuple[str, str], str] = {}
    for fact, _, _ in found:
        if (
            isinstance(fact, ConfigUse)
            and fact.via == "helm-template"
            and fact.value
            and not fact.test
        ):
            taken = fact.value.removeprefix(".Values.")
            place = f"{fact.path}:{fact.line}"
            told.setdefault(
                (fact.name, taken), f"where {fact.name} is empty, the chart takes {taken} ({place})"
            )
    return list(told.values())[:_MOST_FALLBACKS]


def _documented(found: list[Found]) -> list[str]:
    """Return what the documentation says of a setting that something else describes, too."""
    described = [fact for fact, _, _ in found if fact.description and not fact.test]
    page = next(
        (fact for fact in described if isinstance(fact, ConfigUse) and fact.via == "docs"), None
    )
    return (
        [f"the documentation says: {page.description}"] if page and page is not described[0] else []
    )


def _on_declarations(chain: Chain, found: list[Found]) -> Iterator[str]:
    keys = [
        (fact, name) for fact, name, _ in found if isinstance(fact, ConfigKey) and not fact.test
    ]
    several = (
        len({scope_of_file(fact.repo, fact.path) for fact, name in keys if name not in chain.kin})
        > 1
    )
    set_outside = {fact.name for fact, _ in keys if fact.origin not in COMPUTED}
    for fact, name in keys:
        if name in chain.kin:
            if chain.kin[name] == "falls back":
                yield f"it stands in for {fact.name} where that is not set; an empty value counts as set"
            continue
        if is_derived(fact, chain):
            yield f"goes into {fact.name}, which {fact.owner or 'the program'} computes"
            continue
        if fact.origin not in COMPUTED:
            if fact.aliases and fact.origin == "pydantic":
                yield f"{fact.attribute or fact.name} is set by the first of {', '.join(_spellings(fact))}"
        elif fact.name in set_outside:
            yield f"the code reads {fact.name} as {fact.owner or fact.path} makes it of what is set"
        else:
            yield f"{fact.name} is computed in {fact.owner or fact.path}: a variable of that name is ignored"
        if fact.constraints and fact.constraints not in _NO_CONSTRAINTS:
            of = f" of {scope_name(scope_of_file(fact.repo, fact.path))}" if several else ""
            yield f"{fact.name}{of} must satisfy: {fact.constraints}"


def _spellings(fact: ConfigKey) -> list[str]:
    return list(dict.fromkeys((fact.name, *fact.aliases)))
