"""The nearest real names, and how near words are."""

from __future__ import annotations

import pytest

from ctxkit.settings.suggest import _similar_words, nearest
from ctxkit.text.synonyms import name_synonyms

NAMES = [
    "LOG_LEVEL",
    "LOG_FILE",
    "DB_LOG_LEVEL",
    "PLUGIN_DAEMON_KEY",
    "PLUGIN_DAEMON_TIMEOUT",
    "PLUGIN_DAEMON_URL",
    "MAX_SERVERLESS_RETRY_TIMES",
    "REDIS_PASSWORD",
    "REDIS_HOST",
    "WORKFLOW_MAX_EXECUTION_TIME",
    "CELERY_WORKER_CLASS",
    "api.logLevel",
    "PROMPT_GENERATION_MAX_TOKENS",
]


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


@pytest.mark.parametrize(("word", "others"), sorted(name_synonyms().items()))
def test_words_that_people_confuse_are_near(word: str, others: set[str]) -> None:
    near = _similar_words(word, [word, *others])
    assert near[word] == 1.0
    assert set(near) == {word, *others}


@pytest.mark.parametrize(
    ("word", "other", "likeness"),
    [
        ("level", "level", 1.0),
        ("retries", "retry", 0.9),
        ("max", "maximum", 0.5),
        ("conf", "config", 0.75),
        ("config", "conf", 0.75),
        ("con", "config", None),
        ("config", "con", None),
        ("credential", "credents", 0.6),
        ("authorize", "authority", 0.6),
        ("auth", "autx", 0.75),
        ("levl", "level", 0.75),
        ("lveel", "level", 0.75),
        ("lev", "leb", None),
        ("level", "labels", None),
        ("timeouts", "tmeout", 0.75),
        ("lvl", "level", 0.75),
        ("lvl", "evil", None),
        ("msg", "message", 0.75),
        ("db", "dob", None),
        ("bevel", "level", 0.75),
        ("retries", "entry", None),
    ],
)
def test_how_near_words_are(word: str, other: str, likeness: float | None) -> None:
    assert _similar_words(word, [other]).get(other) == likeness


def test_names_of_one_fold_are_offered_once_and_eight_are_enough() -> None:
    names = [f"LOG_LEVEL_{n}" for n in range(20)] + ["log-level", "LOG_LEVEL"]
    found = nearest("LOG_LEVEL", names)
    assert found[0] == "LOG_LEVEL"
    assert "log-level" not in found
    assert len(found) == 8
    assert len(nearest("LOG_LEVEL", names, limit=3)) == 3


@pytest.mark.parametrize(
    ("asked", "better", "worse"),
    [
        ("A_RETRY_TIMES", "X_RETRY_TIMES", "RETRY_X_TIMES"),
        ("RETRY_TIMES", "RETRY_LIMIT", "LIMIT_RETRY"),
        ("RETRY_TIMES", "LIMIT_TIMES", "TIMES_LIMIT"),
        ("RETRY", "RETRY_X", "RETRY_X_Y"),
        ("retry.times", "retry.limit", "RETRY_CEIL"),
        ("retry_times", "retry_limit", "RETRY_CEIL"),
        ("RETRY_TIMES", "RETRY_LIMIT", "retry_ceil"),
    ],
)
def test_what_makes_a_name_nearer(asked: str, better: str, worse: str) -> None:
    found = nearest(asked, [worse, better, "OTHER", "NAMES", "OF_THINGS"])
    assert found.index(better) < found.index(worse)


def test_names_that_share_too_little_are_not_offered() -> None:
    names = ["ALPHA_COMMON", *(f"COMMON_{n}" for n in range(30))]
    assert nearest("BETA_GAMMA_DELTA_COMMON", names) == []
    assert nearest("BETA_COMMON", ["COMMON_A", "OTHER"])
