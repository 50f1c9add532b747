"""The variables of an `env_file`."""

from __future__ import annotations

from ctxkit.files.env_values import EnvFileValue, env_file_values, raw_env_file_values


def test_a_reference_is_looked_up_outside_then_above_then_in_earlier_files() -> None:
    text = b"X=own\nY=own\nA=$X-$Y-$Z-${W:-none}\n"
    known, before = {"X": "known"}, {"X": "before", "Y": "before", "Z": "before"}
    *_, last = env_file_values(text, known, before)
    assert last == EnvFileValue("A", "known-own-before-none", "$X-$Y-$Z-${W:-none}", 3)
    assert before == {"X": "before", "Y": "before", "Z": "before"}


def test_single_quotes_keep_a_dollar() -> None:
    assert list(env_file_values(b"A='$X'\nB=$$X\n", {"X": "x"})) == [
        EnvFileValue("A", "$X", "", 1),
        EnvFileValue("B", "$X", "$$X", 2),
    ]


def test_a_name_alone_is_passed_on() -> None:
    assert list(env_file_values(b"A\nB\nC=1\n", {"A": "a"})) == [
        EnvFileValue("A", "a", "${A}", 1),
        EnvFileValue("C", "1", "1", 3),
    ]


def test_a_raw_file_keeps_quotes_dollars_and_comments() -> None:
    text = b"# c\n\nA='1' # c\r\n  B=$X\nC=  lead  \nX\nD\n"
    assert list(raw_env_file_values(text, {"X": "x"})) == [
        EnvFileValue("A", "'1' # c", "", 3),
        EnvFileValue("B", "$X", "", 4),
        EnvFileValue("C", "  lead  ", "", 5),
        EnvFileValue("X", "x", "${X}", 6),
    ]
