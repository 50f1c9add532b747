"""What decides the trouble of a pod that an event tells: the values of the chart in those parts of
the pod's specification that the trouble is about, or beside the name of its image.

There is such a pod, so no condition of its template decides. Which parts a trouble is about is said
by its row (`dify/causes*.py`). Not here: other objects, and what is wrong with a template
(`templates.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import NamedTuple

from msgspec.structs import replace

from ctxkit.cause.code import Code, each_once
from ctxkit.cause.failures import failures_told, is_of_kind
from ctxkit.cause.guards import UNTAKEN
from ctxkit.cause.template_branches import not_taken
from ctxkit.cause.yaml_keys import keys_of
from ctxkit.dify.cause_row import MAX_TEXT_CHARS, CauseRow
from ctxkit.model import ConfigKey, ConfigUse, Manifest
from ctxkit.model.cause import CausePlace, Decider, StatementCause
from ctxkit.regex import regex

_WORKLOADS = frozenset(("CronJob", "DaemonSet", "Deployment", "Job", "StatefulSet"))
_NOTHING = (None, "", "{}", "[]", "null", "~")
"""Defaults that leave a part of the specification out."""

_PREPARING = "initContainers"
_CLAIM = "claimName"

_PART = 0.2
_NEXT = 0.02
_MAX_PARTS = 4
_MAX_LINES = 2_000  # of a template; a real one has a tenth
_MAX_VALUES = 300
_MAX_PROBE_LINES = 8
_ASKED = regex(r"\s{0,80}(?:path:\s|tcpSocket:|command:|grpc:)")
_MAX_RENDERED = 3


class _Part(NamedTuple):
    """A value in a part of the specification, by the name that is to be set."""

    use: ConfigUse
    key: str


def parts_told(manifest: Manifest, text: str) -> tuple[str, ...] | None:
    """Return the parts of a pod's specification (`resources.limits.memory`) that decide the trouble
    that a text tells, the likeliest first; None if the object makes no pods or the text tells none.
    """
    if manifest.name not in _WORKLOADS:
        return None
    told = [row for row in _told(text) if row.settings or row.where == "state"]
    return told[0].settings if told else None


def _told(text: str) -> list[CauseRow]:
    """Return the row whose trouble a text tells, if there is one."""
    # Other questions need not load the rows.
    from ctxkit.dify.causes import Causes

    text = text[:MAX_TEXT_CHARS]
    row = Causes([text]).of_text(text, state=True)
    return [] if row is None else [row]


def pod_cause_of(
    code: Code, manifest: Manifest, uses: Sequence[ConfigUse], parts: Sequence[str], text: str
) -> StatementCause:
    """Return what decides a trouble of the pods that a template makes: of its `uses` those in the
    parts of their specification that are named.
    """
    last = min(manifest.end_line, manifest.line + _MAX_LINES)
    own = [use for use in uses if manifest.line <= use.line <= last][:_MAX_VALUES]
    found: dict[str, Decider] = {}
    for part in _parts(code, own, parts, text):
        place = code.place(part.use.location, f"value of {part.key}")
        cost = _PART + _NEXT * len(found)
        found.setdefault(part.use.name, Decider(use=part.use, how=(place,), cost=cost))
    decides = tuple(found.values())[:_MAX_PARTS]
    guards = [*_conditions(code, uses, manifest, decides), *_probes(code, decides)]
    return StatementCause(guards=tuple(each_once(guards)), decides=decides)


def image_cause_of(code: Code, repository: ConfigUse, text: str) -> StatementCause:
    """Return what decides whether an image is pulled whose name is a value of the chart: the values
    beside it, as its tag, that the trouble is about.
    """
    group = repository.name.rpartition(".")[0]
    names = [part.rpartition(".")[2] for row in _told(text) for part in row.settings]
    # image.tag, imagePullSecrets
    beside = [f"{group}.{own}" for name in names for own in (name, _without_image(name))]
    found = [n for n in dict.fromkeys(beside) if _is_known(code, repository, n)]
    place = code.place(repository.location, "value of image")
    return StatementCause(
        guards=tuple(_rendered(code, repository, [*found, repository.name])),
        decides=tuple(
            Decider(use=replace(repository, name=name), how=(place,), cost=_PART)
            for name in found or [repository.name]
        ),
    )


def _rendered(code: Code, repository: ConfigUse, names: Iterable[str]) -> Iterator[CausePlace]:
    """Yield where the first template that has an image renders its values."""
    uses = [use for use in code.keyed(repository.name) if _is_rendering(use, repository.repo)]
    path = min((use.path for use in uses), default="")
    for name in dict.fromkeys(names):
        own = (use for use in code.keyed(name) if _is_rendering(use, repository.repo))
        for use in islice((use for use in own if use.path == path), _MAX_RENDERED):
            where = replace(use.location, end_line=use.line)
            yield code.place(where, f"renders {name}")


def _is_rendering(use: ConfigKey | ConfigUse, repo: str) -> bool:
    is_use = isinstance(use, ConfigUse) and use.role in ("renders", "reads")
    return is_use and use.repo == repo and not use.test


def _without_image(name: str) -> str:
    own = name.removeprefix("image")
    return own[:1].lower() + own[1:]


def _is_known(code: Code, use: ConfigUse, name: str) -> bool:
    """Return whether the chart has a value, of its own or only read by its templates."""
    return any(fact.name == name and fact.repo == use.repo for fact in code.keyed(name))


def _conditions(
    code: Code, uses: Sequence[ConfigUse], manifest: Manifest, decides: Sequence[Decider]
) -> tuple[CausePlace, ...]:
    """Return the conditions around the object and around what decides."""
    lines = [manifest.line, *(decider.how[0].location.line for decider in decides)]
    found = {
        use.line: code.place(replace(use.location, end_line=use.line), "condition")
        for use in uses
        if use.until and any(use.line <= line <= use.until for line in lines)
    }
    untaken = [
        code.place(replace(use.location, end_line=use.line), UNTAKEN)
        for line in dict.fromkeys(lines[1:])
        for use in not_taken(code, uses, line)
    ]
    return (*(found[line] for line in sorted(found, reverse=True)), *untaken)


def _probes(code: Code, decides: Sequence[Decider]) -> Iterator[CausePlace]:
    """Yield what the probes that decide ask for."""
    for decider in decides:
        where = decider.how[0].location
        lines = code.sources.lines(where.repo, where.path)
        if "Probe" not in decider.how[0].why:
            continue
        for number in range(where.line + 1, min(where.line + _MAX_PROBE_LINES, len(lines)) + 1):
            if _ASKED.match(lines[number - 1]) is not None:
                at = replace(where, line=number, end_line=number)
                yield code.place(at, "what the probe asks")
                break


def _parts(
    code: Code, uses: Sequence[ConfigUse], parts: Sequence[str], text: str
) -> Iterator[_Part]:
    """Yield the values that fill the parts, by the most exact name that the chart has for each."""
    plain = [use for use in uses if not use.until and use.via != "helm-variable"]
    values = [(use, list(keys_of(code, use))) for use in plain]
    kinds = failures_told(text)
    for key in dict.fromkeys(part.partition(".")[0] for part in parts):
        inner = [part.partition(".")[2] for part in parts if part.startswith(f"{key}.")]
        filled = _filling(values, key) or _of_claims(code, values, key)
        exact = [use for use in filled if use.name.rpartition(".")[2] in inner]
        for use in exact or _given(code, filled):
            names = [f"{use.name}.{own}" for own in inner]
            declared = [name for name in names if any(_set(code, use, name))]
            of_kind = [name for name in declared if is_of_kind(name, kinds)]
            only = declared if key not in parts else []
            for name in of_kind[:1] or only or [use.name]:
                yield _Part(replace(use, name=name), key)


def _given(code: Code, filled: Sequence[ConfigUse]) -> Sequence[ConfigUse]:
    """Return those to which the chart itself gives something; all where it gives nothing to any."""
    given = [
        use
        for use in filled
        if any(each.value not in _NOTHING for each in _set(code, use, use.name))
    ]
    return given or filled


def _filling(values: Iterable[tuple[ConfigUse, list[str]]], key: str) -> list[ConfigUse]:
    """Return the values below a key of the specification, of those given with all that they are
    below; those of containers that only prepare the others last. Where no line has the key, those
    that have it in their names, as charts name what they put there.
    """
    below = [(_PREPARING in keys, use) for use, keys in values if key in keys]
    if not below:
        return [use for use, _ in values if key in use.name.split(".")]
    return [use for _, use in sorted(below, key=itemgetter(0))]


def _of_claims(
    code: Code, values: Iterable[tuple[ConfigUse, list[str]]], key: str
) -> list[ConfigUse]:
    """Return the values of the volume claims of a pod that are for a key of a claim: those beside
    the name of one that is there already.
    """
    claims = [use for use, keys in values if _CLAIM in keys]
    names = ((use, f"{use.name.rpartition('.')[0]}.{key}") for use in claims)
    return [replace(use, name=name) for use, name in names if _is_known(code, use, name)]


def _set(code: Code, use: ConfigUse, name: str) -> Iterator[ConfigUse]:
    """Yield the lines of the chart's own values that set one of them."""
    uses = (fact for fact in code.keyed(name) if isinstance(fact, ConfigUse))
    wanted = ("sets", name, use.repo, False)
    yield from (u for u in uses if (u.role, u.name, u.repo, u.test) == wanted)
