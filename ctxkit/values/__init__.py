"""The values of Dify's charts that must fit together: rules, which of them values break, and what
makes them hold.

Rules are data; `check`, `new-values` and `upgrade-values` share them. Not here: how a values file
is read (`files/values.py`), which values a chart has (`ask/check/chart_paths.py`).
"""
