"""The rules about the settings of a compose deployment that must fit together, by subject; the
tests run all of them.

A rule is a function and its cases, in the `RULES` of its subject. Not here: what follows from the
sources alone, such as a key that nothing reads (`ask/check/env_check.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.env_rules import choices, limits, services, shared, stores, tls
from ctxkit.ask.check.env_rules import url_forms as urls

ENV_RULES = (
    *shared.RULES,
    *choices.RULES,
    *tls.RULES,
    *urls.RULES,
    *stores.RULES,
    *services.RULES,
    *limits.RULES,
)
