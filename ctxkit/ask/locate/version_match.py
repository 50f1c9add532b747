"""Which of the indexed versions a stack is of: where its functions stand and its source lines are
the same.

Not here: where a frame lies in the version that is looked at (`frames.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.index.reader import FileEntry
from ctxkit.logline import Frame
from ctxkit.model import Symbol

_MOST_FRAMES = 12
_MOST_VERSIONS = 12
SAME = 12
"""Characters of a source line that tell it from others, where the rest is cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A frame with its plain function name and the file of the view that it lies in; `fits`: it
    stands just there.
    """

    frame: Frame
    function: str
    file: FileEntry
    fits: bool


def folded(code: str) -> str:
    """Return a source line without what formatters change."""
    return "".join(code.split()).replace("'", '"')


def begins(own: str, code: str) -> bool:
    """Tell whether one of two lines begins with the other: a paste may end in a line, or lose the
    end of a line.
    """
    return code.startswith(own) or own.startswith(code)


def stands_at(frame: Frame, function: str, symbols: Iterable[Symbol], lines: list[str]) -> bool:
    """Tell whether a file has at the frame's line the frame's function, and its source line if that
    is known.
    """
    number = frame.line or 0
    named = [s for s in symbols if s.what != "class" and s.name.rpartition(".")[2] == function]
    if named and not any(s.line <= number <= s.end_line for s in named):
        return False
    code = folded(frame.code)
    if len(code) < 4:
        return bool(named) or not function.isidentifier()
    own = folded(lines[number - 1]) if 0 < number <= len(lines) else ""
    return own == code or (min(len(own), len(code)) > SAME and begins(own, code))


def note_versions(asked: LocateContext, placed: list[Placed]) -> None:
    """Tell where a stack is not of the version that is looked at, and of which of the indexed ones
    it is.
    """
    for repo in dict.fromkeys(place.file.repo for place in placed):
        here = [place for place in placed if place.file.repo == repo][:_MOST_FRAMES]
        astray = next((place for place in here if not place.fits), None)
        if astray is None:
            continue
        own = sum(place.fits for place in here)
        counts = _counts(asked, repo, here)
        best = max(counts.values(), default=0)
        version = asked.index.checkouts()[repo].version
        site = f"line {astray.frame.line} in {astray.function or 'no function'}"
        note = f"the stack is not of {repo} {version}, whose {astray.file.path} has something else at {site}"
        if best > own:
            fitting = ", ".join(version for version, count in counts.items() if count == best)
            note += f"; it fits {repo} {fitting} ({best} of {len(here)} frames)"
        asked.notes.append(note)


def note_gone(asked: LocateContext, frames: Iterable[Frame]) -> None:
    """Tell of the first of these frames, whose files this version lacks, which other indexed
    versions have its file.
    """
    for frame in list(frames)[:_MOST_FRAMES]:
        whole = frame.path.replace("\\", "/").strip("/")
        for repo, checkout in asked.index.checkouts().items():
            for path in (whole, whole.partition("/")[2]):
                versions = [version for version, _ in asked.index.elsewhere(repo, path)]
                if versions:
                    found = ", ".join(dict.fromkeys(versions))
                    asked.notes.append(
                        f"{path} is not in {repo} {checkout.version}; {repo} {found} has it"
                    )
                    return


def _counts(asked: LocateContext, repo: str, here: list[Placed]) -> dict[str, int]:
    """Return how many of the frames each of the other indexed versions has just where the stack
    says.
    """
    counts: dict[str, int] = defaultdict(int)
    known: dict[str, bool] = {}
    for place in here:
        for version, file in asked.index.elsewhere(repo, place.file.path)[:_MOST_VERSIONS]:
            key = f"{file.oid} {place.frame.line} {place.function} {place.frame.code}"
            if key not in known:
                symbols = asked.index.symbols_of(file)
                lines = asked.sources.blob(file) if folded(place.frame.code) else []
                known[key] = stands_at(place.frame, place.function, symbols, lines)
            counts[version] += known[key]
    return dict(counts)
