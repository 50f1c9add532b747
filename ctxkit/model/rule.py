"""One kind of problem that `check` reports: its id, its severity, what it means.

Not here: which rules there are (`ask/check/catalog.py`), a problem that was found (`answers.py`).
"""

from __future__ import annotations

from msgspec import Struct

from ctxkit.model.answers import Severity


class Rule(Struct, frozen=True, kw_only=True):
    """One kind of problem: one id, one entry in `docs/rules.md`, one ignore comment.

    `category` groups rules for scripts: it is the `rule` of the JSON form. `severity` holds unless
    a problem has its own. `summary` says in one line what is wrong, `why` its consequence, `remedy`
    what to do.
    """

    id: str
    category: str
    severity: Severity
    summary: str
    why: str
    remedy: str
