"""What a person must know of a setting, in the order of need."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ctxkit.model import (
    Effective,
    EffectiveLayer,
    Finding,
    KeyAnswer,
    LineChange,
    Location,
    Place,
    Question,
)
from ctxkit.model.cause import CausePlace
from ctxkit.output.verdict.lines import MUST, SHOULD, AnswerVerdict
from ctxkit.output.verdict.setting import setting_verdict

ASKED = Question(command="explain", full_settings=True)
KEY = KeyAnswer(name="KEY", default="3")
COMPOSE = (
    "to change it with compose: set `KEY` in docker/.env (docker/.env.example:3), "
    "then `docker compose up -d api`"
)
HELM = "to change it with Helm: add `KEY` to `api.extraEnv` in your values, then `helm upgrade`"


def verdict(*keys: KeyAnswer, **more: object) -> AnswerVerdict:
    return setting_verdict(
        Finding(question=ASKED, query="KEY", confidence="high", keys=keys, **more)
    )


def lines(*keys: KeyAnswer, **more: object) -> list[tuple[str, str]]:
    return [(line.label, line.text) for line in verdict(*keys, **more).lines]


def test_the_headline_is_the_value_and_whether_it_takes_effect() -> None:
    assert (verdict(KEY).title, verdict(KEY).word) == ("KEY = 3", "takes effect")
    dead = replace(KEY, status="dead", status_why="nothing reads it")
    assert verdict(dead).word == "unknown to every program"
    assert lines(dead) == [("Why", "nothing reads it")]


def test_where_to_set_it_and_what_to_restart_are_two_facts() -> None:
    key = replace(KEY, notes=(COMPOSE, HELM))
    assert lines(key) == [
        ("Compose", "set KEY in docker/.env"),
        ("Restart", "docker compose up -d api"),
        ("Helm", "add KEY to api.extraEnv in your values, then helm upgrade"),
    ]
    assert {line.need for line in verdict(key).lines} == {MUST}


def test_what_would_do_harm_comes_before_where_to_set_it() -> None:
    key = replace(KEY, notes=(COMPOSE, "before you change it: the store takes it once", HELM))
    assert [label for label, _ in lines(key)] == ["First", "Compose", "Restart", "Helm"]
    first = verdict(key).lines[0]
    assert (first.text, first.need, first.rows) == ("the store takes it once", MUST, 3)


def test_values_of_the_chart_are_listed_by_their_paths() -> None:
    def helm(*paths: str, name: str = "") -> tuple[LineChange, ...]:
        return tuple(LineChange(deployment="helm", path=path, name=name) for path in paths)

    key = replace(KEY, notes=(HELM,), change=helm("api.extraEnv", "worker.extraEnv", name="KEY"))
    assert lines(key) == [("Helm", "add KEY to api.extraEnv, worker.extraEnv; helm upgrade")]
    key = replace(key, change=helm("api.logLevel"))
    assert lines(key) == [("Helm", "set api.logLevel; helm upgrade")]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("set `a.url` (x.yaml:1) or `b.url` (x.yaml:2)", "set a.url or b.url; helm upgrade"),
        (
            "set `a.url` (x.yaml:1) for api, `b.url` (x.yaml:2) for worker",
            "set a.url, b.url; helm upgrade",
        ),
    ],
)
def test_values_of_which_one_is_enough_and_values_of_several_services(step: str, said: str) -> None:
    changes = tuple(LineChange(deployment="helm", path=path) for path in ("a.url", "b.url"))
    note = f"to change it with Helm: {step}, then `helm upgrade`"
    assert lines(replace(KEY, notes=(note,), change=changes)) == [("Helm", said)]


def test_what_runs_is_the_value_of_the_deployment() -> None:
    layer = EffectiveLayer(layer=".env", path="docker/.env", line=48, value="7")
    effective = Effective(name="KEY", services=("api", "worker"), value="7", layers=(layer,))
    key = replace(KEY, effective=(effective,))
    assert verdict(key).title == "KEY = 7"
    assert lines(key) == [
        ("Runs with", "7 in api, worker, from docker/.env:48"),
        ("Default", "3"),
    ]


def test_notes_are_facts_of_their_own() -> None:
    notes = (
        "the layers differ: 3 in code; 5 in .env.example",
        "must be at least 0 (ge=0)",
        "an empty KEY in docker/.env is passed on",
        "see also OTHER: it limits the same",
        "used to compute URL",
        "the documentation says: a limit",
    )
    assert lines(replace(KEY, notes=notes)) == [
        ("Also", "OTHER: it limits the same"),
        ("Defaults", "3 in code; 5 in .env.example"),
        ("Empty", "an empty KEY in docker/.env is passed on"),
        ("Note", "used to compute URL"),
        ("Allowed", "at least 0"),
    ]


def test_the_first_reader_is_named_and_the_others_counted() -> None:
    def read(line: int) -> Place:
        where = Location(repo="dify", path="a.py", line=line, end_line=line, symbol="Mail.send")
        return Place(role="reads", location=where, name="KEY")

    assert lines(replace(KEY, places=(read(1),))) == [("Read by", "dify a.py:1 send")]
    assert lines(replace(KEY, places=(read(1), read(2), read(3)))) == [
        ("Read by", "dify a.py:1 send (+2)")
    ]


def test_other_settings_and_notes_of_the_answer_follow() -> None:
    others = [replace(KEY, name=f"K{n}") for n in range(6)]
    assert lines(KEY, *others, notes=("no chart",)) == [
        ("Note", "no chart"),
        ("Or", "K0, K1, K2, K3, 2 more"),
    ]


def beyond(line: int, text: str) -> CausePlace:
    location = Location(repo="dify", path="api/core/box.py", line=line, end_line=line)
    return CausePlace(location=location, text=text, why="beyond KEY")


def test_what_lies_beyond_the_limit_is_told_by_its_first_place() -> None:
    places = (beyond(3, 'raise ValueError("the box is full")'), beyond(9, "log.error(x)"))
    (line,) = verdict(replace(KEY, beyond=places)).lines
    assert (line.label, line.need) == ("Beyond it", SHOULD)
    assert line.text == 'box.py:3  raise ValueError("the box is full")'


def test_a_long_line_beyond_the_limit_is_cut() -> None:
    found = dict(lines(replace(KEY, beyond=(beyond(3, "x" * 200),))))
    assert found["Beyond it"] == "box.py:3  " + "x" * 109 + "…"


def test_a_credential_is_filled_in_in_the_console() -> None:
    note = "to change it with the console: fill it in for plugin tools/mail"
    (line,) = verdict(replace(KEY, notes=(note,))).lines
    assert (line.label, line.text, line.need) == (
        "Console",
        "fill it in for plugin tools/mail",
        MUST,
    )


def test_what_lies_beyond_comes_after_what_bounds_it_and_before_who_reads_it() -> None:
    location = Location(repo="dify", path="a.py", line=1, end_line=1)
    reads = (Place(role="reads", location=location, name="KEY"),)
    key = replace(KEY, notes=("see also OTHER",), places=reads, beyond=(beyond(3, "raise E"),))
    assert [label for label, _ in lines(key)] == ["Also", "Beyond it", "Read by"]


@pytest.mark.parametrize(
    ("type_", "label"),
    [
        ("int", "Beyond it"),
        ("PositiveInt | None", "Beyond it"),
        ("float64", "Beyond it"),
        ("str", "Leads to"),
        ("bool", "Leads to"),
        ("string", "Leads to"),
        ("", "Beyond it"),
    ],
)
def test_only_a_number_has_something_beyond_it(type_: str, label: str) -> None:
    where = Location(repo="dify", path="api/x.py", line=3, end_line=3)
    place = CausePlace(location=where, text="raise ValueError()", why="")
    assert label in dict(lines(replace(KEY, type=type_, beyond=(place,))))


def test_of_many_warnings_the_first_four_are_shown() -> None:
    notes = tuple(f"before you change it: warning {number}" for number in range(6))
    shown = [text for label, text in lines(replace(KEY, notes=notes)) if label == "First"]
    assert shown == ["warning 0", "warning 1", "warning 2", "warning 3", "2 more, with -v"]
