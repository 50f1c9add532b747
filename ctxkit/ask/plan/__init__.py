"""The plan of an upgrade: what stops it, what to back up, what it does to the database, the steps,
and the way back.

Not here: the changes of settings (`ask/drift/`), a values file for the new chart (`ask/upgrade/`).
"""
