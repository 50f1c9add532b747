"""Documentation in Markdown: where a setting has a heading or a row of a table of its own, and what
stands there.

Not here: mentions in running text; what no program declares is no setting because a page names it
(`settings/chain.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.files.yaml_lines import split_lines
from ctxkit.model import ConfigUse, Fact

_LONGEST_TEXT = 400
_FENCES = ("```", "~~~")

# #### `UPLOAD_FILE_SIZE_LIMIT`   ### LOG_LEVEL {#log-level}
_HEADING = re.compile(r"#{2,6}[ \t]+`?([A-Z][A-Z0-9]*_[A-Z0-9_]+)`?(?:[ \t]*\{#[^}]*\})?[ \t#]*$")
# | `PLUGIN_DAEMON_KEY` | Key of the plugin daemon. | none |
_ROW = re.compile(r"[ \t]*\|[ \t]*(?:\*\*)?`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`(?:\*\*)?[ \t]*\|(.*)")
# Default: `300` (5 minutes)
_DEFAULT = re.compile(r"(?:Default|デフォルト\S{0,4}|默认值?|預設值?)\s?[:：]", re.IGNORECASE)
_PATH = re.compile(r"\.mdx?$")
_OTHERS = re.compile(
    r"(^|/)(\.agents|\.claude|\.github|node_modules)/|(^|/)(CHANGELOG|AGENTS|CLAUDE|SKILL)\.md$"
)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the places of a page that document a setting."""
    if source.test:
        return
    lines = split_lines(source.data)
    fenced = False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(_FENCES):
            fenced = not fenced
        elif fenced:
            continue
        elif match := _HEADING.match(line):
            end, text = _paragraph(lines, number)
            yield _documents(match[1], number, end, text)
        elif match := _ROW.match(line):
            cells = [cell.strip() for cell in match[2].strip().rstrip("|").split("|")]
            yield _documents(match[1], number, number, max(cells, key=len))


def _documents(name: str, line: int, end_line: int, text: str) -> ConfigUse:
    cut = text if len(text) <= _LONGEST_TEXT else text[:_LONGEST_TEXT] + "..."
    return ConfigUse(
        name=name, line=line, end_line=end_line, role="documents", via="docs", description=cut
    )


def _paragraph(lines: list[str], heading: int) -> tuple[int, str]:
    """Return the last line, and the text, of the first paragraph below the heading that says more
    than a default.
    """
    said: list[str] = []
    end = heading
    for number in range(heading, min(heading + 12, len(lines))):
        text = lines[number].strip()
        if len(said) == 1 and not text and _DEFAULT.match(said[0]):
            said = []
        if text.startswith(("#", *_FENCES)) or (said and not text):
            break
        if text:
            said.append(text)
            end = number + 1
    return end, " ".join(said)


LANGUAGE = Language(
    name="docs",
    matches=lambda path: bool(_PATH.search(path)) and not _OTHERS.search(path),
    extract=extract,
    words=(b"| `", b"|`", b"# `", b"# "),
)
