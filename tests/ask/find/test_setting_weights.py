"""What a question asks of settings besides its words, over literals."""

from __future__ import annotations

import pytest

from ctxkit.ask.find.meanings import meanings
from ctxkit.ask.find.setting_weights import Setting, factor_of, owned, request_of
from ctxkit.ask.find.weights import CHOICE_ASKED, OWNER_ASKED, QUEUES_ASKED, UNASKED_CHOICE
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.text.words import stem

QUEUED = {stem("mail"), stem("dataset")}


def places(name: str, *repos: str) -> list[Setting]:
    return [
        ConfigKey(name=name, line=1, end_line=1, origin="pydantic", repo=repo, path="a.py")
        for repo in repos or ("dify",)
    ]


def factor(question: str, name: str, *repos: str) -> float:
    """Return the factor of a setting, without what the words of its name are worth."""
    request = request_of(question, meanings(question), QUEUED)
    return factor_of(name, places(name, *repos), request, said=0.0)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("switch the vector db from weaviate to qdrant", True),
        ("qdrant instead of weaviate", True),
        ("another vector store", True),
        ("qdrant timeout", False),
        ("move the port to 81", False),  # something else is chosen
    ],
)
def test_what_selects_a_store_counts_where_another_one_is_asked_for(
    question: str, asked: bool
) -> None:
    assert factor(question, "VECTOR_STORE") == (CHOICE_ASKED if asked else 1.0)


@pytest.mark.parametrize(
    ("question", "name", "unasked"),
    [
        ("vector index", "BAIDU_VECTOR_DB_SHARD", True),  # several stores are a vector db
        ("baidu index", "BAIDU_VECTOR_DB_SHARD", False),
        ("pgvector connections", "PGVECTOR_MAX_CONNECTION", False),
        ("weaviate connections", "PGVECTOR_MAX_CONNECTION", True),
        ("weaviate connections", "REDIS_MAX_CONNECTIONS", False),
    ],
)
def test_settings_of_a_store_count_less_where_another_word_than_its_own_is_said(
    question: str, name: str, unasked: bool
) -> None:
    assert factor(question, name) == (UNASKED_CHOICE if unasked else 1.0)


@pytest.mark.parametrize(
    ("question", "queues"),
    [
        ("a worker that only sends mail", True),
        ("documents wait in the dataset queue", True),
        ("more workers", False),
        ("mail server", False),
    ],
)
def test_the_queues_of_a_worker_count_where_one_is_named(question: str, queues: bool) -> None:
    assert factor(question, "CELERY_QUEUES") == (QUEUES_ASKED if queues else 1.0)


def test_settings_of_the_program_that_is_named_count_more() -> None:
    assert factor("sandbox in parallel", "MAX_WORKERS", "dify-sandbox") == OWNER_ASKED
    assert factor("code in parallel", "MAX_WORKERS", "dify-sandbox") == 1.0
    assert (
        factor("timeout of the plugin daemon", "A_B", "dify", "dify-plugin-daemon") == OWNER_ASKED
    )
    assert factor("timeout of a plugin", "A_B", "dify", "dify-plugin-daemon") == 1.0


def test_a_program_owns_what_it_alone_has() -> None:
    assert owned("MAX_WORKERS", places("MAX_WORKERS", "dify-sandbox")) == "sandbox.MAX_WORKERS"
    docs = ConfigUse(
        name="A_B", line=1, end_line=1, role="documents", via="docs", repo="dify-docs", path="a.md"
    )
    assert owned("A_B", [*places("A_B", "dify-sandbox"), docs]) == "sandbox.A_B"
    assert owned("A_B", places("A_B", "dify")) == "A_B"
    assert owned("A_B", places("A_B", "dify", "dify-sandbox")) == "A_B"


def explained(question: str, name: str) -> float:
    request = request_of(question, meanings(question), ())
    return factor_of(name, places(name), request, said=1.0) - 1.0


@pytest.mark.parametrize(
    ("question", "name", "share"),
    [
        ("otel", "ENABLE_OTEL", 1.0),  # who asks for a thing does not say that it is switched on
        ("invite expiry", "INVITE_EXPIRY_HOURS", 1.0),  # nor in what it is counted
        ("expiry in hours", "INVITE_EXPIRY_HOURS", 2 / 3),  # but who does has said it
        ("upload size", "UPLOAD_VIDEO_SIZE", 2 / 3),
        ("something", "USE_HOURS", 0.0),
    ],
)
def test_of_a_name_its_measure_need_not_be_said(question: str, name: str, share: float) -> None:
    assert explained(question, name) == pytest.approx(share)
