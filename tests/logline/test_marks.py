from __future__ import annotations

import pytest

from ctxkit.logline.marks import plain_marks


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("box.py：25 letter", "box.py:25 letter"),
        ("at 10：04：15 o'clock", "at 10:04:15 o'clock"),
        ("http：//nest/x", "http://nest/x"),
        ("refused： full", "refused: full"),
        ("refused：full", "refused: full"),
        ("nest 4：[ERROR]", "nest 4: [ERROR]"),
        ("one，two， three 1，5", "one, two, three 1,5"),
        ("（a）［b］｛c｝【d】", "(a)[b]{c}[d]"),
        ("‘a’ “b” „c“ –", '\'a\' "b" "c" -'),
        (r"a\_b \*c\* \"d\" \n", r'a_b *c* "d" \n'),
    ],
)
def test_marks_that_programs_write(typed: str, plain: str) -> None:
    assert plain_marks(typed) == plain
