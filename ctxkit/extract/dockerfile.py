"""Dockerfiles: the environment that an image brings along.

Not here: what is run while it is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.model import ConfigUse, Fact

_INSTRUCTION = re.compile(r"\s*(ENV|ARG)\s+(.*)$", re.IGNORECASE | re.DOTALL)
_PAIR = re.compile(
    r"([A-Za-z_][A-Za-z0-9_]{0,100})=(\"(?:[^\"\\]|\\.){0,1000}\"|'[^']{0,1000}'|\S{0,1000})"
)
_LONGEST_INSTRUCTION = 10_000
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]{0,100})\}?")


def extract(source: Source) -> Iterator[Fact]:
    """Yield what a Dockerfile sets; a build argument stands for its default."""
    arguments: dict[str, str] = {}
    lines = source.data.decode("utf8", "replace").split("\n")
    i = 0
    while i < len(lines):
        first, text = i, lines[i]
        while text.endswith("\\") and i + 1 < len(lines) and i - first < 200:
            i += 1
            text = text[:-1] + "\n" + lines[i]
        i += 1
        match = _INSTRUCTION.match(text) if len(text) < _LONGEST_INSTRUCTION else None
        if not match:
            continue
        for name, value, offset in _pairs(match[2]):
            if match[1].upper() == "ARG":
                arguments[name] = value
                continue
            row = first + 1 + text[: match.start(2) + offset].count("\n")
            yield ConfigUse(
                name=name,
                role="sets",
                via="dockerfile",
                value=_VARIABLE.sub(lambda each: arguments.get(each[1], each[0]), value),
                line=row,
                end_line=row,
            )


def _pairs(text: str) -> Iterator[tuple[str, str, int]]:
    """`A=1 B="two words"`, and the older `A two words`."""
    if not _PAIR.match(text):
        name, _, value = text.strip().partition(" ")
        if name.isidentifier():
            yield name, value.strip(), 0
        return
    for pair in _PAIR.finditer(text):
        value = pair[2]
        yield pair[1], value[1:-1] if value[:1] in ("'", '"') else value, pair.start()


_IS_DOCKERFILE = re.compile(r"(^|/)Dockerfile(\.(?!dockerignore)[\w-]{1,40})?$|\.[dD]ockerfile$")

LANGUAGE = Language(
    name="dockerfile", matches=lambda path: bool(_IS_DOCKERFILE.search(path)), extract=extract
)
