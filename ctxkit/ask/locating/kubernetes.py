"""Kubernetes events and Helm errors -> the chart template that makes the object. Not here: other lines of a cluster."""

# ruff: noqa: E501 - tables read best with a row on a line

from __future__ import annotations

import re

from ctxkit.ask.locating.leads import Asked, Lead
from ctxkit.model import HOLE, Manifest

_ABOUT: tuple[tuple[str, str], ...] = (
    (r"persistent ?volumes? to bind|unbound immediate PersistentVolumeClaim|persistentvolumeclaim \"?[\w.-]+|no persistent volumes available"
     r"|WaitForFirstConsumer|storageclass\.storage\.k8s\.io", "PersistentVolumeClaim"),
    (r"configmaps? \"[\w.-]+\" not found|configmap references non-existent", "ConfigMap"),
    (r"secrets? \"[\w.-]+\" not found|couldn't find key \S+ in Secret", "Secret"),
    (r"serviceaccount \"[\w.-]+\" not found", "ServiceAccount"),
    (r"ingress(?:es)?(?:\.networking\.k8s\.io)? \"", "Ingress"),
    (r"no matches for kind \"([A-Za-z]{2,60})\"", ""),
    (r"HorizontalPodAutoscaler|failed to get cpu utilization", "HorizontalPodAutoscaler"),
)  # fmt: skip
"""What an event says -> the kind of the object that it is about; empty: the pattern's first group."""

_OBJECT = re.compile(
    r"(?i)\b(deployment|statefulset|service|configmap|secret|ingress|job|persistentvolumeclaim|serviceaccount)s?(?:\.[\w.]{1,60})? ?[/ ]\"?([a-z0-9][a-z0-9.-]{2,250})"
)
_KINDS = {
    "deployment": "Deployment", "statefulset": "StatefulSet", "service": "Service", "configmap": "ConfigMap", "secret": "Secret",
    "ingress": "Ingress", "job": "Job", "persistentvolumeclaim": "PersistentVolumeClaim", "serviceaccount": "ServiceAccount",
}  # fmt: skip


def resolve_object(asked: Asked) -> list[Lead]:
    """Return the templates that make an object of the kind that the event is about."""
    text = asked.event.line.message[:4_000]
    kind = ""
    for pattern, name in _ABOUT:
        found = re.search(pattern, text)
        if found:
            kind = name or found[1]
            break
    if not kind:
        return []
    named = _OBJECT.search(text)
    wanted = named[2] if named and _KINDS.get(named[1].lower()) == kind else ""
    manifests = [m for m in asked.index.named(Manifest, kind) if not m.test]
    if not manifests:
        asked.notes.append(f"the chart makes no {kind}")
    return [_lead(m, kind, wanted) for m in manifests]


def _lead(manifest: Manifest, kind: str, wanted: str) -> Lead:
    """The object's name tells which template: its last word is mostly the component's."""
    words = {
        w
        for w in re.split(r"[^a-z0-9]+", f"{manifest.object} {manifest.template}".replace(HOLE, " ").lower())
        if len(w) > 2
    }
    own = {w for w in re.split(r"[^a-z0-9]+", wanted.lower()) if len(w) > 2}
    shared = len(words & own - {"dify", "fullname", "template"})
    plain = 1.0 if manifest.path.count("/") <= 3 else 0.0
    return Lead(
        fact=manifest, score=34.0 + 5.0 * shared + plain, sure="medium", why=(f"the chart makes its {kind} here",)
    )
