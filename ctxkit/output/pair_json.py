"""The JSON form of a pair of programs that call each other.

Not here: the sentences (`routes/pair_words.py`).
"""

from __future__ import annotations

from typing import Any

from ctxkit.routes.pair_words import faults
from ctxkit.routes.pairs import Pair


def pair_dict(pair: Pair) -> dict[str, Any]:
    """Return the JSON form: its versions, whether it fits, and what is wrong."""
    return {
        "caller": pair.caller,
        "caller_version": pair.caller_version,
        "called": pair.called,
        "called_version": pair.called_version,
        "routes": _routes(pair),
        "calls": pair.calls,
        "unread": pair.unread,
        "lacks": [
            {
                "feature": lack.feature,
                "severity": lack.severity,
                "calls": list(lack.calls),
                "in_version": lack.since,
                "earlier": lack.earlier,
            }
            for lack in pair.lacks
        ],
        "faults": [
            {"symptom": fault.symptom, "fix": fault.fix, "reference": fault.reference}
            for fault in faults(pair)
        ],
    }


def _routes(pair: Pair) -> str:
    if pair.unread:
        return "unknown"
    return "missing" if pair.lacks else "found"
