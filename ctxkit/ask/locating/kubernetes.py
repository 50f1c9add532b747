"""Kubernetes events and Helm errors -> the chart template that makes the object. Not here: other lines of a cluster."""

# ruff: noqa: E501 - tables read best with a row on a line

from __future__ import annotations

from ctxkit.ask.locating.leads import Asked, Lead, point_at
from ctxkit.logline.lazy import LazyPattern
from ctxkit.model import ConfigUse, Manifest, Symbol

_ABOUT: tuple[tuple[LazyPattern, str], ...] = (
    (LazyPattern(r"persistent ?volumes? to bind|unbound immediate PersistentVolumeClaim|persistentvolumeclaim \"?[\w.-]+|no persistent volumes available|waiting for first consumer",
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
    r"(?i)\b(deployment|statefulset|service|configmap|secret|ingress|job|persistentvolumeclaim|serviceaccount)s?(?:\.[\w.]{1,60})? ?[/ ]\"?([a-z0-9][a-z0-9.-]{2,250})"
)
_POD = LazyPattern(
    r"\b([a-z][a-z0-9-]{2,120})-(?:[a-f0-9]{8,10}|[bcdf-hj-np-tv-z2-9]{8,10})-[bcdf-hj-np-tv-z2-9]{5}(?![a-z0-9-])"
)
"""A pod that a Deployment made: its name, the template's hash, five letters of Kubernetes' own alphabet."""

_TROUBLE = (
    "Back-off", "BackOff", "probe failed", "OOMKilled", "Evicted", "FailedMount", "FailedScheduling", "FailedCreate", "Failed to pull",
    "ErrImagePull", "CrashLoop", "SetUp failed", "Multi-Attach", "Unhealthy", "CreateContainer", "RunContainerError", "Error syncing pod",
)  # fmt: skip
_DATA = LazyPattern(
    r"\b(ConfigMap|Secret|Deployment|StatefulSet)(?:\.v1)?\.(?:data|stringData|spec)[\w.\[\]]{0,80}\.([A-Za-z_]\w{1,100})\b"
)
"""What Kubernetes refuses in an object: `ConfigMap.data.CONSOLE_URL`."""

_COMPONENT = LazyPattern(r"dify\.(\w{2,40})\.(?:full)?name")
_END = LazyPattern(r"\}\}-([a-z][a-z0-9-]{0,60})\s", hint="}}-")
_PLAIN = LazyPattern(r"[^a-z0-9]+")
_FRAME = LazyPattern(
    r"(?:template: |parse error at \(|error converting YAML to JSON in )([\w./-]{3,200}\.(?:tpl|ya?ml|txt)):(\d{1,6})(?::\d{1,6})?\)?(?::? executing \"([\w./-]{1,200})\")?",
    hint="template: |parse error at|converting YAML",
)
_KINDS = {
    "deployment": "Deployment", "statefulset": "StatefulSet", "service": "Service", "configmap": "ConfigMap", "secret": "Secret",
    "ingress": "Ingress", "job": "Job", "persistentvolumeclaim": "PersistentVolumeClaim", "serviceaccount": "ServiceAccount",
}  # fmt: skip


def resolve_object(asked: Asked) -> list[Lead]:
    """Return the templates that make an object of the kind that the event is about."""
    text = asked.event.line.message[:4_000]
    frames = _template_frames(asked, text)
    if frames:
        return frames
    refused = _refused_values(asked, text)
    if refused:
        return refused
    kind = ""
    for pattern, name in _ABOUT:
        found = pattern.search(text)
        if found:
            kind = name or found[1]
            break
    if not kind:
        return _workload(asked, text)
    named = _OBJECT.search(text)
    wanted = named[2] if named and _KINDS.get(named[1].lower()) == kind else ""
    manifests = [m for m in asked.index.named(Manifest, kind) if not m.test]
    if not manifests:
        asked.notes.append(f"the chart makes no {kind}")
    return [_lead(asked, m, kind, wanted) for m in manifests]


def _name_end(asked: Asked, manifest: Manifest) -> str:
    """Return how the object's name ends (`ssrf-proxy`), which the helper that its template calls puts behind the release."""
    component = _COMPONENT.search(manifest.object)
    if not component:
        return ""
    for helper in asked.index.named(Symbol, component[0]):
        end = _END.search(asked.sources.text(helper.repo, helper.path, helper.line, helper.end_line))
        if helper.repo == manifest.repo and end:
            return end[1]
    return component[1].lower()


def _lead(asked: Asked, manifest: Manifest, kind: str, wanted: str) -> Lead:
    """The object's name ends in the component's (`my-release-plugin-daemon`), whose helper the template calls."""
    name = _PLAIN.sub("", wanted.lower())
    own = _PLAIN.sub("", _name_end(asked, manifest))
    fits = 2.0 + len(own) / 2 if own and own in name else -3.0 if own and name else 0.0
    return Lead(fact=manifest, score=34.0 + fits, sure="medium", why=(f"the chart makes its {kind} here",))


def _workload(asked: Asked, text: str) -> list[Lead]:
    """Return the Deployment of the pod that an event is about; another chart's pods may bear such names, too."""
    pod = _POD.search(text) if any(sign in text for sign in _TROUBLE) else None
    if not pod or "dify" not in text:
        return []
    leads = []
    for manifest in asked.index.named(Manifest, "Deployment"):
        end = _name_end(asked, manifest)
        if end and not manifest.test and pod[1].endswith(f"-{end}"):
            why = f"the chart makes the pods whose names end in {end} here"
            leads.append(Lead(fact=manifest, score=34.0 + len(end) / 10, sure="medium", why=(why,)))
    return leads


def _refused_values(asked: Asked, text: str) -> list[Lead]:
    """Return where the chart renders the keys whose values Kubernetes refuses."""
    leads: list[Lead] = []
    for found in list(_DATA.finditer(text))[:6]:
        uses = [
            u for u in asked.index.keyed(found[2]) if isinstance(u, ConfigUse) and u.repo == "dify-helm" and not u.test
        ]
        for use in [u for u in uses if u.role == "renders" and found[2] in (u.name, u.target)][:3]:
            why = f"the chart renders {found[2]} here"
            leads.append(Lead(fact=use, score=40.0 - len(leads), sure="medium", why=(why,)))
    return leads


def _template_frames(asked: Asked, text: str) -> list[Lead]:
    """Helm says where in which template it failed, outermost first, as a stack does."""
    leads: list[Lead] = []
    for found in list(_FRAME.finditer(text))[-8:]:
        path, number, name = found[1], int(found[2]), found[3] or ""
        inner = path.partition("/")[2]
        for file in asked.index.files(base=path.rpartition("/")[2], repo="dify-helm"):
            if not file.path.endswith(f"/{inner}") or file.test:
                continue
            defines = [
                s for s in asked.index.in_file(file.repo, file.path, Symbol) if isinstance(s, Symbol) and s.name == name
            ]
            inside = not defines or any(s.line <= number <= s.end_line for s in defines)
            line = number if inside else defines[0].line
            fact = point_at(defines[0] if defines else None, file.repo, file.path, line)
            told = "" if inside else f", which has moved in this version (Helm says line {number})"
            leads.append(
                Lead(fact=fact, score=40.0 + len(leads), sure="medium", why=(f"Helm failed in {name or inner}{told}",))
            )
    return leads
