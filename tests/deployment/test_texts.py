from __future__ import annotations

from ctxkit.deployment.texts import Texts, names_in


def test_a_text_is_interpolated_with_the_values_that_are_given() -> None:
    texts = Texts()
    one, other = {"A": "1"}, {"A": "2"}
    assert [texts.value("${A:-0}", each) for each in (one, other, one, {})] == ["1", "2", "1", "0"]
    assert texts.value("plain", one) == "plain"


def test_each_name_is_named_once_in_order() -> None:
    assert names_in("${B:-${A}} $A ${B}") == ("B", "A")
    assert names_in("plain") == ()
    assert names_in("$A" * 1_000) == ("A",)
