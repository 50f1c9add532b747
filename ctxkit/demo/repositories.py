"""Make git repositories of the folders in `upstreams/`: `upstreams/<repository>/<version>/`.

A version's folder holds what differs from the version before it. Names, dates and authors are
fixed, so the commits are the same on every machine. Not here: what is done with the repositories
(`commands/demo.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ctxkit.workspace.git_objects import run_git

FOLDERS = Path(__file__).parent / "upstreams"

# Versions in their order, with the second at which each was committed.
_DAY = 86_400
_MARCH, _APRIL = 1_774_396_800, 1_777_420_800  # 2026-03-25 and 2026-04-29, 0:00 UTC
VERSIONS: dict[str, tuple[tuple[str, int], ...]] = {
    "dify": (("1.13.3", _MARCH), ("1.14.0", _APRIL)),
    "dify-helm": (("dify-0.36.0", _MARCH + _DAY), ("dify-0.37.0", _APRIL + _DAY)),
    "dify-sandbox": (("0.2.14", _MARCH - _DAY), ("0.2.15", _APRIL - _DAY)),
    "dify-plugin-daemon": (("0.5.3", _MARCH - _DAY), ("0.6.0", _APRIL - _DAY)),
    "dify-official-plugins": (("2026-03-20", _MARCH - 5 * _DAY), ("2026-04-25", _APRIL - 4 * _DAY)),
}
_UNTAGGED = "dify-official-plugins"  # as upstream
_MODES, _PLAIN_MODE = {".sh": b"100755"}, b"100644"


def make_repositories(folder: Path) -> None:
    """Make one bare repository a source in `folder`, named as a source's url ends: `dify.git`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in VERSIONS:
        run_git(folder, "init", "--quiet", "--bare", "--initial-branch=main", f"{name}.git")
        run_git(folder / f"{name}.git", "fast-import", "--quiet", data=b"".join(_history(name)))


def _history(name: str) -> Iterator[bytes]:
    """Yield the commits of a repository as `git fast-import` reads them."""
    for mark, (version, date) in enumerate(VERSIONS[name], 1):
        message = f"{name} {version}".encode()
        yield b"commit refs/heads/main\nmark :%d\n" % mark
        yield b"committer Demo <demo@example.com> %d +0000\n" % date
        yield b"data %d\n%s\n" % (len(message), message)
        root = FOLDERS / name / version
        for file in sorted(
            p for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts
        ):
            data = file.read_bytes()
            mode = _MODES.get(file.suffix, _PLAIN_MODE)
            yield b"M %s inline %s\n" % (mode, file.relative_to(root).as_posix().encode())
            yield b"data %d\n%s\n" % (len(data), data)
        yield b"\n"
        if name != _UNTAGGED:
            yield b"reset refs/tags/%s\nfrom :%d\n\n" % (version.encode(), mark)
