from __future__ import annotations

import pytest

from ctxkit.extract.helm.logs import log_templates
from tests.extract.helm.parsing import template
from tests.extract.literal import shown


def logs(text: str, *, is_notes: bool = False) -> list[tuple[str, str, int]]:
    found = log_templates(template(text), is_notes=is_notes)
    return [(each.name, shown(each.template), each.line) for each in found]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("echo aa bb cc", "aa bb cc"),
        ("  - echo 'aa bb cc'", "aa bb cc"),
        ('echo -e "aa bb cc"', "aa bb cc"),
        ('echo -n "aa $b ${c} cc $(d) dd"', "aa <> <> cc <> dd"),
        ("echo aa {{ .b }} bb cc", "aa <> bb cc"),
        ("echo aa bb cc > x", "aa bb cc"),
        ("echo aa bb cc | x", "aa bb cc"),
        ("echo aa bb cc; x", "aa bb cc"),
        ("echo aa bb", None),
        ("echo a b c", None),
        ("echoes aa bb cc", None),
        ("aa bb cc", None),
    ],
)
def test_echoes(line: str, message: str | None) -> None:
    assert logs(f"\n{line}") == ([("echo", message, 2)] if message else [])


def test_every_line_of_the_notes_is_printed() -> None:
    text = "1. Get the application URL:\necho aa bb cc\nx y\n{{ .Values.a }} is my url"
    assert logs(text, is_notes=True) == [
        ("notes", "1. Get the application URL:", 1),
        ("echo", "aa bb cc", 2),
        ("notes", "<> is my url", 4),
    ]


def test_the_definition_of_a_line() -> None:
    text = '{{ define "d" }}\necho aa bb cc\n{{ end }}'
    assert [each.symbol for each in log_templates(template(text), is_notes=False)] == ["d"]
