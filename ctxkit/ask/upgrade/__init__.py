"""What becomes of each value of a values.yaml on a new version of its chart.

Not here: reading and editing the files (`files/`), how the report looks
(`output/upgrade_report.py`).
"""
