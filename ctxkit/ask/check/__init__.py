"""What is wrong in a deployment's files: the rules of `check` and what they need.

Not here: reading the files (`files/`), what containers get of them (`deployment/`), how a report
looks (`output/`).
"""
