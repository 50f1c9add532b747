"""What assistants (Claude Code, Cursor, Codex, VS Code) are told of ctxkit, and where."""
