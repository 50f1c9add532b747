"""From a text that a user saw in the browser to the catalog's entry and the component that shows
it.
"""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.ui_texts import resolve_shown
from ctxkit.logline import parse_events
from ctxkit.model import HOLE, Fact, Message, MessageUse
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask, ContextOf, place, places

COMPONENT = "web/app/letter-box.tsx"
ENGLISH = "web/i18n/en-US/letter-box.json"


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


def index_of(folder: Path, text: str, uses: int, keys: int = 1) -> ContextOf:
    messages: list[Fact] = [
        Message(name=f"box.k{n}", text=text.replace("{}", HOLE), line=n, end_line=n)
        for n in range(1, keys + 1)
    ]
    components: list[Fact] = [
        MessageUse(name="box.k1", line=n, end_line=n) for n in range(1, uses + 1)
    ]
    asked = literal_index(
        folder,
        {
            "dify": {
                "web/i18n/en-US/box.json": ("x\n" * 9, messages),
                "web/app/box.tsx": ("x\n" * 9, components),
            }
        },
    )
    return lambda line: LocateContext(
        event=parse_events(line)[0], index=asked.index, sources=asked.sources
    )


def resolved(context_of: ContextOf, text: str) -> list[tuple[str, float, str]]:
    found = resolve_shown(context_of(text)).candidates
    return [(f"{c.fact.path[4:]}:{c.fact.line}", round(c.score, 2), c.confidence) for c in found]


CATALOG, BOX = "i18n/en-US/box.json", "app/box.tsx"


def test_an_entry_and_three_of_its_components(tmp_path: Path) -> None:
    context_of = index_of(tmp_path, "The box is full", uses=5)
    assert resolved(context_of, "The box is full.") == [
        (f"{CATALOG}:1", 56.0, "high"),
        (f"{BOX}:1", 55.5, "high"),
        (f"{BOX}:2", 55.49, "high"),
        (f"{BOX}:3", 55.48, "high"),
    ]
    found = resolve_shown(context_of("“The box is full”")).candidates
    assert found[0].why == ("the text box.k1 of the web console",)
    assert found[1].why == ("displays box.k1 (one of 5 places)",)


def test_entries_of_one_text_are_equals_of_which_three_are_shown(tmp_path: Path) -> None:
    context_of = index_of(tmp_path, "The box is full", uses=1, keys=5)
    found = resolve_shown(context_of("The box is full")).candidates
    shown = [c for c in found if c.fact.path.endswith(".json")]
    assert [(c.fact.line, c.score) for c in shown] == [
        (1, pytest.approx(51.9)),
        (2, pytest.approx(49.8)),
        (3, pytest.approx(49.7)),
    ]
    assert shown[0].why == ("the text box.k1 of the web console", "the same text has 5 keys")
    assert {c.confidence for c in found} == {"high"}


def test_an_entry_that_no_component_shows_is_worth_less(tmp_path: Path) -> None:
    assert resolved(index_of(tmp_path, "The box is full", uses=0), "The box is full") == [
        (f"{CATALOG}:1", 54.0, "high")
    ]


@pytest.mark.parametrize(
    ("template", "text", "confidence"),
    [
        ("The full box", "The full box", "high"),
        ("Box", "Box", "medium"),
        ("Is {}", "Is 7", "low"),
        ("Box of {}", "Box of 7", "high"),
        ("{} full", "It full", "low"),
        ("Box of letters {} is full", "I see: Box of letters 7 is full", "medium"),
    ],
)
def test_how_far_a_text_can_be_relied_on(
    tmp_path: Path, template: str, text: str, confidence: str
) -> None:
    found = resolved(index_of(tmp_path, template, uses=1), text)
    assert found[0][2] == confidence


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The box is full", True),
        ("2025-05-22 02:57:35 The box is full", True),
        ("[ERROR]The box is full", True),
        ("[2025-08-13 09:15:34,105: INFO/MainProcess] The box is full", False),
        ("2025-05-22 02:57:35 | WARNING | a.py:3 | The box is full", False),
        ("a.b.BoxError: The box is full", False),
        ("{The box is full", False),
        ("The box is full" + " and more" * 120, False),
    ],
)
def test_which_texts_a_page_may_have_shown(tmp_path: Path, text: str, shown: bool) -> None:
    context_of = index_of(tmp_path, "The box is full{}", uses=1)
    assert bool(resolve_shown(context_of(text)).candidates) is shown


@pytest.mark.parametrize(
    ("name", "namespace", "pattern", "shows"),
    [
        ("box.full", "", "", True),
        ("full", "", "", True),
        ("full", "box", "", True),
        ("full", "other", "", False),
        ("box.full", "other", "", False),
        ("box.*", "", "box.\x1f", True),
        ("box.*", "", "box.\x1f.more", False),
        ("full.*", "box", "\x1f", False),
    ],
)
def test_which_components_show_a_text(
    tmp_path: Path, name: str, namespace: str, pattern: str, shows: bool
) -> None:
    use = MessageUse(name=name, namespace=namespace, pattern=pattern, line=1, end_line=1)
    entry = Message(name="box.full", text="The box is full", line=1, end_line=1)
    asked = literal_index(
        tmp_path,
        {"dify": {"web/i18n/en-US/box.json": ("x\n", [entry]), "web/app/box.tsx": ("x\n", [use])}},
    )
    event = parse_events("The box is full")[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    found = resolve_shown(context).candidates
    assert (len(found) == 2) is shows


@pytest.mark.parametrize("plural", ["_zero", "_one", "_two", "_few", "_many", "_other"])
def test_plurals_of_one_key(tmp_path: Path, plural: str) -> None:
    use = MessageUse(name="box.full", line=1, end_line=1)
    entry = Message(name=f"box.full{plural}", text="The box is full", line=1, end_line=1)
    asked = literal_index(
        tmp_path,
        {"dify": {"web/i18n/en-US/box.json": ("x\n", [entry]), "web/app/box.tsx": ("x\n", [use])}},
    )
    event = parse_events("The box is full")[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    assert len(resolve_shown(context).candidates) == 2
