"""Messages lead to the statement that `locate` would name, or to none if too little tells it."""

from __future__ import annotations

import time

import pytest

from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.triage.matcher import Matcher
from ctxkit.index.reader import MessageRow
from ctxkit.model import HOLE


def row(
    template: str,
    place: str = "api/a.py:10",
    *,
    kind: str = "log_template",
    name: str = "logger.info",
) -> MessageRow:
    path, _, line = place.partition(":")
    repo = "dify-plugin-daemon" if path.endswith(".go") else "dify"
    return MessageRow(
        kind,
        repo,
        path,
        path.rpartition("/")[2],
        int(line),
        int(line),
        name,
        template.replace("{}", HOLE),
        "info",
    )


def found(rows: list[MessageRow], message: str, **said: object) -> MessageRow | None:
    matcher = Matcher(rows, {r.base for r in rows})
    number = matcher.match(message.encode(), LineContext(**said))  # type: ignore[arg-type]
    return matcher.statements[number] if number >= 0 else None


def test_texts_that_differ_in_what_skeletons_lack_are_told_apart() -> None:
    rows = [
        row("gateway answered 404 for route {}", "api/a.py:1"),
        row("gateway answered 500 for route {}", "api/a.py:2"),
        row("gateway answered dead for route {}", "api/a.py:3"),
    ]
    for wanted in rows:
        assert found(rows, wanted.template.replace(HOLE, "/x")) is wanted
    assert found(rows, "gateway answered 301 for route /x") is None


def test_one_matcher_gives_the_same_answer_whatever_it_has_seen() -> None:
    rows = [
        row("gateway answered 404 for route {}", "api/a.py:1"),
        row("gateway answered {} for route {}", "api/a.py:2"),
    ]
    matcher = Matcher(rows, set())
    messages = [b"gateway answered 404 for route 1", b"gateway answered 503 for route 1"]
    first = [matcher.match(m) for m in messages]
    assert first == [matcher.match(m) for m in reversed(messages)][::-1] == [0, 1]


COMMON = [row(f"error: failed to read page {{}} of {n}", "api/z.py:3") for n in range(300)]
"""Statements that make `error` and `failed` words that tell little."""


@pytest.mark.parametrize("template", ["{}", "failed", "{}: {}", "error {}", "[{}] {}"])
def test_too_little_text_matches_nothing(template: str) -> None:
    message = template.replace("{}", "x")
    rows = [row(template), *COMMON]
    assert found(rows, message) is None
    assert found(rows, message, base="a.py", line=99, logged=True) is None
    assert found(rows, message, base="z.py", line=10, logged=True) is None


@pytest.mark.parametrize("template", ["failed", "error {}"])
def test_one_word_is_enough_on_the_line_that_the_head_names(template: str) -> None:
    rows = [
        row(template),
        row(f"{template} and the quota of {{}} is exhausted", "api/a.py:11"),
        *COMMON,
    ]
    assert found(rows, template.replace("{}", "x"), base="a.py", line=10, logged=True) is rows[0]
    assert found(rows, "quite another", base="a.py", line=10, logged=True) is None
    assert (
        found(rows, rows[1].template.replace(HOLE, "x"), base="a.py", line=10, logged=True)
        is rows[1]
    )


def test_without_any_word_the_head_has_to_agree_in_all() -> None:
    rows = [row("{}"), row("disk quota of tenant {} exhausted", "api/b.py:3")]
    head = {"base": "a.py", "line": 10, "level": "info", "language": "py", "logged": True}
    assert found(rows, "whatever", **head) is rows[0]
    assert found(rows, "whatever", **{**head, "service": "worker"}) is rows[0]
    assert found(rows, "whatever", **{**head, "service": "sandbox"}) is None
    assert found(rows, "whatever", **{**head, "level": "error"}) is None
    assert found(rows, "whatever", **{**head, "level": ""}) is None
    twice = [*rows, row("{}", "api/other/a.py:10")]
    assert found(twice, "whatever", **head) is None


def test_a_text_that_begins_with_a_value_is_found_by_a_word_inside() -> None:
    rows = [row("{} credentials validation failed for provider {}")]
    assert found(rows, "acme credentials validation failed for provider x") is rows[0]
    assert found(rows, "acme credentials validation passed for provider x") is None


def test_of_equal_texts_the_file_the_line_and_the_service_decide() -> None:
    text = "waiting for the lock of tenant {}"
    rows = [
        row(text, "api/a.py:10"),
        row(text, "api/a.py:50"),
        row(text, "api/b.py:10"),
        row(text, "internal/c.go:7"),
    ]
    message = "waiting for the lock of tenant 7"
    assert found(rows, message) is rows[0]
    assert found(rows, message, base="b.py", line=99, logged=True) is rows[2]
    assert found(rows, message, base="a.py", line=48, logged=True) is rows[1]
    assert found(rows, message, service="plugin_daemon") is rows[3]


def test_the_file_of_the_head_speaks_against_other_files() -> None:
    rows = [row("lock released {}", "api/a.py:10"), row("other words entirely here", "api/b.py:1")]
    assert found(rows, "lock released x", base="a.py", line=3, logged=True) is rows[0]
    assert found(rows, "lock released x", base="b.py", line=3, logged=True) is None


def test_an_error_is_raised_by_its_class() -> None:
    rows = [row("quota of {} exhausted", "api/a.py:3", kind="raise", name="QuotaError")]
    matcher = Matcher(rows, set())
    assert matcher.match(b"quota of anna exhausted", LineContext(error="QuotaError")) == 0
    assert matcher.match(b"quota of anna exhausted", LineContext(error="ValueError")) == -1


@pytest.mark.no_cover
@pytest.mark.parametrize("filler", ["x ", "quota of ", "exhausted ", "-", "\u90ae"])
def test_long_messages_take_no_time(filler: str) -> None:
    rows = [row("quota of {} and {} and {} exhausted", f"api/a{n}.py:3") for n in range(20)]
    matcher = Matcher(rows, set())
    message = ("quota of " + filler * 8_000).encode()[:16_000]
    start = time.process_time()
    for _ in range(20):
        matcher.match(message)
    assert time.process_time() - start < 0.5
