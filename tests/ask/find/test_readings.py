from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.find.find import find
from ctxkit.ask.find.meanings import meanings
from ctxkit.ask.find.readings import by_turns, readings_note, readings_of
from ctxkit.ask.find.translation import terms_of
from ctxkit.dify.readings import READINGS
from ctxkit.model import ConfigKey, ConfigUse, Symbol
from tests.ask.literal import Asked, Files, literal_index


def key(name: str, line: int) -> ConfigKey:
    return ConfigKey(name=name, line=line, end_line=line, origin="pydantic")


FILES: Files = {
    "dify": {
        "api/configs/feature.py": (
            "\n" * 20,
            [
                key("SSRF_DEFAULT_MAX_RETRIES", 3),
                key("WORKFLOW_MAX_EXECUTION_TIME", 5),
                key("APP_MAX_EXECUTION_TIME", 6),
                key("REDIS_RETRY_RETRIES", 7),
            ],
        ),
        "web/retry.tsx": (
            "\n" * 9,
            [Symbol(name="RetryOnPanel", what="function", line=3, end_line=6)],
        ),
        "docker/.env.example": (
            "\n" * 9,
            [
                ConfigUse(name=name, role="sets", via="env-example", line=n, end_line=n)
                for n, name in enumerate(["GUNICORN_TIMEOUT", "TEXT_GENERATION_TIMEOUT_MS"], 1)
            ],
        ),
    }
}


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    asked = literal_index(tmp_path, FILES)
    yield asked
    asked.index.close()


def titles(asked: Asked, question: str) -> list[str]:
    groups = meanings(question, terms_of(question, asked.index, asked.sources))
    return [reading.title for reading in readings_of(groups, asked.index)]


@pytest.mark.parametrize(
    "question",
    [
        "how do I change the retry policy?",
        "リトライポリシーを変更するには",
        "怎么修改重试策略",
        "retries",
    ],
)
def test_a_word_alone_has_all_its_readings(asked: Asked, question: str) -> None:
    some = {"an HTTP request of Dify", "a node of a workflow", "a connection to Redis"}
    assert set(titles(asked, question)) == some
    finding = find(asked.index, asked.sources, question)
    assert finding.hits[0].fact.name == "SSRF_DEFAULT_MAX_RETRIES"
    assert {hit.fact.name for hit in finding.hits[:3]} > {"RetryOnPanel", "REDIS_RETRY_RETRIES"}
    assert finding.confidence in ("medium", "low")
    assert all(title in finding.notes[0] for title in some)


def test_a_question_that_names_a_reading_has_that_one(asked: Asked) -> None:
    assert titles(asked, "how often is a node retried, retry count") == []
    assert titles(asked, "retry count of a node") == ["a node of a workflow"]
    notes = find(asked.index, asked.sources, "retry count of a node").notes
    assert not any("may be about" in note for note in notes)


@pytest.mark.parametrize(
    "question", ["retry of the firecrawl crawler", "timeout of weaviate", "queue", ""]
)
def test_a_question_with_other_words_has_none(asked: Asked, question: str) -> None:
    assert titles(asked, question) == []


def test_a_word_beside_leaves_all_readings_open(asked: Asked) -> None:
    groups = meanings("workflow timeout")
    readings = readings_of(groups, asked.index)
    assert [hit.fact.name for hit in by_turns(readings)] == [
        "WORKFLOW_MAX_EXECUTION_TIME",
        "GUNICORN_TIMEOUT",
        "TEXT_GENERATION_TIMEOUT_MS",
        "APP_MAX_EXECUTION_TIME",
    ]
    assert readings_note(readings) == (
        "this may be about a run of a workflow (WORKFLOW_MAX_EXECUTION_TIME);"
        " the server and the gateway (GUNICORN_TIMEOUT);"
        " the page that waits (TEXT_GENERATION_TIMEOUT_MS): name one of them for a surer answer"
    )


def test_a_word_has_two_readings_at_least() -> None:
    words = [row.about for row in READINGS]
    assert all(words.count(word) > 1 for word in words)
