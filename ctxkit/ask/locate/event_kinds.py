"""The kinds of objects that events of a cluster are about, by their words.

Not here: which template makes the object (`kubernetes.py`).
"""

# ruff: noqa: E501 - patterns and samples stay whole

from __future__ import annotations

from msgspec import Struct

from ctxkit.logline.patterns import LazyPattern


class EventKind(Struct, frozen=True, kw_only=True):
    """A pattern for the text of an event, and the kind of the object that it is about.

    The kind is empty where it is the pattern's first group.
    """

    pattern: LazyPattern
    kind: str
    samples: tuple[str, ...]


EVENT_KINDS: tuple[EventKind, ...] = (
    EventKind(
        pattern=LazyPattern(
            r"persistent ?volumes? to bind|unbound immediate PersistentVolumeClaim|persistentvolumeclaim[ /]\"?[\w.-]+|no persistent volumes available|waiting for first consumer",
            hint="olume|first consumer",
        ),
        kind="PersistentVolumeClaim",
        samples=(
            "0/3 nodes are available: didn't find available persistent volumes to bind",
            "pod has unbound immediate PersistentVolumeClaims",
            'persistentvolumeclaim "dify-plugin-daemon" not found',
            "no persistent volumes available for this claim",
            "waiting for first consumer to be created before binding",
        ),
    ),
    EventKind(
        pattern=LazyPattern(
            r"configmaps? \"[\w.-]+\" not found|configmap references non-existent", hint="configmap"
        ),
        kind="ConfigMap",
        samples=(
            'configmap "dify-api" not found',
            "configmap references non-existent config key: nginx.conf",
        ),
    ),
    EventKind(
        pattern=LazyPattern(
            r"\bSecretStore\b|(?i:\bexternalsecrets?/)|\bExternalSecret [\w.-]{1,63}/[\w.-]{1,253}: (?:error|could not|failed)",
            hint="SecretStore|externalsecret|ExternalSecret",
        ),
        kind="ExternalSecret",
        samples=(
            'could not get SecretStore "vault", SecretStore.external-secrets.io "vault" not found',
            "UpdateFailed   externalsecret/dify-api   error retrieving secret store",
            "UpdateFailed ExternalSecret dify/dify-api: error processing spec.data[6], err: Secret does not exist",
        ),
    ),
    EventKind(
        pattern=LazyPattern(
            r"secrets? \"[\w.-]+\" not found|couldn't find key \S+ in Secret", hint="ecret"
        ),
        kind="Secret",
        samples=(
            'secret "dify-api" not found',
            "couldn't find key redis-password in Secret dify/dify-redis",
        ),
    ),
    EventKind(
        pattern=LazyPattern(r"serviceaccount \"[\w.-]+\" not found", hint="serviceaccount"),
        kind="ServiceAccount",
        samples=('error looking up service account dify/x: serviceaccount "x" not found',),
    ),
    EventKind(
        pattern=LazyPattern(r"ingress(?:es)?(?:\.networking\.k8s\.io)? \"", hint="ingress"),
        kind="Ingress",
        samples=('ingresses.networking.k8s.io "dify" is forbidden',),
    ),
    EventKind(
        pattern=LazyPattern(
            r"no matches for kind \"([A-Za-z]{2,60})\"", hint="no matches for kind"
        ),
        kind="",
        samples=('no matches for kind "Deployment" in version "extensions/v1beta1"',),
    ),
    EventKind(
        pattern=LazyPattern(
            r"HorizontalPodAutoscaler|failed to get cpu utilization",
            hint="HorizontalPod|cpu utilization",
        ),
        kind="HorizontalPodAutoscaler",
        samples=(
            "the HorizontalPodAutoscaler was unable to compute the replica count",
            "failed to get cpu utilization: missing request for cpu",
        ),
    ),
)
"""The first kind whose pattern is in the text is meant."""


def kind_of_event(text: str) -> str:
    """Return the kind of the object that an event is about, or an empty string."""
    for row in EVENT_KINDS:
        found = row.pattern.search(text)
        if found:
            return row.kind or str(found[1])
    return ""
