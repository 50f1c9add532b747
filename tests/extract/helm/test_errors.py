from __future__ import annotations

import pytest

from ctxkit.extract.helm.errors import raises
from tests.extract.helm.parsing import template
from tests.extract.literal import shown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{{ fail "a b" }}', [("fail", "a b")]),
        ('{{ required "a b" .Values.x }}', [("required", "a b")]),
        ('{{ fail (printf "%s is not %q" .a "b") }}', [("fail", "<> is not <>")]),
        ('{{ fail "100%" }}', [("fail", "100%")]),
        ('{{ if fail "a" }}{{ end }}', [("fail", "a")]),
        ("{{ fail .Values.x }}", []),
    ],
)
def test_failures_of_rendering(text: str, found: list[tuple[str, str]]) -> None:
    assert [(each.name, shown(each.template)) for each in raises(template(text))] == found


def test_the_place_of_a_failure() -> None:
    [found] = raises(template('{{ define "d" }}\n{{ fail "a" }}\n{{ end }}'))
    assert (found.line, found.end_line, found.symbol) == (2, 2, "d")
