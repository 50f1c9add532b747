"""Whether the value of a setting is a secret.

Not here: names and shapes of secrets (`redact.py`), publicly known secrets (`dify/secrets.py`).
"""

from __future__ import annotations

from ctxkit.text.redact import secret_class

_SWITCH_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "none", "null"})


def holds_secret(name: str, value: str) -> bool:
    """Return whether a setting of that name and value holds a secret, and not a switch."""
    if not value or not secret_class(name):
        return False
    return value.strip().lower() not in _SWITCH_WORDS
