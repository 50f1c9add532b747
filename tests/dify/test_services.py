"""Services that Dify works with, and their roles."""

from __future__ import annotations

from ctxkit.dify.service_names import renamed_service
from ctxkit.dify.services import (
    DATABASES,
    SERVICE_CHOICES,
    database_of,
    is_scheduler,
    switch_of_service,
)


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


def test_the_database_that_a_type_selects() -> None:
    selected = {kind: database_of(kind) for kind in ("mysql", "", "other")}
    services = {kind: row.service if row is not None else "" for kind, row in selected.items()}
    assert services == {"mysql": "db_mysql", "": "db_postgres", "other": ""}


def test_the_switch_of_a_service() -> None:
    assert switch_of_service("api_websocket") == "ENABLE_COLLABORATION_MODE"
    assert switch_of_service("api") == ""


def test_a_service_that_was_renamed() -> None:
    assert renamed_service("DB") == "db_postgres"
    assert renamed_service("redis") == ""
