"""The languages that prompts are written in, and which of them a user reads.

Not here: the words of topics in other languages (`ask/find/translation.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

Language = Literal["en", "ja", "zh"]
"""English, Japanese, Simplified Chinese."""

LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT_LANGUAGE: Language = "en"

_VARIABLES = ("CTXKIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> Language:
    """Return the language of a user by the environment of a process: that of the first variable
    which is set, as POSIX has it (IEEE 1003.1, 8.2), with one of our own before them.
    """
    locale = next(filter(None, map(environment.get, _VARIABLES)), "")
    return next((lang for lang in LANGUAGES if locale.lower().startswith(lang)), DEFAULT_LANGUAGE)
