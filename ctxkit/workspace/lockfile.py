"""workspace.lock: the commit of every source at the last sync, and how it was found.

Not here: finding it (`resolve.py`). The file holds no credentials and no time, and one value a
line, so that it can be kept in git and its changes read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, cast, get_args

from ctxkit.errors import WorkspaceError
from ctxkit.files.yaml_strict import compose, entries, line_of, read_text, text_of
from ctxkit.model import Match
from ctxkit.workspace.config import name_problem, write_text

LOCK_FILE = "workspace.lock"
_HEAD = "# Written by `ctxkit sync`; `ctxkit sync --locked` brings back exactly these commits.\n"
_FORMAT = "1"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedSource:
    """What a source was at.

    `git` is its url without credentials, `ref` the tag or branch (`refs/tags/1.14.0`) that led to
    `commit`, empty if none did, `pinned` the `ref:` of workspace.yaml, empty if it had none.
    """

    git: str
    version: str
    commit: str
    match: Match
    ref: str = ""
    pinned: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """A workspace.lock: the version of dify that was wanted, and the sources by name."""

    dify: str
    sources: Mapping[str, LockedSource]


def _quoted(text: str) -> str:
    """Return `text` as a double-quoted YAML scalar on one line."""
    spelt = {'"': '\\"', "\\": "\\\\"}
    return (
        '"'
        + "".join(spelt.get(c) or (c if c.isprintable() else f"\\U{ord(c):08x}") for c in text)
        + '"'
    )


def lock_text(lock: Lock) -> str:
    """Return the text of workspace.lock; empty values are left out."""
    rows = [_HEAD, f"format: {_quoted(_FORMAT)}\n", f"dify: {_quoted(lock.dify)}\n", "sources:\n"]
    for name, source in lock.sources.items():
        rows.append(f"  {name}:\n")
        values = ((f.name, getattr(source, f.name)) for f in fields(LockedSource))
        rows.extend(f"    {key}: {_quoted(value)}\n" for key, value in values if value)
    return "".join(rows)


def write_lock(folder: Path, lock: Lock) -> None:
    """Write workspace.lock as a whole; leave it alone where nothing in it changes."""
    path, text = folder / LOCK_FILE, lock_text(lock)
    if not path.is_file() or path.read_bytes() != text.encode():
        write_text(path, text)


def read_lock(folder: Path) -> Lock | None:
    """Return what workspace.lock in `folder` says, None if there is none.

    Raise WorkspaceError where it is damaged.
    """
    path = folder / LOCK_FILE
    if not path.is_file():
        return None
    root = entries(
        LOCK_FILE, compose(LOCK_FILE, read_text(path)), "the lock", ("format", "dify", "sources")
    )
    if missing := {"format", "dify", "sources"} - set(root):
        raise WorkspaceError(
            f"{LOCK_FILE}: '{min(missing)}' is missing", hint="delete the file and run: ctxkit sync"
        )
    if text_of(LOCK_FILE, root["format"], "format") != _FORMAT:
        raise WorkspaceError(
            f"{LOCK_FILE}: was written by another version of ctxkit", hint="run: ctxkit sync"
        )
    node = root["sources"][1]
    sources = {} if node.id == "scalar" and not node.value else entries(LOCK_FILE, node, "sources")
    return Lock(
        dify=text_of(LOCK_FILE, root["dify"], "dify"),
        sources={name: _source(name, node) for name, (_, node) in sources.items()},
    )


def _source(name: str, node: Any) -> LockedSource:
    found = entries(LOCK_FILE, node, f"the source '{name}'", [f.name for f in fields(LockedSource)])
    values = {key: text_of(LOCK_FILE, entry, key) for key, entry in found.items()}
    sound = (
        not name_problem(name)
        and {"git", "version", "commit", "match"} <= set(values)
        and re.fullmatch(r"[0-9a-f]{40}", values["commit"])
        and values["match"] in get_args(Match)
        and (
            not values.get("ref") or re.fullmatch(r"refs/(tags|heads)/[^\s:*?~^\\]+", values["ref"])
        )
    )
    if not sound:
        place = f"{LOCK_FILE}:{line_of(node)}"
        raise WorkspaceError(
            f"{place}: the source '{name}' is damaged", hint="delete the file and run: ctxkit sync"
        )
    return LockedSource(**cast(Any, values))
