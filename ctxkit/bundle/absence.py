"""The proof that a container does not get a setting: the `environment` of its service, and the
blocks that this merges, none of which has the key.

Not here: whether a setting reaches a container (`settings/status.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.index.sources import Sources
from ctxkit.model import KeyAnswer, Location
from ctxkit.regex import regex

_REPO = "dify"
_SERVICES = regex(r"services:\s*(?:#.*)?")
_MERGED = regex(r"\s*<<\s*:(.*)")
_ALIAS = regex(r"\*([\w.-]+)")


def absent_from(key: KeyAnswer, sources: Sources) -> list[Location]:
    """Return the blocks of docker-compose.yaml that a setting would be in if a container got it:
    first the `environment` of the first service that has to get it. `symbol` is the service.

    There are none where the verdict on the setting does not rest on them, or one has the key.
    """
    if key.status != "undelivered":
        return []
    service = next((each.restart[0] for each in key.change if each.restart), "")
    lines = sources.lines(_REPO, COMPOSE_FILE)
    own = _environment_of(lines, service)
    if own is None:
        return []
    blocks = [own, *_merged_blocks(lines, own)]
    named = re.compile(rf"(?<![\w]){re.escape(key.name)}(?![\w])")
    if any(named.search(line) for start, end in blocks for line in lines[start - 1 : end]):
        return []
    return [
        Location(repo=_REPO, path=COMPOSE_FILE, line=start, end_line=end, symbol=service)
        for start, end in blocks
    ]


def _environment_of(lines: Sequence[str], service: str) -> tuple[int, int] | None:
    """Return the first and last line of a service's `environment`, counted from 1."""
    top = next((n for n, line in enumerate(lines) if _SERVICES.fullmatch(line)), None)
    if top is None or not service:
        return None
    start = _child(lines, top, service)
    if start is None:
        return None
    found = _child(lines, start, "environment")
    return None if found is None else (found + 1, _end(lines, found))


def _child(lines: Sequence[str], parent: int, key: str) -> int | None:
    """Return the index of the line of `key` directly below the line `parent`."""
    end = _end(lines, parent)
    inner = [n for n in range(parent + 1, end) if lines[n].strip()]
    if not inner:
        return None
    depth = _indent(lines[inner[0]])
    wanted = f"{' ' * depth}{key}:"
    return next((n for n in inner if lines[n].startswith(wanted)), None)


def _end(lines: Sequence[str], start: int) -> int:
    """Return the number, from 1, of the last line of the block that begins at index `start`."""
    depth = _indent(lines[start])
    last = start
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if _indent(line) <= depth:
            break
        last = number
    return last + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _merged_blocks(lines: Sequence[str], block: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the blocks whose entries a block takes over by `<<: *name`."""
    for line in lines[block[0] - 1 : block[1]]:
        merged = _MERGED.fullmatch(line)
        for name in _ALIAS.findall(merged[1]) if merged else ():
            anchor = re.compile(rf".*&{re.escape(name)}\s*")
            start = next((n for n, text in enumerate(lines) if anchor.fullmatch(text)), None)
            if start is not None:
                yield start + 1, _end(lines, start)
