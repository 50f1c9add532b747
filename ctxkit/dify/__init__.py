"""What ctxkit knows of Dify by heart.

Not here: whatever can be read from the sources (`extract/`)."""
