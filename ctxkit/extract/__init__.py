"""From the bytes of a file to facts: one module or folder a language, one folder of queries a
language that tree-sitter parses.
"""
