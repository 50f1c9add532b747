"""The graph of settings: how the names of a setting are linked, which layers set it, which
containers receive it, whether it has an effect.

Not here: the questions asked of it (`ask/`).
"""
