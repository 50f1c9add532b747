"""What a lock or a project says of one package: its version, and the hashes of its wheels.

Of a lock only the lines of that package are parsed: those of all plugins have 70 MB. Nothing here
imports GitPython: questions ask, too. Not here: which lock counts (`locked_versions.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ctxkit.files.toml_text import parse_toml
from ctxkit.regex import regex
from ctxkit.workspace.follow_rules import is_package_version, same_package
from ctxkit.workspace.git_objects import read_named

_MAX_ENTRY_BYTES = 200_000
_ENTRY = b"[[package]]"
_HASH = regex(r"sha256:([0-9a-f]{64})")
MAX_HASHES = 100


class PackageEntry(NamedTuple):
    """What a lock or a project says of a package; without a version nothing."""

    version: str
    hashes: tuple[str, ...] = ()


NOTHING = PackageEntry("")


def entry_of_project(root: Path, commit: str, folder: str, package: str) -> PackageEntry:
    """Return what the files of a project in a folder say at a commit."""
    found = read_named(root, [f"{commit}:{folder}/{base}" for base in READERS])
    for data, read in zip(found, READERS.values(), strict=True):
        entry = read(data, package) if data is not None else NOTHING
        if entry.version:
            return entry
    return NOTHING


def entry_in_lock(data: bytes, package: str) -> PackageEntry:
    """Return the entry of a package in a `uv.lock`."""
    for text in _entries(data, package):
        entry = _table(text)
        if entry is None or same_package(str(entry.get("name", ""))) != same_package(package):
            continue
        version = str(entry.get("version", ""))
        if is_package_version(version):
            return PackageEntry(version, tuple(_wheel_hashes(entry)))
    return NOTHING


def _wheel_hashes(entry: Mapping[str, Any]) -> Iterator[str]:
    wheels = entry.get("wheels")
    for wheel in (wheels if isinstance(wheels, list) else [])[:MAX_HASHES]:
        found = _HASH.fullmatch(str(wheel.get("hash", ""))) if isinstance(wheel, dict) else None
        if found:
            yield found[1]


def _entries(data: bytes, package: str) -> Iterator[str]:
    """Yield the entries of a lock that may be of a package: those that begin with its name."""
    name = rb"[-_.]+".join(map(re.escape, same_package(package).encode().split(b"-")))
    pattern = re.compile(rb'^name[ \t]*=[ \t]*["\']%s["\'][ \t]*\r?$' % name, re.M | re.I)
    for found in pattern.finditer(data):
        start = data.rfind(_ENTRY, max(0, found.start() - _MAX_ENTRY_BYTES), found.start())
        end = data.find(b"\n[[", found.end())
        end = len(data) if end < 0 else end
        if start >= 0 and end - start <= _MAX_ENTRY_BYTES:
            yield data[start:end].decode("utf8", "replace")


def _table(text: str) -> Mapping[str, Any] | None:
    try:
        packages = parse_toml(text).get("package")
    except (ValueError, RecursionError):
        return None
    entry = packages[0] if isinstance(packages, list) and packages else None
    return entry if isinstance(entry, dict) else None


def entry_in_pins(data: bytes, package: str) -> PackageEntry:
    """Return the version to which a line of requirements or of a project pins a package."""
    name = r"[-_.]+".join(map(re.escape, same_package(package).split("-")))
    begins, extras = r"(?:^[ \t]*|[\"'])", r"(?:\[[^\]\n]{0,200}\])?"
    version = r"[ \t]*==[ \t]*([^\s\"',;#]{1,60})"
    pattern = re.compile(f"{begins}{name}[ \t]*{extras}{version}", re.MULTILINE | re.IGNORECASE)
    found = pattern.search(data.decode("utf8", "replace"))
    return PackageEntry(found[1]) if found and is_package_version(found[1]) else NOTHING


READERS: Mapping[str, Callable[[bytes, str], PackageEntry]] = {
    "uv.lock": entry_in_lock,
    "requirements.txt": entry_in_pins,
    "pyproject.toml": entry_in_pins,
}
"""The files of a project that may say a version, and who reads each; the first that does counts."""
