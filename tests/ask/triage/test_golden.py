"""Whole reports on the logs of an hour in which much goes wrong, as `golden/triage/` holds them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import ctxkit
from ctxkit.api.answers import LogReport
from tests.ask.triage.outage_log import compose_log, kubernetes_log
from tests.conftest import assert_golden


@pytest.fixture
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "compose.log").write_bytes(compose_log().encode())
    (tmp_path / "kubernetes.log").write_bytes(kubernetes_log().encode())
    monkeypatch.chdir(tmp_path)  # reports name the files as they were given


def assert_report(name: str, found: LogReport) -> None:
    assert_golden(f"triage/{name}.txt", found.text())
    text = json.dumps(found.to_dict(), indent=1, ensure_ascii=False)
    assert_golden(f"triage/{name}.json", text + "\n")


@pytest.mark.usefixtures("logs")
def test_compose(demo_workspace: ctxkit.Workspace) -> None:
    assert_report("compose", demo_workspace.triage("compose.log"))


@pytest.mark.usefixtures("logs")
def test_kubernetes(demo_workspace: ctxkit.Workspace) -> None:
    assert_report("kubernetes", demo_workspace.triage("kubernetes.log"))


@pytest.mark.usefixtures("logs")
def test_both_logs_with_any_number_of_processes(demo_workspace: ctxkit.Workspace) -> None:
    one, three = (
        demo_workspace.triage("compose.log", "kubernetes.log", jobs=jobs) for jobs in (1, 3)
    )
    assert one.to_dict() == three.to_dict()
    assert_golden("triage/both.txt", three.text())
    assert_golden("triage/both-bundle.md", three.bundle().markdown)


@pytest.mark.usefixtures("logs")
def test_no_report_contains_a_secret_of_the_log(demo_workspace: ctxkit.Workspace) -> None:
    found = demo_workspace.triage("compose.log", "kubernetes.log")
    secrets = ("Rd-Cobalt-Fern-19", "Pg-Plum-Orbit-77", "sk-9f8e7d6c5b4a39281706f5e4d3c2b1a0")
    text = compose_log()
    assert [secret for secret in secrets if secret not in text] == []
    forms = (found.text(top=500), json.dumps(found.to_dict()), found.bundle().markdown)
    assert [secret for secret in secrets if any(secret in form for form in forms)] == []
