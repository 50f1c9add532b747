"""Tell a `.env`, a compose file and Helm values apart: by their content, then by their names.

Not here: reading them (`dotenv.py`, `values.py`, `deployment/compose_files.py`), which files belong
to one deployment (`deployment/user_deployment.py`).
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from ctxkit.files.decoding import decode
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import YAML_ENDINGS, Node
from ctxkit.regex import regex

UserFileKind = Literal["env", "compose", "values"]

TITLES: dict[UserFileKind, str] = {
    "env": "a .env file",
    "compose": "a compose file",
    "values": "a Helm values file",
}
_ASSIGNMENT = regex(r"^(?:export[ \t]{1,20})?[A-Za-z_][\w.]{0,200}[ \t]{0,20}=", re.MULTILINE)
_VARIABLE = regex(r"[A-Z][A-Z0-9_]*\Z")
_COMPOSE_KEYS = frozenset(
    {"services", "include", "networks", "volumes", "configs", "secrets", "version", "name"}
)


def kind_of(file: CustomerFile) -> UserFileKind:
    """Return the kind of a file; its name decides only where its content says nothing."""
    return certain_kind(file) or _kind_by_name(file.path)


def certain_kind(file: CustomerFile) -> UserFileKind | None:
    """Return the kind of a file if its content leaves no doubt, else None."""
    text = decode(file.data)
    assignments = sum(1 for _ in _ASSIGNMENT.finditer(text))
    entries = _entries(text)
    if assignments > len(entries):
        return "env"
    if not entries or _is_written_like_a_dotenv(entries):
        return None
    if any(entry.key == "services" and entry.kind == "mapping" for entry in entries):
        return "compose"
    if all(entry.key in _COMPOSE_KEYS or entry.key.startswith("x-") for entry in entries):
        return "compose"
    return "values"


def _entries(text: str) -> list[Node]:
    """Return the entries of the first document that has any."""
    for root in read_documents(split_lines(text.encode("utf8", "replace"))):
        if root.kind == "mapping" and root.children:
            return root.children
    return []


def _is_written_like_a_dotenv(entries: list[Node]) -> bool:
    """Return whether all is `NAME: value`, which docker compose reads in a `.env` too."""
    return all(each.kind != "mapping" and _VARIABLE.match(each.key) for each in entries)


def _kind_by_name(path: str) -> UserFileKind:
    name = PurePath(path).name.lower()
    if not name.endswith(YAML_ENDINGS):
        return "env"
    return "compose" if "compose" in name else "values"
