"""What a setting is, where it is set and read, and what it is worth in one deployment.

Not here: how its names are joined and whether it has an effect, which other questions ask as well
(`settings/`).
"""
