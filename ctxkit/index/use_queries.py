"""Uses of settings by their form.

Not here: uses by name, place and file (`fact_queries.py`).
"""

from __future__ import annotations

import json

from ctxkit.index.database import Database
from ctxkit.model import ConfigUse, Role, Via


class UseQueries(Database):
    """Uses of settings in the view."""

    def uses_by_form(self, role: Role, *via: Via) -> list[ConfigUse]:
        """Return the uses with that role and one of these forms.

        Told by the stored text before anything is decoded: of ten thousand uses few have one form.
        """
        beginnings = [_beginning(role, form) for form in via]
        where = " OR ".join("substr(f.data, 1, ?) = ?" for _ in beginnings)
        values = [each for text in beginnings for each in (len(text), text)]
        return self._facts(f"({where})", values, (ConfigUse,))


def _beginning(role: Role, via: Via) -> str:
    """Return how the stored own fields of a use begin (`rows.py`)."""
    return json.dumps([role, via], separators=(",", ":"))[:-1]
