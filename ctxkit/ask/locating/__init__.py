"""The parts of `locate`: one module a kind of line. Not here: the question as a whole (`ask/locate.py`)."""
