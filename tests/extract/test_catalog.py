"""Catalogs of the web console's texts, by annotated sources."""

from __future__ import annotations

import pytest

from ctxkit.extract.registry import extract as extract_any
from ctxkit.extract.registry import language_of
from ctxkit.extract.source import Source
from ctxkit.model import Message
from ctxkit.text.catalogs import catalog_of, entries
from tests.extract.annotated import check
from tests.extract.literal import facts
from tests.pace import at_most

PATH = "web/i18n/en-US/app.json"


def test_flat_json_and_nested_modules() -> None:
    check("catalog/web/i18n/en-US/letter-box.json", Message)
    check("catalog/web/i18n/en-US/common.ts", Message)


def test_catalogs_of_tests_have_no_facts() -> None:
    code = '{\n  "a": "Text"\n}'
    assert [message.name for message in facts(PATH, code, Message)] == ["app.a"]
    assert facts(PATH, code, Message, test=True) == []


def test_a_long_text_is_cut() -> None:
    for size in (2_000, 2_001):
        [message] = facts(PATH, '{\n  "a": "' + "x" * size + '"\n}', Message)
        assert len(message.text) == 2_000


def test_other_languages_are_listed_and_have_no_facts() -> None:
    german = Source(
        repo="dify",
        path="web/i18n/de-DE/common.ts",
        data=b"export default { api: { saved: 'Gespeichert' } }",
    )
    assert list(extract_any(german)) == []
    language = language_of("web/i18n/zh-Hans/plugin-tags.json")
    assert language is not None
    assert language.name == "catalog"
    place = catalog_of("web/i18n/zh-Hans/plugin-tags.json")
    assert place is not None
    assert (place.locale, place.namespace) == ("zh-Hans", "pluginTags")


@pytest.mark.parametrize(
    "path", ["web/i18n-config/index.ts", "web/i18n/en-US/deep/x.json", "web/app/common.json"]
)
def test_other_files_are_not_catalogs(path: str) -> None:
    assert catalog_of(path) is None


@pytest.mark.parametrize("source", ["", "{", "const translation = {", "}{:,'", "{" * 40 + "a: 'x'"])
def test_broken_catalogs_do_no_harm(source: str) -> None:
    assert list(entries(source)) == []


@pytest.mark.no_cover
def test_hostile_catalogs_take_linear_time() -> None:
    with at_most(4):
        for text in (
            "{" + "a:'" * 50_000,
            "{" + "a:`" + "\\" * 99_999,
            '{\n  "' + "a" * 100_000,
            "{" + "a:'b'+" * 20_000,
        ):
            list(entries(text))
