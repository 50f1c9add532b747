"""The kinds of objects that events of a cluster are about."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.event_kinds import EVENT_KINDS, kind_of_event


def test_prose_is_no_event() -> None:
    assert kind_of_event("externalsecrets are a nice feature") == ""
    assert kind_of_event("ExternalSecret my-app/letters ready") == ""


def test_the_kinds_of_events() -> None:
    assert [row.kind for row in EVENT_KINDS] == [
        "PersistentVolumeClaim",
        "ConfigMap",
        "ExternalSecret",
        "Secret",
        "ServiceAccount",
        "Ingress",
        "",
        "HorizontalPodAutoscaler",
    ]


@pytest.mark.parametrize(
    ("kind", "sample"), [(row.kind, sample) for row in EVENT_KINDS for sample in row.samples]
)
def test_each_kind_is_known_by_its_samples(kind: str, sample: str) -> None:
    assert kind_of_event(sample) == (kind or "Deployment")


@pytest.mark.parametrize(
    "text",
    [
        "the volumes are bound",
        "the configmap is found",
        "the secret was not found",
        "the ingress is open",
        "no matches for the kind of letter",
        "failed to get memory",
    ],
)
def test_other_words_are_no_event(text: str) -> None:
    assert kind_of_event(text) == ""
