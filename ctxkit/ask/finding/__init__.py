"""What `find TOPIC` is made of: words that mean the same, in several languages. Not here: the question itself."""
