"""Readers of the files that users have: `.env`, values.yaml, compose files, texts in any encoding.

Not here: what the files mean for a deployment (`deployment/`), the sources' own files as facts
(`extract/`).
"""
