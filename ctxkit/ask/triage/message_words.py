"""How well a failure fits what the sender writes of it, in any language.

Not here: which file is a message (`given_files.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ctxkit.ask.triage.given_files import TextFile
from ctxkit.regex import regex

MAX_BITS = 30.0
_PHRASE_BITS = 30.0
_WORD_BITS = 6.0
_MIN_PHRASE_CHARS = 14
_WORD = regex(r"[A-Za-z][A-Za-z0-9_]{2,}")
_PHRASE = regex(r"[\"“「『]([^\"”」』]{14,300})[\"”」』]")
_SPACE = regex(r"\s+")
_STOP = frozenset({
    "the", "and", "for", "not", "are", "was", "with", "that", "this", "from", "have", "has",
    "our", "all", "any", "can", "but", "its", "out", "into", "when", "only", "been", "they",
    "them", "does", "did", "file", "files", "error", "errors", "failed", "fails", "fail", "dify",
    "version", "time", "log", "logs", "page", "user", "users", "request", "internal", "server",
    "code", "set", "use", "used", "using", "after", "since",
})  # fmt: skip


class Symptoms:
    """The words and the quoted phrases of messages; a word that many failures share says little."""

    def __init__(self, messages: Iterable[TextFile]) -> None:
        text = _SPACE.sub(" ", "\n".join(file.text for file in messages))
        self._words = _words(text)
        phrases = (found[1].strip(" .") for found in _PHRASE.finditer(text))
        self._phrases = [phrase for phrase in phrases if len(phrase) >= _MIN_PHRASE_CHARS]
        self._seen: Counter[str] = Counter()

    def learn(self, texts: Iterable[str]) -> None:
        """Count in how many texts each of the words is."""
        for text in texts if self._words else ():
            self._seen.update(_words(text) & self._words)

    def bits(self, text: str) -> float:
        """Return how much a text fits, up to MAX_BITS."""
        if not self._words:
            return 0.0
        folded = _SPACE.sub(" ", text)
        if any(phrase in folded for phrase in self._phrases):
            return _PHRASE_BITS
        shared = _words(text) & self._words
        return min(MAX_BITS, sum(_WORD_BITS / max(1, self._seen[word]) for word in shared))


def _words(text: str) -> set[str]:
    found = set()
    for word in _WORD.findall(text[:20_000]):
        for part in (word, *word.split("_")):
            folded = part.lower()
            if len(folded) > 2 and folded not in _STOP:
                found.add(folded[:-1] if folded.endswith("s") and len(folded) > 4 else folded)
    return found
