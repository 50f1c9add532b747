"""From the bytes of a file to facts: one module a language, one folder of queries a language."""
