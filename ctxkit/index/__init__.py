"""The index of facts: built, checked for freshness, asked, searched.

Not here: which facts a file has (`extract/`)."""
