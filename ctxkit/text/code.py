"""Source text as it is shown: with line numbers, cut in the middle, in a fence that it cannot
leave.

Not here: which lines are shown (`bundle/`), where they are (`locations.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.regex import regex

_LANGUAGES = {
    "py": "python", "go": "go", "ts": "ts", "tsx": "tsx", "js": "js", "mjs": "js", "yaml": "yaml",
    "yml": "yaml", "sh": "sh", "json": "json", "tpl": "gotemplate", "toml": "toml",
    "md": "markdown",
}  # fmt: skip
_BACKTICKS = regex(r"`+")
_MIN_FENCE = 3
_NUMBER_STEP = 10


def numbered(
    lines: Sequence[str], spans: Sequence[tuple[int, int]], marks: Sequence[int], more: int = 0
) -> str:
    """Return the lines of `spans` (1-based, ascending, disjoint), with a number on every tenth line
    and on `marks`.

    A line between spans says how many lines were cut; `more` is how many were cut behind the last.
    """
    if not spans:
        return ""
    width = len(str(spans[-1][1]))
    cited = set(marks)
    out: list[str] = []
    last = spans[0][0] - 1
    for start, end in spans:
        if start > last + 1:
            out.append(cut_mark(start - last - 1))
        for number in range(start, end + 1):
            shown = number in cited or number % _NUMBER_STEP == 0
            margin = f"{number:>{width}}: " if shown else " " * (width + 2)
            out.append((margin + lines[number - 1]).rstrip())
        last = end
    if more:
        out.append(cut_mark(more))
    return "\n".join(out)


def cut_mark(count: int) -> str:
    """Return the line in place of `count` lines that are left out."""
    return f"⋮ {count} line{'' if count == 1 else 's'} cut"


def in_backticks(text: str) -> str:
    """Return text as code in a line of Markdown, whatever backticks it contains itself."""
    if "`" not in text:
        return f"`{text}`"
    marks = "`" * (_longest_run(text) + 1)
    return f"{marks} {text} {marks}"


def _longest_run(text: str) -> int:
    """Return the length of the longest run of backticks."""
    return max((len(run) for run in _BACKTICKS.findall(text)), default=0)


def fenced(text: str, language: str = "") -> str:
    """Return `text` in a Markdown fence that is longer than any run of backticks inside."""
    fence = "`" * max(_MIN_FENCE, _longest_run(text) + 1)
    return f"{fence}{language}\n{text}\n{fence}\n"


def fence_language(path: str) -> str:
    """Return the name of a file's language that goes behind the fence, or an empty string."""
    return _LANGUAGES.get(path.rpartition(".")[2], "")
