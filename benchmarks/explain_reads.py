#!/usr/bin/env python3
"""Compare the places that `explain` names with those that plain readers of the sources find, for
every setting.

usage: explain_reads.py WORKSPACE [--misses N] [--only KIND]

WORKSPACE is a synced and indexed workspace. Each reader below knows one way in which a setting is
declared or read and nothing of ctxkit: Python's own parser for environment variables and
credentials of plugins, regular expressions for the rest. Printed is the share of their places that
`explain` names, one line a reader. Reads of `dify_config` are in `explain_mechanical.py`.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import ctxkit

_CALLED_ENV = ("os.getenv", "getenv", "os.environ.get", "environ.get", "os.environ.setdefault")
_COMMON = 6  # plugins that declare a credential of one name; `explain` does not list more
_PARAMETERS = re.compile(
    r"^(\s*(?:async )?(?:class|def) \w+)\[[^\]\n]*\](?:, [^\]\n]*\])?", re.MULTILINE
)
_ALIAS = re.compile(r"^(\s*)type (?=\w+ = )", re.MULTILINE)
_CONFIG = re.compile(r"(?:config|configuration|cfg|conf|configurations\(\))$", re.IGNORECASE)
_ENV_FIELD = re.compile(r'^\s*(\w+)\s+\S+\s+`envconfig:"(\w+)"')
_YAML_FIELD = re.compile(r'^\s*(\w+)\s+\S+\s+`yaml:"(\w+)"`')
_SCRIPTS = (
    *(
        ("dify", folder)
        for folder in ("api/docker", "web/docker", "docker/nginx", "docker/ssrf_proxy")
    ),
    ("dify-plugin-daemon", "."),
    ("dify-sandbox", "."),
)
_NEXT = re.compile(
    r"\b(?:process\.)?env\.(NEXT_PUBLIC_\w+|NEXT_TELEMETRY_DISABLED|TEXT_GENERATION_TIMEOUT_MS)"
)
_SHELL = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\b")
_ASSIGNED = re.compile(r"^\s*(?:export\s+|local\s+)?([A-Z][A-Z0-9_]*)=")
_ACTION = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_VALUE = re.compile(r"\$?\.Values\.([A-Za-z][\w.]*[A-Za-z0-9_])")
_FIELD = re.compile(r"(?<![\w.$)\]])\.([a-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*)")


class Expected(NamedTuple):
    """A setting, and a place that must be named for it."""

    name: str
    repo: str
    path: str
    line: int


def sources_in(root: Path, folder: str, *suffixes: str) -> Iterator[tuple[str, str]]:
    """Yield path below `root` and text of the files below `folder`, tests left out."""
    for file in sorted((root / folder).rglob("*")):
        path = file.relative_to(root).as_posix()
        parts = path.split("/")
        tested = any(
            part in ("tests", "test", "__tests__", "__mocks__", "node_modules", ".git")
            for part in parts
        )
        named = parts[-1].startswith("test_") or re.search(
            r"(_test\.go|\.(test|spec|stories)\.tsx?|_test\.py)$", path
        )
        if tested or named or not path.endswith(suffixes):
            continue
        if file.is_file() and not file.is_symlink():
            yield path, file.read_text(encoding="utf8", errors="replace")


def parsed(text: str) -> ast.Module:
    """Return the tree of a module; an older Python does without the type parameters that it cannot
    read.
    """
    try:
        return ast.parse(text)
    except SyntaxError:
        older = _PARAMETERS.sub(r"\1", _ALIAS.sub(r"\1", text))
    try:
        return ast.parse(older)
    except SyntaxError:
        return ast.Module(body=[], type_ignores=[])


def python_environment(root: Path) -> Iterator[Expected]:
    """Yield where Python reads an environment variable that it spells out."""
    for path, text in sources_in(root / "dify", "api", ".py"):
        for node in ast.walk(parsed(text)):
            if isinstance(node, ast.expr) and (name := _environment_name(node)):
                yield Expected(name, "dify", path, node.lineno)


def _environment_name(node: ast.AST) -> str:
    key: ast.expr | None = None
    if isinstance(node, ast.Call) and ast.unparse(node.func) in _CALLED_ENV and node.args:
        key = node.args[0]
    elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        key = node.slice
    return key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""


def credentials(root: Path) -> Iterator[Expected]:
    """Yield where plugins declare a credential, and where the same plugin reads it."""
    repo = "dify-official-plugins"
    declared: dict[str, dict[str, list[Expected]]] = defaultdict(lambda: defaultdict(list))
    for path, text in sources_in(root / repo, ".", ".yaml"):
        if "/provider/" in path:
            for name, line in _credential_lines(text):
                declared[name]["/".join(path.split("/")[:2])].append(
                    Expected(name, repo, path, line)
                )
    few = {name: plugins for name, plugins in declared.items() if len(plugins) <= _COMMON}
    yield from (
        place for plugins in few.values() for places in plugins.values() for place in places
    )
    for path, text in sources_in(root / repo, ".", ".py"):
        plugin = "/".join(path.split("/")[:2])
        for name, line in _credential_reads(text):
            if plugin in few.get(name, ()):
                yield Expected(name, repo, path, line)


def _credential_lines(text: str) -> Iterator[tuple[str, int]]:
    """Yield the credentials of a provider: `variable: x` in a schema of models, keys or names in
    one of tools.
    """
    section, column, form = "", 0, 0
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1].isalpha():
            section, column, form = line.partition(":")[0], 0, 0
            continue
        stripped = line.strip()
        if stripped == "credential_form_schemas:":
            form = 0
        elif section.endswith("credential_schema"):
            if not form and stripped.startswith("- "):
                form = (
                    line.index("-") + 2
                )  # the column of an item's keys: conditions name variables further in
            if (found := re.match(r"(?:- )?variable: (\w+)$", stripped)) and line.index(
                "variable"
            ) == form:
                yield found[1], number
        elif section in ("credentials_for_provider", "credentials_schema"):
            depth = len(line) - len(line.lstrip())
            column = column or depth
            if depth == column and (found := re.match(r"(?:- name: )?(\w+):?$", stripped)):
                yield found[1], number
            elif (
                depth == column + 2
                and section == "credentials_schema"
                and stripped.startswith("name: ")
            ):
                yield stripped[6:].strip("'\""), number


def _credential_reads(text: str) -> Iterator[tuple[str, int]]:
    for node in ast.walk(parsed(text)):
        key: ast.expr | None = None
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
        ):
            key = node.args[0] if node.args and _is_credentials(node.func.value) else None
        elif (
            isinstance(node, ast.Subscript)
            and isinstance(node.ctx, ast.Load)
            and _is_credentials(node.value)
        ):
            key = node.slice
        if (
            isinstance(node, ast.expr)
            and isinstance(key, ast.Constant)
            and isinstance(key.value, str)
        ):
            yield key.value, node.lineno


def _is_credentials(node: ast.expr) -> bool:
    return ast.unparse(node).rpartition(".")[2] == "credentials"


def go_fields(root: Path) -> Iterator[Expected]:
    """Yield where the plugin daemon reads a field of its configuration."""
    repo, config = "dify-plugin-daemon", "internal/types/app/config.go"
    yield from _field_reads(root, repo, config, _ENV_FIELD)


def sandbox_fields(root: Path) -> Iterator[Expected]:
    """Yield where the sandbox reads a key of its config.yaml."""
    yield from _field_reads(root, "dify-sandbox", "internal/types/config.go", _YAML_FIELD)


def _field_reads(
    root: Path, repo: str, config: str, pattern: re.Pattern[str]
) -> Iterator[Expected]:
    fields: dict[str, str] = {}
    for number, line in enumerate(
        (root / repo / config).read_text(encoding="utf8").splitlines(), 1
    ):
        if found := pattern.match(line):
            fields[found[1]] = found[2]
            yield Expected(found[2], repo, config, number)
    read = re.compile(rf"([\w.()]+)\.({'|'.join(fields)})\b(?!\s*(?:=[^=]|,.*=\s))")
    for path, text in sources_in(root / repo, ".", ".go"):
        for number, line in enumerate(text.splitlines(), 1):
            for found in read.finditer(line.partition("//")[0]):
                if _CONFIG.search(found[1]):
                    yield Expected(fields[found[2]], repo, path, number)


def console(root: Path) -> Iterator[Expected]:
    """Yield where the web console reads its environment."""
    for path, text in sources_in(root / "dify", "web", ".ts", ".tsx"):
        for number, line in enumerate(text.splitlines(), 1):
            for found in _NEXT.finditer(line):
                if not line.lstrip().startswith(("//", "*")):
                    yield Expected(found[1], "dify", path, number)


def scripts(root: Path) -> Iterator[Expected]:
    """Yield where an entrypoint or a template of nginx and squid reads a variable that it does not
    set itself.
    """
    for repo, folder in _SCRIPTS:
        for path, text in sources_in(
            root / repo, folder, "entrypoint.sh", ".template", "launch.sh"
        ):
            set_here: set[str] = set()
            for number, line in enumerate(text.splitlines(), 1):
                if line.lstrip().startswith("#"):
                    continue
                for name in _SHELL.findall(line):
                    if name not in set_here:
                        yield Expected(name, repo, path, number)
                if found := _ASSIGNED.match(line):
                    set_here.add(found[1])


def chart(root: Path) -> Iterator[Expected]:
    """Yield where the templates of the chart name a value, by its full path or below `with` and
    `range`.
    """
    for path, text in sources_in(
        root / "dify-helm", "charts/dify/templates", ".yaml", ".tpl", ".txt"
    ):
        blocks: list[
            str | None
        ] = []  # what the dot is in each open block; None: the root or not known
        commented = {
            number
            for number, line in enumerate(text.splitlines(), 1)
            if line.lstrip().startswith("#")
        }
        for found in _ACTION.finditer(text):
            action = found[1]
            if action.startswith("/*"):
                continue
            word = action.partition(" ")[0]
            dot = blocks[-1] if blocks else None
            for name, offset in _paths(action, dot):
                line = text.count("\n", 0, found.start(1) + offset) + 1
                if line not in commented:
                    yield Expected(name, "dify-helm", path, line)
            if word in ("if", "with", "range", "define", "block"):
                blocks.append(_dot_below(word, action, dot))
            elif word == "end" and blocks:
                blocks.pop()


def _dot_below(word: str, action: str, dot: str | None) -> str | None:
    if word == "if":
        return dot
    if word == "with" and (found := re.fullmatch(r"with\s+\$?\.Values\.([\w.]+)", action)):
        return found[1]
    if word == "with" and dot and (found := re.fullmatch(r"with\s+\.([\w.]+)", action)):
        return f"{dot}.{found[1]}"
    return None


def _paths(action: str, dot: str | None) -> Iterator[tuple[str, int]]:
    code = re.sub(r'"(?:[^"\\]|\\.)*"', lambda m: " " * len(m[0]), action)
    for found in _VALUE.finditer(code):
        yield found[1], found.start()
    if dot:
        for found in _FIELD.finditer(code):
            if not found[1].startswith(("Values", "Release", "Chart", "Files", "Capabilities")):
                yield f"{dot}.{found[1]}", found.start()


READERS = {
    "python environment": python_environment,
    "credentials": credentials,
    "go fields": go_fields,
    "sandbox fields": sandbox_fields,
    "console": console,
    "scripts": scripts,
    "chart": chart,
}


def missing(ws: ctxkit.Workspace, expected: Iterable[Expected]) -> Iterator[tuple[Expected, bool]]:
    """Yield each expected place and whether `explain` names it."""
    by_name: dict[str, dict[Expected, None]] = defaultdict(dict)
    for place in expected:
        by_name[place.name][place] = None
    for name, places in by_name.items():
        named = {
            (p["repo"], p["path"], line)
            for key in ws.explain(name).to_dict()["keys"]
            for p in key["places"]
            for line in range(p["line"], max(p["line"], p["end_line"]) + 1)
        }
        for place in places:
            yield place, place[1:] in named


def main(workspace: Path, misses: int, only: str) -> None:
    with ctxkit.open_workspace(workspace) as ws:
        for kind, reader in READERS.items():
            if only and only != kind:
                continue
            found = list(missing(ws, reader(workspace)))
            ok = sum(there for _, there in found)
            print(f"{kind:20} {ok}/{len(found)} = {ok / max(1, len(found)):.4f}")
            for place in [place for place, there in found if not there][:misses]:
                print(f"    {place.name}: {place.repo} {place.path}:{place.line}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--only", default="", help="one of " + ", ".join(READERS))
    given = parser.parse_args()
    main(given.workspace, given.misses, given.only)
