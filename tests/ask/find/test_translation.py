"""Topics in other languages: what the glossary knows, what the console's catalogs teach, and what
nobody knows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from ctxkit.ask.find.catalog_words import UNKNOWN, Learned
from ctxkit.ask.find.find import find
from ctxkit.ask.find.translation import Term, _cut, _locales, _may_be_word, terms_of
from ctxkit.model import ConfigKey
from ctxkit.text.words import stem
from tests.ask.literal import Asked, Files, literal_index
from tests.pace import at_most

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
    assert find(asked.index, asked.sources, "断片の長さ").confidence == "high"
    assert find(asked.index, asked.sources, "断片の長さの月齢").confidence != "high"


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


@pytest.mark.parametrize(
    "topic", ["断" * 400, "断片" * 200, "アイウエオ" * 80, "片段" * 100 + "x" * 200]
)
def test_a_hostile_topic_takes_no_longer_than_a_long_one(asked: Asked, topic: str) -> None:
    with at_most(2):
        find(asked.index, asked.sources, topic * 100)


@pytest.mark.parametrize(
    ("topic", "locale"),
    [
        ("断片", "zh-Hans"),
        ("断片を", "ja-JP"),
        ("カタ", "ja-JP"),
        ("업로드", "ko-KR"),
        ("업 を", "ko-KR"),
    ],
)
def test_the_likeliest_locale_of_a_script(topic: str, locale: str) -> None:
    assert _locales(topic)[0] == locale


@pytest.mark.parametrize(
    ("piece", "may_be"),
    [
        ("断片", True),
        ("断", False),
        ("断" * 8, True),
        ("断" * 9, False),
        ("の断片", False),
        ("断片の", False),
        ("断の片", True),
        ("カタ", True),
    ],
)
def test_what_may_be_a_word(piece: str, may_be: bool) -> None:
    assert _may_be_word(piece) is may_be


def cut(run: str, **known: Learned) -> list[str]:
    return [
        f"{term.text}?" if term.unknown else term.text
        for term in _cut(run, lambda piece: known.get(piece, UNKNOWN))
    ]


def test_the_cut_that_covers_most_is_taken() -> None:
    sure = Learned(1.0, ("x",))
    assert cut("甲乙丙丁", 甲乙=sure, 丙丁=sure) == ["甲乙", "丙丁"]
    assert cut("甲乙丙", 甲乙=sure, 乙丙=Learned(0.5, ("x",))) == ["甲乙", "丙?"]
    assert cut("甲乙丙", 甲乙=Learned(0.5, ("x",)), 乙丙=sure) == ["甲?", "乙丙"]


def test_one_long_word_wins_over_two_short_ones_that_cover_as_much() -> None:
    sure = Learned(1.0, ("x",))
    assert cut("甲乙丙丁", 甲乙=sure, 丙丁=sure, 甲乙丙丁=sure) == ["甲乙丙丁"]


def test_a_word_of_the_glossary_wins_over_one_that_was_learned() -> None:
    learned = Learned(1.0, ("x",))
    assert cut("缓存甲", 存甲=learned) == ["缓存", "甲?"]
    assert cut("缓存甲", 存甲=learned, 缓存甲=learned) == ["缓存甲"]
    term = "数据库"
    assert [t.groups for t in _cut(term, lambda piece: Learned(1.0, ("learned",)))] == [
        ((stem("database"),),)
    ]


def test_neighbours_that_nobody_knows_are_one_term() -> None:
    assert cut("甲乙丙") == ["甲乙丙?"]
    assert cut("甲の乙") == ["甲?", "乙?"]  # but for the particle
    assert cut("ひらがな") == []


def test_each_locale_is_tried_until_all_is_known(asked: Asked) -> None:
    # 断片 is a word of the Japanese catalog only, and a topic without kana may be Chinese.
    assert terms(asked, "断片") == [Term("断片", (("chunk",),))]
