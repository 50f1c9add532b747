"""What terminals, editors and Windows add is removed, and nothing else."""

from __future__ import annotations

import pytest

from ctxkit.logline.cleaning import clean


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\x1b[31;1mred\x1b[0m \x1b[2K\x1bM", "red "),
        ("\x1b]0;title\x07text", "text"),
        ("\x9b31mred", "red"),
        (r"\x1b[31mred\x1b[0m", "red"),
        (r"\u001b[31mred\033[m \e[1;32mgreen", "red green"),
        ("#033[31mred^[[0m\u241b[1mx", "redx"),
        ("[31mred[0m", "red"),
        ("\ufeffa\u200bb\u200ec\u200fd", "abcd"),
        ("a\x00b\x08c\x0bd\x0ce\x0ef\x1fg\x7fh", "abcdefgh"),
        ("a\tb\u00a0c", "a\tb c"),
        ("&quot;a&quot; &lt;b&gt; &amp;", '"a" <b> &'),
        ("&#39;a&#39;", "'a'"),
        ("&#34;a", '"a'),
        ("in &lt;module&gt;", "in <module>"),
        ("File \u201ca.py\u201d, line 3", 'File "a.py", line 3'),
    ],
)
def test_what_is_removed(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "",
        "plain words\n\n  indented",
        "items[3] and [m] and [a.py:3]",
        "[123m",
        r"C:\x1bc",
        "\u201cquoted\u201d",
        "投递失败 é",
    ],
)
def test_what_stays(text: str) -> None:
    assert clean(text) == text
