"""An exported workspace: its manifest, its archive, its packs."""
