"""Files that are indented too deeply for the parser are not given to it."""

from __future__ import annotations

import pytest

from ctxkit.extract.python.indentation import MAX_LEVELS, check_indentation
from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import TooCostlyError
from tests.pace import at_most


def nested(count: int, blank: str = " ") -> bytes:
    return "".join(f"{blank * n}if x:\n" for n in range(count)).encode()


@pytest.mark.parametrize(
    "data",
    [
        nested(MAX_LEVELS + 1),
        nested(MAX_LEVELS + 1, "\t"),
        nested(MAX_LEVELS + 1, " \\\n"),
        nested(1_000),
        "".join("\t" * (n // 8) + " " * (n % 8) + "if x:\n" for n in range(250)).encode(),
        "".join(" " * (900 - 2 * n) + "\f" + " " * n + "if x:\n" for n in range(300)).encode(),
    ],
)
def test_a_file_that_is_indented_too_deeply_is_refused(data: bytes) -> None:
    with pytest.raises(TooCostlyError, match="indented by more than"):
        list(extract(Source(repo="dify", path="a.py", data=data)))


@pytest.mark.parametrize(
    "data",
    [
        nested(MAX_LEVELS - 1),
        b"x = (1,\n" + b" " * 5_000 + b"2)\n",
        b"x = 1\n" + b"\n" * 5_000,
        b"if x:\n" + b" " * 300 + b"y()\n" + b"\t" * 100 + b"z()\n",
    ],
)
def test_long_blanks_are_no_levels(data: bytes) -> None:
    check_indentation(data)


@pytest.mark.no_cover
@pytest.mark.parametrize("run", [b" " * 199 + b"x", b" " * 1_000 + b"\n", b"\t" * 24 + b"x\n"])
def test_blanks_take_linear_time(run: bytes) -> None:
    with at_most(5):
        check_indentation(run * (1_000_000 // len(run)))
