"""The lines that a bundle begins with: confidence, versions, notes, hits."""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.bundle.head_form import HeadForm
from ctxkit.bundle.summary import summary_lines, title
from ctxkit.model import HOLE, ConfigKey, ConfigUse, Finding, Hit, KeyAnswer, Place, Symbol
from ctxkit.model.cause import CausePlace, StatementCause
from ctxkit.text.untrusted import tagged
from tests.bundle.literal import CHECKOUT, PLAIN, REPO, at, finding, function, hit, log, place

TOPIC = replace(PLAIN, hits_hold_settings=True)
VERSIONS = "- versions: dify 1.0.0 (tag)"


def lines(found: Finding, **form: object) -> list[str]:
    return summary_lines(found, HeadForm(**{"texts": {}, "quotes": {}, **form}))


def between(found: Finding, **form: object) -> list[str]:
    """Return the lines without the first, the confidence, and the last, the versions."""
    first, *middle, last = lines(found, **form)
    assert (first, last) == ("- confidence: high", VERSIONS)
    return middle


def declared(name: str = "KEY") -> ConfigKey:
    return ConfigKey(repo=REPO, path="c.py", line=4, end_line=6, name=name, origin="pydantic")


def test_the_title_is_the_question() -> None:
    assert title(finding(query="two\nlines")) == "ctxkit ask two lines"
    assert title(finding(query="boom", question=replace(PLAIN, pasted=True))) == "ctxkit ask"


def test_nothing_found_is_said() -> None:
    found = finding(confidence="none", suggestions=("A", "B"), notes=("why not",))
    assert lines(found) == [
        "- confidence: none",
        "- nothing in these repositories answers this",
        "- note: why not",
        "- nearest names: `A`, `B`",
    ]


def test_only_versions_that_are_cited_or_uncertain_are_named() -> None:
    other = replace(CHECKOUT, repo="dify-helm")
    found = finding(hits=(hit(log("a.py", 1)),), versions=(CHECKOUT, other))
    assert lines(found)[-1] == VERSIONS
    near = replace(other, match="nearest")
    # What may differ from what runs is said before anything rests on it.
    assert lines(replace(found, versions=(CHECKOUT, near)))[1] == (
        "- versions: dify 1.0.0 (tag), dify-helm 1.0.0 (nearest)"
    )


def test_a_statement_that_was_found_does_not_hang_on_the_versions_of_other_sources() -> None:
    near = replace(CHECKOUT, repo="dify-helm", match="nearest")
    pasted = replace(PLAIN, pasted=True)
    statement = hit(log("a.py", 1))
    found = finding(hits=(statement,), versions=(CHECKOUT, near), question=pasted)
    assert lines(found)[-1] == VERSIONS
    assert "dify-helm 1.0.0 (nearest)" in lines(replace(found, confidence="low"))[1]
    caller = CausePlace(
        location=replace(at("b.yaml", 3), repo="dify-helm"), text="f", why="calls f"
    )
    reached = replace(statement, cause=StatementCause(callers=(caller,)))
    assert "dify-helm 1.0.0 (nearest)" in lines(replace(found, hits=(reached,)))[1]


def test_a_long_note_is_cut() -> None:
    (note,) = [line for line in lines(finding(notes=("x" * 500,))) if "note" in line]
    assert note == f"- note: {'x' * 399}…"


def test_a_hit_has_its_text_place_function_reasons_and_values() -> None:
    statement = log("a.py", 7, f"Request to {HOLE} failed", symbol="f")
    found = hit(statement, 0.987, why=("text", "line 7"), values=(("url", "http://x"), ("n", "2")))
    assert between(finding(hits=(found,))) == [
        "1. log `Request to {} failed` - dify a.py:7 in f (text; line 7); "
        f"values: {tagged('`url` = `http://x`, `n` = `2`')}"
    ]
    assert between(finding(hits=(found,)), compact=True) == [
        "1. log `Request to {} failed` - dify a.py:7"
    ]


def test_a_statement_is_quoted_once_where_it_has_no_section() -> None:
    at_two = CausePlace(location=at("a.py", 2), text="", why="calls f")
    first = hit(log("a.py", 1, "one"), cause=StatementCause(callers=(at_two,)))
    pasted = finding(
        hits=(first, hit(function("a.py", 2, 2, "f")), hit(log("b.py", 3, "two"))),
        question=replace(PLAIN, pasted=True),
    )
    quotes = {at("a.py", 2): "f(1)", at("b.py", 3): "say(2)"}
    assert between(pasted, quotes=quotes) == [
        "1. log `one` - dify a.py:1",
        "   - called from :2 `f(1)`",
        "2. symbol `f` - dify a.py:2",
        "3. log `two` - dify b.py:3 `say(2)`",
    ]
    assert between(pasted, quotes={at("a.py", 2): "f(1)"}, compact=True)[1] == (
        "2. symbol `f` - dify a.py:2"
    )


def test_a_brief_hit_of_a_pasted_line_has_its_two_best_reasons_but_no_function_nor_values() -> None:
    statement = log("a.py", 7, f"Request to {HOLE} failed", symbol="f")
    found = hit(statement, why=("text", "file", "level"), values=(("url", "http://x"),))
    pasted = finding(hits=(found,), question=replace(PLAIN, pasted=True))
    assert between(pasted, is_brief=True) == [
        "1. log `Request to {} failed` - dify a.py:7 (text; file)"
    ]


def test_a_cause_that_stands_apart_has_the_number_of_its_hit() -> None:
    cause = StatementCause(
        guards=(CausePlace(location=at("b.py", 3), text="if x:", why="condition"),),
        callers=(CausePlace(location=at("c.py", 5), text="f()", why="calls f"),),
    )
    hits = (hit(log("a.py", 1, "one")), hit(log("a.py", 9, "two"), cause=cause))
    assert between(finding(hits=hits), compact=True) == [
        "1. log `one` - dify a.py:1",
        "2. log `two` - dify a.py:9",
        "   - of 2: led here by b.py:3",
        "   - called from c.py:5",
    ]
    assert "   - led here by b.py:3" in between(finding(hits=hits))


def test_other_hits_have_one_reason_and_short_values() -> None:
    hits = [
        hit(log("a.py", 1, text), why=("one", "two"), values=(("n", "v" * 50),))
        for text in ("first", "second")
    ]
    assert between(finding(hits=tuple(hits)))[1] == (
        "2. log `second` - dify a.py:1 (one); values: " + tagged("`n` = `" + "v" * 39 + "…`")
    )
    # A pasted text, which the bundle ends with, has them as well.
    pasted = finding(hits=tuple(hits), question=replace(PLAIN, pasted=True))
    first, second = between(pasted)
    assert first.endswith("values: " + tagged("`n` = `" + "v" * 50 + "`"))
    assert second == "2. log `second` - dify a.py:1 (one)"


def test_hits_with_the_same_text_are_one_line_with_their_places() -> None:
    places = (("a.py", 7), ("a.py", 3), ("a.py", 9), ("b.py", 1))
    hits = (*(hit(log(path, line)) for path, line in places), hit(log("z.py", 1, "bang")))
    assert between(finding(hits=hits)) == [
        "1. log `boom` - dify a.py:7; the same at a.py:3-9 (2 times); b.py:1",
        "5. log `bang` - dify z.py:1",
    ]
    many = tuple(hit(log(f"{n}.py", 1)) for n in range(9))
    assert between(finding(hits=many))[0].endswith("; 6.py:1; 2 more files")


def test_the_name_of_a_value_is_cut() -> None:
    (line,) = between(finding(hits=(hit(log("a.py", 7), values=(("x" * 99, "1"),)),)))
    assert "values: " + tagged("`" + "x" * 59 + "…` = `1`") in line


def test_kinds_have_the_names_that_people_use() -> None:
    use = ConfigUse(repo=REPO, path="e", line=1, end_line=1, name="KEY", role="sets", via="env")
    hits = (hit(declared()), hit(use), hit(function("a.py", 1, 9)))
    assert between(finding(hits=hits)) == [
        "1. setting `KEY` - dify c.py:4-6",
        "2. use of setting `KEY` - dify e:1",
        "3. symbol `f` - dify a.py:1-9",
    ]


def test_settings_follow_the_hits() -> None:
    key = KeyAnswer(name="KEY", type="int", default="3")
    found = finding(hits=(hit(log("a.py", 1)),), keys=(key,))
    assert between(found)[1:] == ["- `KEY`: default `3`"]
    asked = replace(found, question=replace(PLAIN, full_settings=True))
    assert between(asked)[1:] == ["- `KEY`: int, default `3`.", "- status: live"]


def key(status: str = "live", *places: Place, **more: object) -> KeyAnswer:
    given = {"name": "KEY", "default": "15", "description": "The limit", **more}
    return KeyAnswer(status=status, places=places, **given)


READ = Place(role="reads", location=at("r.py", 3, symbol="f"), name="KEY")


def topic(*hits: object, keys: tuple[KeyAnswer, ...] = (), **form: object) -> list[str]:
    return between(finding(question=TOPIC, hits=tuple(map(hit, hits)), keys=keys), **form)


def test_a_setting_among_the_hits_of_a_topic_has_its_default_and_a_reader() -> None:
    keys = (key("live", place("c.py", 4, "declares"), READ, place("s.py", 1)),)
    assert topic(declared(), keys=keys) == [
        "1. setting `KEY` = `15` - dify c.py:4-6: The limit - read at dify r.py:3"
    ]
    assert topic(declared(), keys=keys, compact=True) == ["- `KEY = 15` dify c.py:4-6"]


def test_a_compact_list_of_a_topic_has_names_values_and_places() -> None:
    constant = replace(function("a.py", 5, 5, what="constant"), value="x" * 40)
    assert topic(constant, compact=True) == [f"- `f = {'x' * 23}…` dify a.py:5"]
    assert topic(function("a.py", 1, 9), compact=True) == ["- function `f` dify a.py:1-9"]
    dead = key("dead", default=None)
    assert topic(declared(), keys=(dead,), compact=True) == ["- `KEY` [dead] dify c.py:4-6"]
    assert topic(log("a.py", 1), compact=True) == ["- log `boom` dify a.py:1"]


def test_a_brief_list_of_a_topic_describes_the_first_five_and_names_the_others() -> None:
    listed = topic(*[log(f"{n}.py", n, f"t{n}") for n in range(1, 8)], is_brief=True)
    assert listed[4:] == [
        "5. log `t5` - dify 5.py:5",
        "- log `t6` dify 6.py:6",
        "- log `t7` dify 7.py:7",
    ]


def test_a_hit_of_a_topic_that_is_quoted_says_it_in_the_words_of_the_source() -> None:
    quotes = {declared().location: "KEY: int = 15", READ.location: "use(KEY)"}
    assert topic(declared(), keys=(key("live", READ),), quotes=quotes) == [
        "1. setting `KEY: int = 15` - dify c.py:4-6 - read at dify r.py:3: `use(KEY)`"
    ]
    symbol = function("a.py", 1, 9)
    assert topic(symbol, quotes={symbol.location: "def f(`x`):"}) == [
        "1. function `` def f(`x`): `` - dify a.py:1-9"
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
    assert f"`{'d' * 79}…`" in line
    assert f": {'e' * 99}…" in line


def test_a_setting_of_a_topic_is_told_once() -> None:
    assert topic(declared(), declared(), keys=(key(),)) == [
        "1. setting `KEY` = `15` - dify c.py:4-6: The limit",
        "2. setting `KEY` - dify c.py:4-6",
    ]


def test_settings_below_the_top_of_a_topic_are_named_only() -> None:
    lines_of_topic = topic(*[log("a.py", n, f"t{n}") for n in range(8)], declared(), keys=(key(),))
    assert lines_of_topic[8] == "9. setting `KEY` = `15` - dify c.py:4-6"


def test_a_definition_among_the_hits_of_a_topic_has_its_value() -> None:
    constant = Symbol(
        repo=REPO, path="a.py", line=2, end_line=2, name="LIMIT", what="constant", value="5"
    )
    assert topic(constant, function("a.py", 1, 9)) == [
        "1. constant `LIMIT` = `5` - dify a.py:2",
        "2. function `f` - dify a.py:1-9",
    ]


def test_the_settings_of_a_topic_are_not_listed_again() -> None:
    assert topic(log("a.py", 1), keys=(key(),)) == ["1. log `boom` - dify a.py:1"]


def test_so_many_hits_of_a_topic_are_listed() -> None:
    hits = [log("a.py", n) for n in range(1, 28)]
    found = topic(*hits)
    assert found[-1] == "- 3 more with lower scores: `--json` lists them"
    assert len(found) == 25
    assert len(topic(*hits, most_hits=40)) == 27


def test_hits_of_several_parts_of_dify_are_told_apart() -> None:
    hits = (declared("REDIS_HOST"), log("api/tasks/a.py", 1), declared("REDIS_PORT"))
    assert topic(*hits)[0] == "- by subject: Redis 1, 3; background tasks 2"
    assert topic(*hits, compact=True) == [
        "- setting `REDIS_HOST`, `REDIS_PORT` dify c.py:4-6",
        "- log `boom` dify api/tasks/a.py:1",
    ]
    assert topic(*hits[::2])[0].startswith("1. ")  # all of one part


def test_a_compact_list_says_the_same_text_and_the_usual_repository_once() -> None:
    alike = [hit(function(f"{n}.py", 1, 9)) for n in range(2)]
    assert topic_lines(*alike) == ["- function `f` dify 0.py:1-9, 1.py:1-9"]
    many = [hit(log(f"{n}.py", 1, f"boom {n}")) for n in range(12)]
    other = hit(replace(log("z.go", 1, "bang"), repo="dify-sandbox"))
    listed = topic_lines(*many, other)
    assert listed[0] == "- in dify, where no other repository is named:"
    assert listed[1] == "- log `boom 0` 0.py:1"
    assert listed[-1] == "- log `bang` dify-sandbox z.go:1"
    assert topic_lines(*many[:11], other)[0] == "- log `boom 0` dify 0.py:1"


def test_a_compact_list_says_the_place_once_of_what_stands_together() -> None:
    near = hit(function("a.py", 20, 20, name="g"))
    assert topic_lines(hit(function("a.py", 1, 9)), near) == ["- function `f`, `g` dify a.py:1-20"]
    constant = hit(function("a.py", 20, 20, name="G", what="constant"))  # of another kind
    assert topic_lines(hit(function("a.py", 1, 9)), constant)[1] == "- constant `G` dify a.py:20"
    # The lines of the first are a place of their own as soon as the second is not seen with them.
    far = hit(function("a.py", 21, 21, name="g"))
    assert topic_lines(hit(function("a.py", 1, 9)), far) == [
        "- function `f` dify a.py:1-9",
        "- function `g` dify a.py:21",
    ]
    assert topic_lines(near, hit(log("b.py", 8)), hit(function("a.py", 1, 9)), near) == [
        "- function `g`, `f` dify a.py:1-20",
        "- log `boom` dify b.py:8",
    ]


def test_a_compact_list_names_the_last_two_parts_and_no_function_of_which_it_named_a_part() -> None:
    given = replace(function("a.py", 5, 5, name="Store.save.most", what="argument"), value="3")
    assert topic_lines(hit(given), hit(function("a.py", 4, 9, name="Store.save"))) == [
        "- `save.most = 3` dify a.py:5"
    ]
    assert topic_lines(hit(given), hit(function("b.py", 4, 9, name="Store.save"))) == [
        "- `save.most = 3` dify a.py:5",
        "- function `Store.save` dify b.py:4-9",
    ]
    template = function("c.tpl", 4, 9, name="dify.api.config", what="template")
    assert topic_lines(hit(template)) == ["- template `dify.api.config` dify c.tpl:4-9"]


def topic_lines(*hits: Hit) -> list[str]:
    found = lines(finding(hits=hits, question=TOPIC), compact=True)
    return [line for line in found if not line.startswith(("- confidence", "- versions"))]
