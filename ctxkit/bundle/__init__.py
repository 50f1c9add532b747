"""The context bundle: which source an answer shows, fitted into a budget of tokens.

Not here: what an answer is (`ask/`), JSON and terminals (`output/`)."""
