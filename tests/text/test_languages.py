from __future__ import annotations

import pytest

from ctxkit.commands.options import ReaderLanguage
from ctxkit.text.languages import LANGUAGES, Language, language_of


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ja_JP.UTF-8"}, "ja"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "C"}, "en"),
        # The first that is set counts, an empty one is not set.
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": "ja_JP"}, "ja"),
        ({"LC_ALL": "ja_JP.UTF-8", "CTXKIT_LANG": "zh"}, "zh"),
        ({"CTXKIT_LANG": "ZH"}, "zh"),
    ],
)
def test_the_language_is_that_of_the_locale(
    environment: dict[str, str], language: Language
) -> None:
    assert language_of(environment) == language


def test_the_option_has_every_language() -> None:
    assert [each.value for each in ReaderLanguage] == list(LANGUAGES)
