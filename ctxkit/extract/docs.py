"""Documentation in Markdown: the headings and rows of tables that are about one setting, with their
text, and the sections of a README, a FAQ and of pages that mention settings.

A name on a page that no program declares is not a setting (`settings/chain.py`). Not here: what a
search makes of a section (`index/search_documents.py`, `index/setting_profiles.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.files.yaml_lines import split_lines
from ctxkit.model import ConfigUse, Fact, PageSection

_MAX_TEXT_CHARS = 400
_MAX_PARAGRAPH_LINES = 12
_FENCES = ("```", "~~~")

# #### `UPLOAD_FILE_SIZE_LIMIT`   ### LOG_LEVEL {#log-level}
_HEADING = re.compile(r"#{2,6}[ \t]+`?([A-Z][A-Z0-9]*_[A-Z0-9_]+)`?(?:[ \t]*\{#[^}]*\})?[ \t#]*$")
# | `PLUGIN_DAEMON_KEY` | Key of the plugin daemon. | none |
_ROW = re.compile(r"[ \t]*\|[ \t]*(?:\*\*)?`([A-Z][A-Z0-9]*_[A-Z0-9_]+)`(?:\*\*)?[ \t]*\|(.*)")
# Default: `300` (5 minutes)
_DEFAULT = re.compile(r"(?:Default|デフォルト\S{0,4}|默认值?|預設值?)\s?[:：]", re.IGNORECASE)
# ### 2. My Python code returns an "operation not permitted" error?
_SECTION = re.compile(
    r"#{2,6}[ \t]+(?:\d{1,3}\.[ \t]+)?([^#\s].{0,300}?)(?:[ \t]*\{#[^}]*\})?[ \t#]*$"
)
_FOR_ALL = re.compile(r"(?<!docs/[a-z]{2}-[A-Z]{2}/)(?<![^/])(README|FAQ)\.md$")  # in English
# Folders of plugins, of which there are hundreds, and of code that nobody runs by itself.
_OF_CODE = re.compile(
    r"^(agent-strategies|datasources|extensions|models|tools|triggers"
    r"|web|packages|sdks|scripts|api/providers|cmd|\.[^/]+)/"
)
_MENTION = re.compile(
    r"(?<![A-Za-z0-9_])[A-Z][A-Z0-9]{0,40}(?:_[A-Z0-9]{1,40}){1,12}(?![A-Za-z0-9_])"
)
_MAX_MENTIONS = 4  # a section with more lists settings and is about none of them
_MAX_PROSE_CHARS = 1200  # of a section
_MAX_SECTION_LINES = 80
_FOR_DEVELOPERS = re.compile(
    r"(^|/)(\.agents|\.claude|\.github|node_modules)/|(^|/)(CHANGELOG|AGENTS|CLAUDE|SKILL)\.md$"
)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the places of a page that document a setting."""
    if source.test:
        return
    lines = split_lines(source.data)
    yield from _sections(source.path, lines)
    for number, line in _outside_of_code(lines):
        if heading := _HEADING.match(line):
            end_line, text = _paragraph(lines, number)
            yield _documents(heading[1], number, end_line, text)
        elif row := _ROW.match(line):
            cells = [cell.strip() for cell in row[2].strip().rstrip("|").split("|")]
            yield _documents(row[1], number, number, max(cells, key=len))


def _outside_of_code(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that are in no fence of code, with their numbers."""
    is_code = False
    for number, line in enumerate(lines, 1):
        if line.lstrip().startswith(_FENCES):
            is_code = not is_code
        elif not is_code:
            yield number, line


def _sections(path: str, lines: list[str]) -> Iterator[PageSection]:
    """Yield the sections of a page that say something of few settings, and all of a README or FAQ,
    of pages that operators read.
    """
    if _OF_CODE.match(path):
        return
    is_for_all = _FOR_ALL.search(path) is not None
    for number, end_line in _spans(lines):
        heading = _SECTION.match(lines[number - 1])
        if heading is None:
            continue
        below = lines[number:end_line][:_MAX_SECTION_LINES]
        text = "\n".join([heading[1], *below])
        mentions = frozenset(_MENTION.findall(text))
        if is_for_all or 0 < len(mentions) <= _MAX_MENTIONS:
            yield PageSection(
                name=heading[1], line=number, end_line=end_line, description=_prose(below)
            )


def _spans(lines: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last line of each section, outside of code."""
    starts = [number for number, line in _outside_of_code(lines) if line.startswith("##")]
    ends = [start - 1 for start in starts[1:]]
    yield from zip(starts, [*ends, len(lines)], strict=False)


def _prose(lines: list[str]) -> str:
    """Return the text of a section without its code."""
    kept = (line.strip() for _, line in _outside_of_code(lines))
    return " ".join(filter(None, kept))[:_MAX_PROSE_CHARS]


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
    endings=(".md", ".mdx"),
    matches=lambda path: not _FOR_DEVELOPERS.search(path),
    extract=extract,
    words=(b"| `", b"|`", b"# `", b"# ", b"## "),
)
