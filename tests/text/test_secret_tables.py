"""Secrets in columns that the first line of a table names."""

# ruff: noqa: E501 - lines of a table stay whole

from __future__ import annotations

import pytest

from ctxkit.text.secret_tables import find_in_tables


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (" id | name | password \n----+------+------\n 1 | ops1 | ab1cd \n 2 | b | cd2 ", ["ab1cd", "cd2"]),
        ("user,api_key,team\nops1,'ab1cd',x1", ["ab1cd"]),
        ("api-1  | user | token\napi-1  | ops1 | ab1cd", ["ab1cd"]),
        ("NAME   TOKEN    AGE\nx1     ab1cd    3d", ["ab1cd"]),
        ("用户\t密码\nops1\tab1cd", ["ab1cd"]),
        ("| Key | Password |\n| :-- | --- |\n| a1 | `ab1cd` |", ["ab1cd"]),
        # No value, other columns, and the end of the table.
        ("user,password\nops1,none", []),
        ("user,password\nops1\na1,b1", []),
        ("a sentence, about a password\nx1, y1", []),
        ("name  age\nx1  3d", []),
    ],
)  # fmt: skip
def test_columns(text: str, values: list[str]) -> None:
    lines = text.split("\n")
    found = list(find_in_tables(lines))
    assert len(found) == len(lines)
    assert [each.value for line in found for each in line] == values
    for line, secrets in zip(lines, found, strict=True):
        assert all(line.startswith(each.value, each.start) for each in secrets)
