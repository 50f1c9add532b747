"""The files that a user sends -> logs, states of a deployment, its own files, a message; told apart
by their content.

Not here: what the states say (`state_files.py`), reading logs (`log_files.py`).
"""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import islice
from pathlib import Path

from msgspec import Struct

from ctxkit.ask.triage.log_files import opened
from ctxkit.ask.triage.state_files import is_state
from ctxkit.files.decoding import decode, encoding_of
from ctxkit.files.file_kinds import certain_kind
from ctxkit.files.user_files import MAX_FILE_BYTES, read_user_file
from ctxkit.files.yaml_tree import YAML_ENDINGS
from ctxkit.regex import regex

MAX_FILES = 2_000
"""Files of a folder that are read."""

MAX_STATE_BYTES = 32 << 20
"""Bytes of a file with pods and events that are read."""

MAX_MESSAGE_BYTES = 8_000
_SAMPLE_BYTES = 64 << 10
_ASSIGNMENT = regex(r"(?:export )?([A-Z_][A-Z0-9_]{0,100})=")
_LOG_SIGN = regex(
    r"\d{1,2}:\d{2}:\d{2}|(?:\d{1,3}\.){3}\d{1,3}|^\s*[\d\[{<(|]"
    r"|^\s*(?:Traceback|File \"|goroutine )|^[\w.-]{1,60} {0,20}\| "
    r"|\b(?:ERROR|WARN(?:ING)?|INFO|DEBUG|FATAL|CRITICAL|PANIC)\b"
    r"|^\[?(?:error|warn|info|panic|fatal)\b|\w(?:Error|Exception)\b",
    re.MULTILINE,
)
_JSON_FILE = regex(r"\s*(?:\{|\[|\[\{)\s*\n")
"""JSON on many lines; a log has a record on each."""

_MIN_PROSE_WORDS = 4
_MIN_ENV_SHARE = 0.6


class TextFile(Struct, frozen=True, kw_only=True):
    """A file that was read whole: its path as the user wrote it, and its text."""

    path: str
    text: str


class GivenFiles(Struct, frozen=True, kw_only=True):
    """The files by what they are; `unread` are those that are no text."""

    logs: tuple[str, ...] = ()
    states: tuple[TextFile, ...] = ()
    deployment: tuple[str, ...] = ()
    messages: tuple[TextFile, ...] = ()
    unread: tuple[str, ...] = ()


def sort_files(names: Sequence[str], packed: AbstractSet[str] = frozenset()) -> GivenFiles:
    """Return the files by what they are, folders taken whole, without those of `packed`, whose
    content is given too. A file that cannot be read, and is named, is a log: the reader of logs
    says what is wrong with it.
    """
    found: dict[str, list[str]] = {"log": [], "deployment": [], "unread": [], "other": []}
    states: list[TextFile] = []
    messages: list[TextFile] = []
    for name, is_named in all_files(names):
        if name in packed:
            continue
        kind, text = _kind_of(name, is_named=is_named)
        if kind == "state":
            states.append(TextFile(path=name, text=text))
        elif kind == "message":
            messages.append(TextFile(path=name, text=text))
        else:
            found[kind].append(name)
    if messages and not (found["log"] or states):
        # Nothing else was given: the text may be the error itself.
        found["log"] = [file.path for file in messages]
        messages = []
    return GivenFiles(
        logs=tuple(found["log"]),
        states=tuple(states),
        deployment=tuple(found["deployment"]),
        messages=tuple(messages),
        unread=tuple(found["unread"]),
    )


def all_files(names: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield the files, and whether they were named; of a folder those in it, without links."""
    for name in names:
        if name != "-" and Path(name).is_dir():
            yield from ((path, False) for path in islice(_in_folder(name), MAX_FILES))
        else:
            yield name, True


def _in_folder(folder: str) -> Iterator[str]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            is_shown = not name.startswith(".") or name.startswith(".env")
            if is_shown and not path.is_symlink():
                yield str(path)


def _kind_of(name: str, *, is_named: bool) -> tuple[str, str]:
    """Return the kind of a file (`log`, `state`, `deployment`, `message`, `unread`, or `other`: a
    text that tells nothing here), and its text if that was read whole.
    """
    if name == "-" or not Path(name).is_file():
        return "log", ""
    try:
        return _kind_by_content(name, is_named=is_named)
    except (OSError, EOFError, zlib.error):
        return ("log" if is_named else "unread"), ""


def _kind_by_content(name: str, *, is_named: bool) -> tuple[str, str]:
    data, is_whole, is_packed = _beginning(name)
    if b"\0" in data and not is_named and encoding_of(data) in ("utf-8", "utf-8-sig"):
        return "unread", ""
    text = decode(data)
    if is_state(text):
        return "state", text if is_whole else decode(_whole(name))
    if not is_named and _JSON_FILE.match(text):
        return "other", ""
    if not is_packed and _is_of_deployment(name, text):
        return "deployment", ""
    if is_whole and len(data) <= MAX_MESSAGE_BYTES and _is_message(text):
        return "message", text
    return "log", ""


def _beginning(name: str) -> tuple[bytes, bool, bool]:
    """Return the beginning of a file, whether that is all, whether the file is packed."""
    with opened(name) as file:
        data = file.read(_SAMPLE_BYTES + 1)
        is_packed = isinstance(file, gzip.GzipFile)
    return data[:_SAMPLE_BYTES], len(data) <= _SAMPLE_BYTES, is_packed


def _whole(name: str) -> bytes:
    """Return a file, as far as it is read."""
    with opened(name) as file:
        return file.read(MAX_STATE_BYTES)


def _is_of_deployment(name: str, text: str) -> bool:
    """Return whether a file that begins with `text` is a `.env`, values or a compose file; a log is
    none of them.
    """
    if Path(name).stat().st_size > MAX_FILE_BYTES:
        return False
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("#")]
    if not lines:
        return Path(name).name.startswith(".env")
    assigned = {found[1] for line in lines if (found := _ASSIGNMENT.match(line))}
    if len(assigned) >= _MIN_ENV_SHARE * len(lines):
        return True
    if not name.endswith(YAML_ENDINGS):
        return False
    return certain_kind(read_user_file(name)) in ("compose", "values")


def _is_message(text: str) -> bool:
    """Return whether a text is what a person wrote: sentences, no line of a log."""
    lines = [line for line in text.split("\n") if line.strip()]
    if not lines or _LOG_SIGN.search(text):
        return False
    words = sum(len(line.split()) for line in lines)
    return words >= _MIN_PROSE_WORDS * len(lines) or not text.isascii()
