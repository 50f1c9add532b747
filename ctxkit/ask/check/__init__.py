"""Find problems in a deployment's files: the rules of `check` and what they need.

Not here: reading the files (`files/`), what containers receive from them (`deployment/`), how a
report looks (`output/`).
"""
