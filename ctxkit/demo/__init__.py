"""Small upstream repositories in Dify's own style, and a demonstration on them.

The tests use them too.
"""
