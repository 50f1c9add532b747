"""Who brings a script or a configuration into a container: the line of a compose file that mounts
it, the line of a Dockerfile that copies it.

Not here: what led to a line inside of it (`shell.py`, `templates.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.cause.code import Code
from ctxkit.model import Location
from ctxkit.model.cause import CausePlace

_BRINGERS = ("docker-compose.yaml", "docker-compose.yml", "compose.yaml", "Dockerfile")
_MAX_BRINGERS = 2
_BRINGS = re.compile(r"\s{0,40}(?:-\s|(?:COPY|ADD)\s)")


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


_WORDS = re.compile(r"[\w./-]{1,300}")
