"""What the templates of a chart make of values, as far as their functions are known here.

Nothing is guessed: a template with a function that is not here, or with what only a cluster knows,
gives no text.
"""
