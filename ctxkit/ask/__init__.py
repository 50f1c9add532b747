"""The questions, one folder each.

Not here: what several questions share, which lies below (`settings/`, `deployment/`, `index/`), and
how answers look (`bundle/`, `output/`).
"""
