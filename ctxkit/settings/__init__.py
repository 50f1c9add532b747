"""The graph of settings: how the names of one are joined, which layers set it, who gets it, whether
it has an effect.

Not here: the questions asked of it (`ask/`).
"""
