"""Helm values files: how they are read, compared and edited. Not here: what a chart's templates do with them."""
