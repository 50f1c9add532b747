"""A Helm repository as a source: its index, its charts, and the git repository that keeps them.

A chart that is committed in the same way on every machine is a source like any other. Not here: its
clone (`workspace/repository.py`), the chart's own files (`extract/helm/`).
"""
