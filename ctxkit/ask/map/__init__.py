"""Who calls whom in a deployment, by which settings, and which hosts elsewhere it must reach.

Not here: how the links are found (`network/`), one service or queue (`ask/explain/`).
"""
