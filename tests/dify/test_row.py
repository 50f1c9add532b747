"""The names that a row is about."""

from __future__ import annotations

import pytest

from ctxkit.dify import row
from ctxkit.dify.row import is_named


@pytest.mark.parametrize(
    ("name", "names", "expected"),
    [
        ("A_KEY", "A_KEY", True),
        ("A_KEY", "OTHER|A_KEY", True),
        ("A_KEY_ID", "OTHER|A_KEY", False),
        ("THE_A_KEY", "A_KEY", False),
        ("", "A_KEY", False),
        ("B_KEY", "(?:A|B)_KEY", True),
        ("C_KEY", "(?:A|B)_KEY", False),
        ("a.size", r"\w\.size", True),
        ("OTHER", "A|(?:B|OTHER)", True),
    ],
)
def test_the_whole_name_is_one_of_the_rows(name: str, names: str, expected: bool) -> None:
    assert is_named(name, names) is expected


def test_plain_names_need_no_pattern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row, "compiled", None)
    assert is_named("A_KEY", "OTHER|A_KEY")
