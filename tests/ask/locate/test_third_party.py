"""Lines of other projects are refused, and their owner is named."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import pytest

from tests.ask.locate_workspace import Ask


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        (
            "docker-api-1 | ERROR [flask_migrate] Error: Can't locate revision identified by '08ec'",
            "Alembic",
        ),
        (
            'db-1 | 2025-05-22 02:57:35.123 UTC [55] ERROR:  relation "x" does not exist',
            "PostgreSQL",
        ),
        ("ChunkLoadError: Loading chunk 5983 failed.", "Next.js"),
        (
            "2026-05-26 13:22:40.889 INFO [GraphWorker-1] [some_node.py:227] abcdef0123 - suspended",
            "graphon",
        ),
        (
            "db-1 | FATAL:  remaining connection slots are reserved for roles with SUPERUSER",
            "PostgreSQL",
        ),
        ("1:M 22 Nov 2025 10:00:00.000 * Background saving terminated with success", "Redis"),
        (
            '{"action":"grpc_startup","level":"info","msg":"grpc server listening","time":"2026-05-26T13:22:40Z"}',
            "Weaviate",
        ),
        ("2026-05-26T13:22:40.123456Z  INFO qdrant::settings: Loaded config", "Qdrant"),
        ("[2025-08-13 09:15:34,105: INFO/MainProcess] celery@4f6a ready.", "Celery"),
        ("[2025-08-13 09:15:34 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:77)", "Gunicorn"),
        (" * Running on http://127.0.0.1:5001", "Werkzeug"),
        ("INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)", "Uvicorn"),
        (
            "May 22 02:57:35 node1 containerd[812]: cleaning up after shim disconnected",
            "containerd",
        ),
        ("/docker-entrypoint.sh: Configuration complete; ready for start up", "nginx"),
        ("ERROR: Could not find a version that satisfies the requirement x==9", "pip"),
        (
            "Unchecked runtime.lastError: The message port closed before a response was received.",
            "browser",
        ),
        ("x ⨯ [TypeError: fetch failed] { code: 'ENOTFOUND' }", "Next.js"),
        (
            "/app/api/.venv/lib/python3.12/site-packages/celery/platforms.py:829: SecurityWarning: root",
            "celery",
        ),
        (
            "dify-audit-5f7 | 2026-05-26T13:22:40Z ERROR audit/consumer.go:51 failed to write",
            "Enterprise",
        ),
        ("The quick brown fox", ""),
        (
            'dify-enterprise-1  | {"level":"error","ts":1.5,"caller":"license/check.go:3","msg":"license expired"}',
            "Enterprise",
        ),
        ("[pod/my-plugin-manager-7c9f8d6b5-x2x4q/manager] something happened", "Enterprise"),
        (
            "Uncaught TypeError: Cannot read properties of undefined (reading 'length')",
            "JavaScript engine",
        ),
    ],
)
def test_lines_from_elsewhere_are_refused_and_their_owner_named(
    ask: Ask, line: str, owner: str
) -> None:
    finding = ask(line)
    assert finding.confidence in ("low", "none")
    assert any(owner in note for note in finding.notes)
