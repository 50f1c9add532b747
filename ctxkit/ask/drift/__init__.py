"""What changed in settings between two versions of the sources.

Not here: what changed between two values files (`files/values_changes.py`)."""
