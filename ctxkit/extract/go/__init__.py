"""Facts of Go sources."""
