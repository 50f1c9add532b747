"""Text: how it is cut into words and templates, counted, masked and shown. Not here: what it is about."""
