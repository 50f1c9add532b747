"""Download a wheel with the user's own pip, whose settings know his package index.

Only a wheel, and only one with a sha256 that a lock says: pip builds a source distribution by
running it, and never does so here. Not here: reading the wheel (`wheel_file.py`).
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from ctxkit.errors import GitError
from ctxkit.workspace.archives.errors import ArchiveRefusedError
from ctxkit.workspace.git_errors import printable
from ctxkit.workspace.locked_versions import SkippedSourceError
from ctxkit.workspace.programs import on_path, run_program

MAX_WHEEL_BYTES = 20_000_000
PYTHON = "3.12"
"""The Python of the images of Dify: without it pip looks for wheels for that of ctxkit."""

_MEGABYTE = 1_000_000
_OPTIONS = (
    "--no-deps",
    "--only-binary=:all:",
    f"--python-version={PYTHON}",
    "--require-hashes",
    "--disable-pip-version-check",
    "--no-input",
    "--progress-bar=off",
)
_PROGRAMS = ("pip3", "pip")
_OTHER_REQUIREMENTS = ("PIP_REQUIREMENT", "PIP_CONSTRAINT")
_WRONG_HASH = "DO NOT MATCH THE HASHES"
_NO_MATCH = "No matching distribution found"
_NOTHING = "(from versions: none)"
"""What pip writes of an index without the package, and of one that does not answer."""


def download(package: str, version: str, hashes: Sequence[str]) -> bytes:
    """Return the wheel of a version of a package, which has one of the sha256 `hashes`.

    Raise SkippedSourceError where the index has none, ArchiveRefusedError where it has another,
    GitError where pip is not there or the index does not answer.
    """
    if not hashes:
        raise SkippedSourceError(f"no lock has the hash of a wheel of {package} {version}")
    with tempfile.TemporaryDirectory(prefix="ctxkit-wheel-") as folder:
        wanted = Path(folder, "wanted.txt")
        checked = "".join(f" --hash=sha256:{digest}" for digest in hashes)
        wanted.write_text(f"{package}=={version}{checked}\n", encoding="ascii")
        into = Path(folder, "wheel")
        into.mkdir()
        _run([*_OPTIONS, f"--requirement={wanted}", f"--dest={into}"], folder, package, version)
        found = sorted(into.glob("*.whl"))
        if len(found) != 1:
            raise GitError(f"{package} {version}: pip gave {len(found)} wheels, not 1")
        if found[0].stat().st_size > MAX_WHEEL_BYTES:
            limit = MAX_WHEEL_BYTES // _MEGABYTE
            raise GitError(f"the wheel of {package} {version} is larger than {limit} MB")
        data = found[0].read_bytes()
    if sha256(data).hexdigest() not in hashes:
        raise ArchiveRefusedError(_other_hash(package, version))
    return data


def _other_hash(package: str, version: str) -> str:
    return f"the wheel of {package} {version} has another sha256 than the lock says"


def _command() -> list[str]:
    """Return how pip is started: that of ctxkit's own Python, else one on the PATH."""
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    found = on_path(_PROGRAMS)
    if found is None:
        raise GitError("a wheel needs pip, which is not there", hint="install pip")
    return [found]


def _run(arguments: Sequence[str], folder: str, package: str, version: str) -> None:
    environment = {k: v for k, v in os.environ.items() if k not in _OTHER_REQUIREMENTS}
    told = run_program(
        [*_command(), "download", *arguments],
        program="pip",
        wanted=package,
        hint="check the network and the package index",
        cwd=folder,  # `-m` looks for modules in the folder that is current
        env=environment,
    )
    if told is not None:
        raise _refusal(package, version, told)


def _refusal(package: str, version: str, told: str) -> GitError:
    """Return the error for what pip wrote."""
    if _WRONG_HASH in told:
        hint = "find out why: it may be an attack"
        return ArchiveRefusedError(_other_hash(package, version), hint=hint)
    if _NO_MATCH in told and _NOTHING not in told:
        return SkippedSourceError(f"the package index has no wheel of {package} {version}")
    faults = [line for line in told.splitlines() if line.startswith("ERROR:")]
    reason = (faults or told.splitlines() or ["no reason given"])[0].removeprefix("ERROR: ")
    if _NO_MATCH in told:
        reason = f"the package index does not answer, or has no {package}"
    message = f"pip download: {printable(reason)}"
    return GitError(message, hint="check the network, the proxy and the settings of pip")
