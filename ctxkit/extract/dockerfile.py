"""Dockerfiles: the environment that an image sets.

Not here: what is run while it is built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.lines import joined_lines
from ctxkit.extract.source import Language, Source
from ctxkit.model import ConfigUse, Fact

_INSTRUCTION = re.compile(r"\s*(?P<name>ENV|ARG)\s+(?P<arguments>.*)$", re.IGNORECASE | re.DOTALL)
_PAIR = re.compile(
    r"([A-Za-z_][A-Za-z0-9_]{0,100})=(\"(?:[^\"\\]|\\.){0,1000}\"|'[^']{0,1000}'|\S{0,1000})"
)
_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]{0,100})\}?")
_DOCKERFILE = re.compile(r"(^|/)Dockerfile(\.(?!dockerignore)[\w-]{1,40})?$|\.[dD]ockerfile$")
_MAX_INSTRUCTION_CHARS = 10_000


def extract(source: Source) -> Iterator[Fact]:
    """Yield what a Dockerfile sets; of a build argument in a value, its default."""
    defaults: dict[str, str] = {}
    for line, text in _instructions(source.data.decode("utf8", "replace").split("\n")):
        instruction = _INSTRUCTION.match(text)
        if instruction is None:
            continue
        for name, value, position in _pairs(instruction["arguments"]):
            if instruction["name"].upper() == "ARG":
                defaults[name] = value
                continue
            row = line + text.count("\n", 0, instruction.start("arguments") + position)
            yield ConfigUse(
                name=name,
                line=row,
                end_line=row,
                role="sets",
                via="dockerfile",
                value=_VARIABLE.sub(lambda each: defaults.get(each[1], each[0]), value),
            )


def _instructions(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the first line and the text of each instruction; backslashes join lines."""
    for number, _, text in joined_lines(iter(enumerate(lines, 1))):
        if len(text) < _MAX_INSTRUCTION_CHARS:
            yield number, text


def _pairs(arguments: str) -> Iterator[tuple[str, str, int]]:
    """Yield name, value and place of `A=1 B="two words"`, and of the older `A two words`."""
    if not _PAIR.match(arguments):
        name, _, value = arguments.strip().partition(" ")
        if name.isidentifier():
            yield name, value.strip(), 0
        return
    for pair in _PAIR.finditer(arguments):
        name, value = pair[1], pair[2]
        is_quoted = value.startswith(("'", '"'))
        yield name, value[1:-1] if is_quoted else value, pair.start()


LANGUAGE = Language(
    name="dockerfile",
    matches=lambda path: "ockerfile" in path and bool(_DOCKERFILE.search(path)),
    extract=extract,
)
