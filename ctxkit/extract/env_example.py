"""Example environment files (`.env.example`, `middleware.env.example`): the keys that they set,
with their comments.

Not here: whether a key that is set there reaches any container (`ask/explain/explain.py`, from the
compose facts).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.files.yaml_lines import split_lines
from ctxkit.model import ConfigUse, Fact, Via

_LONGEST_VALUE = 50  # lines of a quoted value

# KEY=value, export KEY="value"
_ASSIGNMENT = re.compile(r"[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=(.*)")
# # KEY=value: only names in capitals, since prose may hold an equals sign too
_COMMENTED = re.compile(r"[ \t]*#+[ \t]*(?:export[ \t]+)?([A-Z][A-Z0-9_]*)=(.*)")
_PATH = re.compile(r"(^|/)[^/]*\.env\.(example|sample|template)$")


def extract(source: Source) -> Iterator[Fact]:
    """Yield a use of each key that an example file sets, also of those that stand there commented
    out.
    """
    if source.test:
        return
    lines = split_lines(source.data)
    comment: list[str] = []  # right above
    commented = ""  # the key that was last set in a comment
    at = 0
    while at < len(lines):
        line, number = lines[at], at + 1
        text = line.strip()
        if match := _COMMENTED.match(line):
            if commented != match[1]:
                comment = comment if not commented else []
            yield _use(match[1], _value(match[2]), number, number, comment, "env-example-commented")
            commented = match[1]
        elif text.startswith("#"):
            if commented:
                comment, commented = [], ""
            comment.append(text.lstrip("#").strip())
        elif match := _ASSIGNMENT.match(line):
            end = _end_of_value(lines, at, match[2])
            value = _value("\n".join([match[2], *lines[at + 1 : end + 1]]))
            described = comment if commented in ("", match[1]) else []
            yield _use(match[1], value, number, end + 1, described, "env-example")
            at, comment, commented = end, [], ""
        else:
            comment, commented = [], ""
        at += 1


def _use(
    name: str, value: str, line: int, end_line: int, comment: list[str], via: Via
) -> ConfigUse:
    # A rule of dashes around a heading says nothing.
    told = [text for text in comment if text.strip("-=*~ ")]
    description = " ".join(told)
    return ConfigUse(
        name=name,
        line=line,
        end_line=end_line,
        role="sets",
        via=via,
        value=value,
        description=description,
    )


def _end_of_value(lines: list[str], at: int, rest: str) -> int:
    """Return the index of the line on which a value ends: further down where its quote is closed
    there.
    """
    start = rest.lstrip()
    quote = start[:1]
    if quote not in ("'", '"') or _closing(start, quote) > 0:
        return at
    for end in range(at + 1, min(at + _LONGEST_VALUE, len(lines))):
        if quote in lines[end]:
            return end
    return at


def _closing(text: str, quote: str) -> int:
    at = text.find(quote, 1)
    while at > 0 and quote == '"' and text[at - 1] == "\\":
        at = text.find(quote, at + 1)
    return at


def _value(raw: str) -> str:
    """Return the value as compose and python-dotenv read it: without quotes and without a comment
    behind it.
    """
    text = raw.strip()
    if text[:1] in ("'", '"') and (end := _closing(text, text[0])) > 0:
        return text[1:end]
    if text.startswith("#"):
        return ""
    return re.split(r"[ \t]#", text, maxsplit=1)[0].rstrip()


LANGUAGE = Language(
    name="env-example",
    matches=lambda path: bool(_PATH.search(path)),
    extract=extract,
    words=(b"=",),
)
