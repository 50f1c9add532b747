"""Facts of shell scripts."""
