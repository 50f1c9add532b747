"""The names that a deployment knows, and which of them a name that nobody knows was meant to be.

Not here: whether a name that is known has an effect (`settings/status.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from ctxkit.dify.programs import scope_of_file
from ctxkit.index.rows import fold_key
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.settings.chain import SettingFact, Walker, written_names
from ctxkit.settings.status import is_dead_end
from ctxkit.settings.suggest import nearest
from ctxkit.text.similarity import edits

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_LONGEST_NAME = 200
_MOST_SUGGESTED = 40  # unknown names of one file; a file with more is of something else


class Names:
    """The variables that anyone sets or reads, and the nearest of them to a name; each search is
    paid for once.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.known = sorted({name for name in names if _VARIABLE.match(name)})
        self._by_fold: dict[str, list[str]] = defaultdict(list)
        self._with_gap: dict[tuple[int, tuple[str, ...]], list[str]] = defaultdict(list)
        for name in self.known:
            self._by_fold[fold_key(name)].append(name)
            for at, _, others in _gaps(name):
                self._with_gap[at, others].append(name)
        self._left = _MOST_SUGGESTED

    def meant(self, name: str) -> str:
        """Return the one name that `name` is a slip of the pen of: other case, a letter or two in
        one of its words.
        """
        same = self._by_fold.get(fold_key(name), [])
        if same:
            return same[0]
        found = [
            known
            for at, word, others in _gaps(name.upper()[:_LONGEST_NAME])
            for known in self._with_gap.get((at, others), ())
            if is_slip(word, known.split("_")[at], long=len(known) > 10)
        ]
        return found[0] if len(found) == 1 else ""

    def near(self, name: str) -> list[str]:
        """Return the names that come nearest, best first; none once very many were asked for."""
        if self._left <= 0 or len(name) > 100:
            return []
        self._left -= 1
        return nearest(name, self.known, limit=3)


def _gaps(name: str) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """Yield each word of a name: where it stands, the word, the others around it."""
    words = name.split("_")
    for at, word in enumerate(words):
        yield at, word, (*words[:at], *words[at + 1 :])


def is_slip(left: str, right: str, *, long: bool = False) -> bool:
    """Tell whether two words differ by fewer letters than two words of the language would.

    A number tells settings apart, and so does a plural, unless the name around it is `long`.
    """
    most = 0 if len(right) < 4 else 1 if len(right) < 8 else 2
    if not most or left.strip("0123456789") == right.strip("0123456789"):
        return False
    plural = left.lower() in (right.lower() + "s", right.lower() + "es") or right.lower() in (
        left.lower() + "s",
    )
    return (long or not plural) and edits(left, right, most) <= most


def facts_of(walker: Walker, name: str) -> list[SettingFact]:
    """Return the facts that bear exactly this name, without tests, comments and what any plugin
    calls its own.
    """
    return [
        fact
        for fact in walker.about([name])
        if name in written_names(fact)
        and not is_dead_end(fact)
        and fact.repo != "dify-official-plugins"
    ]


def readers_of(facts: Iterable[SettingFact]) -> list[str]:
    """Return the programs that declare or read what the facts are about."""
    found: dict[str, None] = {}
    for fact in facts:
        if isinstance(fact, ConfigKey) or (isinstance(fact, ConfigUse) and fact.role == "reads"):
            found[scope_of_file(fact.repo, fact.path)] = None
    return list(found)
