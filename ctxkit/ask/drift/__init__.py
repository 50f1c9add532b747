"""The changes of settings between two versions of the sources.

Not here: the differences between two values files (`files/values_changes.py`).
"""
