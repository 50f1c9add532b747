"""Everything that an answer or a report looks like: JSON, SARIF, tables, terminals, prompts.

Not here: context bundles (`bundle/`)."""
