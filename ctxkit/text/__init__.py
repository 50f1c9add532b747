"""Texts: cut into words and templates, compared, counted, masked, quoted.

Not here: log lines (`logline/`), files of users (`files/`)."""
