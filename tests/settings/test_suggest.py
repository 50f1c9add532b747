from __future__ import annotations

import pytest

from ctxkit.settings.suggest import nearest

NAMES = [
    "LOG_LEVEL", "LOG_FILE", "DB_LOG_LEVEL", "PLUGIN_DAEMON_KEY", "PLUGIN_DAEMON_TIMEOUT", "PLUGIN_DAEMON_URL",
    "MAX_SERVERLESS_RETRY_TIMES", "REDIS_PASSWORD", "REDIS_HOST", "WORKFLOW_MAX_EXECUTION_TIME", "CELERY_WORKER_CLASS",
    "api.logLevel", "PROMPT_GENERATION_MAX_TOKENS",
]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("LOG_LEVL", "LOG_LEVEL"),
        ("LOG_LVL", "LOG_LEVEL"),
        ("PLUGIN_DAEMON_TMOUT", "PLUGIN_DAEMON_TIMEOUT"),
        ("REDIS_PASSWD", "REDIS_PASSWORD"),
        ("CODE_GENERATION_MAX_TOKENS", "PROMPT_GENERATION_MAX_TOKENS"),
        ("api.log_levels", "api.logLevel"),
    ],
)
def test_slips_and_other_endings(asked: str, first: str) -> None:
    assert nearest(asked, NAMES)[0] == first


@pytest.mark.parametrize(
    ("asked", "names", "first"),
    [
        (
            "CELERY_WORKER_COUNT",
            ["CELERY_WORKER_CLASS", "CELERY_WORKER_AMOUNT"],
            "CELERY_WORKER_AMOUNT",
        ),
        ("QDRANT_HOST", ["QDRANT_API_KEY", "QDRANT_URL"], "QDRANT_URL"),
        ("DB_USER", ["DB_PASSWORD", "DB_USERNAME"], "DB_USERNAME"),
        ("LOG_LEVLE", ["api.logLevel", "log_level", "LOG_LEVEL"], "LOG_LEVEL"),
        ("api.logLevels", ["LOG_LEVEL", "api.logLevel"], "api.logLevel"),
    ],
)
def test_words_of_one_meaning_and_names_of_the_kind_asked_for_come_first(
    asked: str, names: list[str], first: str
) -> None:
    assert nearest(asked, names)[0] == first


def test_rare_words_in_common_count_wherever_they_stand() -> None:
    found = nearest("PLUGIN_DAEMON_RETRY_TIMES", NAMES)[:5]
    assert {"MAX_SERVERLESS_RETRY_TIMES", "PLUGIN_DAEMON_KEY", "PLUGIN_DAEMON_TIMEOUT"} <= set(
        found
    )


def test_words_that_begin_alike_are_not_alike() -> None:
    assert "CELERY_WORKER_CLASS" not in nearest("WORKFLOW_TIMEOUT", NAMES)


def test_nothing_is_near_nonsense() -> None:
    assert nearest("xyzzy", NAMES) == nearest("", NAMES) == []


def test_a_name_that_ends_alike_is_nearer_than_one_that_begins_alike() -> None:
    names = [
        "HTTP_REQUEST_NODE_SSL_VERIFY",
        "HTTP_REQUEST_MAX_READ_TIMEOUT",
        "HTTP_REQUEST_NODE_MAX_TEXT_SIZE",
    ]
    assert nearest("HTTP_REQUEST_NODE_TIMEOUT", names)[0] == "HTTP_REQUEST_MAX_READ_TIMEOUT"
