"""ctxkit: exact source context for debugging self-hosted Dify with an AI assistant."""
