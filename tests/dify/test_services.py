"""Services that Dify works with, and their roles."""

from __future__ import annotations

from ctxkit.dify.services import DATABASES, SERVICE_CHOICES, is_scheduler


def test_schedulers() -> None:
    assert is_scheduler("worker_beat")
    assert is_scheduler("beat")
    assert is_scheduler("workerBeat")
    assert not is_scheduler("worker")


def test_databases_differ_in_all() -> None:
    assert len({row.kind for row in DATABASES}) == len(DATABASES)
    assert len({row.service for row in DATABASES}) == len(DATABASES)
    assert len({row.port for row in DATABASES}) == len(DATABASES)


def test_mail_that_may_work_without_its_settings() -> None:
    assert [row.value for row in SERVICE_CHOICES if not row.certain] == ["resend", "Unstructured"]
