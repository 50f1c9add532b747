"""Pull a chart from a registry (`oci://`) with the user's own `helm` or `oras`, which know his
logins.

Not here: registries' protocol, which would be a client of its own.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from ctxkit.errors import GitError
from ctxkit.workspace.git_errors import printable
from ctxkit.workspace.helm_urls import OCI
from ctxkit.workspace.programs import on_path, run_program

_PROGRAMS = ("helm", "oras")
_MEGABYTE = 1_000_000


def pull(reference: str, version: str, *, limit: int) -> bytes:
    """Return the archive of a chart, such as `oci://registry.example.org/charts/dify`.

    Raise GitError where neither program is there, or it fails.
    """
    program = on_path(_PROGRAMS)
    if program is None:
        raise GitError(
            f"{reference} needs the program helm or oras, and neither is on the PATH",
            hint="install helm, or give the url of a Helm repository (https://...)",
        )
    with tempfile.TemporaryDirectory(prefix="ctxkit-chart-") as folder:
        _run(program, _arguments(Path(program).stem, reference, version, folder), reference)
        found = sorted(Path(folder).rglob("*.tgz"))
        if len(found) != 1:
            raise GitError(f"{reference}: {Path(program).name} pulled {len(found)} archives, not 1")
        if found[0].stat().st_size > limit:
            raise GitError(f"{reference}: larger than {limit // _MEGABYTE} MB")
        return found[0].read_bytes()


def _arguments(program: str, reference: str, version: str, folder: str) -> list[str]:
    if program == "helm":
        return ["pull", reference, "--version", version, "--destination", folder]
    # A tag has no plus sign: Helm writes an underscore for it.
    tag = version.replace("+", "_")
    return ["pull", f"{reference.removeprefix(OCI)}:{tag}", "--output", folder]


def _run(program: str, arguments: list[str], reference: str) -> None:
    told = run_program(
        [program, *arguments], program=program, wanted=reference, hint="check the network"
    )
    if told is not None:
        lines = told.strip().splitlines() or ["no reason given"]
        name = Path(program).name
        message = f"{reference}: {name} pull: {printable(lines[-1].removeprefix('Error: '))}"
        login = "registry login" if name == "helm" else "login"
        raise GitError(message, hint=f"where it needs a login: {name} {login} HOST")
