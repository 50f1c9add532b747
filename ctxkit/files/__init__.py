"""Readers of users' files: `.env`, values.yaml, YAML in general, text in any encoding.

Not here: the deployment that the files describe (`deployment/`), facts of the sources' own files
(`extract/`).
"""
