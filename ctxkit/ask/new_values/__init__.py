"""Write a new values file for a chart: a profile with which every rule holds.

Not here: the profiles (`dify/profiles.py`), the rules (`values/`), the report
(`output/new_values_report.py`).
"""
