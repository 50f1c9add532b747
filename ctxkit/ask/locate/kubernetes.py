"""Kubernetes events -> the chart template that makes the object.

Not here: what Helm says of the chart (`helm_errors.py`).
"""

# ruff: noqa: E501 - tables read best with a row on a line

from __future__ import annotations

from dataclasses import replace

from ctxkit.ask.locate.candidates import Candidate, LocateContext, point_at
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Manifest, Symbol

_ABOUT: tuple[tuple[LazyPattern, str], ...] = (
    (LazyPattern(r"persistent ?volumes? to bind|unbound immediate PersistentVolumeClaim|persistentvolumeclaim[ /]\"?[\w.-]+|no persistent volumes available|waiting for first consumer",
                 hint="olume|first consumer"), "PersistentVolumeClaim"),
    (LazyPattern(r"configmaps? \"[\w.-]+\" not found|configmap references non-existent", hint="configmap"), "ConfigMap"),
    (LazyPattern(r"secrets? \"[\w.-]+\" not found|couldn't find key \S+ in Secret", hint="ecret"), "Secret"),
    (LazyPattern(r"serviceaccount \"[\w.-]+\" not found", hint="serviceaccount"), "ServiceAccount"),
    (LazyPattern(r"ingress(?:es)?(?:\.networking\.k8s\.io)? \"", hint="ingress"), "Ingress"),
    (LazyPattern(r"no matches for kind \"([A-Za-z]{2,60})\"", hint="no matches for kind"), ""),
    (LazyPattern(r"HorizontalPodAutoscaler|failed to get cpu utilization", hint="HorizontalPod|cpu utilization"), "HorizontalPodAutoscaler"),
)  # fmt: skip
"""What an event says -> the kind of the object that it is about; empty: the pattern's first group."""

_OBJECT = LazyPattern(
    r"(?i)\b(deployment|statefulset|service|configmap|secret|ingress|job|persistentvolumeclaim|serviceaccount)s?(?:\.[\w.]{1,60})? ?[/ ]\"?(?:[a-z0-9-]{1,63}/)?([a-z0-9][a-z0-9.-]{2,250})"
)
_POD = LazyPattern(
    r"\b([a-z][a-z0-9-]{2,120})-(?:[a-f0-9]{8,10}|[bcdf-hj-np-tv-z2-9]{8,10})-[bcdf-hj-np-tv-z2-9]{5}(?![a-z0-9-])"
)
"""A pod that a Deployment made: its name, the template's hash, five letters of Kubernetes' own
alphabet.
"""

_TROUBLE = (
    "Back-off", "BackOff", "probe failed", "OOMKilled", "Evicted", "FailedMount", "FailedScheduling", "FailedCreate", "Failed to pull",
    "ErrImagePull", "CrashLoop", "SetUp failed", "Multi-Attach", "Unhealthy", "CreateContainer", "RunContainerError", "Error syncing pod", "is waiting to start",
)  # fmt: skip
_IMAGE = LazyPattern(
    r"(?:pull(?:ing)? image|manifest for|denied for) \"?([a-z0-9][a-z0-9.-]{0,60}/[a-z0-9][\w.-]{1,80})",
    hint="image|manifest|denied",
)
_COMPLAINTS = (
    "is invalid: ",
    "cannot be imported into the current release",
    "already exists",
    "field is immutable",
    "is forbidden: ",
)
_NAMED = 34.0  # of a manifest whose object bears the name
_COMPONENT = LazyPattern(r"dify\.(\w{2,40})\.(?:full)?name")
_END = LazyPattern(r"\}\}-([a-z][a-z0-9-]{0,60})\s", hint="}}-")
_PLAIN = LazyPattern(r"[^a-z0-9]+")
_KINDS = {
    "deployment": "Deployment", "statefulset": "StatefulSet", "service": "Service", "configmap": "ConfigMap", "secret": "Secret",
    "ingress": "Ingress", "job": "Job", "persistentvolumeclaim": "PersistentVolumeClaim", "serviceaccount": "ServiceAccount",
}  # fmt: skip


def resolve_object(asked: LocateContext) -> list[Candidate]:
    """Return the templates that make an object of the kind that the event is about."""
    text = asked.event.line.message[:4_000]
    kind = ""
    for pattern, name in _ABOUT:
        found = pattern.search(text)
        if found:
            kind = name or found[1]
            break
    if not kind:
        return _workload(asked, text) or _named_object(asked, text) or _image(asked, text)
    named = _OBJECT.search(text)
    wanted = named[2] if named and _KINDS.get(named[1].lower()) == kind else ""
    manifests = [m for m in asked.index.named(Manifest, kind) if not m.test]
    if not manifests:
        asked.notes.append(f"the chart makes no {kind}")
    return [_lead(asked, m, kind, wanted) for m in manifests]


def _name_end(asked: LocateContext, manifest: Manifest) -> str:
    """Return how the object's name ends (`ssrf-proxy`), which the helper that its template calls
    puts behind the release.
    """
    component = _COMPONENT.search(manifest.object)
    if not component:
        return ""
    for helper in asked.index.named(Symbol, component[0]):
        end = _END.search(
            asked.sources.text(helper.repo, helper.path, helper.line, helper.end_line)
        )
        if helper.repo == manifest.repo and end:
            return end[1]
    return component[1].lower()


def _lead(asked: LocateContext, manifest: Manifest, kind: str, wanted: str) -> Candidate:
    """The object's name ends in the component's (`my-release-plugin-daemon`), whose helper the
    template calls.
    """
    name = _PLAIN.sub("", wanted.lower())
    own = _PLAIN.sub("", _name_end(asked, manifest))
    fits = 2.0 + len(own) / 2 if own and own in name else -3.0 if own and name else 0.0
    return Candidate(
        fact=manifest, score=34.0 + fits, sure="medium", why=(f"the chart makes its {kind} here",)
    )


def _workload(asked: LocateContext, text: str) -> list[Candidate]:
    """Return the Deployment of the pod that an event is about; another chart's pods may bear such
    names, too.
    """
    pod = _POD.search(text) if any(sign in text for sign in _TROUBLE) else None
    if not pod or "dify" not in text:
        return []
    leads = []
    for manifest in asked.index.named(Manifest, "Deployment"):
        end = _name_end(asked, manifest)
        if end and not manifest.test and pod[1].endswith(f"-{end}"):
            why = f"the chart makes the pods whose names end in {end} here"
            leads.append(
                Candidate(fact=manifest, score=34.0 + len(end) / 10, sure="medium", why=(why,))
            )
    return leads


def _named_object(asked: LocateContext, text: str) -> list[Candidate]:
    """Return the template of an object that Kubernetes or Helm complains of by its name alone: a
    guess, as names repeat.
    """
    named = (
        _OBJECT.search(text)
        if any(sign in text for sign in _COMPLAINTS) and "dify" in text
        else None
    )
    if not named:
        return []
    kind = _KINDS[named[1].lower()]
    leads = [
        _lead(asked, m, kind, named[2]) for m in asked.index.named(Manifest, kind) if not m.test
    ]
    return [replace(lead, sure="low") for lead in leads if lead.score > _NAMED]


def _image(asked: LocateContext, text: str) -> list[Candidate]:
    """Return where an image that cannot be pulled is named: in the chart's values, and in Compose's
    file.
    """
    found = _IMAGE.search(text)
    if not found:
        return []
    leads = []
    for base, repo, word, score in (
        ("values.yaml", "dify-helm", "repository:", 36.0),
        ("docker-compose.yaml", "dify", "image:", 37.0),
    ):
        score -= (
            4.0 * (repo == "dify") * ("image" in found[0])
        )  # Kubernetes says `pull image "x"`, Docker `denied for x`
        for file in asked.index.files(base=base, repo=repo):
            for number, line in enumerate(asked.sources.lines(file.repo, file.path), 1):
                if line.lstrip().startswith(word) and f" {found[1]}:" in f"{line.rstrip()}:":
                    fact = point_at(None, file.repo, file.path, number)
                    leads.append(
                        Candidate(
                            fact=fact,
                            score=score,
                            sure="low",
                            why=(f"the image {found[1]} is named here",),
                        )
                    )
                    break
    return leads
