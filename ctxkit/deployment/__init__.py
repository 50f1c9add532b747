"""The variables that each container of a deployment gets, computed from its compose files.

Not here: readers of YAML and `.env` (`files/`), problems of these files (`ask/check/`).
"""
