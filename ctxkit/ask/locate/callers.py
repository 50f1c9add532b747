"""An error of a package -> the code here that handles it or calls into the package, where there is
no better evidence.

Not here: errors of the repositories' own (`raised_errors.py`), whose line it is (`third_party.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    at_line,
    plain_name,
    without_tests,
)
from ctxkit.ask.locate.third_party import package_of
from ctxkit.dify.programs import homes_of
from ctxkit.index.reader import FileEntry
from ctxkit.regex import regex

_MAX_HANDLERS = 4
_MAX_USERS = 3
_NAME = regex(r"[A-Za-z_]\w{0,80}")


class _Use(NamedTuple):
    """A line that has to do with the package, and what it does."""

    file: FileEntry
    line: int
    why: str


def resolve_callers(context: LocateContext) -> Resolution:
    """Return the `except` clauses that name the error's class, then files that import its package.

    All have the confidence `low`.
    """
    package = package_of(context)
    if not package:
        return Resolution()
    name = plain_name(context.error.error) if context.error else ""
    if not _NAME.fullmatch(package) or not _NAME.fullmatch(name):
        return Resolution()
    shown = _uses(context, package, name)
    return Resolution(
        candidates=[
            Candidate(
                fact=at_line(context.index, use.file, use.line),
                score=weights.CALLER_OF_PACKAGE - weights.NEXT_CALLER_OF_PACKAGE * place,
                confidence="low",
                why=(use.why,),
            )
            for place, use in enumerate(shown)
        ]
    )


def _uses(context: LocateContext, package: str, name: str) -> list[_Use]:
    handlers: list[_Use] = []
    users: list[tuple[FileEntry, int]] = []
    call = re.compile(rf"\b{package}(?:\.\w{{1,80}}){{1,5}}\(")
    for file in context.sources.files_with(_files(context), package):
        lines = context.sources.lines(file.repo, file.path)
        imported = next((n for n, line in enumerate(lines, 1) if _imports(line, package)), 0)
        if not imported:
            continue
        calls = (n for n, line in enumerate(lines, 1) if call.search(line))
        users.append((file, next(calls, imported)))
        why = f"handles {name} of the package {package}"
        handlers += [_Use(file, number, why) for number in _handling(lines, package, name)]
    users.sort(key=lambda user: (package not in user[0].path, user[0].path))
    handlers = handlers[:_MAX_HANDLERS]
    handling = {use.file.path for use in handlers}
    count = f" (one of {len(users)} files)" if len(users) > 1 else ""
    why = f"calls into the package {package}{count}"
    others = [_Use(file, line, why) for file, line in users if file.path not in handling]
    return handlers + others[:_MAX_USERS]


def _files(context: LocateContext) -> list[FileEntry]:
    """Return the Python files of the component that wrote the line, else those of the API."""
    found = [
        file
        for repo, folder in homes_of(context.line.service) or homes_of("api")
        for file in without_tests(context.index.files_like(f"{folder}%.py"))
        if file.repo == repo
    ]
    return sorted(found, key=lambda file: file.path)


def _imports(line: str, package: str) -> bool:
    words = line.split(maxsplit=2)
    if len(words) < 2 or words[0] not in ("import", "from"):
        return False
    return words[1].rstrip(",").partition(".")[0] == package


def _handling(lines: Sequence[str], package: str, name: str) -> Iterator[int]:
    """Yield the numbers of the `except` lines that name the class.

    The class was imported from the package, or is named with its module.
    """
    dotted = re.compile(rf"\b{package}(?:\.\w{{1,80}}){{0,5}}\.{name}\b")
    bare = re.compile(rf"\b(?<!\.){name}\b")
    imports = rf"(?m)^\s{{0,40}}from {package}[\w.]{{0,100}} import [^\n(]{{0,300}}\b{name}\b"
    is_imported = re.search(imports, "\n".join(lines)) is not None
    for number, line in enumerate(lines, 1):
        if "except" not in line:
            continue
        if dotted.search(line) or (is_imported and bare.search(line)):
            yield number
