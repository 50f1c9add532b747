"""What a person must know of a log line."""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.dify.cause_row import Judged
from ctxkit.model import (
    HOLE,
    Confidence,
    Finding,
    Hit,
    KeyAnswer,
    Location,
    LogTemplate,
    Question,
    Raise,
    Symbol,
)
from ctxkit.model.cause import CausePlace, KnownCause, StatementCause
from ctxkit.output.verdict.lines import MAY, MUST, SHOULD, AnswerVerdict
from ctxkit.output.verdict.statement import nothing_found, statement_verdict

ASKED = Question(command="locate", pasted=True)


def log(line: int, template: str) -> LogTemplate:
    return LogTemplate(
        repo="dify",
        path="a.py",
        line=line,
        end_line=line,
        symbol="f",
        name="log",
        template=template,
    )


def raised(line: int, template: str) -> Raise:
    return Raise(
        repo="dify", path="b.py", line=line, end_line=line, symbol="g", name="E", template=template
    )


def near(path: str, line: int, text: str) -> CausePlace:
    location = Location(repo="dify", path=path, line=line, end_line=line)
    return CausePlace(location=location, text=text, why="condition")


def wrapped(fact: LogTemplate | Raise) -> CausePlace:
    return CausePlace(location=fact.location, text="source", why="wrapped error")


def hit(fact: object, *why: str, **more: object) -> Hit:
    return Hit(fact=fact, score=0.9, why=why, **more)  # type: ignore[arg-type]


def verdict(
    query: str, *hits: Hit, confidence: Confidence = "high", **more: object
) -> AnswerVerdict:
    found = Finding(question=ASKED, query=query, confidence=confidence, hits=hits, **more)
    return statement_verdict(found)


def lines(query: str, *hits: Hit, **more: object) -> list[tuple[str, object]]:
    return [(line.label, line.items or line.text) for line in verdict(query, *hits, **more).lines]


def test_a_statement_has_its_place_text_values_and_the_next_step() -> None:
    found = hit(log(3, f"Request to {HOLE} failed"), values=(("url", "http://x"), ("e", "")))
    assert verdict("Request to http://x failed", found).title == "dify a.py:3"
    assert lines("Request to http://x failed", found) == [
        ("Text", "Request to {} failed"),
        ("Values", ("url = http://x", "e = (empty)")),
        ("Next", "ctxkit show dify a.py:3"),
        ("In", "f"),
    ]


def test_a_single_value_may_take_more_than_a_row() -> None:
    found = hit(log(3, "a long text"), values=(("v", "1"),))
    assert ("Values", "v = 1") in lines("a long text", found)


def test_errors_inside_the_text_are_its_causes_from_the_outermost_to_the_innermost() -> None:
    query = "start of the runtime failed: failed to install packages: exit status 2 of uv"
    inner, middle = (
        raised(9, "exit status 2 of uv"),
        raised(7, f"failed to install packages: {HOLE}"),
    )
    outer = log(3, f"start of the runtime failed: {HOLE}")
    cause = StatementCause(wraps=tuple(map(wrapped, (inner, middle, outer))))
    found = verdict(query, hit(middle, cause=cause), hit(inner), hit(outer))
    assert found.title == "dify a.py:3"
    assert [line.text for line in found.lines if line.label == "Caused by"] == [
        "b.py:7  failed to install packages: {}",
        "b.py:9  exit status 2 of uv",
    ]
    assert "Or" not in [line.label for line in found.lines]


def test_an_error_of_another_repository_is_named_with_it() -> None:
    far = replace(near("internal/b.go", 7, "errors.New(text)").location, repo="dify-sandbox")
    outer = raised(3, f"failed: {HOLE}")
    cause = StatementCause(
        wraps=(CausePlace(location=far, text="errors.New(text)", why=""), wrapped(outer))
    )
    found = dict(lines("failed: gone", hit(outer, cause=cause)))
    assert found["Caused by"] == "dify-sandbox b.go:7  errors.New(text)"


def test_errors_around_the_best_place_are_no_causes_of_it() -> None:
    inner, outer = raised(9, "exit status 2"), raised(7, f"failed to install: {HOLE}")
    cause = StatementCause(wraps=(wrapped(inner), wrapped(outer)))
    found = verdict("failed to install: exit status 2", hit(inner, cause=cause), hit(outer))
    assert found.title == "dify b.py:9"
    assert [line.label for line in found.lines] == ["Text", "Next", "In", "Or"]


def test_equal_texts_are_other_places_and_no_causes() -> None:
    found = [hit(raised(line, "the same text")) for line in (1, 2, 3)]
    assert lines("E: the same text", *found)[1:] == [
        ("Next", "ctxkit show dify b.py:1"),
        ("In", "g"),
        ("Or", "dify b.py:2 (+1)"),
    ]


def test_frames_of_the_stack_are_callers() -> None:
    symbol = Symbol(
        repo="dify", path="c.py", line=5, end_line=9, symbol="", name="Task.run", what="function"
    )
    found = (hit(raised(1, "mail is not set")), hit(symbol, "stack frame: line 5"))
    assert ("Called by", "dify c.py:5-9 run") in lines("mail is not set", *found)


def test_deciding_settings_have_their_value_and_whether_they_take_effect() -> None:
    keys = (
        KeyAnswer(name="A", default="3"),
        KeyAnswer(name="B", default=None, status="undelivered"),
        KeyAnswer(name="C"),
        KeyAnswer(name="D"),
    )
    found = lines("some long text", hit(log(1, "some long text")), keys=keys)
    assert [text for label, text in found if label == "Decided by"] == [
        "A = 3",
        "B = no default, not passed to the container",
        "C = no default",
        "1 more settings",
    ]
    assert found[-2] == ("Next", "ctxkit explain A")


def test_the_nearest_condition_and_caller_are_told() -> None:
    cause = StatementCause(
        guards=(near("api/a.py", 2, "if cold:"), near("api/a.py", 1, "while open:")),
        callers=(near("api/b.py", 7, "boom()"), near("api/c.py", 8, "b()"), near("d.py", 9, "c()")),
    )
    found = verdict("some long text", hit(log(3, "some long text"), cause=cause))
    assert [(line.label, line.text, line.need, line.rows) for line in found.lines[1:4]] == [
        ("When", "a.py:2  if cold:", SHOULD, 1),
        ("Next", "ctxkit show dify a.py:3", MUST, 2),
        ("Called from", "b.py:7 (+2)  boom()", MAY, 1),
    ]


def test_a_single_caller_has_no_number_and_a_long_condition_is_cut() -> None:
    cause = StatementCause(
        guards=(near("a.py", 2, "if " + "x" * 200),), callers=(near("b.py", 7, "boom()"),)
    )
    found = dict(lines("some long text", hit(log(3, "some long text"), cause=cause)))
    assert found["Called from"] == "b.py:7  boom()"
    assert found["When"] == "a.py:2  if " + "x" * 136 + "…"


def test_a_statement_that_nothing_is_around_has_no_condition() -> None:
    found = lines("some long text", hit(log(3, "some long text"), cause=StatementCause()))
    assert [label for label, _ in found] == ["Text", "Next", "In"]


def test_only_the_statement_that_wrote_the_line_has_a_condition() -> None:
    other = hit(log(9, "another long text"), cause=StatementCause(guards=(near("c", 1, "if x"),)))
    found = lines("some long text", hit(log(3, "some long text")), other)
    assert "When" not in dict(found)


def test_a_text_without_words_is_not_shown() -> None:
    assert lines("boom", hit(log(3, HOLE)))[0] == ("Text", "log")


def test_where_nothing_is_sure_more_lines_are_asked_for() -> None:
    found = lines("some long text", hit(log(1, "some long text")), confidence="low")
    assert found[-2] == ("Next", "paste the lines before and after it, or the whole traceback")


def test_nothing_found_says_why_and_what_is_near() -> None:
    question = Question(command="explain")
    found = Finding(
        question=question, query="x", confidence="none", notes=("no chart",), suggestions=("A", "B")
    )
    assert [(line.label, line.text) for line in nothing_found(found).lines] == [
        ("Note", "no chart"),
        ("Nearest", "A, B"),
    ]
    (line,) = nothing_found(Finding(question=ASKED, query="x", confidence="none")).lines
    assert line.label == "Next"


CAUSE = KnownCause(
    what="the database does not exist",
    change="create the database",
    judged=Judged(level="environment", why="it is in the deployment"),
)


def test_what_a_line_is_known_to_tell_comes_with_its_place() -> None:
    given = lines("a", hit(log(9, "a")), known_cause=CAUSE)
    assert ("Cause", "the database does not exist") in given
    assert ("Change", "create the database") in given
    likely = lines("a", hit(log(9, "a")), known_cause=replace(CAUSE, is_sure=False))
    assert ("Likely", "the database does not exist") in likely


def test_a_known_cause_leads_where_no_place_is_sure() -> None:
    found = verdict("a", hit(log(9, "a")), confidence="low", known_cause=CAUSE)
    assert (found.title, found.word, found.tone) == (CAUSE.what, "known cause", "good")
    assert [line.text for line in found.lines if line.label == "Change"] == [CAUSE.change]
    assert [line.text for line in found.lines if line.label == "Or"] == ["dify a.py:9"]
    unsure = replace(CAUSE, is_sure=False)
    other = verdict("a", hit(log(9, "a")), confidence="low", known_cause=unsure)
    assert other.title == "dify a.py:9"
