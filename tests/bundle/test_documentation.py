"""The documentation of a setting in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.explain.explain import explain
from ctxkit.bundle.budget import BundleForm, make_bundle
from ctxkit.bundle.documentation import in_language
from ctxkit.model import ConfigKey, ConfigUse, Finding
from ctxkit.text.languages import Language
from tests.ask.literal import Asked, Files, literal_index


def page(name: str) -> ConfigUse:
    return ConfigUse(name=name, line=1, end_line=1, role="documents", via="docs")


FILES: Files = {
    "dify": {
        "api/configs/feature.py": (
            "A_B: int = 1\nC_D: int = 2\n",
            [
                ConfigKey(name="A_B", line=1, end_line=1, origin="pydantic"),
                ConfigKey(name="C_D", line=2, end_line=2, origin="pydantic"),
            ],
        )
    },
    "dify-docs": {
        "en/environments.mdx": ("### A_B is how many\n", [page("A_B"), page("C_D")]),
        "ja/environments.mdx": ("### A_B 数\n", [page("A_B")]),
        "zh/other.mdx": ("### A_B 个数\n", [page("A_B")]),
    },
}


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    asked = literal_index(tmp_path, FILES)
    with asked.index:
        yield asked


def finding(asked: Asked, name: str) -> Finding:
    return explain(asked.index, asked.sources, name)


@pytest.mark.parametrize(
    ("name", "lang", "page"),
    [
        ("A_B", "en", "en/environments.mdx"),
        ("A_B", "ja", "ja/environments.mdx"),
        ("A_B", "zh", "en/environments.mdx"),  # it has no page of that name
        ("C_D", "ja", "en/environments.mdx"),  # it says nothing of this setting
    ],
)
def test_the_page_of_the_readers_language(
    asked: Asked, name: str, lang: Language, page: str
) -> None:
    (key,) = in_language(finding(asked, name), asked.index, lang).keys
    assert [p.location.path for p in key.places if p.role == "documents"] == [page]


def test_a_bundle_quotes_the_page_with_its_address(asked: Asked) -> None:
    form = BundleForm(budget=3000, lang="ja")
    text = make_bundle(finding(asked, "A_B"), asked.index, asked.sources, form).text
    assert "ja/environments.mdx:1: `### A_B 数` <https://docs.dify.ai/ja/environments>" in text
