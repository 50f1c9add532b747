"""The rules about the values of a chart that must fit together, by subject.

Each is data, in the `RULES` of its subject. Not here: paths that no template uses
(`ask/check/values_paths.py`).
"""

from __future__ import annotations

from ctxkit.values.rules import addresses, letters, options, running, stores

VALUES_RULES = (*running.RULES, *stores.RULES, *options.RULES, *letters.RULES, *addresses.RULES)
