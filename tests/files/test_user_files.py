"""Reading the user's files: as docker compose and Helm read them, and whatever they hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.files.dotenv import read_env
from ctxkit.files.user_files import CustomerFile, extra_env, read_values


def file(text: str) -> CustomerFile:
    return CustomerFile(path="my.env", data=text.encode())


def test_values_are_read_as_compose_reads_them() -> None:
    env = read_env(file("A=1\nexport B='x # y'\nC=\"two\nlines\"  # said\nD=plain # comment\nE=\n"))
    assert env.values() == {"A": "1", "B": "x # y", "C": "two\nlines", "D": "plain", "E": ""}
    assert {name: (s.line, s.end_line) for name, s in env.settings.items()}["C"] == (3, 4)


def test_variables_are_put_in_unless_in_single_quotes() -> None:
    env = read_env(
        file(
            "STORE=qdrant\nPROFILES=${STORE:-weaviate},${DB:-postgresql}\nRAW='pa$$word'\nLOST=pa$word\n"
        )
    )
    assert env.values()["PROFILES"] == "qdrant,postgresql"
    assert env.values()["RAW"] == "pa$$word"
    assert env.settings["LOST"].lost == ("word",)
    assert env.settings["PROFILES"].lost == ()


def test_the_last_line_of_a_key_counts() -> None:
    env = read_env(file("A=1\nA=2\n"))
    assert env.values() == {"A": "2"}
    assert [setting.line for setting in env.lines] == [1, 2]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("this is no assignment", "not-an-assignment"),
        ("export KEY value", "not-an-assignment"),
        ("A B=1", "not-an-assignment"),
        ('KEY="never closed', "unclosed-quote"),
        ("KEY='a' b", "behind-quote"),
        ("KEY= # said", "comment-as-value"),
        ("KEY=\u201cquoted\u201d", "odd-character"),
    ],
)
def test_lines_that_are_not_what_they_look(line: str, rule: str) -> None:
    env = read_env(file(f"A=1\n{line}\nB=2\n"))
    assert [(flaw.rule, flaw.line) for flaw in env.flaws] == [(rule, 2)]
    assert env.values()["B"] == "2"  # and the rest is read all the same


@pytest.mark.parametrize(
    "line", ["", "# prose = prose", "NAME", "KEY: value", "KEY =", "A-B=1", 'K="a" # b']
)
def test_lines_that_compose_takes(line: str) -> None:
    assert read_env(file(f"A=1\n{line}\n")).flaws == ()


def test_a_quote_that_swallows_other_lines_is_told_at_its_own() -> None:
    env = read_env(file('A="open\nB=1\nC="x"\n'))
    assert [(flaw.rule, flaw.line) for flaw in env.flaws] == [("unclosed-quote", 1)]
    assert env.values() == {"A": "open", "B": "1", "C": "x"}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("K: v", "v"),
        ("K =v", "v"),
        ("K=#REPLACE_ME#", "#REPLACE_ME#"),
        ("K=a#b", "a#b"),
        ("K=a #b", "a"),
        ('K="a\\"b"', 'a"b'),
        ('K="a\\nb"', "a\nb"),
        ("K='a\\nb'", "a\\nb"),
        ('K="pa\\$word"', "pa$word"),
        ("K='pa$word'", "pa$word"),
        ("K=a$$b", "a$b"),
    ],
)
def test_what_a_line_sets(line: str, value: str) -> None:
    assert read_env(file(line)).values() == {"K": value}


def test_names_that_other_lines_put_in() -> None:
    assert read_env(file("HOST=a\nURL=https://${HOST}/x\n")).referenced == {"HOST"}


def test_line_ends_and_marks_of_windows_change_nothing() -> None:
    env = read_env(CustomerFile(path=".env", data=b"\xef\xbb\xbfA=1\r\nB=2\r\n"))
    assert env.values() == {"A": "1", "B": "2"}


def test_the_leaves_of_values_have_their_lines() -> None:
    values = read_values(
        file(
            "api:\n  replicas: 2\n  extraEnv:\n  - name: A\n    value: '1'\n  - name: B\n    valueFrom: {}\n"
        )
    )
    assert values.leaves["api.replicas"].value == "2"
    assert values.leaves["api.replicas"].line == 2
    found = list(extra_env(values.leaves["api.extraEnv"].node))
    assert [(setting.name, setting.value, setting.line) for setting in found] == [("A", "1", 4)]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    read_env(CustomerFile(path="x", data=data))
    read_values(CustomerFile(path="x", data=data))
