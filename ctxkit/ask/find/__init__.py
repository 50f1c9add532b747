"""The settings and the code that decide a topic in free words, in several languages.

Not here: the search index (`index/search.py`)."""
