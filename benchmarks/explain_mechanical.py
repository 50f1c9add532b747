#!/usr/bin/env python3
"""Compare `explain` with what Python's own parser and plain text search say, for every setting of a workspace.

usage: explain_mechanical.py WORKSPACE [--misses N]

WORKSPACE is a synced and indexed workspace. Checked are: each annotated field of the settings classes below
`api/configs` of dify (is it declared at that line, with that type and that default), each `envconfig` tag of the
plugin daemon (is it declared there), and each key of `docker/.env.example` (does its status agree with where its name
occurs in the code). Printed is the share that agrees.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import ctxkit

_KEY = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)=", re.MULTILINE)
_TAG = re.compile(r'envconfig:"(\w+)"')
_PROGRAM_FILES = (".py", ".go", ".ts", ".tsx", ".mjs", ".js", ".sh", ".template", "Dockerfile")


class Field(NamedTuple):
    """A field of a settings class as Python's parser sees it; `default` is None where there is none to compare."""

    name: str
    path: str
    line: int
    type: str
    default: str | None


def python_fields(root: Path) -> Iterator[Field]:
    """Yield the fields of the settings classes below `api/configs`."""
    trees = {file: ast.parse(file.read_text(encoding="utf8")) for file in sorted((root / "api/configs").rglob("*.py"))}
    classes = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    settings = {"BaseSettings"}
    for _ in range(6):  # classes may derive from one that stands in a later file
        settings |= {c.name for c in classes if {ast.unparse(b).rpartition(".")[2] for b in c.bases} & settings}
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in settings:
                path = file.relative_to(root).as_posix()
                yield from (_field(item, path) for item in node.body if isinstance(item, ast.AnnAssign))


def _field(item: ast.AnnAssign, path: str) -> Field:
    value: ast.expr | None = item.value
    if isinstance(value, ast.Call) and ast.unparse(value.func).endswith("Field"):
        given = [word.value for word in value.keywords if word.arg == "default"]
        value = given[0] if given else value.args[0] if value.args else None
    return Field(ast.unparse(item.target), path, item.lineno, ast.unparse(item.annotation), _plain(value))


def _plain(value: ast.expr | None) -> str | None:
    """Return what a default comes to as text, or None where only running the program tells."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "HttpUrl":
        value = value.args[0]
    if isinstance(value, ast.Constant):
        return str(value.value)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        left, right = _plain(value.left), _plain(value.right)
        return str(int(left) * int(right)) if (left or "").isdigit() and (right or "").isdigit() else None  # type: ignore[arg-type]
    return None if value is None or isinstance(value, (ast.Call, ast.Attribute)) else ast.unparse(value)


def same_text(left: str | None, right: str | None) -> bool:
    """Tell whether two pieces of source say the same but for quotes, blanks and case."""
    return _squeezed(left) == _squeezed(right)


def _squeezed(text: str | None) -> str:
    return re.sub(r"[\s'\"(),]", "", text or "").lower()


def words_by_file(folders: list[Path]) -> dict[str, set[str]]:
    """Return the files, tests left out, of each upper-case word in the code of the programs."""
    found: dict[str, set[str]] = defaultdict(set)
    for folder in folders:
        for file in folder.rglob("*"):
            parts = file.relative_to(folder).parts
            tested = any(part in ("tests", "node_modules", ".git") or part.startswith("test_") for part in parts)
            if file.is_file() and file.name.endswith(_PROGRAM_FILES) and not tested:
                for word in set(re.findall(r"[A-Z][A-Z0-9_]{2,}", file.read_text(encoding="utf8", errors="replace"))):
                    found[word].add(file.relative_to(folder).as_posix())
    return found


def fault_of_status(name: str, key: dict[str, Any], files: dict[str, set[str]]) -> str:
    """Return what contradicts the status of a key, or nothing."""
    status = key["status"]
    renamed = {p["name"].rpartition("-> ")[2] for p in key["places"]} | {name}
    used = {file for word in renamed for file in files.get(word, ())}
    outside = {file for file in used if not file.startswith(("api/configs/", "docker/"))}
    if status == "dead" and used:
        return f"dead, but {sorted(used)[:3]} hold its name"
    if status == "unread" and outside:
        return f"unread, but {sorted(outside)[:3]} hold its name"
    if status == "live" and "read by dify" in key["status_why"] and not used:
        patterns = [p for p in key["places"] if p["role"] == "reads" and "*" in p["name"]]
        return "" if patterns else "live, but no file of the programs holds its name"
    return ""


def main(workspace: Path, misses: int) -> None:
    score: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    shown = 0

    def note(what: str, ok: bool, detail: str) -> None:
        nonlocal shown
        score[what][1] += 1
        score[what][0] += ok
        if not ok and shown < misses:
            shown += 1
            print(f"{what:16} {detail}")

    with ctxkit.open_workspace(workspace) as ws:

        def explain(name: str) -> list[dict[str, Any]]:
            return list(ws.explain(name).to_dict()["keys"])

        for field in python_fields(workspace / "dify"):
            keys = explain(field.name)
            there = [k for k in keys for p in k["places"] if (p["path"], p["line"]) == (field.path, field.line)]
            note("field declared", bool(there), f"{field.name} {field.path}:{field.line}")
            if there and keys[0] is there[0]:
                note("field type", same_text(keys[0]["type"], field.type), f"{field}: {keys[0]['type']!r}")
                if field.default is not None:
                    note(
                        "field default",
                        same_text(keys[0]["default"], field.default),
                        f"{field}: {keys[0]['default']!r}",
                    )
        config = "internal/types/app/config.go"
        lines = (workspace / "dify-plugin-daemon" / config).read_text(encoding="utf8").splitlines()
        for number, line in enumerate(lines, 1):
            for name in _TAG.findall(line):
                places = [p for k in explain(name) for p in k["places"] if p["role"] == "declares"]
                note("envconfig", any((p["path"], p["line"]) == (config, number) for p in places), f"{name}:{number}")
        files = words_by_file([workspace / name for name in ("dify", "dify-sandbox", "dify-plugin-daemon")])
        example = (workspace / "dify/docker/.env.example").read_text(encoding="utf8")
        for name in dict.fromkeys(_KEY.findall(example)):
            keys = explain(name)
            fault = fault_of_status(name, keys[0], files) if keys else "not found"
            note("status", not fault, f"{name}: {fault}")
    for what, (ok, n) in score.items():
        print(f"{what:16} {ok}/{n} = {ok / max(1, n):.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--misses", type=int, default=0)
    given = parser.parse_args()
    main(given.workspace, given.misses)
