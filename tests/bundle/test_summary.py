"""The lines that a bundle begins with: confidence, versions, notes, hits."""

from __future__ import annotations

from dataclasses import replace

from ctxkit.bundle.summary import summary_lines, title
from ctxkit.model import HOLE, ConfigKey, ConfigUse, KeyAnswer, Place, Symbol
from tests.bundle.literal import PLAIN, REPO, at, finding, function, hit, log, place

TOPIC = replace(PLAIN, hits_hold_settings=True)
HEAD = ["- confidence: high", "- versions: dify 1.0.0 (tag, 0123456789)"]


def declared(name: str = "KEY") -> ConfigKey:
    return ConfigKey(repo=REPO, path="c.py", line=4, end_line=6, name=name, origin="pydantic")


def test_the_title_is_the_question() -> None:
    assert title(finding(query="two\nlines")) == "ctxkit ask two lines"
    assert title(finding(query="boom", question=replace(PLAIN, pasted=True))) == "ctxkit ask"


def test_nothing_found_is_said() -> None:
    found = finding(confidence="none", suggestions=("A", "B"), notes=("why not",))
    assert summary_lines(found) == [
        "- confidence: none",
        "- versions: dify 1.0.0 (tag, 0123456789)",
        "- nothing in these repositories answers this",
        "- note: why not",
        "- nearest names: `A`, `B`",
    ]
    assert summary_lines(finding(versions=(), hits=(hit(log("a.py", 1)),)))[:2] == [
        "- confidence: high",
        "1. log `boom` - dify a.py:1 (score 0.50)",
    ]


def test_a_long_note_is_cut() -> None:
    (note,) = [line for line in summary_lines(finding(notes=("x" * 500,))) if "note" in line]
    assert note == f"- note: {'x' * 399}…"


def test_a_hit_has_its_text_place_function_reasons_and_values() -> None:
    statement = log("a.py", 7, f"Request to {HOLE} failed", symbol="f")
    found = hit(statement, 0.987, why=("text", "line 7"), values=(("url", "http://x"), ("n", "2")))
    assert summary_lines(finding(hits=(found,)))[2:] == [
        "1. log `Request to {} failed` - dify a.py:7 in f (score 0.99: text; line 7); "
        "values: `url` = `http://x`, `n` = `2`"
    ]


def test_the_name_of_a_value_is_cut() -> None:
    (line,) = summary_lines(finding(hits=(hit(log("a.py", 7), values=(("x" * 99, "1"),)),)))[2:]
    assert f"values: `{'x' * 59}…` = `1`" in line


def test_kinds_have_the_names_that_people_use() -> None:
    use = ConfigUse(repo=REPO, path="e", line=1, end_line=1, name="KEY", role="sets", via="env")
    hits = (hit(declared()), hit(use), hit(function("a.py", 1, 9)))
    assert summary_lines(finding(hits=hits))[2:] == [
        "1. setting `KEY` - dify c.py:4-6 (score 0.50)",
        "2. use of setting `KEY` - dify e:1 (score 0.50)",
        "3. symbol `f` - dify a.py:1-9 (score 0.50)",
    ]


def test_settings_follow_the_hits() -> None:
    key = KeyAnswer(name="KEY", type="int", default="3")
    lines = summary_lines(finding(hits=(hit(log("a.py", 1)),), keys=(key,)))
    assert lines[3:] == ["- `KEY`: int, default `3`.", "  - status: live"]


def key(status: str = "live", *places: Place, **more: object) -> KeyAnswer:
    given = {"name": "KEY", "default": "15", "description": "The limit", **more}
    return KeyAnswer(status=status, places=places, **given)


READ = Place(role="reads", location=at("r.py", 3, symbol="f"), name="KEY")


def topic(*hits: object, keys: tuple[KeyAnswer, ...] = ()) -> list[str]:
    return summary_lines(finding(question=TOPIC, hits=tuple(map(hit, hits)), keys=keys))[2:]


def test_a_setting_among_the_hits_of_a_topic_has_its_default_and_readers() -> None:
    reads = (READ, place("s.py", 1), place("t.py", 1))
    assert topic(declared(), keys=(key("live", place("c.py", 4, "declares"), *reads),)) == [
        "1. setting `KEY` = `15` - dify c.py:4-6: The limit - read at dify r.py:3 in f; dify s.py:1"
    ]


def test_a_setting_of_a_topic_without_effect_says_so() -> None:
    assert topic(declared(), keys=(key("undelivered", default=None, description=""),)) == [
        "1. setting `KEY` - dify c.py:4-6 [not passed]"
    ]
    assert topic(declared(), keys=(key("dead", default=None, description=""),)) == [
        "1. setting `KEY` - dify c.py:4-6 [dead]"
    ]


def test_an_empty_default_is_named() -> None:
    (line,) = topic(declared(), keys=(key(default=""),))
    assert line == "1. setting `KEY` = (empty) - dify c.py:4-6: The limit"


def test_long_texts_of_a_setting_are_cut() -> None:
    (line,) = topic(declared(), keys=(key(default="d" * 99, description="e" * 999),))
    assert f"`{'d' * 59}…`" in line
    assert f": {'e' * 159}…" in line


def test_a_setting_of_a_topic_is_told_once() -> None:
    assert topic(declared(), declared(), keys=(key(),)) == [
        "1. setting `KEY` = `15` - dify c.py:4-6: The limit",
        "2. setting `KEY` - dify c.py:4-6 (score 0.50)",
    ]


def test_a_definition_among_the_hits_of_a_topic_has_its_value() -> None:
    constant = Symbol(
        repo=REPO, path="a.py", line=2, end_line=2, name="LIMIT", what="constant", value="5"
    )
    assert topic(constant, function("a.py", 1, 9)) == [
        "1. constant `LIMIT` = `5` - dify a.py:2 (score 0.50)",
        "2. function `f` - dify a.py:1-9 (score 0.50)",
    ]


def test_the_settings_of_a_topic_are_not_listed_again() -> None:
    assert topic(log("a.py", 1), keys=(key(),)) == ["1. log `boom` - dify a.py:1 (score 0.50)"]


def test_24_hits_of_a_topic_are_listed() -> None:
    assert len(topic(*[log("a.py", n) for n in range(1, 25)])) == 24
    lines = topic(*[log("a.py", n) for n in range(1, 28)])
    assert lines[-1] == "- 3 more with lower scores: `--json` lists them"
    assert len(lines) == 25
