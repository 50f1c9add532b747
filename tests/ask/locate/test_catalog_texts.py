"""Entries of catalogs that fit a text."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.catalog_texts import FoundText, original_texts, translated_texts
from ctxkit.ask.locate.matching import Match
from ctxkit.logline import parse_events
from ctxkit.model import HOLE, Fact, Message
from tests.ask.literal import Files, literal_index

ENGLISH = "web/i18n/en-US/box.json"


def context(folder: Path, files: Files) -> LocateContext:
    asked = literal_index(folder, files)
    event = parse_events("x")[0]
    return LocateContext(event=event, index=asked.index, sources=asked.sources)


def messages(*texts: str) -> Files:
    facts: list[Fact] = [
        Message(name=f"box.k{line}", text=text.replace("{}", HOLE), line=line, end_line=line)
        for line, text in enumerate(texts, 1)
    ]
    return {"dify": {ENGLISH: ("\n" * len(texts), facts)}}


def original(folder: Path, text: str, *texts: str) -> list[tuple[int, float]]:
    found = original_texts(context(folder, messages(*texts)), text)
    return [(f.message.line, round(f.score(text), 1)) for f in found]


@pytest.mark.parametrize(
    ("template", "text", "score"),
    [
        ("The box is full", "The box is full", 3 * 13.0 + 13.0 + 4.0),
        ("The box is full.", "The box is full", 3 * 13.0 + 13.0 + 4.0),
        ("The box, full!", "The box， full！", 3 * 13.0 + 1.0 + 4.0),
        ("Box {} is full", "Box 7 is full", 3 * 13.0 + 4.0 - 2.0),
        ("The box is full", "It says that The box is full now", 4 * 13.0 - 4.0),
        ("Full box", "It says Full box now", None),
        ("Full box", "Full", None),
        ("{}", "Full", None),
        ("{}.", "Full.", None),
    ],
)
def test_entries_of_the_original_language(
    tmp_path: Path, template: str, text: str, score: float | None
) -> None:
    assert original(tmp_path, text, template) == ([(1, score)] if score else [])


def test_values_are_names_and_no_paragraphs(tmp_path: Path) -> None:
    def found(length: int) -> bool:
        folder = tmp_path / str(length)
        return bool(original(folder, f"box {'x' * length} is full", "box {} is full"))

    # 12 letters of its own: 30 and twice as many may be filled in.
    assert found(54)
    assert not found(55)


def test_two_hundred_and_fifty_entries_are_tried(tmp_path: Path) -> None:
    common = [f"the box number{n}" for n in range(251)]
    found = original(tmp_path, "the box number7", *common)
    assert [line for line, _ in found] == [8]


def translated(folder: Path, text: str, **catalogs: str) -> list[tuple[str, str, int, float]]:
    files = {
        f"web/i18n/{locale.replace('_', '-')}/box.json": (source, [])
        for locale, source in catalogs.items()
    }
    found = translated_texts(context(folder, {"dify": files}), text)  # type: ignore[dict-item]
    return [(f.locale, f.message.name, f.message.line, round(f.bits, 1)) for f in found]


CHINESE = (
    '{\n  "full": "邮筒已满",\n  "letter": "信件 {{count}} 已丢失",\n  "gone": "邮筒已满了"\n}\n'
)


def test_entries_of_other_languages(tmp_path: Path) -> None:
    assert translated(tmp_path, "邮筒已满", zh_Hans=CHINESE) == [("zh-Hans", "box.full", 2, 16.0)]
    (found,) = translated(tmp_path / "x", "信件 7 已丢失", zh_Hans=CHINESE)
    assert found == ("zh-Hans", "box.letter", 3, 20.0)
    german = '{\n  "full": "Der Kasten ist voll"\n}\n'
    (found,) = translated(tmp_path / "y", "Der Kasten ist voll", de_DE=german)
    assert found == ("de-DE", "box.full", 2, 16 * 1.5)


def test_all_letters_together_are_worth_sixty_bits(tmp_path: Path) -> None:
    long = "邮筒已满了的信" * 3
    ((_, _, _, bits),) = translated(tmp_path, long, zh_Hans=f'{{\n  "full": "{long}"\n}}\n')
    assert bits == 60.0


def test_a_part_of_a_text_needs_more_letters(tmp_path: Path) -> None:
    entry = "邮筒已满了信件丢失"
    source = f'{{\n  "full": "{entry}"\n}}\n'
    assert len(translated(tmp_path, f"提示{entry}怎么办", zh_Hans=source)) == 1
    assert translated(tmp_path / "x", "提示邮筒已满怎么办", zh_Hans=CHINESE) == []


def test_a_language_with_the_whole_text_ends_the_search(tmp_path: Path) -> None:
    found = translated(tmp_path, "邮筒已满", zh_Hans=CHINESE, ja_JP=CHINESE)
    assert [locale for locale, *_ in found] == ["zh-Hans"]
    both = translated(tmp_path / "x", "邮筒已满", zh_Hans=CHINESE, zh_Hant=CHINESE)
    assert [locale for locale, *_ in both] == ["zh-Hans", "zh-Hant"]


def test_catalogs_of_another_language_of_like_a_name_are_not_read(tmp_path: Path) -> None:
    assert translated(tmp_path, "邮筒已满", zhx_Hans=CHINESE) == []


def test_what_makes_an_entry_evidence() -> None:
    message = Message(name="k", text="x", args=("a", "b"), line=1, end_line=1)
    whole = Match(how="full", start=0, end=3, share=1.0, values=((0, 1), (1, 3)))
    inner = Match(how="full", start=1, end=3, share=1.0)
    found = FoundText(message=message, match=whole, bits=10.0)
    assert (found.score("abc"), found.is_evidence("abc")) == (10.0, True)
    assert found.values("abc") == (("a", "a"), ("b", "bc"))
    for bits, evidence in ((33.9, False), (34.0, True)):
        part = FoundText(message=message, match=inner, bits=bits)
        assert part.is_evidence("abc") is evidence
        assert part.score("abc") == bits - 4.0
