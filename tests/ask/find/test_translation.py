"""Topics in other languages: what the glossary knows, what the console's catalogs teach, and what
nobody knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from time import perf_counter

import pytest

from ctxkit.ask.find.find import find
from ctxkit.ask.find.glossary import GLOSSARY
from ctxkit.ask.find.meanings import meanings
from ctxkit.ask.find.translation import Term, terms_of
from ctxkit.model import ConfigKey
from ctxkit.text.words import stem
from tests.ask.literal import Asked, Files, literal_index

CATALOGS = {
    "en-US": {
        "chunk.add": "Add chunk",
        "chunk.drop": "Delete the chunk",
        "chunk.length": "Chunk length",
        "file.add": "Add file",
        "file.drop": "Delete the file",
        "plain": "Anything else",
    },
    "ja-JP": {
        "chunk.add": "断片を追加",
        "chunk.drop": "断片を削除する",
        "chunk.length": "断片の長さ",
        "file.add": "ファイルを追加",
        "file.drop": "ファイルを削除する",
        "untold": "断片だけ",
    },
    "zh-Hans": {"chunk.add": "添加片段", "chunk.drop": "删除片段", "plain": "别的"},
}
FILES: Files = {
    "dify": {
        **{
            f"web/i18n/{locale}/app.json": (json.dumps(c, indent=2), [])
            for locale, c in CATALOGS.items()
        },
        "api/configs/feature.py": (
            "\n" * 9,
            [
                ConfigKey(name="MAX_CHUNK_LENGTH", line=3, end_line=3, origin="pydantic"),
                ConfigKey(name="UPLOAD_FILE_SIZE_LIMIT", line=5, end_line=5, origin="pydantic"),
                ConfigKey(name="DB_POOL_SIZE", line=7, end_line=7, origin="pydantic"),
            ],
        ),
    }
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    asked = literal_index(tmp_path_factory.mktemp("translation"), FILES)
    yield asked
    asked.index.close()


def terms(asked: Asked, topic: str) -> list[Term]:
    return terms_of(topic, asked.index, asked.sources)


def test_a_word_of_operations_needs_no_catalog(asked: Asked) -> None:
    assert terms(asked, "数据库连接池") == [
        Term("数据库", (("databas",),)),
        Term("连接池", (("pool",),)),
    ]


def test_the_catalogs_teach_the_words_of_the_product(asked: Asked) -> None:
    assert terms(asked, "断片の長さ") == [
        Term("断片", (("chunk",),)),
        Term("長さ", ((stem("length"),),)),
    ]
    assert terms(asked, "片段长度")[0] == Term("片段", (("chunk",),))


def test_what_two_texts_share_by_chance_is_no_translation(asked: Asked) -> None:
    assert Term("を追加", (("add",),)) not in terms(asked, "断片を追加")


def test_a_word_that_nobody_knows_stays_unknown_and_lowers_what_is_found(asked: Asked) -> None:
    assert terms(asked, "断片の月齢")[-1] == Term("月齢", (), unknown=True)
    assert find(asked.index, asked.sources, "断片").confidence == "high"
    assert find(asked.index, asked.sources, "断片の月齢").confidence != "high"


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("ファイルアップロードのサイズ上限を増やしたい", "UPLOAD_FILE_SIZE_LIMIT"),
        ("如何修改上传文件的大小限制", "UPLOAD_FILE_SIZE_LIMIT"),
        ("업로드 크기 제한", "UPLOAD_FILE_SIZE_LIMIT"),
        ("断片の最大長", "MAX_CHUNK_LENGTH"),
        ("DB 连接池", "DB_POOL_SIZE"),
    ],
)
def test_a_topic_in_another_language_finds_the_setting(asked: Asked, topic: str, name: str) -> None:
    assert find(asked.index, asked.sources, topic).hits[0].fact.name == name


def test_particles_and_words_of_asking_say_nothing(asked: Asked) -> None:
    assert all(
        not term.groups and not term.unknown
        for term in terms(asked, "どうすればできますか の 変更")
    )


def test_a_synonym_that_is_asked_for_itself_does_not_count_twice() -> None:
    queue, celery = meanings("queue celery")
    assert dict(queue).keys().isdisjoint({"celer"})
    assert dict(celery).keys().isdisjoint({stem("queue")})


def test_what_is_written_by_its_initials_is_found_by_its_words() -> None:
    groups = [dict(group) for group in meanings("content security policy")]
    assert all("csp" in group for group in groups)
    assert not any("cs" in group for group in groups)


@pytest.mark.parametrize(
    ("topic", "stems"), [("nginx 504", {"nginx", "prox", "timeout"}), ("port 5040", {"port"})]
)
def test_a_status_of_http_stands_for_what_decides_about_it(topic: str, stems: set[str]) -> None:
    assert {group[0][0] for group in meanings(topic)} == stems


def test_the_glossary_says_everything_in_words_of_ascii() -> None:
    assert all(word.isascii() for groups in GLOSSARY.values() for words in groups for word in words)
    assert not any(term.isascii() for term in GLOSSARY)


@pytest.mark.parametrize(
    "topic", ["断" * 400, "断片" * 200, "アイウエオ" * 80, "片段" * 100 + "x" * 200]
)
def test_a_hostile_topic_takes_no_longer_than_a_long_one(asked: Asked, topic: str) -> None:
    began = perf_counter()
    find(asked.index, asked.sources, topic * 100)
    assert perf_counter() - began < 2
