"""Text handling: split into words and templates, compare, count, mask, quote.

Not here: log lines (`logline/`), files of users (`files/`)."""
