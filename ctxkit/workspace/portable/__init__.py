"""A workspace in one file, for a site without network: what is in it, and how it is checked."""
