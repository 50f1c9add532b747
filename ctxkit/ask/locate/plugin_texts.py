"""A text that a user saw on a plugin's form (a label, a help, a placeholder, in any language) ->
its line there.

Plugins have a hundred thousand of them in their YAML; the files are read when somebody asks for a
text for which there is no better evidence, and kept for the next one. Not here: the texts of the
web console itself (`ui_texts.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, Resolution, without_tests
from ctxkit.ask.locate.third_party import owner_of_line
from ctxkit.index.reader import FileEntry, Index
from ctxkit.index.recent import kept
from ctxkit.index.sources import JoinedFiles, Sources
from ctxkit.model import Confidence, Message
from ctxkit.regex import regex
from ctxkit.text.template import fold_space

_REPO = "dify-official-plugins"
_MIN_CHARS = 3
_MAX_CHARS = 400
_MAX_INDENT = 1_000
_MIN_INNER_CHARS = 13  # of a text that is looked for inside others, and is sure in one plugin
_MAX_SHOWN = 3
_MAX_PLUGINS = 3  # that have a text of which one may be meant
_MAX_ITEM_LINES = 40  # of an item in which its name is looked for
_ENTRY = regex(r"([ \t]{0,60})(?:- )?([\w-]{1,80}):[ \t]{1,9}(.{1,2000})")
_KEY = regex(r"([ \t]{0,60})(- )?([\w-]{1,80}):[ \t]*(.{0,200})")
_LOCALE = regex(r"[a-z]{2}_[A-Z][A-Za-z]{1,3}$")
_SHOWN = frozenset(
    ("label", "help", "title", "description", "human_description", "placeholder", "human")
)
_NAMES = ("variable", "name", "value")
_LOGGED = regex(
    r"[\w.-]{1,80}\.(?:py|go|ts)\b|https?://|[{}\x1f]|\b[a-z]{1,40}_[a-z0-9_]{1,60}\b|="
)
"""Marks that lines of a program contain, and texts of a form do not."""


class _Line(NamedTuple):
    """A line of a plugin's YAML that has the text, as all of its value or as a part."""

    file: FileEntry
    number: int
    whole: bool

    @property
    def plugin(self) -> str:
        return "/".join(self.file.path.split("/")[1:2])


def resolve_plugin_text(context: LocateContext) -> Resolution:
    """Return the lines of plugins' YAML that have the text; with several plugins none is
    certain."""
    text = fold_space(context.line.message[: _MAX_CHARS + 1]).strip("\"'“”`「」* ").rstrip(".。")
    if _is_logged(context) or not _is_of_form(text):
        return Resolution()
    found = sorted(_lines_with(context, text), key=lambda x: (x.file.path, x.number))
    score, part = weights.PLUGIN_TEXT_PART, "part of the"
    confidence: Confidence = "low"
    whole = [line for line in found if line.whole]
    if whole:
        found = whole
        score, part = weights.PLUGIN_TEXT, "the"
        confidence = _confidence(text, whole)
    plugins = {line.plugin for line in found}
    others = [f"the same text occurs in {len(found)} places in {len(plugins)} plugins"]
    if len(found) == 1:
        others = []
    candidates = []
    for place, line in enumerate(_by_plugin(found)[:_MAX_SHOWN]):
        keys, locale = _keys_above(context, line)
        candidates.append(
            Candidate(
                fact=_message(line, keys, text),
                score=score - weights.NEXT_PLUGIN_TEXT * place,
                confidence=confidence,
                why=(f"{part} text {keys} of plugin {line.plugin}{locale}", *others),
            )
        )
    return Resolution(candidates=candidates)


def _is_logged(context: LocateContext) -> bool:
    """Return whether a program wrote the line: it has a prefix, a stack or an error's class, or
    another project's program is known to write it."""
    if context.line.log_format.known or context.event.frames or context.error:
        return True
    return bool(owner_of_line(context))


def _is_of_form(text: str) -> bool:
    """Return whether a form may show a text."""
    if not _MIN_CHARS <= len(text) <= _MAX_CHARS:
        return False
    return any(c.isalpha() for c in text) and not _LOGGED.search(text)


def _confidence(text: str, found: Sequence[_Line]) -> Confidence:
    """Return how far lines can be relied on whose whole value is a text."""
    plugins = len({line.plugin for line in found})
    if plugins > _MAX_PLUGINS:
        return "low"
    return "high" if plugins == 1 and len(text) >= _MIN_INNER_CHARS else "medium"


def _message(line: _Line, keys: str, text: str) -> Message:
    return Message(
        name=keys,
        text=text,
        line=line.number,
        end_line=line.number,
        repo=line.file.repo,
        path=line.file.path,
    )


def _lines_with(context: LocateContext, text: str) -> Iterator[_Line]:
    for file in _forms(context.sources, context.index).having(text):
        for number, line in context.sources.lines_having(file.repo, file.path, text):
            value = _shown_value(line)
            if value == text or (len(text) >= _MIN_INNER_CHARS and text in value):
                yield _Line(file, number, value == text)


@kept(1)
def _forms(sources: Sources, index: Index) -> JoinedFiles:
    """Return the plugins' YAML: 8 MB in 3,300 files."""
    listed = without_tests(index.files_like("%.yaml"))
    return sources.joined(file for file in listed if file.repo == _REPO)


def _shown_value(line: str) -> str:
    """Return the value of a line of YAML that a form shows, or an empty string."""
    entry = _ENTRY.match(line)
    if entry and (entry[2] in _SHOWN or _LOCALE.match(entry[2])):
        return fold_space(entry[3]).strip("\"'").rstrip(".。")
    return ""


def _by_plugin(found: Sequence[_Line]) -> list[_Line]:
    """Return the first line of each plugin, then the others."""
    first = {line.plugin: line for line in reversed(found)}
    chosen = sorted(first.values(), key=found.index)
    return chosen + [line for line in found if line not in chosen]


def _keys_above(context: LocateContext, line: _Line) -> tuple[str, str]:
    """Return the keys of a line (`openai_api_key.label`) and its language, in words.

    The keys are those above it that are indented less.
    """
    lines = context.sources.lines(line.file.repo, line.file.path)
    keys: list[str] = []
    indent = _MAX_INDENT
    for number in range(line.number, 0, -1):
        entry = _KEY.match(lines[number - 1])
        if not entry:
            continue
        here = entry.start(3)
        if here < indent:
            keys.append(entry[3])
            indent = here
        if entry[2] and here == indent:  # the item of a list goes by its name
            keys.append(_name_of_item(lines, number, here))
            indent = len(entry[1]) + 1  # the list's own key may be as far left as its items
    path = [key for key in reversed(keys) if key not in ("", *_NAMES)]
    if len(path) < 2 or not _LOCALE.match(path[-1]):
        return ".".join(path), ""
    return ".".join(path[:-1]), f" in {path[-1].replace('_', '-')}"


def _name_of_item(lines: Sequence[str], first: int, indent: int) -> str:
    """Return the name of the item of a list that begins on a line."""
    for number, text in enumerate(lines[first - 1 : first + _MAX_ITEM_LINES]):
        entry = _KEY.match(text)
        if not entry:
            continue
        here = entry.start(3)
        if number and here < indent:
            break
        if here == indent and entry[3] in _NAMES:
            return entry[4].strip("\"' ")
    return ""
