"""Which languages a text may be in, by its script, its letters and its commonest words: data, and
one function.

Not here: the catalogs of those languages (`ui_texts.py`).
"""

from __future__ import annotations

import re

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

_LETTERS = re.compile(r"[^\W\d_]+")
_VIETNAMESE = re.compile("[\u01a0-\u01b0\u1ea0-\u1ef9\u0110\u0111]")
_MOST = 4
_SURE = 10  # letters of a script: no Japanese text of so many Chinese ones has no kana
_LEAST_SHARE = (
    3  # a text in another script has at least a third as many letters of it as words in all
)


def languages_of(text: str) -> tuple[str, ...]:
    """Return the codes of the languages other than English that `text` may be in, the likeliest
    first.
    """
    for letters, languages in _SCRIPTS:
        if (found := re.findall(letters, text)) and len(found) * _LEAST_SHARE > len(
            _LETTERS.findall(text)
        ):
            return languages[:1] if len(found) > _SURE else languages
    if _VIETNAMESE.search(text):
        return ("vi",)
    words = set(_LETTERS.findall(text.lower()))
    beyond = {c for word in words for c in word if not c.isascii()}
    told = []
    for language, (letters, common) in _LATIN.items():
        hits = len(words & set(common.split()))
        if beyond <= set(letters) and (beyond or hits > 1):
            told.append((-hits, language))
    return tuple(language for _, language in sorted(told)[:_MOST])
