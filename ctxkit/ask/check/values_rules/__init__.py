"""The rules about the values of a chart that must fit together, by subject; the tests run all of
them.

A rule is a function and its cases, in the `RULES` of its subject. Not here: paths that no template
uses (`ask/check/values_check.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.values_rules import addresses, chosen, running

VALUES_RULES = (*running.RULES, *chosen.RULES, *addresses.RULES)
