"""The rules about the values of a chart that must fit together, by subject.

A rule is a function and its description, in the `RULES` of its subject. Not here: paths that no
template uses (`ask/check/values_paths.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.values_rules import addresses, letters, options, running

VALUES_RULES = (*running.RULES, *options.RULES, *letters.RULES, *addresses.RULES)
