"""`find` over literal facts: the words of a topic, their synonyms and endings, and what counts more
than what.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.find.find import _by_rarity, _words_of_facts, find
from ctxkit.ask.find.meanings import Group
from ctxkit.bundle.citations import citations_of
from ctxkit.bundle.head_form import HeadForm
from ctxkit.bundle.summary import summary_lines
from ctxkit.index.search import Searched
from ctxkit.model import ConfigKey, ConfigUse, Finding, LogTemplate, Symbol
from tests.ask.literal import Asked, Files, literal_index

FILES: Files = {
    "dify": {
        "api/configs/feature.py": (
            "\n" * 9,
            [
                ConfigKey(
                    name="HTTP_MAX_RETRIES",
                    line=3,
                    end_line=3,
                    origin="pydantic",
                    description="Tries of a request",
                ),
                ConfigKey(
                    name="UPLOAD_FILE_SIZE_LIMIT",
                    line=5,
                    end_line=5,
                    origin="pydantic",
                    type="int",
                    default="15",
                ),
                ConfigKey(
                    name="RETRIEVAL_TOP_K",
                    line=7,
                    end_line=7,
                    origin="pydantic",
                    description="上传大小",
                ),
            ],
        ),
        "api/core/http.py": (
            "\n" * 9,
            [
                Symbol(name="BACKOFF_FACTOR", what="constant", value="0.5", line=2, end_line=2),
                Symbol(name="RetryLayer.max_times", what="argument", value="3", line=4, end_line=4),
                Symbol(name="Client.retry_request", what="method", line=6, end_line=8),
                LogTemplate(
                    name="logger.warning", template="will retry the request", line=7, end_line=7
                ),
            ],
        ),
        "api/tests/test_http.py": (
            "\n",
            [Symbol(name="test_retry_policy", what="function", line=1, end_line=1)],
        ),
    }
}


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    asked = literal_index(tmp_path, FILES)
    yield asked
    asked.index.close()


def ask(asked: Asked, topic: str) -> Finding:
    return find(asked.index, asked.sources, topic)


def names(finding: Finding) -> list[str]:
    return [hit.fact.name for hit in finding.hits]


def test_a_topic_finds_settings_first_then_dials_then_code_then_messages(asked: Asked) -> None:
    finding = ask(asked, "retry policy")
    assert names(finding)[0] == "HTTP_MAX_RETRIES"
    assert set(names(finding)[1:3]) <= {
        "BACKOFF_FACTOR",
        "RetryLayer.max_times",
        "Client.retry_request",
    }
    assert names(finding)[-1] == "logger.warning"
    assert [key.name for key in finding.keys] == ["HTTP_MAX_RETRIES"]
    assert finding.confidence in ("high", "medium")


def test_tests_and_words_that_only_look_alike_are_no_hits(asked: Asked) -> None:
    assert "RETRIEVAL_TOP_K" not in names(ask(asked, "retry policy"))
    assert "test_retry_policy" not in names(ask(asked, "retry policy"))


@pytest.mark.parametrize(
    "topic", ["upload size limit", "maximum size of uploads", "LIMIT upload-size", "上传大小限制"]
)
def test_words_in_any_order_and_form_find_the_setting(asked: Asked, topic: str) -> None:
    assert names(ask(asked, topic))[0] == "UPLOAD_FILE_SIZE_LIMIT"


@pytest.mark.parametrize(
    "topic", ["xyzzy", "", "the of and", "日本語", "\x00", "(((", "a* OR b:", "x" * 100_000]
)
def test_what_is_not_here_is_not_found(asked: Asked, topic: str) -> None:
    finding = ask(asked, topic)
    assert (finding.hits, finding.keys, finding.confidence) == ((), (), "none")


WORKERS: Files = {
    "dify": {
        "docker/.env.example": (
            "SERVER_WORKERS=1\n" * 9,
            [
                ConfigUse(
                    name="SERVER_WORKERS",
                    role="sets",
                    via="env-example",
                    value="1",
                    line=1,
                    end_line=1,
                )
            ],
        ),
        "docker/docker-compose.yaml": (
            "x\n" * 9,
            [
                ConfigUse(
                    name="SERVER_WORKERS",
                    role="renames",
                    via="compose",
                    target="SERVER_WORKERS",
                    line=1,
                    end_line=1,
                    services=("api",),
                )
            ],
        ),
        "api/docker/entrypoint.sh": (
            "x\n" * 9,
            [
                ConfigUse(
                    name="SERVER_WORKERS",
                    role="renames",
                    via="shell",
                    target="WORKERS",
                    line=4,
                    end_line=4,
                ),
                ConfigUse(name="WORKERS", role="reads", via="shell", value="1", line=5, end_line=5),
            ],
        ),
        "api/configs/http.py": (
            "x\n" * 20,
            [
                ConfigKey(name="CODE_TIMEOUT", line=13, end_line=13, origin="pydantic"),
                ConfigKey(
                    name="PROXY_TIME_OUT", line=1, end_line=1, origin="pydantic", default="5"
                ),
                *(
                    ConfigKey(name=f"MAX_SIZE_{n}", line=n, end_line=n, origin="pydantic")
                    for n in range(2, 12)
                ),
            ],
        ),
        "api/core/proxy.py": (
            "x\n" * 9,
            [
                ConfigUse(
                    name="PROXY_TIME_OUT",
                    role="reads",
                    via="dify_config",
                    line=3,
                    end_line=3,
                    symbol="connect",
                )
            ],
        ),
        "docker/nginx/nginx.conf.template": (
            "x\n" * 9,
            [ConfigUse(name="NGINX_BODY", role="reads", via="template", line=2, end_line=2)],
        ),
    }
}


@pytest.fixture
def workers(tmp_path: Path) -> Iterator[Asked]:
    asked = literal_index(tmp_path, WORKERS)
    yield asked
    asked.index.close()


def test_a_setting_that_only_a_script_reads_is_one_of_the_topic_and_shows_the_script(
    workers: Asked,
) -> None:
    keys = ask(workers, "server workers").keys
    assert [key.name for key in keys] == ["SERVER_WORKERS"]  # and not WORKERS, which it becomes
    assert (keys[0].places[0].role, keys[0].places[0].location.path) == (
        "reads",
        "api/docker/entrypoint.sh",
    )


def test_a_word_that_a_name_writes_in_two_is_found_and_the_code_that_reads_it_follows_it(
    workers: Asked,
) -> None:
    finding = ask(workers, "proxy timeout")
    assert names(finding) == ["PROXY_TIME_OUT", "CODE_TIMEOUT"]
    assert [(p.role, p.location.line) for p in finding.keys[0].places] == [
        ("declares", 1),
        ("reads", 3),
    ]
    assert [each.title for each in citations_of(finding, {})[:2]] == [
        "declares PROXY_TIME_OUT",
        "reads PROXY_TIME_OUT in connect",
    ]


def test_the_first_screen_tells_what_a_setting_is_and_which_code_reads_it(workers: Asked) -> None:
    lines = summary_lines(ask(workers, "proxy timeout"), HeadForm(texts={}, quotes={}))
    assert "1. setting `PROXY_TIME_OUT` = `5` - dify api/configs/http.py:1" in lines[2]
    assert "read at dify api/core/proxy.py:3" in lines[2]


def test_a_constant_is_listed_with_its_value(asked: Asked) -> None:
    lines = summary_lines(ask(asked, "retry backoff"), HeadForm(texts={}, quotes={}))
    assert any(
        "constant `BACKOFF_FACTOR` = `0.5` - dify api/core/http.py:2" in line for line in lines
    )


def test_reads_of_a_setting_come_by_file_and_those_named_like_the_topic_first(
    tmp_path: Path,
) -> None:
    def read(line: int) -> ConfigUse:
        return ConfigUse(name="STORE", role="reads", via="dify_config", line=line, end_line=line)

    files: Files = {
        "dify": {
            "api/configs/a.py": (
                "\n" * 9,
                [ConfigKey(name="STORE", line=1, end_line=1, origin="pydantic")],
            ),
            "api/commands/store.py": ("\n" * 9, [read(1)]),
            "api/core/other.py": ("\n" * 9, [read(1), read(2)]),
            "api/core/store_factory.py": ("\n" * 9, [read(3), read(4)]),
        }
    }
    asked = literal_index(tmp_path, files)
    reads = [p.location for p in ask(asked, "store").keys[0].places if p.role == "reads"]
    assert [(r.path.rpartition("/")[2], r.line) for r in reads[:4]] == [
        ("store_factory.py", 3),
        ("other.py", 1),
        ("store.py", 1),
        ("store_factory.py", 4),
    ]


def test_a_rare_word_tells_more_than_a_common_one(workers: Asked) -> None:
    assert names(ask(workers, "nginx size"))[0] == "NGINX_BODY"


def test_asking_for_a_setting_does_not_load_the_search_engine() -> None:
    modules = "ctxkit.ask.explain.explain, ctxkit.ask.find.find"
    code = f"import sys, {modules}; sys.exit('whoosh' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def limits(count: int) -> Files:
    """A repository with so many settings whose names cover the topic."""
    keys = [
        ConfigKey(name=f"QUEUE_LIMIT_{n}", line=n + 1, end_line=n + 1, origin="pydantic")
        for n in range(count)
    ]
    return {"dify": {f"api/configs/{key.line}.py": ("\n" * 99, [key]) for key in keys}}


def test_twelve_settings_are_explained_at_most(tmp_path: Path) -> None:
    asked = literal_index(tmp_path, limits(20))
    finding = ask(asked, "queue limit")
    assert (len(finding.hits), len(finding.keys)) == (20, 12)


def test_a_setting_with_eight_places_at_most(tmp_path: Path) -> None:
    reads = [
        ConfigUse(name="QUEUE_LIMIT", role="reads", via="dify_config", line=n, end_line=n)
        for n in range(1, 30)
    ]
    files = limits(0)
    key = ConfigKey(name="QUEUE_LIMIT", line=1, end_line=1, origin="pydantic")
    files["dify"] = {"api/configs/a.py": ("\n" * 40, [key]), "api/core/b.py": ("\n" * 40, reads)}
    asked = literal_index(tmp_path, files)
    (answer,) = ask(asked, "queue limit").keys
    assert len(answer.places) == 8


def test_settings_far_below_the_best_are_not_explained(tmp_path: Path) -> None:
    def key(name: str, line: int) -> ConfigKey:
        return ConfigKey(name=name, line=line, end_line=line, origin="pydantic")

    names_ = ["QUEUE_RETRY_DELAY", "QUEUE_RETRY", "UNUSED_QUEUE", "OTHER"]
    facts = [key(name, n) for n, name in enumerate(names_, 1)]
    asked = literal_index(tmp_path, {"dify": {"api/configs/a.py": ("\n" * 9, [*facts])}})
    finding = ask(asked, "queue retry delay")
    assert names(finding) == ["QUEUE_RETRY_DELAY", "QUEUE_RETRY", "UNUSED_QUEUE"]
    assert [answer.name for answer in finding.keys] == ["QUEUE_RETRY_DELAY", "QUEUE_RETRY"]


def weights(groups: list[Group], counts: dict[str, int], total: int = 1000) -> list[float]:
    searched = Searched([], counts, total)
    return [round(group[0][1], 3) for group in _by_rarity(groups, searched)]


def test_a_rare_word_weighs_more_and_a_common_one_still_something() -> None:
    groups = [[("nginx", 1.0)], [("size", 1.0)], [("unheard", 1.0)]]
    assert weights(groups, {"nginx": 10, "size": 1000}) == [1.04, 0.4, 1.3]


def test_a_synonym_makes_no_word_common_unless_the_word_is_in_no_document() -> None:
    groups = [[("body", 1.0), ("size", 0.6)]]
    assert weights(groups, {"body": 10, "size": 1000}) == [1.04]
    assert weights(groups, {"body": 0, "size": 1000}) == [0.4]
    # A vague word has no weight of its own: the commonest of its meaning counts.
    assert weights([[("body", 0.25), ("size", 0.15)]], {"body": 10, "size": 1000}) == [0.1]


def test_a_sentence_is_searched_in_facts_without_its_synonyms() -> None:
    topic: list[Group] = [[(word, 1.0), (f"{word}like", 0.6)] for word in "abcd"]
    assert _words_of_facts(topic) == topic
    sentence: list[Group] = [*topic, [("e", 0.25), ("elike", 0.15)]]
    assert _words_of_facts(sentence) == [[(w, 0.25 if w == "e" else 1.0)] for w in "abcde"]
