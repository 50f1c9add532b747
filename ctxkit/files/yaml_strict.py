"""Read workspace.yaml and workspace.lock as nodes with their lines, and report errors precisely.

Not here: the keys of these files (`workspace/config.py`, `workspace/lockfile.py`), users' files
(`values.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ctxkit.errors import WorkspaceError
from ctxkit.files.yaml_parser import UNREADABLE, YamlProblem, compose_nodes, line_of
from ctxkit.text.similarity import closest

__all__ = ["compose", "entries", "line_of", "read_text", "text_of"]

MAX_FILE_BYTES = 200_000
"""Of a file that has a dozen sources: a larger one takes seconds to read."""

_KINDS = {
    "mapping": "a mapping",
    "sequence": "a list",
    "null": "nothing",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
    "str": "text",
}


def read_text(path: Path) -> str:
    """Return the text of `path` with its line ends unchanged.

    Raise WorkspaceError if it cannot be read.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise WorkspaceError(
                f"{path.name} is larger than {MAX_FILE_BYTES} bytes", hint="is it the right file?"
            )
        return path.read_bytes().decode("utf8")
    except OSError as error:
        raise WorkspaceError(f"{path.name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise WorkspaceError(f"{path.name} is not UTF-8 text", hint="save it as UTF-8") from None


def compose(file: str, text: str) -> Any:
    """Return the root node of `text`.

    Raise WorkspaceError if it is invalid YAML; `file` is its name in messages.
    """
    try:
        node = compose_nodes(text, round_trip=True)
    except YamlProblem as problem:
        if not problem.line:
            raise WorkspaceError(f"{file}: {UNREADABLE}") from None
        raise WorkspaceError(f"{file}:{problem.line}: {UNREADABLE}: {problem.problem}") from None
    if node is None:
        raise WorkspaceError(
            f"{file}: is empty",
            hint="see workspace.example.yaml, or run: ctxkit init --dify VERSION",
        )
    return node


def entries(
    file: str, node: Any, what: str, known: Iterable[str] | None = None
) -> dict[str, tuple[Any, Any]]:
    """Return the (key node, value node) pairs of a mapping by key.

    Raise WorkspaceError if it is not a mapping, or has a duplicate key or one that is not `known`
    (None: any).
    """
    if node.id != "mapping":
        raise WorkspaceError(f"{file}:{line_of(node)}: {what} must be a mapping, not {_kind(node)}")
    found: dict[str, tuple[Any, Any]] = {}
    allowed = None if known is None else list(known)
    for key, value in node.value:
        if key.id != "scalar":
            raise WorkspaceError(
                f"{file}:{line_of(key)}: a key of {what} must be text, not {_kind(key)}"
            )
        name = key.value
        if name in found:
            first = line_of(found[name][0])
            raise WorkspaceError(
                f"{file}:{line_of(key)}: duplicate key '{name}' in {what} "
                f"(first defined on line {first})"
            )
        if allowed is not None and name not in allowed:
            raise WorkspaceError(
                f"{file}:{line_of(key)}: unknown key '{name}' in {what}",
                hint=_nearest(name, allowed),
            )
        found[name] = (key, value)
    return found


def _nearest(name: str, allowed: list[str]) -> str:
    near = closest(name, allowed, at_least=0.5, limit=1)
    return f"did you mean: {near[0]}" if near else f"known keys: {', '.join(allowed)}"


def text_of(file: str, entry: tuple[Any, Any], what: str) -> str:
    """Return the text of an entry's value.

    Raise WorkspaceError if it is not text.
    """
    key, node = entry
    if node.id == "scalar" and str(node.tag).endswith(":str"):
        return str(node.value)
    problem = f"{what} must be text, not {_kind(node)}"
    if not node.value:  # the mark of a missing value is lines below its key
        raise WorkspaceError(f"{file}:{line_of(key)}: {problem}")
    hint = f'write it in quotes: "{node.value}"' if node.id == "scalar" else ""
    raise WorkspaceError(f"{file}:{line_of(node)}: {problem}", hint=hint)


def _kind(node: Any) -> str:
    tag = str(node.id)
    if tag == "scalar":
        tag = str(node.tag).rpartition(":")[2]
    return _KINDS.get(tag, tag)
