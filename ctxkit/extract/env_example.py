"""Extract the settings of example environment files (`.env.example`) with their comments.

Not here: the grammar of a line (`files/env_lines.py`), whether a setting reaches a container
(`settings/delivery.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.files.env_lines import Assignment, read_assignments, value_of_line
from ctxkit.files.yaml_lines import split_lines
from ctxkit.model import ConfigUse, Fact

# # KEY=value: only names in capitals, since prose may hold an equals sign too
_COMMENTED = re.compile(r"[ \t]*#+[ \t]*(?:export[ \t]+)?(([A-Z][A-Z0-9_]*)=.*)")
_RULE = "-=*~ "
_PATH = re.compile(r"(^|/)([^/]*\.env\.(example|sample|template)|\.?(example|sample)\.env)$")


def extract(source: Source) -> Iterator[Fact]:
    """Yield a use of each setting of an example file, those commented out included."""
    if source.test:
        return
    lines = split_lines(source.data)
    read = read_assignments("\n".join(lines))
    assignments = {each.line: each for each in read if isinstance(each, Assignment)}
    comment: list[str] = []  # right above
    commented = ""  # the key that was last set in a comment
    at = 0
    while at < len(lines):
        text, number = lines[at].strip(), at + 1
        at += 1
        if assignment := assignments.get(number):
            described = comment if commented in ("", assignment.name) else []
            yield _use(assignment, described)
            at, comment, commented = assignment.end_line, [], ""
        elif match := _COMMENTED.match(text):
            line, name = match.groups()
            if commented and commented != name:
                comment = []
            yield _commented_use(name, value_of_line(line), number, comment)
            commented = name
        elif text.startswith("#"):
            if commented:
                comment, commented = [], ""
            comment.append(text.lstrip("#").strip())
        else:
            comment, commented = [], ""


def _use(assignment: Assignment, comment: list[str]) -> ConfigUse:
    return ConfigUse(
        name=assignment.name,
        line=assignment.line,
        end_line=assignment.end_line,
        role="sets",
        via="env-example",
        value=assignment.text,
        description=_description(comment),
    )


def _commented_use(name: str, value: str, line: int, comment: list[str]) -> ConfigUse:
    return ConfigUse(
        name=name,
        line=line,
        end_line=line,
        role="sets",
        via="env-example-commented",
        value=value,
        description=_description(comment),
    )


def _description(comment: list[str]) -> str:
    # Rules of dashes around headings are no description.
    return " ".join(text for text in comment if text.strip(_RULE))


LANGUAGE = Language(
    name="env-example",
    endings=(".example", ".sample", ".template", ".env"),
    matches=lambda path: bool(_PATH.search(path)),
    extract=extract,
    words=(b"=",),
)
