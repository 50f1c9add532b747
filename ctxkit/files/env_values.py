"""Read an `env_file` of a service as docker compose does: its variables, interpolated.

Not here: the `.env` that compose interpolates with, and flaws of its lines (`dotenv.py`), the
grammar of a line (`env_lines.py`), which container gets which file (`deployment/env_files.py`).
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ctxkit.files.decoding import decode
from ctxkit.files.env_lines import Assignment, NameAlone, read_assignments
from ctxkit.files.interpolation import Room, resolved


class EnvFileValue(NamedTuple):
    """A variable of an `env_file`: its value, its text before interpolation ("" in single quotes),
    its line.
    """

    name: str
    value: str
    text: str
    line: int


def env_file_values(
    data: bytes,
    known: dict[str, str],
    before: Mapping[str, str] | None = None,
    room: Room | None = None,
) -> Iterator[EnvFileValue]:
    """Yield the variables of an `env_file`, in order.

    A reference is looked up in `known`, then in the lines above it, then in `before`, the variables
    of earlier files. A name alone is passed on from `known`. `room` is that of a whole deployment.
    """
    room = room or Room()
    above = dict(before or {})
    variables = ChainMap(known, above)
    for each in read_assignments(decode(data)):
        if isinstance(each, NameAlone):
            if each.name in known:
                yield EnvFileValue(each.name, known[each.name], f"${{{each.name}}}", each.line)
        elif isinstance(each, Assignment):
            is_literal = each.quote == "'"
            value = each.text if is_literal else resolved(each.text, variables, room)
            above[each.name] = value
            yield EnvFileValue(each.name, value, "" if is_literal else each.text, each.line)


def raw_env_file_values(data: bytes, known: Mapping[str, str]) -> Iterator[EnvFileValue]:
    """Yield the variables of an `env_file` with `format: raw`: without quotes and interpolation."""
    for number, line in enumerate(decode(data).split("\n"), 1):
        name, mark, value = line.removesuffix("\r").lstrip().partition("=")
        if not name or name.startswith("#"):
            continue
        if mark:
            yield EnvFileValue(name, value, "", number)
        elif name in known:
            yield EnvFileValue(name, known[name], f"${{{name}}}", number)
