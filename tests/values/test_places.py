"""Where a chart has a value that stands at a path which it does not have."""

from __future__ import annotations

import pytest

from ctxkit.values.places import Places

PATHS = (
    "vectorDB.externalQdrant.endpoint",
    "vectorDB.externalQdrant.apiKey",
    "vectorDB.externalMilvus.uri",
    "mail.smtp.server",
    "api.auth.apiKey",
    "sandbox.auth.key",
    "api.service.port",
    "web.service.port",
    "plugin_daemon.replicas",
)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("externalQdrant.endpoint", "vectorDB.externalQdrant.endpoint"),
        ("api.externalQdrant.endpoint", "vectorDB.externalQdrant.endpoint"),
        ("a.b.externalQdrant.endpoint", "vectorDB.externalQdrant.endpoint"),
        ("external_qdrant.endpoint", "vectorDB.externalQdrant.endpoint"),
        ("smtp.server", "mail.smtp.server"),
        ("pluginDaemon.replicas", "plugin_daemon.replicas"),
        # a part that stands in several places says nothing, nor does a value's name alone
        ("proxy.service.port", ""),
        ("redis.auth.apiKey", ""),
        ("endpoint", ""),
        ("externalS3.endpoint", ""),
        ("externalQdrant.url", ""),
        ("vectorDB.externalQdrant.endpoint", ""),
        ("", ""),
        (".", ""),
        (".".join("x" * 10_000), ""),
    ],
)
def test_the_place_of_a_value(path: str, place: str) -> None:
    assert Places(PATHS).of(path) == place


def test_a_chart_without_values() -> None:
    assert Places(()).of("a.b") == ""
