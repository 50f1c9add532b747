"""A text that a user saw on a plugin's form (a label, a help, a placeholder, in any language) ->
its line there.

Plugins write these into their YAML, a hundred thousand of them; they are read when one is asked for
that nothing else tells. Not here: the texts of the web console itself (`ui_texts.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.ask.locate.candidates import Candidate, LocateContext
from ctxkit.index.reader import FileEntry
from ctxkit.model import Confidence, Message
from ctxkit.text.template import fold_space

_REPO = "dify-official-plugins"
_SHORTEST, _LONGEST = 3, 400
_ALONE = 12  # letters of a text that is looked for inside others too
_MOST = 3
_ENTRY = re.compile(r"([ \t]{0,60})(?:- )?([\w-]{1,80}):[ \t]{1,9}(.{1,2000})")
_KEY = re.compile(r"([ \t]{0,60})(- )?([\w-]{1,80}):[ \t]*(.{0,200})")
_LOCALE = re.compile(r"[a-z]{2}_[A-Z][A-Za-z]{1,3}")
_SHOWN = frozenset(
    ("label", "help", "title", "description", "human_description", "placeholder", "human")
)
_NAMES = ("variable", "name", "value")
_LOGGED = re.compile(
    r"[\w.-]{1,80}\.(?:py|go|ts)\b|https?://|[{}\x1f]|\b[a-z]{1,40}_[a-z_]{1,60}\b|="
)


class _Line(NamedTuple):
    file: FileEntry
    number: int
    whole: bool


def resolve_plugin_text(asked: LocateContext) -> list[Candidate]:
    """Return the lines of plugins' YAML that hold the text; equals of several plugins none of which
    is meant alone.
    """
    line = asked.event.line
    text = fold_space(line.message[: _LONGEST + 1]).strip("\"'“”`「」* ").rstrip(".。")
    if line.log_format.known or line.file or asked.event.frames or asked.event.errors:
        return []
    if (
        not _SHORTEST <= len(text) <= _LONGEST
        or not any(c.isalpha() for c in text)
        or _LOGGED.search(text)
    ):
        return []
    found = sorted(_lines_with(asked, text), key=lambda x: (not x.whole, x.file.path, x.number))
    if found and found[0].whole:
        found = [x for x in found if x.whole]
    plugins = {_plugin(x.file) for x in found}
    sure: Confidence = "low"
    if found and found[0].whole:
        sure = (
            "high"
            if len(plugins) == 1 and len(text) > _ALONE
            else "medium"
            if len(plugins) <= _MOST
            else "low"
        )
    leads = []
    for number, hit in enumerate(_spread(found)[:_MOST]):
        keys, locale = _keys_above(asked, hit)
        why = [
            f"{'the' if hit.whole else 'part of the'} text {keys} of plugin {_plugin(hit.file)}"
            + locale
        ]
        if len(found) > 1:
            why.append(f"the same text stands at {len(found)} places of {len(plugins)} plugins")
        fact = Message(
            name=keys,
            text=text,
            line=hit.number,
            end_line=hit.number,
            repo=hit.file.repo,
            path=hit.file.path,
        )
        leads.append(
            Candidate(
                fact=fact, score=(36.0 if hit.whole else 16.0) - number, sure=sure, why=tuple(why)
            )
        )
    return leads


def _lines_with(asked: LocateContext, text: str) -> Iterator[_Line]:
    files = [f for f in asked.index.files_like("%.yaml") if f.repo == _REPO and not f.test]
    for file in asked.sources.files_with(files, text):
        for number, line in enumerate(asked.sources.lines(file.repo, file.path), 1):
            entry = _ENTRY.match(line) if text in line else None
            if not entry or not (_LOCALE.fullmatch(entry[2]) or entry[2] in _SHOWN):
                continue
            said = fold_space(entry[3]).strip("\"'").rstrip(".。")
            if said == text or (len(text) > _ALONE and text in said):
                yield _Line(file, number, said == text)


def _plugin(file: FileEntry) -> str:
    return "/".join(file.path.split("/")[1:2])


def _spread(found: list[_Line]) -> list[_Line]:
    """Return one line of each plugin first."""
    first = {_plugin(x.file): x for x in reversed(found)}
    chosen = sorted(first.values(), key=found.index)
    return chosen + [x for x in found if x not in chosen]


def _keys_above(asked: LocateContext, hit: _Line) -> tuple[str, str]:
    """Return where a line stands (`openai_api_key.label`), and its language, by what is indented
    less above it.
    """
    lines = asked.sources.lines(hit.file.repo, hit.file.path)
    keys: list[str] = []
    indent = 1_000
    for number in range(hit.number, 0, -1):
        entry = _KEY.match(lines[number - 1])
        if not entry:
            continue
        here = len(entry[1]) + len(entry[2] or "")
        if here < indent:
            keys.append(entry[3])
            indent = here
        if entry[2] and here == indent:  # the item of a list goes by its name
            keys += [_name_of(lines, number, here)]
            indent = len(entry[1]) + 1  # the list's own key may stand as far left as its items
    path = [key for key in reversed(keys) if key and key not in _NAMES]
    locale = path.pop() if len(path) > 1 and _LOCALE.fullmatch(path[-1]) else ""
    return ".".join(path), f" in {locale.replace('_', '-')}" if locale else ""


def _name_of(lines: list[str], first: int, indent: int) -> str:
    """Return the name of the item of a list that begins at a line."""
    for number, text in enumerate(lines[first - 1 : first + 40]):
        entry = _KEY.match(text)
        here = len(entry[1]) + len(entry[2] or "") if entry else indent
        if number and here < indent:
            break
        if entry and here == indent and entry[3] in _NAMES:
            return entry[4].strip("\"' ")
    return ""
