"""Stack frames -> places in the workspace, the deepest first; of chained errors the cause first.

Not here: how frames are read (`logline/`), in which file and at which line one is
(`frame_files.py`, `frame_lines.py`), and which statement raised the error by its message alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    Resolution,
    around,
    at_most,
    definitions,
    point_at,
)
from ctxkit.ask.locate.frame_files import base_name, file_of, function_name, owner_of
from ctxkit.ask.locate.frame_lines import line_of, thread_function
from ctxkit.ask.locate.matching import match_template
from ctxkit.ask.locate.version_match import (
    DISTINCT_CODE_CHARS,
    PlacedFrame,
    fits_at,
    folded,
    missing_file_notes,
    version_notes,
)
from ctxkit.dify.packages import package_of_module
from ctxkit.dify.repositories import missing_in_words
from ctxkit.index.reader import FileEntry, Index
from ctxkit.logline import Event, Frame
from ctxkit.model import HOLE, Confidence, Fact, Location, LogTemplate, Raise, Symbol
from ctxkit.regex import regex
from ctxkit.text.template import fold_space

_LOG_HELPERS = frozenset(
    ("Debug", "Info", "Warn", "Error", "Panic", "Fatal", "writeLog", "Log", "captureStackTrace")
)
_MAX_FRAMES = 60
_MAX_SEARCHED_FRAMES = 4  # of a stack, whose files are looked for below other folders
_MAX_NAMESAKES = 80  # files of one base name in which such a frame is looked for
_MAX_STATEMENT_LINES = 30  # of a statement that a frame on one of them means
_MAX_SHOWN_PACKAGES = 6
_MAX_LINE_CHARS = 1_000
_MAX_MESSAGE_CHARS = 4_000
_CALL = regex(r"[A-Za-z_]\w{2,80}(?=\()")


class _Place(Struct, frozen=True, kw_only=True):
    """A frame, the one that called it, and the file that it is in or the package.

    `moved`: the file was found by its source line, below another folder than the frame says.
    """

    frame: Frame
    caller: Frame | None
    file: FileEntry | None
    package: str
    moved: bool = False

    @property
    def missing(self) -> bool:
        """Whether neither the workspace nor a package has the file that the frame names."""
        return self.moved or not (self.file or self.package)


class _Stack(Struct, frozen=True, kw_only=True):
    """The frames of one of the chained errors, the deepest first, and the error's message."""

    frames: list[Frame]
    message: str


def resolve_frames(context: LocateContext, handlers: Collection[str] = ()) -> Resolution:
    """Return the frames that are in the workspace, with what is to be said of the others.

    `handlers` are the functions that answer the request in which the error happened.
    """
    stacks = _stacks(context.event)
    frames = [frame for stack in stacks for frame in stack.frames]
    places = _places(context, frames, [c for stack in stacks for c in _callers(stack.frames)])
    candidates: list[Candidate] = []
    fitting: list[PlacedFrame] = []
    begin = 0
    for number, stack in enumerate(stacks):
        own = places[begin : begin + len(stack.frames)]
        begin += len(stack.frames)
        here = [place for place in own if _is_shown(place)]
        for depth, place in enumerate(here):
            # Only the deepest frame of a stack raised the error.
            message = stack.message if place is own[0] else ""
            found, fitted = _candidate(context, place, message, handlers)
            score = found.score + weights.CALLER * depth + weights.LATER_ERROR * number
            candidates.append(replace(found, score=score))
            if not place.moved and place.frame.line is not None:
                fitting.append(fitted)
    return Resolution(candidates=candidates, notes=_notes(context, places, fitting))


def stack_of(ranked: Sequence[Candidate]) -> tuple[Location, ...]:
    """Return the places that a stack passes through, the deepest first, and the handler of the
    request in which that was.
    """
    sure = [c for c in ranked if c.confidence == "high"]
    frames = sorted((c for c in sure if c.from_frame), key=lambda c: -c.score)
    if not frames:
        return ()
    handlers = [c for c in sure if isinstance(c.fact, Symbol) if c not in frames]
    return tuple(c.fact.location for c in [*frames, *handlers[:1]])


def _stacks(event: Event) -> list[_Stack]:
    """Return the stacks of the chained errors; the deepest frame comes first in each."""
    skipped = max(0, len(event.frames) - _MAX_FRAMES)
    frames = event.frames[skipped:]
    ends = {error.frames for error in event.errors if 0 < error.frames < len(frames)}
    messages = {error.frames: error.message for error in reversed(event.errors)}
    stacks = []
    for start, end in pairwise(sorted({0, *ends, len(frames)})):
        own = list(frames[start:end])
        if own[0].language == "python":  # which prints the most recent call last
            own.reverse()
        stacks.append(_Stack(frames=own, message=messages.get(end + skipped, "")))
    return stacks


def _callers(frames: Sequence[Frame]) -> list[Frame | None]:
    return [*frames[1:], None]


def _places(
    context: LocateContext, frames: Sequence[Frame], callers: Iterable[Frame | None]
) -> list[_Place]:
    places = [
        _Place(
            frame=frame,
            caller=caller,
            file=file_of(frame, context.index, context.line.service),
            package=owner_of(frame, context.index),
        )
        for frame, caller in zip(frames, callers, strict=True)
    ]
    lost = [number for number, place in enumerate(places) if place.missing]
    for number in lost[:_MAX_SEARCHED_FRAMES]:
        file = _moved_file(places[number].frame, context)
        if file is not None:
            places[number] = replace(places[number], file=file, moved=True)
    return places


def _moved_file(frame: Frame, context: LocateContext) -> FileEntry | None:
    """Return the one file of that name that has the frame's line in a function of that name.

    Its folder was renamed.
    """
    code = folded(frame.code)
    if frame.language != "python" or len(code) < DISTINCT_CODE_CHARS:
        return None
    found: list[FileEntry] = []
    for file in context.files(base_name(frame.path))[:_MAX_NAMESAKES]:
        lines = context.sources.lines(file.repo, file.path)
        if not any(folded(line) == code for line in lines):
            continue
        symbols = definitions(context.index, file.repo, file.path)
        names = {s.name.rpartition(".")[2] for s in symbols}
        if function_name(frame) in names and line_of(frame, symbols, lines).confidence == "high":
            found.append(file)
    return found[0] if len(found) == 1 else None


def _is_shown(place: _Place) -> bool:
    """Return whether a frame is in the workspace, and not a helper that panics for its callers."""
    if place.file is None:
        return False
    if place.frame.language != "go":
        return True
    if "captureStack" in place.frame.function:
        return False
    in_logging = "/log/" in f"/{place.file.path}"
    return not (in_logging and function_name(place.frame) in _LOG_HELPERS)


def _candidate(
    context: LocateContext, place: _Place, message: str, handlers: Collection[str]
) -> tuple[Candidate, PlacedFrame]:
    """Return the candidate of a frame as if it were the deepest, and how it fits its file."""
    file, frame = place.file, place.frame
    assert file is not None
    symbols = definitions(context.index, file.repo, file.path)
    lines = context.sources.lines(file.repo, file.path)
    limit: Confidence = "medium" if place.moved else "high"
    if not frame.function and frame.line is None:
        frame = replace(frame, function=thread_function(context.event))
    elif not frame.function:
        name, confidence = _called_function(context, place, symbols)
        limit = at_most(limit, confidence)
        frame = replace(frame, function=name)
    found = line_of(frame, symbols, lines, handlers)
    confidence = at_most(found.confidence, limit)
    function = function_name(frame)
    fitted = PlacedFrame(
        frame=frame,
        function=function,
        file=file,
        fits=fits_at(frame, function, symbols, lines),
    )
    fact = _fact_at(context.index, symbols, file, found.line)
    if message and isinstance(fact, Raise) and not _may_raise(fact, message):
        fact = point_at(around(symbols, found.line), file.repo, file.path, found.line)
        confidence = at_most(confidence, "medium")
    candidate = Candidate(
        fact=fact,
        score=_score(confidence),
        confidence=confidence,
        why=(found.why,),
        from_frame=True,
    )
    return candidate, fitted


def _score(confidence: Confidence) -> float:
    if confidence == "high":
        return weights.FRAME
    doubt = weights.MOVED_FRAME if confidence == "medium" else weights.GUESSED_FRAME
    return weights.FRAME + doubt


def _called_function(
    context: LocateContext, place: _Place, symbols: list[Symbol]
) -> tuple[str, Confidence]:
    """Return the function of a frame without a name, and the confidence in it: gin prints places
    alone.

    Of the file's functions it is the one that the line of the calling frame names, else the one
    around the line.
    """
    functions = [s for s in symbols if s.what != "class"]
    calls = _calls_at(context, place.caller)
    called = [s.name for s in functions if s.name.rpartition(".")[2] in calls]
    if len(called) == 1:
        return called[0], "high"
    here = around(functions, place.frame.line) if place.frame.line else None
    return here.name if here else "", "medium"


def _calls_at(context: LocateContext, caller: Frame | None) -> set[str]:
    """Return the names of the functions that the line of a frame calls."""
    file = file_of(caller, context.index, context.line.service) if caller else None
    if caller is None or file is None:
        return set()
    line = caller.line or 0
    source = context.sources.text(file.repo, file.path, line, line) if line else ""
    return {m[0] for m in _CALL.finditer(source[:_MAX_LINE_CHARS])}


def _fact_at(index: Index, symbols: list[Symbol], file: FileEntry, line: int) -> Fact:
    """Return the statement on a line of a file, or the line itself."""
    for fact in index.in_file(file.repo, file.path, Raise, LogTemplate):
        end = min(fact.end_line, fact.line + _MAX_STATEMENT_LINES)
        if fact.line <= line <= end:
            return fact
    return point_at(around(symbols, line), file.repo, file.path, line)


def _may_raise(fact: Raise, message: str) -> bool:
    """Return whether a statement can have raised an error with that message."""
    if not fact.template.strip(HOLE + " "):
        return True
    text = fold_space(message[:_MAX_MESSAGE_CHARS])
    return match_template(fact.template, text, anywhere=True) is not None


def _notes(
    context: LocateContext, places: Sequence[_Place], fitting: list[PlacedFrame]
) -> list[str]:
    missing = [place.frame for place in places if place.missing]
    packages = dict.fromkeys(place.package for place in places if place.package)
    notes = version_notes(context, fitting) + missing_file_notes(context, missing)
    if packages:
        names = ", ".join(list(packages)[:_MAX_SHOWN_PACKAGES])
        notes.append(f"the stack passes through {names}, which is not in the indexed repositories")
        rows = [row for row in map(package_of_module, packages) if row]
        present = context.index.checkouts()
        notes += filter(None, [missing_in_words(row for row in rows if row.name not in present)])
    return notes
