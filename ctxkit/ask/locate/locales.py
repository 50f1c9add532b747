"""Guess the languages that a text may be in, by its script, its letters and its commonest words.

Not here: the catalogs of those languages (`ui_texts.py`).
"""

from __future__ import annotations

import re

from ctxkit.regex import regex

_SCRIPTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("[\u3040-\u30ff]", ("ja",)),
    ("[\uac00-\ud7af]", ("ko",)),
    ("[\u4e00-\u9fff]", ("zh", "ja")),
    ("[\u0490\u0491\u0404\u0406\u0407\u0454\u0456\u0457]", ("uk",)),
    ("[\u0400-\u04ff]", ("ru", "uk")),
    ("[\u067e\u0686\u0698\u06af\u06cc\u06a9]", ("fa",)),
    ("[\u0600-\u06ff]", ("ar", "fa")),
    ("[\u0e00-\u0e7f]", ("th",)),
    ("[\u0900-\u097f]", ("hi",)),
)
"""Letters -> the languages written with them; the first that occur in the text decide."""

_LATIN: dict[str, tuple[str, str]] = {
    "de": ("äöüß", "der die das und ist nicht bitte wurde werden ein eine mit für zu den"),
    "fr": ("àâæçéèêëîïôœùûü", "le la les des est pas une vous pour dans de un du sur votre"),
    "es": ("áéíñóúü", "el la los las no que una por para con se del de su"),
    "pt": ("àáâãçéêíóôõú", "o os as não que uma por para com foi do da de seu"),
    "it": ("àèéìíîòóùú", "il la le non che una per con di del della è un sono"),
    "pl": ("ąćęłńóśźż", "nie jest się na do i w z lub dla został"),
    "ro": ("ăâîșțşţ", "nu este de la și sau pentru un o cu în"),
    "sl": ("čšž", "ni je za in na se ali ne z v"),
    "tr": ("çğıöşüİâ", "bir ve için bu değil ile veya daha olarak"),
    "vi": ("", "không là và của cho một được các"),
    "nl": ("ëïéèöü", "de het een niet en is van voor met op te"),
    "id": ("é", "tidak dan yang untuk dengan ini di atau telah"),
}
"""Language -> the letters that it has beyond ASCII (Vietnamese: many more than the others), and
common words.
"""

_LETTERS = regex(r"[^\W\d_]+")
_VIETNAMESE = regex("[\u01a0-\u01b0\u1ea0-\u1ef9\u0110\u0111]")
_MAX_LANGUAGES = 4
_MIN_CERTAIN_LETTERS = 11  # no Japanese text with so many Chinese letters has no kana
_MIN_COMMON_WORDS = 2  # of a language, in a text without letters beyond ASCII
_WORDS_A_LETTER = 3
"""A text in another script has more than one letter of it for so many words: a quoted word does not
make it one.
"""


def languages_of(text: str) -> tuple[str, ...]:
    """Return the codes of the languages other than English that `text` may be in, the likeliest
    first.
    """
    by_script = _by_script(text)
    if by_script:
        return by_script
    if _VIETNAMESE.search(text):
        return ("vi",)
    words = set(_LETTERS.findall(text.lower()))
    beyond = {c for word in words for c in word if not c.isascii()}
    ranked = []
    for language, (letters, common) in _LATIN.items():
        hits = len(words & set(common.split()))
        is_likely = bool(beyond) or hits >= _MIN_COMMON_WORDS
        if is_likely and beyond <= set(letters):
            ranked.append((-hits, language))
    return tuple(language for _, language in sorted(ranked)[:_MAX_LANGUAGES])


def _by_script(text: str) -> tuple[str, ...]:
    words = len(_LETTERS.findall(text))
    for letters, languages in _SCRIPTS:
        count = len(re.findall(letters, text))
        if count * _WORDS_A_LETTER > words:
            return languages[:1] if count >= _MIN_CERTAIN_LETTERS else languages
    return ()
