"""Who brings a script or a configuration into a container: the line of a compose file that mounts
it, the line of a Dockerfile that copies it, the script that fills the variables of a template, the
lines of the compose file that give them their values.

Not here: what led to a line inside of it (`shell.py`, `templates.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ctxkit.cause.code import Code, each_once
from ctxkit.dify.paths import COMPOSE_NAMES
from ctxkit.model import ConfigUse, Location
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex

_BRINGERS = (*COMPOSE_NAMES, "Dockerfile")
_MAX_BRINGERS = 2
_BRINGS = regex(r"\s{0,40}(?:-\s|(?:COPY|ADD)\s)")


def brought_by(code: Code, repo: str, path: str) -> list[CausePlace]:
    """Return the lines that mount or copy a file, at most two."""
    found: list[CausePlace] = []
    for base in _BRINGERS:
        for file in code.index.files(base=base, repo=repo):
            if not file.test:
                found += _lines(code, repo, file.path, path)
    return found[:_MAX_BRINGERS]


def _lines(code: Code, repo: str, bringer: str, path: str) -> Iterator[CausePlace]:
    folder = bringer.rpartition("/")[0]
    # A Dockerfile may be built from its own folder or from the root of the repository.
    names = [path]
    if path.startswith(f"{folder}/"):
        names.append(path.removeprefix(f"{folder}/"))
    for number, line in enumerate(code.sources.lines(repo, bringer), 1):
        if _BRINGS.match(line) is None:
            continue
        if any(word.removeprefix("./") in names for word in _WORDS.findall(line)):
            where = Location(repo=repo, path=bringer, line=number, end_line=number)
            yield code.place(where, f"brings {path.rpartition('/')[2]}")


_WORDS = regex(r"[\w./-]{1,300}")


_SCRIPT = ".sh"
_COMMENT = regex(r"\s*#")
_MAX_COMMAND_LINES = 12


def rendered_by(code: Code, repo: str, path: str) -> list[CausePlace]:
    """Return the command that writes a template with its variables filled in, of a script in the
    folder of the template or in the one above.
    """
    base = path.rpartition("/")[2]
    if not base.endswith(".template"):
        return []
    folder = path.rpartition("/")[0]
    written = re.compile(rf"(?:^|[\s/]){re.escape(base)}\"?\s{{1,3}}>")
    found: list[CausePlace] = []
    for each in dict.fromkeys((folder, folder.rpartition("/")[0])):
        for script in code.files_in(repo, each, _SCRIPT):
            lines = code.sources.lines(repo, script)
            for number, line in code.sources.lines_having(repo, script, base):
                if _COMMENT.match(line) is None and written.search(line) is not None:
                    first = _start_of_command(lines, number)
                    where = Location(repo=repo, path=script, line=first, end_line=number)
                    found.append(code.place(where, f"renders {base}"))
    return found[-1:]  # a later command writes the file again


def _start_of_command(lines: list[str], number: int) -> int:
    """Return the line on which a command begins whose last line closes a quote."""
    if lines[number - 1].count("'") % 2 == 0:
        return number
    for before in range(number - 1, max(number - _MAX_COMMAND_LINES, 0), -1):
        if lines[before - 1].count("'") % 2:
            return before
    return number


def given_by(code: Code, repo: str, path: str, names: Iterable[str]) -> list[CausePlace]:
    """Return the lines of the compose file that give variables their values in the container of a
    configuration, one of whose folders has the name of the service.
    """
    folders = set(path.split("/")[:-1])
    found = [
        code.place(use.location, f"gives {name}")
        for name in names
        for use in code.keyed(name)
        if isinstance(use, ConfigUse)
        if (use.repo, use.test) == (repo, False)
        if folders.intersection(use.services)
        if use.path.rpartition("/")[2] in _BRINGERS
        if code.line(repo, use.path, use.line).startswith((f"{name}:", f"- {name}="))
    ]
    return each_once(found)[:_MAX_BRINGERS]
