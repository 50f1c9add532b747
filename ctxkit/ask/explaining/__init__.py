"""What `explain KEY` is made of: a setting's names, layers, containers, effect. Not here: the question itself."""
