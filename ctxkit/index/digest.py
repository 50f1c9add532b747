"""The digest of the extractors, by which an index knows whether its facts are still what they would
find.

Every query asks for it, so nothing here may import tree-sitter, or the extractors that need it.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).parent.parent
SOURCES = (
    "extract",
    "files/atomic.py",
    "files/env_lines.py",
    "files/interpolation.py",
    "files/yaml_cursor.py",
    "files/yaml_flow.py",
    "files/yaml_lines.py",
    "files/yaml_scalars.py",
    "files/yaml_text.py",
    "files/yaml_tokens.py",
    "files/yaml_tree.py",
    "index/builder.py",
    "index/reader.py",
    "index/rows.py",
    "model/facts.py",
    "model/vocabulary.py",
    "text/catalogs.py",
    "text/template.py",
)
"""Modules and folders of the package that decide which facts a file has and how they are stored:
all that the extractors and the builder import, which a test works out from the imports.
"""

GRAMMARS = "tree_sitter*.dist-info"
"""The folders that name the versions of tree-sitter and its grammars, beside the packages
themselves.
"""


@cache
def digest() -> str:
    """Return a digest of all that decides which facts a file has: our own modules and queries, and
    the grammars.
    """
    whole = sha256()
    for file in decisive_files():
        whole.update(
            f"{file.relative_to(PACKAGE).as_posix()}\0".encode() + file.read_bytes() + b"\0"
        )
    for name in grammar_versions():
        whole.update(name.encode() + b"\0")
    return whole.hexdigest()[:16]


def decisive_files() -> list[Path]:
    """Return the files that `SOURCES` names, in a fixed order."""
    found = []
    for name in SOURCES:
        path = PACKAGE / name
        found += (
            [path]
            if path.is_file()
            else [p for p in path.rglob("*") if p.suffix in (".py", ".scm")]
        )
    return sorted(found)


def grammar_versions() -> list[str]:
    """Return name and version of tree-sitter and each grammar (`tree_sitter_go-0.25.0`), none where
    nothing tells.

    They are read from the names of folders: `importlib.metadata` takes longer to import than a
    query to answer.
    """
    spec = find_spec("tree_sitter")
    if spec is None or spec.origin is None:
        return []
    return sorted(folder.stem for folder in Path(spec.origin).parent.parent.glob(GRAMMARS))
