"""What a question tells outright: names, failures in a program's words, messages that it quotes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.find.find import find
from ctxkit.ask.find.told import telling_texts, told_hits
from ctxkit.model import ConfigKey, Directive, ErrorCode, Raise, Symbol
from tests.ask.literal import Asked, Files, literal_index


def key(name: str, line: int) -> ConfigKey:
    return ConfigKey(name=name, line=line, end_line=line, origin="pydantic")


KEYS = [key("QUEUE_CPU", 1), key("SQLALCHEMY_POOL_SIZE", 2), key("PIP_MIRROR_URL", 3)]
BUSY = """from configs import dify_config

def admit(count):
    if count > dify_config.QUEUE_CPU:
        raise BusyError("The queue of the tenant has no more room")
"""
FILES: Files = {
    "dify": {
        "api/configs/feature.py": ("\n" * 9, list(KEYS)),
        "api/services/queue.py": (
            BUSY,
            [
                Symbol(name="admit", line=3, end_line=5, what="function"),
                Raise(
                    name="BusyError",
                    line=5,
                    end_line=5,
                    symbol="admit",
                    template="The queue of the tenant has no more room",
                ),
                ErrorCode(name="queue_busy", line=5, end_line=5, error="BusyError", status=429),
            ],
        ),
    }
}


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    asked = literal_index(tmp_path, FILES)
    with asked.index:
        yield asked


def told(asked: Asked, question: str) -> list[tuple[str, str]]:
    hits = told_hits(asked.index, asked.sources, question)
    return [(hit.fact.name, hit.why[0]) for hit in hits]


def test_a_setting_that_the_question_names_needs_no_search(asked: Asked) -> None:
    found = told(asked, "what does QUEUE_CPU do, and SOME_OTHER?")
    assert found == [("QUEUE_CPU", "setting named in the question")]


def test_an_error_code_and_a_function_are_found_by_their_names(asked: Asked) -> None:
    assert told(asked, "upload answers queue_busy") == [("queue_busy", "named in the question")]
    assert told(asked, "queue_idle") == []


def test_a_failure_in_a_librarys_own_words_leads_to_what_decides_it(asked: Asked) -> None:
    found = told(asked, "sorry, too many clients already after a few chats")
    assert found == [("SQLALCHEMY_POOL_SIZE", "setting decides the failure that is told")]
    assert told(asked, "too many cooks") == []


def test_a_failure_that_a_row_knows_leads_to_the_first_of_its_settings(asked: Asked) -> None:
    text = "plugins: failed to install dependencies of the plugin"
    assert told(asked, text) == [("PIP_MIRROR_URL", "setting decides the failure that is told")]


@pytest.mark.parametrize(
    "question",
    [
        'our users get "The queue of the tenant has no more room" all day',
        "our users get: The queue of the tenant has no more room",
        "チャットで The queue of the tenant has no more room と表示される",
        "聊天时提示「The queue of the tenant has no more room」",
    ],
)
def test_a_message_is_asked_of_locate(asked: Asked, question: str) -> None:
    assert ("BusyError", "wrote the message in the question") in told(asked, question)


def test_a_message_that_nobody_wrote_finds_nothing(asked: Asked) -> None:
    assert told(asked, 'it says "the moon is made of green cheese"') == []


def test_find_leads_with_what_is_told(asked: Asked) -> None:
    question = 'chat shows "The queue of the tenant has no more room"'
    finding = find(asked.index, asked.sources, question)
    assert "BusyError" in [hit.fact.name for hit in finding.hits[:3]]


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("upload fails", []),
        ('it says "bad signature found"', ["bad signature found"]),
        ("it says: no space left on device", ["no space left on device"]),
        ("ログに no space left on device と出る", ["no space left on device"]),
        ("Dify の API が遅い", []),
        ("Azure Blob Storage に置きたい", []),  # a name, no message
        ("logs に No space left on device と出る", ["No space left on device"]),
        ("logs show no space left on device", []),
    ],
)
def test_which_words_of_a_question_are_a_message(question: str, texts: list[str]) -> None:
    assert telling_texts(question) == texts


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("uploads fail, The queue of the tenant has no more room", True),
        ("I get The queue of the tenant has no more room since today ", True),
        ("how is it that The queue of the tenant has no more room", False),  # nothing fails
        ("uploads fail, The queue has no more room", False),
        ("uploads fail since the queue of the tenant has no more room", False),  # no sentence
        ("失败 The queue of the tenant has room", False),
    ],
)
def test_a_message_among_other_words_is_found_where_something_fails(
    asked: Asked, question: str, found: bool
) -> None:
    assert ("BusyError" in dict(told(asked, question))) == found


def test_a_message_of_few_words_is_found_in_quotes_alone(tmp_path: Path) -> None:
    short = Raise(name="E", line=1, end_line=1, symbol="f", template="tenant is locked")
    asked = literal_index(tmp_path, {"dify": {"a.py": ("raise E('tenant is locked')\n", [short])}})
    with asked.index:
        assert told(asked, 'it fails with "tenant is locked"') != []
        assert told(asked, "it fails, tenant is locked") == []


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("requests to /socket.io fail", ["/socket.io/"]),
        ("requests to /api/files/1 hang", ["/api/files"]),  # the longest one, as nginx chooses
        ("requests to /apis hang", []),
        ("https://example.com/api is slow", []),  # of another host
        ("GET /v1", []),
    ],
)
def test_the_location_that_passes_on_a_path_is_told(
    tmp_path: Path, question: str, found: list[str]
) -> None:
    locations = [
        Directive(name="location", line=line, end_line=line, program="nginx", value=value)
        for line, value in enumerate(("/", "/api", "/api/files", "/socket.io/"), 1)
    ]
    files: Files = {"dify": {"docker/nginx/default.conf.template": ("\n" * 9, [*locations])}}
    asked = literal_index(tmp_path, files)
    with asked.index:
        hits = told_hits(asked.index, asked.sources, question)
    assert [hit.fact.value for hit in hits if isinstance(hit.fact, Directive)] == found
