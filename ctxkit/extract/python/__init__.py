"""Facts of Python sources."""
