"""Reports on a workspace that was exported or imported: what the archive has, and its size.

Pure. Not here: doing it (`api/portable.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ctxkit.output.json_form import SCHEMA_VERSION
from ctxkit.output.translation import labelled, translated
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.wording import columns
from ctxkit.workspace.lean import LEFT_OUT
from ctxkit.workspace.lockfile import Lock
from ctxkit.workspace.portable.manifest import INDEX, ArchiveManifest


def portable_table(manifest: ArchiveManifest, lock: Lock, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a table of what an archive has, with the size of each part."""
    head = tuple(labelled(name, lang) for name in ("in the archive", "version", "size"))
    rows = [
        (labelled(translated(name, lang), lang), version, megabytes(size))
        for name, version, size in _parts(manifest, lock)
    ]
    return columns([head, *rows])


def _parts(manifest: ArchiveManifest, lock: Lock) -> Iterator[tuple[str, str, int]]:
    entries = lock.in_all_versions()
    sizes = {member.name: member.size for member in manifest.members}
    counted = 0
    for each in manifest.repositories:
        counted += sizes[each.member]
        if each.kind == "sources":
            versions = dict.fromkeys(entry.version for entry in entries.get(each.name, ()))
            yield each.name, ", ".join(versions), sizes[each.member]
        else:
            yield f"{each.kind} of {each.name}", "", sizes[each.member]
    yield "index", "", sizes[INDEX]
    others = sum(name.startswith("versions/") for name in sizes)
    if others:
        yield "other versions of dify", str(others), 0
    yield "the rest", "", manifest.size - counted - sizes[INDEX]


def megabytes(size: int) -> str:
    """Return a number of bytes as it is shown."""
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


def portable_notes(manifest: ArchiveManifest, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return what an archive does not have."""
    notes: list[str] = []
    partial = [each.name for each in manifest.repositories if each.partial]
    if partial:
        notes.append(f"{', '.join(partial)}: {LEFT_OUT} are left out, as in the workspace")
    if not manifest.history:
        notes.append("other versions of dify are left out (--no-history)")
    return [translated(note, lang) for note in notes]


def portable_dict(
    command: str,
    path: Path,
    size: int,
    sha256: str,
    manifest: ArchiveManifest,
    lock: Lock,
) -> dict[str, Any]:
    """Return the JSON form of an export or import; `path` is what was written."""
    parts = _parts(manifest, lock)
    return {
        "schema_version": SCHEMA_VERSION,
        "command": command,
        "path": path.as_posix(),
        "archive": {"size": size, "sha256": sha256, "history": manifest.history},
        "contents": [{"name": n, "version": v, "size": s} for n, v, s in parts],
        "notes": portable_notes(manifest),
    }
