"""Entries of our own in texts of others: they come in, are brought up to date, and go out again
without a trace.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.assistants.entries import (
    has_block,
    with_block,
    with_member,
    without_block,
    without_member,
)
from ctxkit.errors import UsageError

PATH = ("mcpServers", "ctxkit")
SERVER = {"command": "ctxkit", "args": ["mcp"]}


@given(st.text())
def test_a_block_goes_out_without_a_trace(text: str) -> None:
    once = with_block(text, "one\n")
    assert has_block(once)
    assert with_block(once, "one\n") == once
    assert with_block(with_block(once, "two\n"), "one\n") == once
    assert without_block(once) == text


def test_a_block_keeps_what_is_around_it() -> None:
    text = with_block("# Mine\n", "old\n") + "\nMore of mine\n"
    new = with_block(text, "new\n")
    assert new == text.replace("old", "new")
    assert without_block(new) == "# Mine\n\nMore of mine\n"


def test_a_block_in_a_text_of_windows_is_found() -> None:
    text = with_block("# Mine\n", "old\n").replace("\n", "\r\n")
    assert "old" not in with_block(text, "new\n")
    assert without_block(text) == "# Mine\r\n\r"


def test_a_block_without_end_is_refused() -> None:
    with pytest.raises(UsageError, match="has no end"):
        with_block("<!-- ctxkit:begin -->\ntext\n", "new\n")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    others=st.dictionaries(st.text(max_size=5), JSON, max_size=3),
    servers=st.dictionaries(st.text(max_size=5), JSON, min_size=1, max_size=3) | st.none(),
    indent=st.sampled_from([None, 2, 4, "\t"]),
)
def test_a_member_goes_out_without_a_trace(
    others: dict[str, object], servers: dict[str, object] | None, indent: int | str | None
) -> None:
    data = {**others, PATH[0]: servers} if servers is not None else others
    if not data:
        return  # an empty object goes as a whole
    text = json.dumps(data, indent=indent) + "\n"
    once = with_member(text, PATH, SERVER)
    assert json.loads(once) == {**data, PATH[0]: {**(servers or {}), PATH[1]: SERVER}}
    assert with_member(once, PATH, SERVER) == once
    assert without_member(once, PATH) == text


def test_a_member_is_written_as_its_neighbours_are() -> None:
    text = '{\n    "mcpServers": {\n        "other": {"command": "x"}\n    }\n}\n'
    assert with_member(text, PATH, {"a": 1}) == (
        '{\n    "mcpServers": {\n        "other": {"command": "x"},\n        "ctxkit": {\n'
        '          "a": 1\n        }\n    }\n}\n'
    )
    assert with_member('{"a":1}', PATH, {}) == '{"a":1, "mcpServers": {"ctxkit": {}}}'
    assert with_member("", PATH, 1) == '{\n  "mcpServers": {\n    "ctxkit": 1\n  }\n}\n'


def test_a_member_of_another_value_is_brought_up_to_date() -> None:
    text = '{"mcpServers": {"ctxkit": {"command": "old"}, "b": 1}}'
    assert json.loads(with_member(text, PATH, SERVER)) == {"mcpServers": {"ctxkit": SERVER, "b": 1}}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"a": 1} // why\n', "not JSON"),
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ('{"mcpServers": []}', "is not an object"),
    ],
)
def test_a_text_that_is_no_json_object_is_refused(text: str, problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        with_member(text, PATH, SERVER)


def test_nothing_is_taken_out_of_a_text_without_our_member() -> None:
    for text in ('{"mcpServers": {"b": 1}}', '{"mcpServers": []}', "{}", ""):
        assert without_member(text, PATH) == text
