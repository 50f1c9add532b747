"""Kubernetes events lead to the chart's templates."""

from __future__ import annotations

from tests.ask.locate_workspace import VALUES, Ask, first, place, places


def test_events_of_a_cluster_lead_to_the_chart(ask: Ask) -> None:
    finding = ask('FailedMount: persistentvolumeclaim "dify-plugin-daemon" not found')
    assert places(finding)[0][0] == "charts/dify/templates/pvc.yaml"


def test_an_image_that_cannot_be_pulled_is_named_in_the_values(ask_services: Ask) -> None:
    assert first(
        ask_services('Failed to pull image "example/letter-box:9": rpc error: code = NotFound')
    ) == place(VALUES, "example/")
