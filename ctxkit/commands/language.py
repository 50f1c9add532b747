"""The language in which the command line speaks to its reader.

Not here: which languages there are (`text/languages.py`), the words (`output/translation.py`).
"""

from __future__ import annotations

import os

from ctxkit.text.languages import DEFAULT_LANGUAGE, Language, language_of


def wanted_language(asked: str | None = None) -> Language:
    """Return the language that an option asks for, else that of the user's locale."""
    return language_of({"CTXKIT_LANG": asked} if asked else os.environ)


def said(text: str, asked: str | None = None) -> str:
    """Return a sentence in that language."""
    lang = wanted_language(asked)
    if lang == DEFAULT_LANGUAGE:
        return text
    from ctxkit.output.translation import translated  # readers of English do not wait for it

    return translated(text, lang)
