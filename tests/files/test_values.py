"""A values.yaml as a tree: its leaves are those that ruamel loads, its spans are the text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ctxkit.errors import UsageError
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import (
    MAX_FILE_BYTES,
    ValuesFile,
    dotted,
    encoded,
    ends_a_line,
    extra_env,
    load_values,
    parse_values,
    read_values,
)
from ctxkit.files.yaml_types import plain_scalar
from tests.pace import at_most

CHART = """\
# Defaults.
api:
  image:
    repository: langgenius/dify-api
    tag: "1.13.3"  # the appVersion
  replicas: 1
  extraEnv:
  # - name: X
  resources: {}
  origins:
    - http://a
    - http://b
sandbox:
  # The requirements file.
  # One a line.
  requirements: |
    # not a comment
    httpx

    numpy
  ratio: 1.0
  since: 2024-01-01
  yes: off
"""


def parsed(text: str) -> ValuesFile:
    return parse_values("values.yaml", text.encode())


def plain(text: str) -> dict[str, Any]:
    return {value.path: value.plain for value in parsed(text).values}


def test_scalars_lists_and_empty_mappings_are_leaves() -> None:
    assert plain(CHART) == {
        "api.image.repository": "langgenius/dify-api",
        "api.image.tag": "1.13.3",
        "api.replicas": 1,
        "api.extraEnv": None,
        "api.resources": {},
        "api.origins": ["http://a", "http://b"],
        "sandbox.requirements": "# not a comment\nhttpx\n\nnumpy\n",
        "sandbox.ratio": 1.0,
        "sandbox.since": "2024-01-01",
        "sandbox.yes": False,
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("yes", True), ("Off", False), ("n", False), ("~", None), ("", None),
        ("0644", 420), ("0o17", 15), ("0x1F", 31), ("1_000", 1000), ("-7", -7),
        ("08", 8.0), ("1e3", 1e3), (".5", 0.5),
        ("1:30", "1:30"), ("2024-01-01", "2024-01-01"), (".inf", ".inf"), ("1.2.3", "1.2.3"),
        ("yEs", "yEs"), ("'yes'", "yes"), ('"0644"', "0644"),
        ("!!str 0644", "0644"), ("&a !!str 1", "1"), ("&a yes", True), ("9" * 50, "9" * 50),
    ],
)  # fmt: skip
def test_a_scalar_is_what_helm_makes_of_it(text: str, value: Any) -> None:
    found = plain(f"a: {text}\n")["a"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_value_is_the_text_of_its_span(line_end: str) -> None:
    file = parsed(CHART.replace("\n", line_end))
    spans = {value.path: file.text[value.node.start : value.node.end] for value in file.values}
    assert spans["api.image.tag"] == '"1.13.3"'
    assert spans["api.extraEnv"] == ""
    assert spans["api.origins"] == f"- http://a{line_end}    - http://b"
    assert spans["sandbox.requirements"].endswith("    numpy")


def test_the_comment_of_a_value_is_what_stands_right_above_it() -> None:
    file = parsed(CHART)
    comments = {value.path: file.comment(value.node) for value in file.values}
    assert comments["sandbox.requirements"] == "The requirements file. One a line."
    assert comments["api.replicas"] == ""


def test_aliases_and_merge_keys_give_the_leaves_of_what_they_repeat() -> None:
    text = "base: &b\n  cpu: 1\n  memory: 1Gi\nagain: *b\nmore:\n  <<: *b\n  cpu: 2\n"
    assert plain(text) == {
        "base.cpu": 1,
        "base.memory": "1Gi",
        "again.cpu": 1,
        "again.memory": "1Gi",
        "more.cpu": 2,
        "more.memory": "1Gi",
    }


def ruamel_leaves(value: dict[Any, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for key, item in value.items():
        if isinstance(item, dict) and item:
            yield from ruamel_leaves(item, f"{path}{key}.")
        else:
            yield f"{path}{key}", item


KEYS = st.text("abcXYZ_-9", min_size=1, max_size=6).map(lambda key: f"k{key}")
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False, allow_infinity=False),
    # ruamel is of YAML 1.2 and writes `yes` without quotes. It writes line ends that are none for
    # an editor as they are.
    st.text(max_size=20).filter(
        lambda text: plain_scalar(text) == text and not set(text) & set("\x85\u2028\u2029")
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=3)),
    max_leaves=8,
)
FILES = st.dictionaries(KEYS, VALUES, max_size=5)


def dumped(values: dict[str, Any], width: int = 80) -> str:
    from io import StringIO

    yaml, out = YAML(typ="safe", pure=True), StringIO()
    yaml.width, yaml.default_flow_style = width, False
    yaml.dump(values, out)
    return out.getvalue()


@settings(deadline=None, max_examples=60)
@given(FILES)
def test_the_leaves_are_those_that_ruamel_loads(values: dict[str, Any]) -> None:
    text = dumped(values)
    assert [(n, v) for n, v in plain(text).items()] == list(
        ruamel_leaves(YAML(typ="safe", pure=True).load(text) or {})
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "a: 1\nb:\n  c: 1\n  c: 2\n",
            "values.yaml:4: duplicate key 'c' (first defined on line 3)",
        ),
        ("a: 1\nb: [\n", "values.yaml:3: invalid YAML"),
        ("a: 1\n\tb: 2\n", "values.yaml:2: invalid YAML"),
        ("- a\n", "values.yaml:1: the file must be a mapping"),
        ("a: *b\n", "values.yaml:1: invalid YAML: found undefined alias"),
        ("a: &a\n  b: *a\n", "values.yaml:2: nested more than"),
        ("a: 1\n---\nb: 1\n", "values.yaml:2: invalid YAML"),
        ("? [a]\n: 1\n", "values.yaml:1: a key must be text"),
        ("a: \x01\n", "values.yaml:1: invalid YAML"),
        ("".join(f"{' ' * i}a:\n" for i in range(100)), "values.yaml:61: nested more than"),
        ("x: 1\na: " + "[" * 1000, "values.yaml:2: nested too deeply"),
        ("a: 1\n" + "- " * 3000, "values.yaml:"),
        (
            "a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            + "".join(f"a{i + 1}: &a{i + 1} [{', '.join([f'*a{i}'] * 9)}]\n" for i in range(9)),
            "aliases repeated",
        ),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_its_line(text: str, message: str) -> None:
    with at_most(10):
        with pytest.raises(UsageError) as raised:
            parsed(text)
        assert message in raised.value.message
        assert raised.value.hint


def test_what_is_no_utf8_is_refused_with_its_line() -> None:
    with pytest.raises(UsageError, match=r"v\.yaml:2: not UTF-8"):
        parse_values("v.yaml", b"a: 1\nb: \xff\n")


@pytest.mark.parametrize(
    "data", [b"\xef\xbb\xbfa: \xc3\xbc\n", "\ufeffa: ü\n".encode("utf-16-le"), b"a: \xc3\xbc\r\n"]
)
def test_byte_order_marks_and_line_ends_come_back(data: bytes) -> None:
    file = parse_values("v.yaml", data)
    assert file.values[0].plain == "ü"
    assert encoded(file.text, file.encoding) == data


def test_an_empty_file_has_no_leaves() -> None:
    assert plain("") == plain("# nothing\n") == {}


def test_a_line_end_that_no_editor_knows_is_rejected() -> None:
    with pytest.raises(UsageError, match="cannot read this YAML reliably"):
        parsed("a: 'x\x85y'\n")


def test_a_file_is_read_from_disk_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text("a: 1\n")
    assert load_values(path).path == "my.yaml"
    with pytest.raises(UsageError, match=r"none\.yaml: No such file") as raised:
        load_values(tmp_path / "none.yaml")
    assert raised.value.hint == "pass the path of a values.yaml"


@pytest.mark.no_cover
def test_a_file_has_a_limit() -> None:
    line = b"# comment\n"
    fits = line * (MAX_FILE_BYTES // len(line))
    assert parse_values("v.yaml", fits).values == ()
    with pytest.raises(UsageError, match="larger than 1,000,000 bytes"):
        parse_values("v.yaml", fits + b"#")


def test_nodes_and_values_by_their_keys() -> None:
    file = parsed("a:\n  b.c: 1\n  b: {c: 2}\nd: {}\n")
    assert list(file.nodes) == [("a",), ("a", "b.c"), ("a", "b"), ("a", "b", "c"), ("d",)]
    assert [(value.keys, value.path) for value in file.values] == [
        (("a", "b.c"), "a.b.c"),
        (("a", "b", "c"), "a.b.c"),
        (("d",), "d"),
    ]
    assert file.leaves["a.b.c"].plain == 2
    assert (file.leaf(("a", "b", "c")), file.leaf(("a",)), file.leaf(("x",))) == (2, None, None)
    assert file.node(("a", "b")) is file.nodes["a", "b"]
    assert file.node(("x",)) is None
    assert dotted(("a", "b.c")) == "a.b.c"


def test_a_comment_is_read_over_several_lines_up_to_a_blank_one() -> None:
    file = parsed("# no\n\n# one\n#\n  ## two\na: 1\nb: 2\n")
    assert file.comment(file.nodes["a",]) == "one two"
    assert file.comment(file.nodes["b",]) == ""


def test_a_lone_carriage_return_ends_a_line() -> None:
    file = parsed("# c\ra: 1\rb: 2\r")
    assert [(value.path, value.line, value.plain) for value in file.values] == [
        ("a", 2, 1),
        ("b", 3, 2),
    ]
    assert file.comment(file.nodes["a",]) == "c"


@pytest.mark.parametrize(
    ("text", "expected"), [("", True), ("a\n", True), ("a\r\n", True), ("a", False)]
)
def test_whether_a_line_can_be_appended(text: str, expected: bool) -> None:
    assert ends_a_line(text) is expected


def test_the_line_end_is_that_of_the_file() -> None:
    assert parsed("a: 1\r\nb: 2\n").line_end == "\r\n"
    assert parsed("a: 1\n").line_end == "\n"


# --- files that are only looked at ---------------------------------------------------------------


def lenient(data: bytes) -> ValuesFile:
    return read_values(CustomerFile(path="my.yaml", data=data))


@pytest.mark.parametrize(
    ("data", "values"),
    [
        (b"a: 1\na: 2\nb: 3\n", {"a": "2", "b": "3"}),
        (b"a: 1\n---\nb: 2\n", {"a": "1"}),
        (b"a:\n\tb: 1\nc: 2\n", {"a.b": "1", "c": "2"}),
        (b"a: [1\nb: 2\n", {"a": "[1]", "b": "2"}),
        (b"? a\n: 1\n", {"a": "1"}),
        (b"a: *none\n", {"a": "*none"}),
        ("a: 数据库连接失败，请稍后重试\n".encode("gb18030"), {"a": "数据库连接失败，请稍后重试"}),
        ("\ufeffa: ü\n".encode("utf-16-le"), {"a": "ü"}),
        (b"- a\n", {}),
        (b"", {}),
    ],
)
def test_a_file_that_is_only_looked_at_is_never_rejected(
    data: bytes, values: dict[str, str]
) -> None:
    assert {path: value.value for path, value in lenient(data).leaves.items()} == values


def test_both_readings_of_a_valid_file_agree() -> None:
    strict, loose = parsed(CHART), lenient(CHART.encode())
    assert [(v.path, v.value, v.plain, v.line) for v in strict.values] == [
        (v.path, v.value, v.plain, v.line) for v in loose.values
    ]


def test_text_type_and_lines_of_a_value() -> None:
    value = lenient(b"api:\n  tag: 1.10\n  list: [yes,\n    b]\n").leaves
    assert (value["api.tag"].value, value["api.tag"].plain) == ("1.10", 1.1)
    assert (value["api.list"].value, value["api.list"].plain) == ("[yes, b]", [True, "b"])
    assert (value["api.list"].line, value["api.list"].end_line) == (3, 4)


def test_the_variables_of_a_list() -> None:
    text = (
        "env:\n- name: A\n  value: '1'\n- name: B\n  valueFrom: {}\n- name: 'no name'\n  value: 1\n"
        "- value: 2\n- name: C_1.x-y\n  value:\n- name: D\n  value: [1]\n"
    )
    file = parsed(text)
    assert [(s.name, s.value, s.line, s.end_line) for s in extra_env(file.nodes["env",])] == [
        ("A", "1", 2, 3),
        ("C_1.x-y", "", 9, 10),
    ]
    assert list(extra_env(parsed("env: {name: A, value: 1}\n").nodes["env",])) == []


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_make_reading_fail(data: bytes) -> None:
    read_values(CustomerFile(path="x", data=data))
