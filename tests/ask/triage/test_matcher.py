"""Messages lead to the statement that `locate` would name, or to none if too little tells it."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.triage import matcher as matcher_module
from ctxkit.ask.triage.matcher import Matcher
from ctxkit.ask.triage.statement_texts import FoldedText, texts_of
from ctxkit.index.reader import MessageRow
from ctxkit.model import HOLE
from tests.pace import at_most


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
    with at_most(0.5):
        for _ in range(20):
            matcher.match(message)


def test_limits() -> None:
    assert (matcher_module._MAX_SKELETONS, matcher_module._MAX_SKELETON_BYTES) == (6_000, 400)
    assert (matcher_module._MAX_SEARCHED_BYTES, matcher_module._MAX_CANDIDATES) == (4_000, 24)
    assert matcher_module._START_BYTES == (32, 16, 9, 5)
    assert (matcher_module._MIN_WORDS, matcher_module._MAX_STATEMENT_LINES) == (2, 12)


def test_skeletons_are_remembered_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matcher_module, "_MAX_SKELETONS", 2)
    matcher = Matcher([row("quota of {} exhausted")], set())
    sizes = []
    for message in (b"x", b"xx", b"x1", b"xxx", b"x"):
        matcher.match(message)
        sizes.append(len(matcher._known))
    assert sizes == [1, 2, 2, 1, 2]


def test_long_skeletons_are_not_remembered() -> None:
    matcher = Matcher([row("quota of {} exhausted")], set())
    matcher.match(b"x" * 401)
    assert matcher._known == {}
    matcher.match(b"x" * 400)
    assert len(matcher._known) == 1


def test_places_are_remembered_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matcher_module, "_MAX_SKELETONS", 2)
    rows = [row("quota of {} exhausted", f"api/a.py:{line}") for line in (1, 50)]
    matcher = Matcher(rows, {"a.py"})
    sizes = []
    for line in (1, 50, 1, 40, 45):
        matcher.match(b"quota of me exhausted", LineContext(base="a.py", level=f"x{line}"))
        sizes.append(len(matcher._places))
    assert sizes == [1, 2, 2, 1, 2]


@pytest.mark.parametrize("length", [3, 4, 5, 6, 8, 9, 15, 16, 31, 32, 33])
def test_texts_are_found_by_beginnings_of_any_length(length: int) -> None:
    start = ("quit-soon; run:" * 3)[:length]
    rows = [row(start + "{} spillway porty"), row("moot spillway {} unknown")]
    message = start + " 1 spillway porty"
    assert found(rows, message) is rows[0]


def test_a_text_that_begins_with_too_little_is_found_by_the_longest_word_inside() -> None:
    rows = [row("no{}on my porty island{}")]
    matcher = Matcher(rows, set())
    assert matcher._starts == {}
    (anchor,) = matcher._anchors
    assert anchor == b"porty"
    assert found(rows, "no 1 on my porty island 3") is rows[0]


@pytest.mark.parametrize(
    ("template", "anchor"),
    [
        ("{}porty{}", b""),
        ("{} porty{}", b""),
        ("{} porty {}", b"porty"),
        ("{}porty", b""),
        ("{} porty", b"porty"),
        ("my porty", b""),
        ("no {} my", b""),
        ("no {} mys", b"mys"),
        ("no {} mys, port, you", b"port"),
        ("{} \u6295\u9012 {}", "\u6295\u9012".encode()),
        ("{} \u6295 {}", b""),
    ],
)
def test_the_word_that_a_message_certainly_has(template: str, anchor: bytes) -> None:
    (text,) = texts_of([row(template)])
    folded = FoldedText(text.first, text.middle, text.last, text.open)
    assert matcher_module._anchor(folded) == anchor


def test_a_word_far_behind_is_not_searched() -> None:
    rows = [row("{} spillway my porty")]
    for blanks, is_found in ((3_900, True), (4_000, False)):
        message = "." * blanks + " spillway my porty"
        assert (found(rows, message) is rows[0]) is is_found


def test_a_limited_number_of_texts_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row("quota exhausted", "api/a.py:1"), row("quota exhausted {}", "api/b.py:1")]
    context = {"base": "a.py", "line": 99, "logged": True}
    assert found(rows, "quota exhausted : unsolvable", **context) is rows[0]
    rows += [row(f"quota exhausted {{}}: {word}", "api/c.py:1") for word in ("unsolvable", "x")]
    message = "quota exhausted 7: unsolvable"
    assert found(rows, message) is rows[2]
    monkeypatch.setattr(matcher_module, "_MAX_CANDIDATES", 1)
    assert found(rows, message) is rows[2]  # the most telling first
    assert found(rows, message, **context) is rows[2]


@pytest.mark.parametrize(("line", "is_site"), [(9, False), (10, True), (22, True), (23, False)])
def test_a_long_statement_is_on_its_first_lines(line: int, is_site: bool) -> None:
    rows = [row("quota of {} exhausted")._replace(end_line=40)]
    site = Matcher(rows, set()).site(LineContext(base="a.py", line=line))
    assert (site is not None) is is_site
    rows = [row("quota of {} exhausted")._replace(end_line=12)]
    matcher = Matcher(rows, set())
    assert matcher.site(LineContext(base="a.py", line=12)) is not None
    assert matcher.site(LineContext(base="a.py", line=13)) is None
    assert matcher.site(LineContext(base="b.py", line=12)) is None


def test_a_line_with_two_statements_is_no_site() -> None:
    rows = [row("quota of {} exhausted"), row("letter of {} lost", "web/a.py:10")]
    context = LineContext(base="a.py", line=10)
    site = Matcher(rows[:1], set()).site(context)
    assert site
    assert site.number == 0
    matcher = Matcher(rows, {"a.py"})
    assert matcher.site(context) is None
    # But one of them fits.
    assert matcher.match(b"letter of anna lost", context) == 1
    assert matcher.match(b"quota of anna exhausted", context) == 0


def test_errors_are_no_sites() -> None:
    rows = [row("quota of {} exhausted", kind="raise")]
    assert Matcher(rows, set()).site(LineContext(base="a.py", line=10)) is None


def test_a_text_of_few_bits_is_no_site() -> None:
    rows = [row("failed {}"), *COMMON]
    assert Matcher(rows, set()).site(LineContext(base="a.py", line=10)) is None


def test_the_file_of_the_prefix_decides_how_much_text_is_needed() -> None:
    rows = [row("quota exhausted"), row("porty"), row("letters lost in the western mountains")]
    assert found(rows, "quota exhausted") is rows[0]
    assert found(rows, "porty") is None  # a word is not enough
    assert found(rows, "porty", base="a.py", line=99) is rows[1]
    assert found(rows, "quota exhausted", base="unknown.py", line=3) is rows[0]
    known = [*rows, row("of another file", "api/b.py:1")]
    assert found(known, "quota exhausted", base="b.py", line=3) is None
    assert found(known, rows[2].template, base="b.py", line=3) is rows[2]
    assert found(rows, rows[2].template + " and further") is rows[2]
    assert found(rows, "x" + rows[2].template) is None


def test_of_equal_errors_the_one_of_the_class() -> None:
    rows = [
        row("quota of {} exhausted", "api/a.py:3", kind="raise", name="errors.PlanError"),
        row("quota of {} exhausted", "api/b.py:3", kind="raise", name="errors.QuotaError"),
        row("quota of {} exhausted", "api/c.py:3", name="QuotaError"),
    ]
    assert found(rows, "quota of me exhausted", error="QuotaError") is rows[1]
    assert found(rows, "quota of me exhausted", error="PlanError") is rows[0]
    assert found(rows, "quota of me exhausted", error="Error") is None


def test_a_statement_without_words_needs_the_language_and_the_service() -> None:
    rows = [row("{}"), row("disk quota of tenant {} exhausted", "api/b.py:3")]
    head = {"base": "a.py", "line": 10, "level": "info", "language": "py"}
    assert found(rows, "whatever", **head) is rows[0]
    assert found(rows, "whatever", **{**head, "language": "go"}) is None
    assert found(rows, "whatever", **{**head, "line": 11}) is None
    assert found(rows, "whatever", **{**head, "service": "weaviate"}) is rows[0]
    assert found([row("{}")._replace(level="")], "whatever", **head) is None
    assert found(rows, "whatever", **{**head, "error": "E"}) is None
