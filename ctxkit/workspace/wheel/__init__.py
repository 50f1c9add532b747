"""The wheel of a package as a source, where its git repository cannot be reached or has no tag.

Nothing of it is ever run. Not here: which version is wanted (`workspace/locked_versions.py`).
"""
