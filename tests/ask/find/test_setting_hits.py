"""The settings of a question, over small indexes: what makes one setting come before another."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.find.meanings import meanings
from ctxkit.ask.find.setting_hits import setting_hits
from ctxkit.model import ConfigKey, ConfigUse, Fact, Task
from tests.ask.literal import Files, literal_index

API, DOCKER = "api/configs/feature.py", "docker/.env.example"


def key(name: str, line: int = 1, *, default: str | None = None, says: str = "") -> ConfigKey:
    return ConfigKey(
        name=name, line=line, end_line=line, origin="pydantic", default=default, description=says
    )


def example(name: str, line: int = 1, says: str = "") -> ConfigUse:
    return ConfigUse(
        name=name, line=line, end_line=line, role="sets", via="env-example", description=says
    )


def documents(name: str, line: int, text: str) -> ConfigUse:
    return ConfigUse(
        name=name, line=line, end_line=line, role="documents", via="docs", description=text
    )


def dify(*facts: Fact, path: str = API) -> Files:
    return {"dify": {path: ("\n" * 40, list(facts))}}


def names(folder: Path, files: Files, question: str) -> list[str]:
    asked = literal_index(folder, files)
    hits = setting_hits(asked.index, question, meanings(question))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    return [hit.fact.name for hit in hits]


OTHERS = [key(f"OTHER_{n}", 20 + n) for n in range(9)]


def test_a_setting_is_found_by_what_each_of_its_places_says(tmp_path: Path) -> None:
    files = dify(key("GRACE"), *OTHERS)
    files["dify"][DOCKER] = ("\n", [example("GRACE", says="how long invitations stay valid")])
    assert names(tmp_path, files, "invitations stop working") == ["GRACE"]


def test_the_documentation_is_read_in_the_language_of_the_question(tmp_path: Path) -> None:
    files = dify(key("GRACE"), *OTHERS)
    files["dify-docs"] = {
        "ja/a.mdx": (
            "\n" * 9,
            [documents("GRACE", 3, "招待状の猶予期間"), documents("GONE", 5, "猶予")],
        )
    }
    assert names(tmp_path, files, "招待状の猶予を延ばすには") == ["GRACE"]


def test_the_general_setting_comes_before_those_of_kinds_that_are_not_named(tmp_path: Path) -> None:
    limits = ["UPLOAD_VIDEO_SIZE_LIMIT", "UPLOAD_SIZE_LIMIT", "UPLOAD_IMAGE_SIZE_LIMIT"]
    files = dify(*(key(name, n) for n, name in enumerate(limits, 1)), *OTHERS)
    found = names(tmp_path, files, "raise the limit of the upload size")
    assert found[0] == "UPLOAD_SIZE_LIMIT"
    assert set(found) == set(limits)


def test_a_number_that_is_the_default_tells_which_is_meant(tmp_path: Path) -> None:
    rows = [key("A_ARRAY_MAX", 1, default="30"), key("B_ARRAY_MAX", 2, default="1000")]
    files = dify(*rows, *OTHERS)
    assert names(tmp_path, files, "array max 1000 items")[0] == "B_ARRAY_MAX"


def test_a_store_that_is_not_named_comes_after_the_database(tmp_path: Path) -> None:
    rows = [key("MILVUS_POOL_MAX", 1), key("SQL_POOL_MAX", 2)]
    assert names(tmp_path, dify(*rows, *OTHERS), "pool max")[0] == "SQL_POOL_MAX"


def test_a_store_that_is_named_leads(tmp_path: Path) -> None:
    rows = [key("MILVUS_POOL_MAX", 1), key("SQL_POOL_MAX", 2)]
    assert names(tmp_path, dify(*rows, *OTHERS), "pool max of milvus")[0] == "MILVUS_POOL_MAX"


def test_a_value_that_a_setting_chooses_leads_to_it(tmp_path: Path) -> None:
    rows = [key("VECTOR_STORE", 1), key("VECTOR_INDEX", 2), key("BASE_STORE", 3)]
    files = dify(*rows, *OTHERS)
    assert names(tmp_path, files, "keep them in qdrant")[0] == "VECTOR_STORE"


@pytest.mark.parametrize(
    ("question", "first"), [("queue cpu", "QUEUE_CPU"), ("queue cpu in helm", "queue.cpu")]
)
def test_a_value_of_the_chart_leads_where_it_is_asked_for(
    tmp_path: Path, question: str, first: str
) -> None:
    files = dify(key("QUEUE_CPU"), *OTHERS)
    leaf = ConfigUse(name="queue.cpu", line=1, end_line=1, role="sets", via="helm-values")
    files["dify-helm"] = {"charts/dify/values.yaml": ("\n", [leaf])}
    assert names(tmp_path, files, question)[0] == first


def test_a_setting_is_shown_where_it_is_declared_and_says_why(tmp_path: Path) -> None:
    files = dify(key("QUEUE_CPU", 7), *OTHERS)
    files["dify"][DOCKER] = ("\n", [example("QUEUE_CPU")])
    asked = literal_index(tmp_path, files)
    (hit,) = setting_hits(asked.index, "cpu", meanings("cpu"))
    assert (hit.fact.path, hit.fact.line) == (API, 7)
    assert hit.why == ("setting with cpu in its name",)


FAILING = [key("PIP_MIRROR_URL", 3), *OTHERS]


def test_what_fails_by_a_setting_finds_it(tmp_path: Path) -> None:
    assert names(tmp_path, dify(*FAILING), "no environment can be made") == ["PIP_MIRROR_URL"]


def test_who_asks_how_to_do_something_tells_no_failure(tmp_path: Path) -> None:
    assert names(tmp_path, dify(*FAILING), "how do I make an environment") == []


@pytest.mark.parametrize("question", ["invitations are never sent", "招待メールが送信待ちのまま"])
def test_the_queues_of_a_worker_are_found_by_the_tasks_in_them(
    tmp_path: Path, question: str
) -> None:
    files = dify(key("CELERY_QUEUES", 3), key("SEND_LIMIT", 4), *OTHERS)
    task = Task(name="tasks.mail.send_invitation", line=1, end_line=2, queue="mail")
    files["dify"]["api/tasks/mail.py"] = ("\n\n", [task])
    assert "CELERY_QUEUES" in names(tmp_path, files, question)


@pytest.mark.parametrize("question", ["all come from the address of the proxy", "真实IP获取不到"])
def test_a_complaint_in_words_that_no_setting_has_leads_to_what_decides_it(
    tmp_path: Path, question: str
) -> None:
    name = "RESPECT_XFORWARD_HEADERS_ENABLED"
    files = dify(key(name, 3), key("UPLOAD_LIMIT", 4), *OTHERS)
    assert names(tmp_path, files, question) == [name]
