"""A stack that is of another version says so, and of which."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.ask.locate.version_match import fits_at, folded, same_code
from ctxkit.logline import Frame
from ctxkit.model import Symbol
from tests.ask.locate_workspace import FILES, MAIL, build_committed, line_of


def test_the_version_that_a_stack_fits_is_named(tmp_path: Path) -> None:
    build_committed(tmp_path)[0].close()
    moved = {
        "dify": {
            MAIL: "# two lines\n# more\n" + FILES["dify"][MAIL],
            "api/new.py": "def new():\n    return 1\n",
        }
    }
    index, sources = build_committed(tmp_path, "1.15.0", moved)
    at = line_of("dify", MAIL, "Delivering invitation") - 1
    code = FILES["dify"][MAIL].split("\n")[at - 1].strip()
    name = next(
        s.name
        for s in index.symbols_of(index.files(base="mail_service.py")[0])
        if s.line <= at + 2 <= s.end_line and s.what != "class"
    ).rpartition(".")[2]

    def notes(line: int, source: str = code, function: str = name, path: str = MAIL) -> list[str]:
        stack = f'Traceback (most recent call last):\n  File "/app/{path}", line {line}, in {function}\n    {source}\nValueError: zz'
        return [
            n
            for n in locate(index, sources, stack).notes
            if "the stack does not" in n or "is not in" in n
        ]

    assert notes(at + 2) == []
    assert notes(at) == [
        f"the stack does not come from dify 1.15.0, whose {MAIL} differs at line {at} in {name}; it matches dify 1.14.0 (1 of 1 frames)"
    ]
    assert notes(at, "nobody_wrote(this)") == [
        f"the stack does not come from dify 1.15.0, whose {MAIL} differs at line {at} in {name}"
    ]
    assert notes(1, "", "new", "api/new.py") == []
    assert notes(at + 1, "", name) == []  # both versions have the function there
    first = next(
        s.line
        for s in index.symbols_of(index.files(base="mail_service.py")[0])
        if s.name.endswith(name)
    )
    assert "it matches dify 1.14.0" in notes(first - 1, "")[0]


def test_a_file_that_only_another_version_has_is_reported(tmp_path: Path) -> None:
    build_committed(
        tmp_path,
        "1.14.0",
        {"dify": {"api/services/old_service.py": "def old():\n    return 1\n", MAIL: "x = 1\n"}},
    )[0].close()
    (tmp_path / "dify/api/services/old_service.py").unlink()
    index, sources = build_committed(tmp_path, "1.15.0", {"dify": {MAIL: "x = 2\n"}})
    stack = 'Traceback (most recent call last):\n  File "/app/api/services/old_service.py", line 2, in old\n    return 1\nValueError: zz'
    assert (
        "api/services/old_service.py is not in dify 1.15.0; dify 1.14.0 has it"
        in locate(index, sources, stack).notes
    )


@pytest.mark.parametrize(
    ("own", "code", "same"),
    [
        ("abc", "abc", True),
        ("", "abcdefghijklmnop", False),
        ("abcdefghijklm", "abcdefghijklmnop", True),
        ("abcdefghijklmnop", "abcdefghijklm", True),
        ("abcdefghijkl", "abcdefghijklmnop", False),
        ("xbcdefghijklmnop", "abcdefghijklmnop", False),
    ],
)
def test_source_lines_of_which_one_was_cut_are_the_same(own: str, code: str, same: bool) -> None:
    assert same_code(own, code) is same


def test_what_formatters_change_is_folded() -> None:
    assert folded("  raise  X( 'a',\t\"b\" )") == 'raiseX("a","b")'


SEND = Symbol(name="Box.send", what="method", line=2, end_line=4)
BOX = Symbol(name="send", what="class", line=1, end_line=9)
SOURCE = [
    "class send:",
    "    def send(self):",
    "        check(self)",
    "        raise ValueError(x)",
]


@pytest.mark.parametrize(
    ("function", "line", "code", "fits"),
    [
        ("send", 3, "check(self)", True),
        ("send", 4, "check(self)", False),
        ("send", 4, "raise  ValueError( x )", True),
        ("send", 5, "raise ValueError(x)", False),
        ("send", 3, "", True),
        ("send", 3, "abc", True),
        ("send", 1, "", False),
        ("other", 3, "check(self)", True),
        ("other", 3, "", False),
        ("<module>", 3, "", True),
        ("other", 0, "check(self)", False),
        ("other", 9, "check(self)", False),
    ],
)
def test_a_frame_fits_where_its_function_and_its_source_are(
    function: str, line: int, code: str, fits: bool
) -> None:
    frame = Frame(language="python", path="a.py", line=line, function=function, code=code)
    assert fits_at(frame, function, [BOX, SEND], SOURCE) is fits
