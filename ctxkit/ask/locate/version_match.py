"""Find the indexed version that a stack comes from: the one that has its functions and source lines
at the same places.

Not here: where a frame is in the version that is looked at (`frame_lines.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from ctxkit.ask.locate.candidates import LocateContext, functions_named
from ctxkit.index.ask_hint import ask_hint
from ctxkit.index.reader import FileEntry
from ctxkit.logline import Frame
from ctxkit.model import Symbol

_MAX_FRAMES = 12
_MAX_VERSIONS = 12
MIN_CODE_CHARS = 4
"""Characters of a source line, without its blanks, that say anything about where it is."""
DISTINCT_CODE_CHARS = 13
"""Characters that distinguish a source line from others, where the rest was cut."""


class PlacedFrame(Struct, frozen=True, kw_only=True):
    """A frame with its plain function name and its file in the view.

    `fits`: the view has the function and the source line just where the frame says.
    """

    frame: Frame
    function: str
    file: FileEntry
    fits: bool


def folded(code: str) -> str:
    """Return a source line without what formatters change."""
    return "".join(code.split()).replace("'", '"')


def same_code(own: str, code: str) -> bool:
    """Return whether two folded source lines are the same, or one is the beginning of the other.

    A paste may end inside a line, or lose the end of a line.
    """
    if own == code:
        return True
    if min(len(own), len(code)) < DISTINCT_CODE_CHARS:
        return False
    return code.startswith(own) or own.startswith(code)


def fits_at(frame: Frame, function: str, symbols: Iterable[Symbol], lines: list[str]) -> bool:
    """Return whether a file has the frame's function at the frame's line, and its source line if
    that is known.
    """
    number = frame.line or 0
    functions = functions_named(symbols, function)
    if functions and not any(s.line <= number <= s.end_line for s in functions):
        return False
    code = folded(frame.code)
    if len(code) < MIN_CODE_CHARS:
        # Of a name such as `<module>` no definition can be expected.
        return bool(functions) or not function.isidentifier()
    own = folded(lines[number - 1]) if 0 < number <= len(lines) else ""
    return same_code(own, code)


def version_notes(context: LocateContext, placed: list[PlacedFrame]) -> list[str]:
    """Report a stack that is of another version than the view, and of which indexed one it is."""
    notes = []
    for repo in dict.fromkeys(place.file.repo for place in placed):
        own = [place for place in placed if place.file.repo == repo][:_MAX_FRAMES]
        astray = next((place for place in own if not place.fits), None)
        if astray is not None:
            notes.append(_version_note(context, repo, own, astray))
    return notes


def _version_note(
    context: LocateContext, repo: str, placed: list[PlacedFrame], astray: PlacedFrame
) -> str:
    version = context.index.checkouts()[repo].version
    note = (
        f"the stack does not come from {repo} {version}, whose {astray.file.path} differs at"
        f" line {astray.frame.line} in {astray.function or 'no function'}"
    )
    counts = _fitting_frames(context, repo, placed)
    best = max(counts.values(), default=0)
    if best <= sum(place.fits for place in placed):
        return note
    fitting = [version for version, count in counts.items() if count == best]
    names, hint = ", ".join(fitting), ask_hint(context.index, repo, fitting)
    return f"{note}; it matches {repo} {names} ({best} of {len(placed)} frames){hint}"


def missing_file_notes(context: LocateContext, frames: Iterable[Frame]) -> list[str]:
    """Report which other indexed versions have the first file that this version lacks."""
    for frame in list(frames)[:_MAX_FRAMES]:
        whole = frame.path.replace("\\", "/").strip("/")
        for repo, checkout in context.index.checkouts().items():
            # In a container the repository's own path may follow a folder of the image, /app.
            for path in (whole, whole.partition("/")[2]):
                versions = [version for version, _ in context.index.elsewhere(repo, path)]
                if versions:
                    found = ", ".join(dict.fromkeys(versions))
                    lacks = f"{path} is not in {repo} {checkout.version}"
                    hint = ask_hint(context.index, repo, versions)
                    return [f"{lacks}; {repo} {found} has it{hint}"]
    return []


def _fitting_frames(context: LocateContext, repo: str, placed: list[PlacedFrame]) -> dict[str, int]:
    """Return how many of the frames fit each of the other indexed versions."""
    counts: dict[str, int] = defaultdict(int)
    known: dict[str, bool] = {}
    for place in placed:
        for version, file in context.index.elsewhere(repo, place.file.path)[:_MAX_VERSIONS]:
            key = f"{file.oid} {place.frame.line} {place.function} {place.frame.code}"
            if key not in known:
                symbols = context.index.symbols_of(file)
                lines = context.sources.blob(file) if folded(place.frame.code) else []
                known[key] = fits_at(place.frame, place.function, symbols, lines)
            counts[version] += known[key]
    return dict(counts)
