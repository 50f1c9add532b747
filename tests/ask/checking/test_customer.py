"""Reading the user's files: as docker compose and Helm read them, and whatever they hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.ask.checking.customer import CustomerFile, extra_env, read_env, read_values


def file(text: str) -> CustomerFile:
    return CustomerFile(path="my.env", data=text.encode())


def test_values_are_read_as_compose_reads_them() -> None:
    env = read_env(file("A=1\nexport B='x # y'\nC=\"two\nlines\"  # said\nD=plain # comment\nE=\n"))
    assert env.values() == {"A": "1", "B": "x # y", "C": "two\nlines", "D": "plain", "E": ""}
    assert {name: (s.line, s.end_line) for name, s in env.settings.items()}["C"] == (3, 4)


def test_variables_are_put_in_unless_in_single_quotes() -> None:
    env = read_env(file("STORE=qdrant\nPROFILES=${STORE:-weaviate},${DB:-postgresql}\nRAW='pa$$word'\nLOST=pa$word\n"))
    assert env.values()["PROFILES"] == "qdrant,postgresql"
    assert env.values()["RAW"] == "pa$$word"
    assert env.settings["LOST"].lost == ("word",)
    assert env.settings["PROFILES"].lost == ()


def test_the_last_line_of_a_key_counts() -> None:
    env = read_env(file("A=1\nA=2\n"))
    assert env.values() == {"A": "2"}
    assert [setting.line for setting in env.lines] == [1, 2]


@pytest.mark.parametrize("line", ["this is no assignment", "export KEY value"])
def test_lines_that_are_no_assignments(line: str) -> None:
    assert [number for number, _ in read_env(file(f"A=1\n{line}\n")).broken] == [2]


@pytest.mark.parametrize("line", ["", "# prose = prose", "NAME", "KEY: value", "KEY ="])
def test_lines_that_compose_takes(line: str) -> None:
    assert read_env(file(f"A=1\n{line}\n")).broken == ()


def test_line_ends_and_marks_of_windows_change_nothing() -> None:
    env = read_env(CustomerFile(path=".env", data=b"\xef\xbb\xbfA=1\r\nB=2\r\n"))
    assert env.values() == {"A": "1", "B": "2"}


def test_the_leaves_of_values_have_their_lines() -> None:
    values = read_values(
        file("api:\n  replicas: 2\n  extraEnv:\n  - name: A\n    value: '1'\n  - name: B\n    valueFrom: {}\n")
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
