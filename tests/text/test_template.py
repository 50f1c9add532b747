from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ctxkit.model import HOLE
from ctxkit.text.template import fold_space, line_words, template_words


def test_words_are_whole_identifiers_in_lower_case() -> None:
    assert template_words("Failed to load model_config of App") == {
        "failed",
        "to",
        "load",
        "model_config",
        "of",
        "app",
    }


def test_a_fragment_that_touches_a_hole_is_no_word() -> None:
    assert template_words(f"app_{HOLE} has {HOLE}ms left, {HOLE} of all") == {
        "has",
        "left",
        "of",
        "all",
    }


def test_cjk_text_is_cut_into_pairs() -> None:
    assert template_words("插件不存在") == {"插件", "件不", "不存", "存在"}


def test_line_words_keep_their_order_and_come_once() -> None:
    assert line_words("Error: app not found, App missing") == [
        "error",
        "app",
        "not",
        "found",
        "missing",
    ]


@given(st.lists(st.text(st.characters(exclude_characters=HOLE)), min_size=1), st.data())
def test_a_message_holds_every_word_of_its_template(
    literals: list[str], data: st.DataObject
) -> None:
    template = HOLE.join(literals)
    message = literals[0]
    for literal in literals[1:]:
        # A value that begins and ends with punctuation cannot join two words of the literals.
        message += f"<{data.draw(st.text(max_size=5))}>" + literal
    assert template_words(template) <= set(line_words(message))


@given(st.text())
def test_folded_space_is_stable(text: str) -> None:
    assert fold_space(fold_space(text)) == fold_space(text)
