from __future__ import annotations

import pytest

from ctxkit.extract.shell.file import parsed_file


def statements(code: str) -> list[tuple[int, int, str, str]]:
    found = parsed_file(code.encode()).statements
    return [(each.line, each.end_line, each.text, each.symbol) for each in found]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("a\n# b\n  # c\nd", [(1, 1, "a", ""), (4, 4, "d", "")]),
        ("a \\\n  b \\\n  c\nd", [(1, 3, "a \n  b \n  c", ""), (4, 4, "d", "")]),
        ("a \\", [(1, 1, "a \\", "")]),
        (
            "cat <<EOF\n$A\nplain\nEOF\nb",
            [(1, 1, "cat <<EOF", ""), (2, 2, ': "$A"', ""), (5, 5, "b", "")],
        ),
        ("cat <<-'EOF'\n$A\n  EOF\nb", [(1, 1, "cat <<-'EOF'", ""), (4, 4, "b", "")]),
        ('cat <<"EOF"\n$A\nEOF', [(1, 1, 'cat <<"EOF"', "")]),
        ("cat <<EOF\n$A", [(1, 1, "cat <<EOF", ""), (2, 2, ': "$A"', "")]),
    ],
)
def test_command_lines(code: str, found: list[tuple[int, int, str, str]]) -> None:
    assert statements(code) == found


def test_command_lines_have_limits() -> None:
    assert len(statements("a\\\n" * 200 + "b")) == 1
    assert len(statements("a\\\n" * 201 + "b")) == 2
    assert len(statements("a" * 10_000)) == 1
    assert statements("a" * 10_001) == []


def test_functions_and_what_is_in_them() -> None:
    code = "f() {\n  a\n  g() {\n    b\n}\nc\nfunction h() {\n d\n}\ne\nk() {\n"
    file = parsed_file(code.encode())
    assert [(each.name, each.line, each.end_line) for each in file.functions] == [
        ("f", 1, 5),
        ("h", 7, 9),
        ("k", 11, 11),
    ]
    symbols = {line: symbol for line, _, _, symbol in statements(code)}
    assert [symbols[line] for line in (1, 2, 6, 7, 8, 10, 11)] == [
        "f", "f", "", "h", "h", "", "k",
    ]  # fmt: skip


def test_a_function_in_a_function() -> None:
    code = "f() {\na\ng() {\nb\n}\nc\n}\nd\n"
    file = parsed_file(code.encode())
    assert [(each.name, each.end_line) for each in file.functions] == [("f", 5), ("g", 5)]
    assert [symbol for *_, symbol in statements(code)] == ["f", "f", "g", "g", "g", "", "", "", ""]


@pytest.mark.parametrize(
    ("code", "exported", "own", "colours"),
    [
        ("export A", {"A"}, set(), set()),
        ("export A B", {"A", "B"}, set(), set()),
        ("export A=1", {"A"}, {"A"}, set()),
        ("declare -x A=1", {"A"}, {"A"}, set()),
        ("readonly A=1", set(), {"A"}, set()),
        ("local A=1", set(), {"A"}, set()),
        ("A=1", set(), {"A"}, set()),
        ("A=${A:-1}", set(), set(), set()),
        ("export A=$B", {"A"}, {"A"}, set()),
        ("for A in b; do", set(), {"A"}, set()),
        ("while read -r A; do read B", set(), {"A", "B"}, set()),
        ("RED='\\033[31m'", set(), {"RED"}, {"RED"}),
        ("echo A=1", set(), set(), set()),
    ],
)
def test_names_of_a_script(code: str, exported: set[str], own: set[str], colours: set[str]) -> None:
    file = parsed_file(code.encode())
    assert (file.exported, file.own, file.colours) == (exported, own, colours)
