"""Documentation in Markdown: the headings and rows of tables that are about one setting, with their
text.

Not here: mentions in running text; a name on a page that no program declares is not a setting
(`settings/chain.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.files.yaml_lines import split_lines
from ctxkit.model import ConfigUse, Fact

_MAX_TEXT_CHARS = 400
_MAX_PARAGRAPH_LINES = 12
_FENCES = ("```", "~~~")

# #### `UPLOAD_FILE_SIZE_LIMIT`   ### LOG_LEVEL {#log-level}
_HEADING = re.compile(r"#{2,6}[ \t]+`?([A-Z][A-Z0-9]*_[A-Z0-9_]+)`?(?:[ \t]*\{#[^}]*\})?[ \t#]*$")
# | `PLUGIN_DAEMON_KEY` | Key of the plugin daemon. | none |
_ROW = re.compile(r"[ \t]*\|[ \t]*(?:\*\*)?`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`(?:\*\*)?[ \t]*\|(.*)")
# Default: `300` (5 minutes)
_DEFAULT = re.compile(r"(?:Default|デフォルト\S{0,4}|默认值?|預設值?)\s?[:：]", re.IGNORECASE)
_PAGE = re.compile(r"\.mdx?$")
_FOR_DEVELOPERS = re.compile(
    r"(^|/)(\.agents|\.claude|\.github|node_modules)/|(^|/)(CHANGELOG|AGENTS|CLAUDE|SKILL)\.md$"
)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the places of a page that document a setting."""
    if source.test:
        return
    lines = split_lines(source.data)
    is_code = False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(_FENCES):
            is_code = not is_code
        elif is_code:
            continue
        elif heading := _HEADING.match(line):
            end_line, text = _paragraph(lines, number)
            yield _documents(heading[1], number, end_line, text)
        elif row := _ROW.match(line):
            cells = [cell.strip() for cell in row[2].strip().rstrip("|").split("|")]
            yield _documents(row[1], number, number, max(cells, key=len))


def _documents(name: str, line: int, end_line: int, text: str) -> ConfigUse:
    if len(text) > _MAX_TEXT_CHARS:
        text = text[:_MAX_TEXT_CHARS] + "..."
    return ConfigUse(
        name=name, line=line, end_line=end_line, role="documents", via="docs", description=text
    )


def _paragraph(lines: list[str], heading: int) -> tuple[int, str]:
    """Return the last line and the text of the first paragraph below a heading that is more than a
    default.
    """
    paragraph: list[str] = []
    end_line = heading
    below = lines[heading : heading + _MAX_PARAGRAPH_LINES]
    for number, line in enumerate(below, heading + 1):
        text = line.strip()
        if not text and len(paragraph) == 1 and _DEFAULT.match(paragraph[0]):
            paragraph = []
        if text.startswith(("#", *_FENCES)) or (paragraph and not text):
            break
        if text:
            paragraph.append(text)
            end_line = number
    return end_line, " ".join(paragraph)


LANGUAGE = Language(
    name="docs",
    matches=lambda path: bool(_PAGE.search(path)) and not _FOR_DEVELOPERS.search(path),
    extract=extract,
    words=(b"| `", b"|`", b"# `", b"# "),
)
