#!/usr/bin/env python3
"""Compare `drift` with what plain parsers say of the two versions, and measure what a second
version costs.

usage: drift_mechanical.py WORKSPACE OLD [NEW] [--misses N] [--renames FILE] [--cost]

WORKSPACE is a synced and indexed workspace, OLD and NEW are versions of dify. Read from git, at the
commits that `drift` itself names, are: the settings classes of `api/configs` (Python's own parser),
`docker/.env.example` (as a shell reads it), `docker/docker-compose.yaml` (fallbacks by a pattern,
the variables of each service by PyYAML, `pip install --group bench`) and the struct tags of the
plugin daemon. Printed are precision and recall of each kind of change in each of them. Renames
cannot be computed: FILE has a line `PROGRAM OLD NEW`, with tabs, for each that somebody found by
reading. `--cost` measures what the facts of OLD cost if an index has those of NEW, built in a
temporary folder.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from ctxkit.ask.drift.drift import drift
from ctxkit.ask.drift.version_settings import Snapshot
from ctxkit.index.build import build_index, index_beside
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.other_version import checkouts_at

_ENV = re.compile(r"^(?:export )?([A-Za-z_]\w*)=(.*)$", re.MULTILINE)
_FALLBACK = re.compile(r"\$\{(\w+):?-")
_TAG = re.compile(r'`[^`\n]*envconfig:"(\w+)"[^`\n]*`')
_DEFAULT = re.compile(r'default:"([^"]*)"')
_GIVEN = re.compile(r"etDefault\w*\(&config\.(\w+), ([^)]*)\)")
_RULE = re.compile(r'validate:"([^"]*)"')
_BOUNDS = ("ge", "gt", "le", "lt", "multiple_of", "min_length", "max_length", "pattern")
_API, _DAEMON, _EXAMPLE, _COMPOSE = (
    "dify api",
    "dify-plugin-daemon",
    "docker/.env.example",
    "docker-compose.yaml",
)


class Known(NamedTuple):
    """A setting by a plain parser: all defaults and types that its declarations have."""

    defaults: frozenset[str]
    types: frozenset[str]


Settings = Mapping[str, Known]


class Git(NamedTuple):
    """A clone at one commit."""

    root: Path
    commit: str

    def text(self, path: str) -> str:
        return self._run("show", f"{self.commit}:{path}")

    def paths(self, below: str) -> list[str]:
        return self._run("ls-tree", "-r", "--name-only", self.commit, "--", below).splitlines()

    def _run(self, *words: str) -> str:
        return subprocess.run(
            ["git", "-C", self.root, *words], check=True, capture_output=True, encoding="utf8"
        ).stdout  # fmt: skip


# --- plain parsers --------------------------------------------------------------------------------


def python_settings(git: Git) -> Settings:
    """Return the fields of the settings classes below `api/configs`."""
    trees = [ast.parse(git.text(path)) for path in git.paths("api/configs") if path.endswith(".py")]
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    settings = {"BaseSettings"}
    for _ in range(6):  # classes may derive from one in a later file
        settings |= {
            c.name
            for c in classes
            if {ast.unparse(b).rpartition(".")[2] for b in c.bases} & settings
        }
    fields = [
        i for c in classes if c.name in settings for i in c.body if isinstance(i, ast.AnnAssign)
    ]
    return _merged(_python_field(field) for field in fields)


def _python_field(item: ast.AnnAssign) -> tuple[str, str, str]:
    name, value, bounds = ast.unparse(item.target), item.value, ""
    if isinstance(value, ast.Call) and ast.unparse(value.func).endswith("Field"):
        words = {word.arg: word.value for word in value.keywords}
        alias = words.get("validation_alias") or words.get("alias")
        first = alias.args[0] if isinstance(alias, ast.Call) else alias
        name = str(first.value) if isinstance(first, ast.Constant) else name
        bounds = " ".join(f"{key}={ast.unparse(words[key])}" for key in _BOUNDS if key in words)
        value = (
            words.get("default")
            or words.get("default_factory")
            or (value.args[0] if value.args else None)
        )
    kind = ast.unparse(_Spelling().visit(item.annotation))
    return name, _constant(value), f"{kind} {bounds}".strip()


class _Spelling(ast.NodeTransformer):
    """Spells `Optional[X]` as `X | None`, `List` as `list`."""

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        name = ast.unparse(node.value).rpartition(".")[2]
        if name == "Optional":
            return ast.BinOp(node.slice, ast.BitOr(), ast.Constant(None))
        if name in ("List", "Dict", "Set", "Tuple"):
            return ast.Subscript(ast.Name(name.lower()), node.slice)
        return node


def _constant(value: ast.expr | None) -> str:
    if value is None:
        return ""
    if isinstance(value, ast.Call) and len(value.args) == 1 and not value.keywords:
        value = value.args[0]  # HttpUrl("...")
    text = ast.unparse(value)
    if isinstance(value, ast.BinOp) and not re.search(r"[A-Za-z_]", text):
        return str(eval(compile(ast.Expression(value), "", "eval")))
    return text


def env_example(git: Git) -> Settings:
    found = {}
    for name, value in _ENV.findall(git.text("docker/.env.example")):
        value = value.strip()
        quoted = value[:1] in ("'", '"') and value[:1] in value[1:]
        value = value[1 : value.index(value[0], 1)] if quoted else value.partition(" #")[0].strip()
        found[name] = Known(frozenset({value}), frozenset())  # the last one counts
    return found


def compose_fallbacks(git: Git) -> Settings:
    text = "\n".join(
        line
        for line in git.text("docker/docker-compose.yaml").splitlines()
        if line.lstrip()[:1] != "#"
    )
    return _merged((m[1], _braced(text, m.end()), "") for m in _FALLBACK.finditer(text))


def _braced(text: str, start: int) -> str:
    depth = 1
    for end in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if not depth:
            return text[start:end]
    return text[start:]


def daemon_settings(git: Git) -> Settings:
    rows = []
    given = dict(_GIVEN.findall(git.text("internal/types/app/default.go")))
    for line in git.text("internal/types/app/config.go").splitlines():
        tag = _TAG.search(line)
        if tag and not line.lstrip().startswith("//"):
            default = _DEFAULT.search(tag[0])
            rule = _RULE.search(tag[0])
            kind = line.split()[1].lstrip("*")
            field = line.split()[0]
            rows.append(
                (
                    tag[1],
                    default[1] if default else given.get(field, "").strip('"'),
                    f"{kind} {rule[1] if rule else ''}",
                )
            )
    return _merged(rows)


def _merged(rows: Iterable[tuple[str, str, str]]) -> Settings:
    defaults: dict[str, set[str]] = {}
    types: dict[str, set[str]] = {}
    for name, default, kind in rows:
        defaults.setdefault(name, set()).add(default)
        types.setdefault(name, set()).add(kind)
    return {name: Known(frozenset(defaults[name]), frozenset(types[name])) for name in defaults}


def handed_over(git: Git) -> dict[str, set[str]]:
    """Return the variables that each service gets from docker-compose.yaml."""
    found = {}
    for name, service in yaml.safe_load(git.text("docker/docker-compose.yaml"))["services"].items():
        given = service.get("environment") or {}
        found[name] = set(
            given if isinstance(given, dict) else (item.partition("=")[0] for item in given)
        )
    return found


# --- what changed ---------------------------------------------------------------------------------

Wanted = dict[tuple[str, str], set[str]]
"""(kind of change, program) -> names."""


def wanted(old: Mapping[str, Git], new: Mapping[str, Git]) -> Wanted:
    parsers = {
        _API: (python_settings, "dify"),
        _EXAMPLE: (env_example, "dify"),
        _COMPOSE: (compose_fallbacks, "dify"),
        _DAEMON: (daemon_settings, "dify-plugin-daemon"),
    }
    found: Wanted = {}
    for program, (parse, repo) in parsers.items():
        before, after = parse(old[repo]), parse(new[repo])
        both = before.keys() & after.keys()
        found["added", program] = set(after.keys() - before.keys())
        found["removed", program] = set(before.keys() - after.keys())
        found["defaults", program] = {n for n in both if before[n].defaults != after[n].defaults}
        if program in (_API, _DAEMON):
            found["types", program] = {n for n in both if before[n].types != after[n].types}
            services = (
                ("plugin_daemon",) if program == _DAEMON else ("api", "worker", "worker_beat")
            )
            was, now = (
                set().union(*(handed_over(s["dify"]).get(n, set()) for n in services))
                for s in (old, new)
            )
            found["undelivered", program] = {n for n in both if n in was - now}
            found["delivered", program] = {n for n in both if n in now - was}
    return found


def reported(data: Mapping[str, Any]) -> Wanted:
    """Return what drift says; a rename is a name that is gone and one that has come."""
    found: Wanted = {}
    renamed = {(c["program"], c["name"]) for c in data["changes"]["renamed"]}
    for kind, changes in data["changes"].items():
        for change in changes:
            program = change["program"]
            if kind in ("defaults", "types") and (program, change["name"]) in renamed:
                continue
            at = (change["new"] or change["old"])["path"]
            if program == _API and not at.startswith("api/configs/"):
                continue  # read by os.getenv: not in the settings classes
            for each, name in _names(kind, change):
                found.setdefault((each, program), set()).add(name)
    return found


def _names(kind: str, change: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if kind == "renamed":
        yield "removed", change["old"]["name"]
        yield "added", change["new"]["name"]
    else:
        yield kind, change["name"]


def score_renames(data: Mapping[str, Any], file: Path) -> None:
    real = {
        tuple(line.split("\t"))
        for line in file.read_text(encoding="utf8").splitlines()
        if line[:1] not in ("", "#")
    }
    said = {(c["program"], c["old"]["name"], c["new"]["name"]) for c in data["changes"]["renamed"]}
    said = {c for c in said if not c[0].startswith("plugin ")}
    print(
        f"{'renamed':12} {'all':22} {len(real & said):4} of {len(real):4} found, "
        f"{len(said - real):3} more"
    )
    for change in sorted(real ^ said):
        print("   ", "wrong " if change in said else "missed", *change)


def show_cost(workspace: Path, old: str, new: str | None) -> None:
    """Print how many files and seconds each version takes, one after the other, and the comparison
    itself.
    """
    ws = load_workspace(workspace)
    counts: list[int] = []

    def progress(_what: str, _done: int, total: int) -> None:
        counts.append(total)

    def measured(what: str, step: Callable[[], object]) -> None:
        counts[:] = [0]
        begin = time.monotonic()
        step()
        print(f"{what:34} {counts[-1]:6} files read, {time.monotonic() - begin:6.2f} s")

    after, before = checkouts_at(ws, new or ws.dify), checkouts_at(ws, old)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        measured(
            f"index of {new or ws.dify}",
            lambda: build_index(folder, after, ws.roots, progress=progress),
        )
        measured(
            f"{old} beside it", lambda: index_beside(folder, before, ws.roots, progress=progress)
        )
        measured(
            f"{old} once more", lambda: index_beside(folder, before, ws.roots, progress=progress)
        )
        with (
            Index.open(folder, checkouts=before) as one,
            Index.open(folder, checkouts=after) as other,
        ):
            versions = [Snapshot(each, Sources(each, ws.roots)) for each in (one, other)]
            measured("comparing both", lambda: drift(*versions))


def main() -> None:
    parser = argparse.ArgumentParser(usage=(__doc__ or "").split("\n\n")[1].removeprefix("usage: "))
    parser.add_argument("workspace", type=Path)
    parser.add_argument("old")
    parser.add_argument("new", nargs="?")
    parser.add_argument("--misses", type=int, default=0)
    parser.add_argument("--renames", type=Path)
    parser.add_argument("--cost", action="store_true")
    args = parser.parse_args()
    command = [
        sys.executable,
        "-P",
        "-m",
        "ctxkit.commands.cli",
        "drift",
        "-w",
        args.workspace,
        "--json",
        "--from",
        args.old,
    ]
    command += ["--to", args.new] if args.new else []
    begin = time.monotonic()
    out = subprocess.run(command, check=True, capture_output=True, encoding="utf8").stdout
    seconds = time.monotonic() - begin
    data = json.loads(out)
    sides = [
        {repo: Git(args.workspace / repo, entry["commit"]) for repo, entry in data[side].items()}
        for side in ("from", "to")
    ]
    right, got = wanted(*sides), reported(data)
    for key, names in right.items():
        said = got.get(key, set())
        hit = len(names & said)
        precision, recall = hit / len(said) if said else 1.0, hit / len(names) if names else 1.0
        print(
            f"{key[0]:12} {key[1]:22} {hit:4} of {len(names):4}, "
            f"precision {precision:.3f} recall {recall:.3f}",
            end=" ",
        )
        print(f"({len(said)} reported)")
        for name in sorted(names ^ said)[: args.misses]:
            print("   ", "wrong " if name in said else "missed", name)
    if args.renames:
        score_renames(data, args.renames)
    print(f"the command took {seconds:.2f} s")
    if args.cost:
        show_cost(args.workspace, args.old, args.new)


if __name__ == "__main__":
    main()
