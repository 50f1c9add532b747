"""The language in which the command line speaks to its reader.

Not here: which languages there are (`text/languages.py`), the words (`output/translation.py`).
"""

from __future__ import annotations

import os
import sys
from itertools import pairwise

from ctxkit.text.languages import DEFAULT_LANGUAGE, Language, language_of


def wanted_language(asked: str | None = None) -> Language:
    """Return the language that an option asks for, else that of the user's locale."""
    asked = asked or _asked_by_arguments()
    return language_of({"CTXKIT_LANG": asked} if asked else os.environ)


def _asked_by_arguments() -> str | None:
    """Return what `--lang` asks for where a message knows of no options."""
    words = (word for each in sys.argv for word in each.split("=", 1))
    return next((after for name, after in pairwise(words) if name == "--lang"), None)


def said(text: str) -> str:
    """Return a sentence in that language."""
    lang = wanted_language()
    if lang == DEFAULT_LANGUAGE:
        return text
    from ctxkit.output.translation import translated  # readers of English do not wait for it

    return translated(text, lang)


def named(label: str) -> str:
    """Return a name of a step in that language."""
    lang = wanted_language()
    if lang == DEFAULT_LANGUAGE:
        return label
    from ctxkit.output.translation import labelled

    return labelled(label, lang)
