"""The rules about variables of a compose deployment that must fit together, by subject.

A rule is a function and its description, in the `RULES` of its subject. Not here: what follows from
the sources alone, such as a key that nothing reads (`ask/check/env_check.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.env_rules import (
    choices,
    cookies,
    limits,
    public_urls,
    safety,
    services,
    shared,
    stores,
    tls,
    units,
    url_forms,
)

ENV_RULES = (
    *shared.RULES,
    *choices.RULES,
    *tls.RULES,
    *url_forms.RULES,
    *cookies.RULES,
    *stores.RULES,
    *services.RULES,
    *units.RULES,
    *limits.RULES,
    *public_urls.RULES,
    *safety.RULES,
)
