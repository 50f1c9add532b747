"""Source text as it is shown: with line numbers, cut in the middle, in a fence that it cannot
leave.

Not here: which lines are shown (`bundle/`), where they are (`locations.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LANGUAGES = {
    "py": "python", "go": "go", "ts": "ts", "tsx": "tsx", "js": "js", "mjs": "js", "yaml": "yaml", "yml": "yaml",
    "sh": "sh", "json": "json", "tpl": "gotemplate", "toml": "toml", "md": "markdown",
}  # fmt: skip
_BACKTICKS = re.compile(r"`+")


def numbered(
    lines: Sequence[str], spans: Sequence[tuple[int, int]], marks: Sequence[int], more: int = 0
) -> str:
    """Return the lines of `spans` (1-based, ascending, disjoint), with a number on every tenth line
    and on `marks`.

    Between spans stands how many lines were cut; `more` is how many were cut behind the last.
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
            shown = (
                f"{number:>{width}}: " if number in cited or number % 10 == 0 else " " * (width + 2)
            )
            out.append((shown + lines[number - 1]).rstrip())
        last = end
    if more:
        out.append(cut_mark(more))
    return "\n".join(out)


def cut_mark(count: int) -> str:
    """Return the line that stands for `count` lines left out."""
    return f"⋮ {count} line{'s' * (count != 1)} cut"


def fenced(text: str, language: str = "") -> str:
    """Return `text` in a Markdown fence that is longer than any run of backticks inside."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{text}\n{fence}\n"


def fence_language(path: str) -> str:
    """Return the word behind the fence for a file, or an empty string."""
    return _LANGUAGES.get(path.rpartition(".")[2], "")
