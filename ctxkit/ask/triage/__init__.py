"""Whole log files: every line matched, counted and grouped.

Not here: where a single line comes from (`ask/locate/`), how the report looks
(`output/triage_report.py`).
"""
