"""Archives from a server as sources: what is in them, and the git repository that keeps it.

What is committed in the same way on every machine is a source like any other. Not here: charts
(`workspace/helm/`) and wheels (`workspace/wheel/`) themselves.
"""
