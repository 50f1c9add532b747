"""What a chart says of a component whose code is not public."""

from __future__ import annotations

from pathlib import Path

from ctxkit.ask.locate.locate import locate
from ctxkit.dify.closed_components import ClosedComponent, closed_part
from ctxkit.settings.closed_parts import ClosedPart, closed_part_of
from tests.settings.sources import source_index

VALUES = """\
enterprise: {image: {repository: langgenius/dify-enterprise, tag: "9.9"}}
enterpriseAudit:
  enabled: true
  image:
    repository: registry.example.com/team/dify-audit
    tag: "0.1.2"
  replicas: 2
  readinessProbe: {httpGet: {path: /healthz, port: 8099}}
  resources: {}
  mq: {interval: "5s", wait: "9s"}
  server: "60s"
api: {image: {repository: langgenius/dify-api, tag: "1.14.0"}}
"""
LINE = "dify-enterprise-audit-6b8f9c7d5-x2x4q | 2026-05-26T13:22:40Z ERROR cannot write"


def component(part: str) -> ClosedComponent:
    found = closed_part(part)
    assert found
    return found


def asked(folder: Path, part: str, values: str = VALUES) -> ClosedPart:
    opened = source_index(folder, {"dify-helm charts/dify/values.yaml": values})
    return closed_part_of(opened.index, opened.sources, component(part))


def test_the_chart_says_image_ports_and_settings(tmp_path: Path) -> None:
    assert asked(tmp_path, "enterpriseAudit") == ClosedPart(
        component=component("enterpriseAudit"),
        ports=(8083, 8099),
        image="registry.example.com/team/dify-audit:0.1.2",
        settings=(
            "enterpriseAudit.mq.interval",
            "enterpriseAudit.mq.wait",
            "enterpriseAudit.server",
        ),
        place="dify-helm charts/dify/values.yaml:2",
    )


def test_without_the_part_there_is_what_is_known_anyway(tmp_path: Path) -> None:
    found = asked(tmp_path, "gateway")
    assert (found.ports, found.image, found.settings, found.place) == ((80,), "", (), "")
    assert found.words.startswith(
        "gateway of the Enterprise chart; port 80; logs JSON lines of Cad"
    )


def test_many_settings_are_counted(tmp_path: Path) -> None:
    values = "plugin_manager:\n" + "".join(f"  v{number}: 1\n" for number in range(8))
    words = asked(tmp_path, "plugin_manager", values).words
    assert "settings v0, v1, v2, v3, v4 and 3 more" in words


def test_a_line_of_it_is_answered_with_that(tmp_path: Path) -> None:
    opened = source_index(tmp_path, {"dify-helm charts/dify/values.yaml": VALUES})
    bundle = locate(opened.index, opened.sources, LINE)
    assert bundle.confidence == "none"
    assert bundle.notes[0] == (
        "the line was written by the audit service, a closed component of Dify Enterprise, "
        "which is not in the indexed repositories"
    )
    assert "image registry.example.com/team/dify-audit:0.1.2; ports 8083, 8099" in bundle.notes[1]


def test_a_line_about_it_is_not_its_own(tmp_path: Path) -> None:
    opened = source_index(tmp_path, {"dify-helm charts/dify/values.yaml": VALUES})
    bundle = locate(
        opened.index, opened.sources, "dial tcp: lookup dify-plugin-connector-svc on 10.0.0.10:53"
    )
    assert not [note for note in bundle.notes if "closed component" in note]
