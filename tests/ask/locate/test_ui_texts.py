"""From a text that a user saw in the browser to the catalog's entry and the component that shows
it.
"""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Finding
from tests.ask.locate_workspace import build, line_of

Ask = Callable[[str], Finding]

COMPONENT = "web/app/letter-box.tsx"
ENGLISH = "web/i18n/en-US/letter-box.json"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = build(tmp_path_factory.mktemp("workspace"))
    yield index, sources
    index.close()


@pytest.fixture(scope="module")
def ask(opened: tuple[Index, Sources]) -> Ask:
    return lambda text: locate(*opened, text)


def places(finding: Finding) -> list[tuple[str, int]]:
    return [(hit.fact.path, hit.fact.line) for hit in finding.hits]


def place(path: str, fragment: str) -> tuple[str, int]:
    return path, line_of("dify", path, fragment)


def test_a_text_of_the_original_language(ask: Ask) -> None:
    finding = ask("Delivered 3 letters to the recipient")
    assert places(finding)[:2] == [
        place(ENGLISH, "delivery.done"),
        place(COMPONENT, "delivery.done"),
    ]
    assert dict(finding.hits[0].values) == {"count": "3"}
    assert finding.confidence == "high"


def test_of_keys_with_one_text_those_that_a_component_names_come_first(ask: Ask) -> None:
    finding = ask("The postman refused this letter")
    assert places(finding)[0] == place(ENGLISH, "delivery.refused")
    assert place(ENGLISH, "delivery.returned") in places(finding)
    assert finding.confidence == "medium"


def test_a_key_known_at_run_time_only(ask: Ask) -> None:
    finding = ask("The pillar box is being painted")
    assert places(finding)[:2] == [
        place(ENGLISH, "delivery.unseen"),
        place(COMPONENT, "delivery.${reason}"),
    ]


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("邮递员拒绝了这封信，请稍后再试", "zh-Hans"),
        ("邮递员拒绝了这封信,请稍后再试。", "zh-Hans"),
        ("错误：邮递员拒绝了这封信，请稍后再试", "zh-Hans"),
        ("Der Briefträger hat diesen Brief nicht angenommen", "de-DE"),
        ("De postbode heeft deze brief niet aangenomen", "nl-NL"),
    ],
)
def test_a_text_of_another_language(ask: Ask, text: str, locale: str) -> None:
    path = f"web/i18n/{locale}/letter-box.json"
    finding = ask(text)
    assert places(finding)[:2] == [
        place(path, "delivery.refused"),
        place(COMPONENT, "delivery.refused"),
    ]
    assert any(locale in why for why in finding.hits[0].why)


@pytest.mark.parametrize(
    "text",
    [
        "邮筒正在",
        "邮政编码格式不正确，请检查",
        "Der Brief ist leider nicht angekommen und wird gesucht",
        "The postman bit this dog",
        "2026-05-26 13:22:31.627 INFO [Dummy-6] [other.py:3] 7c13e32e0c455c8f - The postman refused this letter",
    ],
)
def test_texts_that_no_catalog_holds(ask: Ask, text: str) -> None:
    assert not any("/i18n/" in path for path, _ in places(ask(text)))
