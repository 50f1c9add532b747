"""Text that came from outside, between tags that it cannot have foreseen: pasted lines, values of a
log, values in the user's files.

A tag is made of the hash of the text between, so that equal answers have equal bytes, and no text
holds its own. Text is masked before: the hash of a secret would confirm a guess of it.

Pure. Not here: which text that is (`bundle/`, `output/triage_report.py`), characters that a
terminal obeys (`visible.py`).
"""

from __future__ import annotations

from ctxkit.hashes import blake2b
from ctxkit.regex import regex
from ctxkit.text.code import in_backticks

_MIN_HEX = 6
_QUOTED = regex(r"<(untrusted-[0-9a-f]{6,64})>(`*) ?(.*?) ?\2</\1>")
LOG_WORDS = "in the words of the log: "
_QUOTING = regex(rf"; (?:proof: |{LOG_WORDS})|^effective (?:in [^:]{{1,200}}: )?")
"""Where in a note the words of a log or of a user's file begin."""


def fenced_off(text: str) -> str:
    """Return lines of untrusted text between lines with its tags."""
    tag = _tag(text)
    return f"<{tag}>\n{text}\n</{tag}>"


def tagged(text: str) -> str:
    """Return untrusted text of one line between its tags."""
    tag = _tag(text)
    return f"<{tag}>{text}</{tag}>"


def quoted(text: str) -> str:
    """Return untrusted text of one line as code between its tags: no link and no image of it is
    one in Markdown.
    """
    return tagged(in_backticks(text)) if text else ""


def for_people(text: str) -> str:
    """Return a report without the tags, as a terminal shows it."""
    return _QUOTED.sub(r"\3", text)


def note_quoted(note: str) -> str:
    """Return a note of which the words that it quotes are code between tags."""
    found = _QUOTING.search(note)
    if found is None or found.end() == len(note):
        return note
    return note[: found.end()] + quoted(note[found.end() :])


def _tag(text: str) -> str:
    digest = blake2b(text.encode("utf8", "surrogatepass")).hexdigest()
    # Six digits can be found by trying: a text that has its own gets a longer one.
    size = next((n for n in range(_MIN_HEX, len(digest)) if digest[:n] not in text), len(digest))
    return f"untrusted-{digest[:size]}"
