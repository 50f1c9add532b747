"""What a compose file mounts at a path on which a text tells a failure: a file that is not there,
cannot be written, or must not.

Not here: who brings a script or template of the repository into a container (`mounted.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.cause.code import Code
from ctxkit.dify.paths import COMPOSE_NAMES
from ctxkit.dify.repositories import DIFY
from ctxkit.model import Location
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex

_FAILED = regex(
    r"(?i)no such file or directory|read-only file system|permission denied"
    r"|(?:is|not) a directory"
)
_PATH = regex(r"(?<![\w./-])/?(?:[\w.-]{1,80}/){1,12}[\w.-]{1,80}")
_MOUNT = regex(
    r"\s{1,40}-\s{1,4}[\"']?[^\s\"'=]{1,200}:(/[\w./-]{1,200})(?::\w{1,4})?[\"']?\s{0,4}(?:#|$)"
)
_MAX_TEXT_CHARS = 8_000
_MAX_PATHS = 4
_MAX_MOUNTS = 2
_TEMPLATE = ".template"


def mounts_told(code: Code, text: str) -> list[CausePlace]:
    """Return the lines of the compose file that mount the paths on which a text tells a failure,
    or the template from which a file there is made.
    """
    failed = [line for line in text[:_MAX_TEXT_CHARS].split("\n") if _FAILED.search(line)]
    paths = dict.fromkeys(path for line in failed for path in _PATH.findall(line))
    if not paths:
        return []
    mounts = list(_mounts(code))
    found: dict[CausePlace, None] = {}
    for path in list(paths)[:_MAX_PATHS]:
        at = [(mount, place) for mount, place in mounts if _is_at(f"/{path.lstrip('/')}", mount)]
        nearest = max((len(mount) for mount, _ in at), default=0)
        found.update(dict.fromkeys(place for mount, place in at if len(mount) == nearest))
    return list(found)[:_MAX_MOUNTS]


def _is_at(path: str, mount: str) -> bool:
    """Return whether a path is what is mounted, in a folder that is, or made of a template."""
    return f"{path}/".startswith(f"{mount.rstrip('/')}/") or mount == path + _TEMPLATE


def _mounts(code: Code) -> Iterator[tuple[str, CausePlace]]:
    """Yield the paths in containers at which the compose file mounts something, with its lines."""
    for base in COMPOSE_NAMES:
        for file in code.index.files(base=base, repo=DIFY):
            lines = [] if file.test else code.sources.lines(DIFY, file.path)
            for number, line in enumerate(lines, 1):
                if (mount := _MOUNT.match(line)) is not None:
                    where = Location(repo=DIFY, path=file.path, line=number, end_line=number)
                    yield mount[1], code.place(where, f"mounts {mount[1]}")
