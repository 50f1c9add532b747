"""Facts of TypeScript sources."""
