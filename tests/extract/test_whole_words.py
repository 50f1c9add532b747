from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.extract.whole_words import places_of, whole_word

TEXT = b"App(self.App, MyApp, App_, _App, App.App, Apple) App"


@pytest.mark.parametrize("word", [b"App", b"self", b"self.App"])
def test_the_places_are_those_of_a_boundary_and_the_word(word: bytes) -> None:
    plain = rb"\b" + re.escape(word) + rb"\b"
    fast = whole_word(word) + rb"\b"
    places = [match.span() for match in re.finditer(fast, TEXT)]
    assert places == [match.span() for match in re.finditer(plain, TEXT)]
    assert places


@given(st.text("ab_. ", max_size=20).map(str.encode))
def test_words_are_found_in_any_text_as_with_a_boundary(text: bytes) -> None:
    plain = re.findall(rb"\b(?:ab|a|b_)\b", text)
    fast = rb"(?:%s)\b" % b"|".join(map(whole_word, (b"ab", b"a", b"b_")))
    assert re.findall(fast, text) == plain


@given(st.lists(st.text("ab_", min_size=1, max_size=3)), st.text("ab_. ", max_size=20))
def test_whole_words_are_found_in_order(words: list[str], text: str) -> None:
    each = {word.encode() for word in words}
    plain = [match.span() for match in re.finditer(rb"\b\w+\b", text.encode()) if match[0] in each]
    assert places_of(each, text.encode()) == plain
