"""Names and paths of code as they are compared: without what stands before them, without case.

Not here: what a name stands for (`names.py`).
"""

from __future__ import annotations

import re

COMMON_NAMES = frozenset({
    "send", "get", "set", "put", "post", "delete", "patch", "run", "invoke", "close", "start",
    "stop", "read", "write", "open", "load", "save", "add", "create", "update", "list", "init",
    "format", "execute", "call", "exists", "connect", "next", "error", "append", "pop", "items",
})  # fmt: skip
"""Names that the methods of many objects have, those of libraries too."""


def plain(name: str) -> str:
    """Return the last part of a dotted name, without `()`."""
    return name.rpartition(".")[2].removesuffix("()")


def has_word(word: str, text: str) -> bool:
    """Return whether a text has a word, or several in a row, as a whole."""
    return word in text and re.search(rf"\b{re.escape(word)}\b", text) is not None


def fold(name: str) -> str:
    """Return a name without case and underscores."""
    return name.replace("_", "").lower()


def is_context(path: str, name: str) -> bool:
    """Return whether a name of Go stands for a context, by which a caller cancels."""
    return path.endswith(".go") and fold(name).endswith(("ctx", "context"))


def shared_folders(path: str, other: str) -> int:
    """Return how many folders two paths share."""
    count = 0
    for mine, theirs in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def are_of_one_language(path: str, other: str) -> bool:
    """Return whether two files may call each other: in Python, in Go, or of the browser."""
    if path.endswith(".py") != other.endswith(".py"):
        return False
    return path.endswith(".go") == other.endswith(".go")
