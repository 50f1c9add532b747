"""An error of a package -> the code here that handles it or calls into the package, where nothing
tells more.

Not here: errors of the repositories' own (`raised_errors.py`), whose line it is (`third_party.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.ask.locate.candidates import Candidate, LocateContext, at_line
from ctxkit.ask.locate.third_party import package_of
from ctxkit.dify.programs import HOMES
from ctxkit.index.reader import FileEntry

_SCORE = 8.0  # bits: below everything that the text itself tells
_MOST_HANDLERS, _MOST_USERS = 4, 3
_NAME = re.compile(r"[A-Za-z_]\w{0,80}")


def resolve_callers(asked: LocateContext) -> list[Candidate]:
    """Return the `except` clauses that name the error's class, then files that import its package;
    all with `low`.
    """
    package = package_of(asked.event)
    name = asked.event.errors[-1].error.rpartition(".")[2] if package else ""
    if not _NAME.fullmatch(package) or not _NAME.fullmatch(name):
        return []
    handlers: list[tuple[FileEntry, int]] = []
    users: list[tuple[FileEntry, int]] = []
    call = re.compile(rf"\b{package}(?:\.\w{{1,80}}){{1,5}}\(")
    for file in asked.sources.files_with(_files(asked), package):
        lines = asked.sources.lines(file.repo, file.path)
        imported = next((n for n, line in enumerate(lines, 1) if _imports(line, package)), 0)
        if imported:
            users.append(
                (file, next((n for n, line in enumerate(lines, 1) if call.search(line)), imported))
            )
            handlers += [(file, n) for n in _handling(lines, package, name)]
    users.sort(key=lambda user: (package not in user[0].path, user[0].path))
    count = f", one of {len(users)} files that do" if len(users) > 1 else ""
    shown = [
        (*place, f"handles {name} of the package {package}") for place in handlers[:_MOST_HANDLERS]
    ]
    handling = {file.path for file, _, _ in shown}
    others = [user for user in users if user[0].path not in handling][:_MOST_USERS]
    shown += [(*place, f"calls into the package {package}{count}") for place in others]
    return [
        Candidate(
            fact=at_line(asked.index, file, line), score=_SCORE - n / 10, sure="low", why=(why,)
        )
        for n, (file, line, why) in enumerate(shown)
    ]


def _files(asked: LocateContext) -> list[FileEntry]:
    homes = HOMES.get(asked.event.line.service, ()) or HOMES["api"]
    found = [
        f
        for repo, folder in homes
        for f in asked.index.files_like(f"{folder}%.py")
        if f.repo == repo
    ]
    return sorted((f for f in found if not f.test), key=lambda f: f.path)


def _imports(line: str, package: str) -> bool:
    words = line.split(maxsplit=2)
    return (
        len(words) > 1
        and words[0] in ("import", "from")
        and words[1].rstrip(",").partition(".")[0] == package
    )


def _handling(lines: list[str], package: str, name: str) -> Iterator[int]:
    """Yield the numbers of the `except` lines that name the class, as imported from the package or
    with its module.
    """
    dotted = re.compile(rf"\b{package}(?:\.\w{{1,80}}){{0,5}}\.{name}\b")
    bare = re.compile(rf"\b(?<!\.){name}\b")
    from_it = re.search(
        rf"(?m)^\s{{0,40}}from {package}[\w.]{{0,100}} import [^\n(]{{0,300}}\b{name}\b",
        "\n".join(lines),
    )
    for number, line in enumerate(lines, 1):
        if "except" in line and (dotted.search(line) or (from_it and bare.search(line))):
            yield number
