"""How answers and reports are rendered: JSON, SARIF, tables, terminals, prompts.

Not here: context bundles (`bundle/`)."""
