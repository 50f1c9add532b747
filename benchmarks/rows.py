#!/usr/bin/env python3
"""Check what ctxkit knows of Dify by heart against a synced workspace: do the references of all
rows of `ctxkit/dify/` still exist there?

usage: rows.py WORKSPACE

Prints each row whose file is gone or no longer holds the words that the row refers to, and the
share of those that hold. A row that refers to a page of documentation is counted apart: nothing
here can be asked.
"""

from __future__ import annotations

import sys
from collections import Counter
from importlib import import_module
from pathlib import Path

import ctxkit
from ctxkit.dify.row import Row


def main(folder: str) -> int:
    package = Path(ctxkit.__file__).parent / "dify"
    counts: Counter[str] = Counter()
    with ctxkit.open_workspace(folder) as workspace:
        for name in sorted(file.stem for file in package.glob("*.py")):
            module = import_module(f"ctxkit.dify.{name}")
            tables = [value for value in vars(module).values() if isinstance(value, tuple)]
            for row in (row for table in tables for row in table if isinstance(row, Row)):
                counts[verdict := _verdict(row, workspace)] += 1
                if verdict in ("no such file", "words gone"):
                    print(f"{name}: {row.sample!r}: {row.reference}: {verdict}")
    print(", ".join(f"{verdict}: {count}" for verdict, count in counts.most_common()))
    return 1 if counts["no such file"] + counts["words gone"] else 0


def _verdict(row: Row, workspace: ctxkit.Workspace) -> str:
    if row.reference.startswith("https://"):
        return "documentation"
    place, _, words = row.reference.partition("#")
    repo, _, path = place.partition(" ")
    file = workspace.roots.get(repo, Path("/nonexistent")) / path
    if not file.is_file():
        return "no such file"
    return "holds" if words in file.read_text("utf8", "replace") else "words gone"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
