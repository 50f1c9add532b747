"""The questions, one folder each.

Not here: what several questions share (`settings/`, `deployment/`, `index/`), and
how answers look (`bundle/`, `output/`).
"""
