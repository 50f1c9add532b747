"""The closed components of Dify Enterprise, by what names them."""

from __future__ import annotations

import pytest

from ctxkit.dify.closed_components import (
    CLOSED_COMPONENTS,
    closed_container,
    closed_image,
    closed_owner,
    closed_part,
)
from ctxkit.dify.service_names import service_of_container


@pytest.mark.parametrize(
    ("container", "part"),
    [
        ("dify-enterprise-6b8f9c7d5-x2x4q", "enterprise"),
        ("dify-enterprise-audit-6b8f9c7d5-x2x4q", "enterpriseAudit"),
        ("my-dify-enterprise-frontend-0", "enterpriseFrontend"),
        ("dify-crd-controller-1", "plugin_controller"),
        ("plugin_manager", "plugin_manager"),
        ("gateway", ""),
        ("api-gateway", ""),
        ("dify-api-1", ""),
        ("plugin_daemon", ""),
    ],
)
def test_by_container(container: str, part: str) -> None:
    found = closed_container(container)
    assert (found.part if found else "") == part


def test_by_the_path_of_a_value() -> None:
    found = closed_part("enterpriseAudit.scheduler.timeout")
    assert found
    assert found.service == "enterprise_audit"
    assert closed_part("api.enterpriseAudit") is None
    assert closed_part("plugin_daemon.replicas") is None


def test_by_image() -> None:
    found = closed_image("registry.example.com:5000/x/enterprise_gateway:0.14.3")
    assert found
    assert found.part == "gateway"
    assert closed_image("langgenius/dify-api:1.14.0") is None


def test_by_owner() -> None:
    assert [closed_owner(row.owner) for row in CLOSED_COMPONENTS] == list(CLOSED_COMPONENTS)
    assert closed_owner("Redis") is None


def test_containers_have_the_service_of_their_component() -> None:
    for row in CLOSED_COMPONENTS:
        for name in row.names:
            assert service_of_container(f"x-{name}-0") == row.service
