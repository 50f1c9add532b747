"""How far a statement can be relied on."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.line_context import LineContext
from ctxkit.ask.locate.matching import Match
from ctxkit.ask.locate.statement_confidence import confidence_of
from ctxkit.ask.locate.statement_score import ScoredStatement
from ctxkit.model import HOLE, Fact, LogTemplate, Raise

LOG = LogTemplate(name="x", template="text", path="api/a.py", line=1, end_line=1)
TEST = LogTemplate(name="x", template="text", path="api/a.py", line=1, end_line=1, test=True)
VALUE_FIRST = LogTemplate(name="x", template=f"{HOLE} x", path="api/a.py", line=1, end_line=1)
ERROR = Raise(name="e.QuotaError", template="text", path="api/a.py", line=1, end_line=1)
GO_ERROR = Raise(name="errors.New", template="text", path="a.go", line=1, end_line=1)
NAMELESS = Raise(name="", template="text", path="api/a.py", line=1, end_line=1)
KNOWN = LineContext(base="b.py", base_known=True)
UNKNOWN = LineContext(base="b.py")
OTHER_MODULE = LineContext(logger="core.other")
OTHER_ERROR = LineContext(error="StampError")


def statement(
    fact: Fact = LOG,
    bits: float = 30.0,
    *,
    how: str = "full",
    start: int = 0,
    text: str = "some text",
    here: bool = False,
    on_line: bool = False,
    torn: bool = False,
) -> ScoredStatement:
    return ScoredStatement(
        fact=fact,
        match=Match(how=how, start=start, end=9, share=1.0, torn=torn),  # type: ignore[arg-type]
        text=text,
        bits=bits,
        score=bits,
        why=(),
        in_named_file=here,
        on_named_line=on_line,
    )


CASES = [
    # By the text alone.
    (statement(bits=30.0), LineContext(), "high"),
    (statement(bits=29.9), LineContext(), "medium"),
    (statement(bits=30.0, torn=True), LineContext(), "medium"),
    (statement(bits=9.0, torn=True, here=True), LineContext(), "high"),
    (statement(bits=14.0), LineContext(), "medium"),
    (statement(bits=13.9), LineContext(), "low"),
    (statement(VALUE_FIRST), LineContext(), "medium"),
    (statement(how="cut"), LineContext(), "high"),
    (statement(bits=29.9, how="cut"), LineContext(), "low"),
    (statement(VALUE_FIRST, how="cut"), LineContext(), "low"),
    (statement(ERROR, start=5, text="x y: text"), LineContext(), "medium"),
    (statement(ERROR, 29.9, start=5, text="x y: text"), LineContext(), "low"),
    # A sentence that goes on behind a text that is not certain.
    (statement(bits=29.9, text="some text of mine"), LineContext(), "low"),
    (statement(bits=30.0, text="some text of mine"), LineContext(), "high"),
    (statement(bits=29.9, text="some text: mine"), LineContext(), "medium"),
    (statement(bits=29.9, text="some text 7"), LineContext(), "medium"),
    (statement(bits=29.9, text="some text 怎么办"), LineContext(), "medium"),
    # Words of every server.
    (statement(text="Internal Server Error"), LineContext(), "low"),
    (statement(text="504 (GATEWAY TIMEOUT)"), LineContext(), "low"),
    (statement(text="Bad Gateway", here=True), KNOWN, "high"),
    (statement(text="Bad Gateway of Troy"), LineContext(), "high"),
    # Test code, another sentence, Python's own words.
    (statement(TEST), LineContext(), "low"),
    (statement(start=5, text="said text"), LineContext(), "low"),
    (statement(start=4, text="x y: text"), LineContext(), "low"),
    (statement(start=5, text="abc: text"), LineContext(), "medium"),
    (statement(start=5, text="abc] text"), LineContext(), "medium"),
    (statement(start=5, text="abc- text"), LineContext(), "medium"),
    (statement(start=5, text="abc| text"), LineContext(), "medium"),
    (statement(start=5, text="abc> text"), LineContext(), "medium"),
    (statement(text="module 'x' has no attribute 'y'"), LineContext(), "low"),
    (statement(text="cannot import name 'x'"), LineContext(), "low"),
    (statement(text="No module named 'x'"), LineContext(), "low"),
    (statement(text="name 'x' is not defined"), LineContext(), "low"),
    (statement(text="unsupported operand type"), LineContext(), "low"),
    (statement(text="maximum recursion depth"), LineContext(), "low"),
    (statement(text="name 'x' is not defined", here=True), KNOWN, "high"),
    # The metadata is at odds with the place or the class.
    (statement(), OTHER_MODULE, "medium"),
    (statement(bits=29.9), OTHER_MODULE, "low"),
    (statement(here=True), OTHER_MODULE._replace(base="a.py", base_known=True), "medium"),
    (statement(), LineContext(logger="other"), "high"),
    (statement(ERROR), OTHER_ERROR, "medium"),
    (statement(ERROR, 29.9), OTHER_ERROR, "low"),
    (statement(ERROR), LineContext(error="QuotaError"), "high"),
    (statement(ERROR), LineContext(error="quota_is_used_up"), "high"),
    (statement(GO_ERROR), OTHER_ERROR, "high"),
    (statement(NAMELESS), OTHER_ERROR, "high"),
    (statement(), OTHER_ERROR, "high"),
    (statement(), UNKNOWN, "medium"),
    (statement(bits=29.9), UNKNOWN, "low"),
    # The prefix names its file.
    (statement(bits=9.0, here=True), KNOWN, "high"),
    (statement(bits=8.9, here=True), KNOWN, "low"),
    (statement(bits=8.9, here=True, on_line=True), KNOWN, "medium"),
    (statement(bits=14.0, here=True, how="cut"), KNOWN, "medium"),
    (statement(bits=13.9, here=True, how="cut"), KNOWN, "low"),
    # The prefix names another file.
    (statement(), KNOWN, "medium"),
    (statement(how="cut"), KNOWN, "medium"),
    (statement(bits=29.9), KNOWN, "low"),
]


@pytest.mark.parametrize(("found", "context", "confidence"), CASES)
def test_how_far_a_statement_can_be_relied_on(
    found: ScoredStatement, context: LineContext, confidence: str
) -> None:
    assert confidence_of(found, context) == confidence
