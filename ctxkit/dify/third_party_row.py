"""Rows about other projects' programs and packages: how one of their lines is recognised.

Not here: the rows (`third_party_names.py`, `third_party_packages.py`, `third_party_platform.py`),
and the confidence in the places found for such a line (`ask/locate/third_party.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from ctxkit.dify.row import Row, compiled


class OwnerByText(Row, frozen=True, kw_only=True):
    """Whose words a line has: any of `signs` is enough, unless there is a `pattern` to match, too.

    `sample` has a line for each sign; `near_miss` is a line with similar words that somebody else
    wrote.
    """

    owner: str
    signs: tuple[str, ...]
    near_miss: str
    pattern: str = ""

    def wrote(self, text: str) -> bool:
        """Return whether the owner wrote a text."""
        if not any(sign in text for sign in self.signs):
            return False
        return not self.pattern or compiled(self.pattern).search(text) is not None

    def first_sign(self, text: str) -> int:
        """Return where the first of the signs is in a text that the owner wrote."""
        return min(place for place in map(text.find, self.signs) if place >= 0)


class OwnerByName(Row, frozen=True, kw_only=True):
    """Whose line has a file, a logger, a thread or a container of that name.

    A file is named with its folder in the package, as the prefix of a line has the base name alone;
    its messages begin with `text` where the repositories have files of that name, too. No statement
    of the repositories is in a line of such a container. `sample` is the name, then `text`.
    `module` is that of a package whose source a workspace may have: then it is no other project.
    """

    owner: str
    by: Literal["file", "logger", "thread", "service"]
    name: str
    text: str = ""
    module: str = ""


def owner_by_text(rows: Iterable[OwnerByText], text: str) -> OwnerByText | None:
    """Return the first row whose owner wrote a text, or None."""
    return next((row for row in rows if row.wrote(text)), None)
