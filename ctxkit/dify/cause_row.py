"""A row about a cause: what tells it in a log, an event or the state of a container, what to
change, and who can.

Not here: the rows (`causes_*.py`), what follows from them in a case (`ask/triage/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from ctxkit.dify.row import Row, compiled

Level = Literal["use", "environment", "product", "undecided"]
"""Who can end a failure: who uses Dify, who runs it, who makes it; or that is not decided."""

_LEVEL_WHY: Mapping[Level, str] = {
    "use": "whoever uses Dify can end it: it is in an app, a document or the account of a model",
    "environment": "whoever runs Dify can end it: it is in the deployment, not in Dify's code",
    "product": "only a change of Dify's code ends it",
    "undecided": "not decided",
}

Standing = Literal["cause", "likely", "consequence", "harmless"]
"""What a text proves: a cause, a cause unless something else explains it, only that something else
fails, or nothing that anybody must mend.
"""

PROVING: tuple[Standing, ...] = ("cause", "likely")
"""The standings of what may be a cause."""

OWN_SERVICE = "@"
"""Where a cause follows from whatever else is told of the service that shows it."""

MAX_TEXT_CHARS = 12_000
"""Characters of a text in which its cause is looked for."""


class Judged(Struct, frozen=True, kw_only=True):
    """A level, why it is that, and what would decide it if nothing does."""

    level: Level
    why: str
    missing: str = ""


class CauseRow(Row, frozen=True, kw_only=True):
    """A text that `told` matches and that has one of the words of `hint` (separated by `|`) tells
    this cause; `beside` must match too, anywhere in the text.

    `settings` decide it, the likeliest first: variables, and values of charts. `rules` are those of
    `check` whose problem proves it in the files of the deployment. `of` is the cause that this one
    follows from if both are there: the id of a row, `@` and a service that fails, or OWN_SERVICE.
    `at_start`: services tell it also while they start and wait for each other.
    `where`: the text is only of a container's state or of an event. `near_miss` is a text with
    similar words that does not tell it.
    """

    id: str
    told: str
    hint: str
    what: str
    change: str
    level: Level
    near_miss: str
    beside: str = ""
    settings: tuple[str, ...] = ()
    standing: Standing = "cause"
    where: Literal["any", "state"] = "any"
    at_start: bool = False
    rules: tuple[str, ...] = ()
    of: str = ""

    @property
    def judged(self) -> Judged:
        """Who can end it."""
        return Judged(level=self.level, why=_LEVEL_WHY[self.level])

    def tells(self, text: str) -> bool:
        """Return whether a text tells this cause."""
        if not any(word in text for word in self.hint.split("|")):
            return False
        text = text[:MAX_TEXT_CHARS]
        patterns = (self.told, self.beside) if self.beside else (self.told,)
        return all(compiled(pattern).search(text) for pattern in patterns)
