"""Facts of Helm charts: templates and values."""
