"""Kubernetes events -> the chart template that makes the object.

Not here: what Helm says of the chart (`helm_errors.py`).
"""

# ruff: noqa: E501 - patterns and samples stay whole

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    deciding,
    point_at,
    without_tests,
)
from ctxkit.ask.locate.event_kinds import kind_of_event
from ctxkit.dify.images import base_name_of, release_of
from ctxkit.dify.repositories import CHART
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Confidence, ConfigUse, Fact, Manifest, Symbol
from ctxkit.regex import regex

_MAX_MESSAGE_CHARS = 4_000


_OBJECT = regex(
    r"(?i)\b(deployment|statefulset|service|configmap|externalsecret|secret|ingress|job|persistentvolumeclaim|serviceaccount)s?(?:\.[\w.]{1,60})? ?[/ ]\"?(?:[a-z0-9-]{1,63}/)?([a-z0-9][a-z0-9.-]{2,250})"
)
_POD = regex(
    r"\b([a-z][a-z0-9-]{2,120})-(?:[a-f0-9]{8,10}|[bcdf-hj-np-tv-z2-9]{8,10})-[bcdf-hj-np-tv-z2-9]{5}(?![a-z0-9-])"
)
"""A pod that a Deployment made: its name, the template's hash, five letters of Kubernetes' own
alphabet.
"""

_CONTAINER = regex(r"\b[Cc]ontainers?(?:: ?|\{| \"?)([a-z][a-z0-9-]{1,62})")
_PROBED = regex(r"(?:https?://|dial tcp )[\w.\[\]:-]{1,80}?:(\d{2,5})[/:\"]")
"""The address that a probe asks, with its port."""

TROUBLES = (
    "Back-off",
    "BackOff",
    "probe failed",
    "probe, will be restarted",
    "OOMKilled",
    "Evicted",
    "FailedMount",
    "FailedScheduling",
    "FailedCreate",
    "Failed to pull",
    "ErrImagePull",
    "CrashLoop",
    "SetUp failed",
    "Multi-Attach",
    "Unhealthy",
    "CreateContainer",
    "RunContainerError",
    "Error syncing pod",
    "is waiting to start",
)
"""The words of events about a pod that does not run."""

REFUSALS = (
    "is invalid: ",
    "cannot be imported into the current release",
    "already exists",
    "field is immutable",
    "is forbidden: ",
    '" not found',
)
"""How Kubernetes and Helm reject an object, or say that there is none."""

_DESCRIBED = regex(r"(?m)^Name:\s{1,40}([a-z0-9][a-z0-9.-]{1,250})\s*$")
"""The object that `kubectl describe` tells of."""

_IMAGE = LazyPattern(
    r"(?:pull(?:ing)? image|manifest for|denied for) \"?([a-z0-9][a-z0-9.-]{0,60}(?::\d{1,5})?(?:/[a-z0-9][\w.-]{1,80}){1,4})",
    hint="image|manifest|denied",
)
_MAKER = "langgenius"
_MAX_NAME_LINES = 3  # of an object until its name
_COMPONENT = regex(r"dify\.(\w{2,40})\.(?:full)?name")
_PRINTED = regex(r"printf \"%s-([a-z][a-z0-9-]{1,60})\"")
_NAME_SUFFIX = LazyPattern(r"\}\}-([a-z][a-z0-9-]{0,60})\s", hint="}}-")
_SEPARATORS = regex(r"[^a-z0-9]+")
_KINDS = {
    "deployment": "Deployment",
    "statefulset": "StatefulSet",
    "service": "Service",
    "configmap": "ConfigMap",
    "externalsecret": "ExternalSecret",
    "secret": "Secret",
    "ingress": "Ingress",
    "job": "Job",
    "persistentvolumeclaim": "PersistentVolumeClaim",
    "serviceaccount": "ServiceAccount",
}


class _Named(NamedTuple):
    """An object that a text names."""

    kind: str
    name: str


def resolve_object(context: LocateContext) -> Resolution:
    """Return the templates that make the object that an event is about."""
    text = context.line.message[:_MAX_MESSAGE_CHARS]
    kind = kind_of_event(text)
    if not kind:
        found = _workload(context, text) or _refused_object(context, text) or _image(context, text)
        return Resolution(candidates=found)
    name = _name_of(text, kind) or _described(context)
    manifests = without_tests(context.index.named(Manifest, kind))
    if not manifests:
        return Resolution(notes=[f"the chart does not create any {kind}"])
    found = [_candidate(context, manifest, name) for manifest in manifests]
    pod = _POD.search(text)
    if pod is not None and all(c.score <= weights.MANIFEST for c in found):
        # An object of another name is one's own: what the pod has in its place is meant.
        found = [_candidate(context, manifest, pod[1]) for manifest in manifests]
    return Resolution(candidates=found if name else deciding(found))


def _name_of(text: str, kind: str) -> str:
    """Return the name of the first object of a kind that a text names, empty if it names none."""
    found = _OBJECT.search(text)
    while found is not None and _KINDS[found[1].lower()] != kind:
        found = _OBJECT.search(text, found.start() + 1)
    return found[2] if found is not None else ""


def _described(context: LocateContext) -> str:
    """Return the name of the object that `kubectl describe` tells of, where that was pasted."""
    found = _DESCRIBED.search(context.pasted[:_MAX_MESSAGE_CHARS])
    return found[1] if found is not None else ""


def _object_in(text: str) -> _Named | None:
    found = _OBJECT.search(text)
    return _Named(_KINDS[found[1].lower()], found[2]) if found else None


def _name_suffix(context: LocateContext, manifest: Manifest) -> str:
    """Return the suffix of an object's name (`ssrf-proxy`), which follows the release's name.

    The helper that its template calls appends it.
    """
    first, last = manifest.line, manifest.line + _MAX_NAME_LINES
    named = manifest.object or context.sources.text(manifest.repo, manifest.path, first, last)
    component = _COMPONENT.search(named)
    if not component:
        printed = _PRINTED.search(named)
        return printed[1] if printed else ""
    for helper in context.index.named(Symbol, component[0]):
        source = context.sources.text(helper.repo, helper.path, helper.line, helper.end_line)
        suffix = _NAME_SUFFIX.search(source)
        if helper.repo == manifest.repo and suffix:
            return suffix[1]
    return component[1].lower()


def _candidate(context: LocateContext, manifest: Manifest, name: str) -> Candidate:
    """Return the candidate of a template for an object of a name, which may be unknown."""
    plain = _SEPARATORS.sub("", name.lower())
    suffix = _SEPARATORS.sub("", _name_suffix(context, manifest))
    score = weights.MANIFEST
    if suffix and plain:
        score += _name_bits(plain, suffix)
    return Candidate(
        fact=manifest,
        score=score,
        confidence="medium",
        why=(f"the chart creates its {manifest.name} here",),
    )


def _name_bits(name: str, suffix: str) -> float:
    """Return the bits of an object's name for the component whose names have a suffix."""
    if suffix not in name:
        return weights.MANIFEST_OTHER_NAME
    return weights.MANIFEST_NAME + weights.MANIFEST_NAME_CHAR * len(suffix)


def names_chart(context: LocateContext, text: str) -> bool:
    """Return whether a text has the chart's own name, as the names of its objects do.

    That is Helm's custom, unless a release overrides it.
    """
    for file in context.files_of_chart("Chart.yaml"):
        lines = context.sources.lines(file.repo, file.path)
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("name:")]
        if any(name in text for name in names if name):
            return True
    return False


def _workload(context: LocateContext, text: str) -> list[Candidate]:
    """Return the Deployment of the pod that an event is about, found by the name of the pod, else
    by that of its container or by the port that is probed.
    """
    if not any(trouble in text for trouble in TROUBLES):
        return []
    return _by_pod(context, text) or deciding(_by_container(context, text))


def _by_pod(context: LocateContext, text: str) -> list[Candidate]:
    """Return the Deployment of a pod; pods of another chart may have such names, too."""
    pod = _POD.search(text)
    if not pod:
        return []
    confidence: Confidence = "medium" if names_chart(context, text) else "low"
    candidates = []
    for manifest in without_tests(context.index.named(Manifest, "Deployment")):
        suffix = _name_suffix(context, manifest)
        if pod[1].endswith(f"-{suffix}"):
            why = f"the chart creates pods with names ending in {suffix} here"
            score = weights.MANIFEST + weights.WORKLOAD_NAME_CHAR * len(suffix)
            candidates.append(
                Candidate(fact=manifest, score=score, confidence=confidence, why=(why,))
            )
    return candidates


def _by_container(context: LocateContext, text: str) -> Iterator[Candidate]:
    """Yield the workloads with a container of a name, or with one that listens on a port."""
    names = set(_CONTAINER.findall(text))
    probed = _PROBED.search(text) if "probe failed" in text else None
    for kind in ("Deployment", "StatefulSet"):
        for manifest in without_tests(context.index.named(Manifest, kind)):
            why = ""
            if name := next((name for name in manifest.containers if name in names), ""):
                why = f"the chart has a container {name} here"
            elif probed and not names and _listens(context, manifest, probed[1]):
                why = f"the chart has a container that listens on {probed[1]} here"
            if why:
                yield Candidate(fact=manifest, score=weights.MANIFEST, confidence="low", why=(why,))


def _listens(context: LocateContext, manifest: Manifest, port: str) -> bool:
    lines = context.sources.lines(manifest.repo, manifest.path)
    own = lines[manifest.line - 1 : manifest.end_line]
    return any(line.strip(" -") == f"containerPort: {port}" for line in own)


def _refused_object(context: LocateContext, text: str) -> list[Candidate]:
    """Return the template of a rejected object, found by the object's name alone: a guess, as names
    repeat.
    """
    named = _object_in(text) if any(refusal in text for refusal in REFUSALS) else None
    if named is None or not names_chart(context, text):
        return []
    manifests = without_tests(context.index.named(Manifest, named.kind))
    found = [_candidate(context, manifest, named.name) for manifest in manifests]
    return deciding(c for c in found if c.score > weights.MANIFEST)


def _image(context: LocateContext, text: str) -> list[Candidate]:
    """Return where an image that cannot be pulled is named: in the chart's values, and in Compose's
    file.
    """
    found = _IMAGE.search(text)
    if not found:
        return []
    # Kubernetes says `pull image "x"`, Docker `denied for x`.
    in_cluster = "image" in found[0]
    for image in (found[1], *_elsewhere(found[1])):
        places = _places_of_image(context, image, in_cluster=in_cluster)
        if places:
            return places
    return []


def _elsewhere(image: str) -> Iterator[str]:
    """Yield the names that an image of a registry of one's own has elsewhere: without the host and
    the projects of the registry, and of Dify's own that of its maker.
    """
    host, _, rest = image.partition("/")
    if any(mark in host for mark in ".:"):
        parts = rest.split("/")
        yield from ("/".join(parts[first:]) for first in range(max(len(parts) - 1, 1)))
        name = base_name_of(rest)
        if release_of(name):
            yield f"{_MAKER}/{name}"


def _places_of_image(context: LocateContext, image: str, *, in_cluster: bool) -> list[Candidate]:
    why = f"the image {image} is set here"
    compose = weights.IMAGE_IN_OTHER_FILE if in_cluster else weights.IMAGE_OF_COMPOSE
    in_chart = _lines_naming(context, CHART, "values.yaml", f"repository: {image}")
    in_compose = _lines_naming(context, "dify", "docker-compose.yaml", f"image: {image}")
    places = [(weights.IMAGE_IN_CHART, in_chart, in_cluster), (compose, in_compose, False)]
    return [
        Candidate(
            fact=_value_at(context, line),
            score=score,
            confidence="low",
            why=(why,),
            decides=decides,
        )
        for score, lines, decides in places
        for line in lines
    ]


def _value_at(context: LocateContext, line: Symbol) -> Fact:
    """Return the value that a line of a chart's values sets, else the line."""
    values = context.index.in_file(line.repo, line.path, ConfigUse)
    return next((v for v in values if v.line == line.line == v.end_line), line)


def _lines_naming(context: LocateContext, repo: str, base: str, entry: str) -> Iterator[Symbol]:
    """Yield the first line of each file of that name that has an entry, with or without a tag."""
    for file in context.index.files(base=base, repo=repo):
        for number, line in enumerate(context.sources.lines(file.repo, file.path), 1):
            if f"{line.strip()}:".startswith(f"{entry}:"):
                yield point_at(None, file.repo, file.path, number)
                break
