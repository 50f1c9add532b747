"""Migrate a customer's values.yaml to a new version of its chart.

Not here: reading and editing the files (`files/`), the report (`output/upgrade_report.py`).
"""
