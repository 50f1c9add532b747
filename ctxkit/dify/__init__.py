"""Built-in knowledge of Dify: tables of rows, one module for each subject.

Not here: whatever can be read from the sources (`extract/`), and what is done with a row.
"""
