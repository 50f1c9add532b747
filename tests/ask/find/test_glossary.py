from __future__ import annotations

from ctxkit.ask.find.glossary import GLOSSARY, MAX_TERM_CHARS
from tests.conftest import assert_golden


def test_the_terms_are_those_that_were_reviewed() -> None:
    lines = [
        f"{term} {' '.join('/'.join(words) for words in groups)}".rstrip()
        for term, groups in sorted(GLOSSARY.items())
    ]
    assert_golden("glossary.txt", "\n".join(lines) + "\n")


def test_the_glossary_says_everything_in_words_of_ascii() -> None:
    assert all(word.isascii() for groups in GLOSSARY.values() for words in groups for word in words)
    assert not any(term.isascii() for term in GLOSSARY)


def test_the_longest_term() -> None:
    assert max(len(term) for term in GLOSSARY) == MAX_TERM_CHARS == 11


def test_to_switch_is_no_type() -> None:
    assert GLOSSARY["换成"] == GLOSSARY["切り替え"] == (("switch",),)
    assert GLOSSARY["类型"] == (("type",),)
