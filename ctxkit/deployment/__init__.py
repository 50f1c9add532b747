"""What each container of a deployment gets, computed from the files that deploy it.

Not here: reading those files (`files/`), what is wrong with them (`ask/check/`)."""
