"""The flow of the functions of a source file, read when a question is asked: statements with what
encloses them, names and calls.

One module a language turns a syntax tree into the data of `model/flow.py`. Not here: facts, which
are read when a file is indexed (`extract/`), and what follows from a flow (`cause/`).
"""

from ctxkit.flow.file import FileFlow, read_flow

__all__ = ["FileFlow", "read_flow"]
