"""The verdict: an answer in a dozen lines that a person can act on at once.

Not here: how lines are fitted into a terminal (`output/terminal.py`), bundles (`bundle/`)."""
