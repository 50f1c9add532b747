"""For the references of rows."""

ALIASES = ("INTERNAL_FILES_URL", "SERVER_CONSOLE_API_URL")
