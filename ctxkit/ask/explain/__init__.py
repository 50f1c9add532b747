"""What a setting is, where it is set and read, and its value in one deployment.

Not here: how its names are linked and whether it has an effect, which other questions ask as well
(`settings/`).
"""
