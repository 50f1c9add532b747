"""Stack frames -> places in the workspace: container paths to repository paths, lines of another
version to this one's.

Not here: how frames are read (`ask/triage/open_stack.py`) and which statement raised the error.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from itertools import pairwise, zip_longest

from ctxkit.ask.locate.candidates import (
    Candidate,
    LocateContext,
    around,
    at_most,
    definitions,
    point_at,
)
from ctxkit.ask.locate.matching import match_template
from ctxkit.ask.locate.version_match import (
    SAME,
    Placed,
    begins,
    folded,
    note_gone,
    note_versions,
    stands_at,
)
from ctxkit.dify.programs import HOMES
from ctxkit.index.reader import FileEntry, Index
from ctxkit.logline import Event, Frame
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import HOLE, Confidence, Fact, LogTemplate, Raise, Symbol
from ctxkit.text.template import fold_space

_DEEPEST = 60.0
_STEP = 4.0
_PACKAGE = LazyPattern(r"/(?:site|dist)-packages/([\w.-]{1,100})", hint="-packages/")
_PLUGIN = LazyPattern(
    r"/cwd/[\w.-]{1,60}/([\w.]{1,60}(?:-[A-Za-z_]\w{0,60}){0,6})-\d[\w.]{0,30}(?:@\w{1,80})?/(.{1,300})$",
    hint="/cwd/",
)
_GO_CLOSURE = LazyPattern(r"(?:\.(?:func\d{1,4}|\d{1,4}|gowrap\d{1,3}|deferwrap\d{1,3}))+$")
_LOG_HELPERS = frozenset(
    ("Debug", "Info", "Warn", "Error", "Panic", "Fatal", "writeLog", "Log", "captureStackTrace")
)
_MOST_FRAMES = 60
_MOST_NAMESAKES = (
    80  # files of one base name that are looked at for a frame whose folder is not here
)
_MOST_SEARCHES = 4  # frames of a stack for which they are
_DOUBT = {"high": 0.0, "medium": 3.0, "low": 30.0, "none": 30.0}
"""What a frame loses that has moved: less than a step, as a stack ends where it ends in every
version.
"""

_OWN = 24  # letters of a source line that hardly stands twice

_WORD = LazyPattern(r"[A-Za-z_]\w{2,80}(?=\()")


def owner_of(frame: Frame) -> str:
    """Return the installed package that a frame lies in, or an empty string."""
    found = _PACKAGE.search(frame.path)
    if found:
        return found[1].removesuffix(".py")
    if frame.language == "python" and re.match(
        r"(?:/usr(?:/local)?/lib|.{0,60}/lib)/python3", frame.path[:100]
    ):
        return "the Python standard library"
    if frame.language == "go" and (
        "/usr/local/go/src/" in frame.path or frame.path.endswith("_amd64.s")
    ):
        return "the Go runtime"
    if frame.language == "go" and "/pkg/mod/" in frame.path:
        return frame.path.partition("/pkg/mod/")[2].partition("@")[0]
    return ""


def file_of(frame: Frame, index: Index, service: str) -> FileEntry | None:
    """Return the workspace's file that a frame lies in, or None."""
    path = frame.path
    if owner_of(frame) or (frame.language == "js" and not path.endswith((".ts", ".tsx"))):
        return None  # of the web console's code only what a development server shows keeps its path
    plugin = _PLUGIN.search(path)
    parts = (plugin[2] if plugin else path).replace("\\", "/").strip("/").split("/")
    homes = HOMES.get(service, ())
    ranked: list[tuple[tuple[bool, int, bool, bool], FileEntry]] = []
    for file in index.files(base=parts[-1]):
        if file.test:
            continue
        own = file.path.split("/")
        same = next(
            (
                n
                for n, (a, b) in enumerate(zip(reversed(own), reversed(parts), strict=False))
                if a != b
            ),
            min(len(own), len(parts)),
        )
        if plugin and (
            file.repo != "dify-official-plugins" or plugin[1] not in own or same < len(parts)
        ):
            continue
        named = f"/{file.repo}/" in path or f"/{file.repo}/" in f"{frame.module}/"
        at_home = any(file.repo == repo and file.path.startswith(folder) for repo, folder in homes)
        if same == len(own) or same >= min(3, len(parts)) or (plugin and same):
            ranked.append(((named, same, at_home, same == len(own)), file))
    ranked.sort(key=lambda r: r[0], reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    return ranked[0][1]


def _moved(frame: Frame, asked: LocateContext) -> FileEntry | None:
    """Return the one file of that name that has the frame's line in a function of that name: its
    folder was renamed.
    """
    code = folded(frame.code)
    if frame.language != "python" or len(code) <= SAME:
        return None
    found: list[FileEntry] = []
    for file in asked.index.files(base=frame.path.replace("\\", "/").rpartition("/")[2])[
        :_MOST_NAMESAKES
    ]:
        if file.test or not any(
            folded(line) == code for line in asked.sources.lines(file.repo, file.path)
        ):
            continue
        symbols = definitions(asked.index, file.repo, file.path)
        _, sure, _ = line_of(frame, symbols, asked.sources.lines(file.repo, file.path))
        if sure == "high" and any(
            s.name.rpartition(".")[2] == function_name(frame) for s in symbols
        ):
            found.append(file)
    return found[0] if len(found) == 1 else None


def function_name(frame: Frame) -> str:
    """Return the plain name of a frame's function: `(*App).Run.func1` is `Run`."""
    name = frame.function
    if frame.language == "go":
        name = _GO_CLOSURE.sub("", name)
        name = re.sub(r"\[\.\.\.\]", "", name)
    return name.rpartition(".")[2].strip("()*")


def line_of(
    frame: Frame, symbols: list[Symbol], lines: list[str], handlers: Collection[str] = ()
) -> tuple[int, Confidence, str]:
    """Return the line that a frame stands at in this version, how sure that is, and why.

    `handlers` are the functions that answer the request in which the error happened: of several of
    the same plain name (`get`, `post`) the stack means that one.
    """
    name = function_name(frame)
    named = [s for s in symbols if s.what != "class" and s.name.rpartition(".")[2] == name]
    named = [s for s in named if s.name in handlers] or named
    number = frame.line or 0
    holding = next((s for s in named if s.line <= number <= s.end_line), None)
    code = folded(frame.code)
    if len(code) > 3:
        at = [
            n
            for n, text in enumerate(lines, 1)
            if (own := folded(text))
            and (own == code or (min(len(own), len(code)) > SAME and begins(own, code)))
        ]
        inside = [n for n in at if any(s.line <= n <= s.end_line for s in named)]
        if at and (inside or not named):
            nearest = min(inside or at, key=lambda n: abs(n - number))
            owners = {s.name for s in named for n in inside if s.line <= n <= s.end_line}
            if len(owners) > 1 and nearest != number:
                why = f"stack frame in {name}: of {len(owners)} functions of that name with this line the nearest"
                return nearest, "medium", why
            moved = (
                ""
                if nearest == number
                else f", at line {nearest} in this version (the stack says {number})"
            )
            why = f"stack frame in {name}: its source line is the same{moved}"
            if not named and not frame.function.startswith("<"):
                only = len(at) == 1 and folded(lines[nearest - 1]) == code and len(code) > _OWN
                return (
                    nearest,
                    "medium" if only else "low",
                    f"{why}, though not in a function of that name",
                )
            return nearest, "high", why
    if holding and not code:
        return number, "high", f"stack frame: line {number} lies in {name}"
    if holding:
        return (
            number,
            "medium",
            f"stack frame: line {number} lies in {name}, whose text differs in this version",
        )
    if named:
        best = min(named, key=lambda s: abs(s.line - number))
        return (
            best.line,
            "medium",
            f"stack frame in {name}, which has moved in this version (the stack says line {number})",
        )
    return (
        min(max(number, 1), max(len(lines), 1)),
        "low",
        f"stack frame: this version has no function {name} in that file",
    )


def _fact_at(index: Index, symbols: list[Symbol], file: FileEntry, line: int) -> Fact:
    for fact in index.in_file(file.repo, file.path, Raise, LogTemplate):
        if fact.line == line or (
            fact.line <= line <= fact.end_line and fact.end_line - fact.line < 30
        ):
            return fact
    return point_at(around(symbols, line), file.repo, file.path, line)


def _is_helper(frame: Frame, path: str) -> bool:
    return frame.language == "go" and (
        ("/log/" in f"/{path}" and function_name(frame) in _LOG_HELPERS)
        or "captureStack" in frame.function
    )


def _called(
    asked: LocateContext, caller: Frame | None, frame: Frame, symbols: list[Symbol]
) -> tuple[str, Confidence]:
    """Return the function that a frame without a name lies in (gin prints places alone), and how
    sure that can be.

    Of the file's functions it is the one that the line of the calling frame names, else the one
    around the line.
    """
    file = file_of(caller, asked.index, asked.event.line.service) if caller else None
    lines = asked.sources.lines(file.repo, file.path) if file else []
    if caller and caller.line and caller.line <= len(lines):
        names = {m[0] for m in _WORD.finditer(lines[caller.line - 1][:1_000])}
        called = [
            s.name for s in symbols if s.what != "class" and s.name.rpartition(".")[2] in names
        ]
        if len(called) == 1:
            return called[0], "high"
    here = around((s for s in symbols if s.what != "class"), frame.line or 0)
    return here.name if here else "", "medium"


def _blocks(frames: tuple[Frame, ...], ends: list[int]) -> list[list[Frame]]:
    """Cut the frames into the stacks of the chained errors, the deepest frame of each first."""
    bounds = sorted({0, *(e for e in ends if 0 < e < len(frames)), len(frames)})
    blocks = [list(frames[a:b]) for a, b in pairwise(bounds)]
    return [b[::-1] if b[0].language == "python" else b for b in blocks if b]


def _said(event: Event, blocks: list[list[Frame]], number: int) -> str:
    """Return the message of the error that ends a block of frames, or an empty string."""
    end = sum(map(len, blocks[: number + 1])) + max(0, len(event.frames) - _MOST_FRAMES)
    return next((error.message for error in event.errors if error.frames == end), "")


def _raises(fact: Raise, said: str) -> bool:
    """Tell whether a statement can have raised an error with that message."""
    text = fold_space(said[:4_000])
    return (
        not fact.template.strip(HOLE + " ")
        or match_template(fact.template, text, anywhere=True) is not None
    )


def resolve_frames(asked: LocateContext, handlers: Collection[str] = ()) -> list[Candidate]:
    """Return the frames that lie in the workspace, the deepest first; of chained errors the cause
    first.
    """
    event = asked.event
    leads: list[Candidate] = []
    owners: list[str] = []
    placed: list[Placed] = []
    gone: list[Frame] = []
    blocks = _blocks(event.frames[-_MOST_FRAMES:], [error.frames for error in event.errors])
    searches = _MOST_SEARCHES
    for number, block in enumerate(blocks):
        depth = 0
        said = _said(event, blocks, number)
        for frame, caller in zip_longest(block, block[1:]):
            file = file_of(frame, asked.index, event.line.service)
            limit: Confidence = "high"
            if file is None and searches and not owner_of(frame):
                searches -= 1
                file, limit = _moved(frame, asked), "medium"
                gone += [frame] if file else []
            if file is None:
                owners.append(owner_of(frame))
                gone += [] if owners[-1] else [frame]
                continue
            if _is_helper(frame, file.path):
                continue
            symbols = definitions(asked.index, file.repo, file.path)
            if not frame.function and frame.language == "go":
                name, sure_of_name = _called(asked, caller, frame, symbols)
                limit = at_most(limit, sure_of_name)
                frame = replace(frame, function=name)
            line, sure, why = line_of(
                frame, symbols, asked.sources.lines(file.repo, file.path), handlers
            )
            sure = at_most(sure, limit)
            fits = stands_at(
                frame, function_name(frame), symbols, asked.sources.lines(file.repo, file.path)
            )
            if frame not in gone:
                placed.append(
                    Placed(frame=frame, function=function_name(frame), file=file, fits=fits)
                )
            fact = _fact_at(asked.index, symbols, file, line)
            if frame is block[0] and said and isinstance(fact, Raise) and not _raises(fact, said):
                fact, sure = (
                    point_at(around(symbols, line), file.repo, file.path, line),
                    at_most(sure, "medium"),
                )
            score = _DEEPEST - _STEP * depth - (_STEP / 2) * number - _DOUBT[sure]
            leads.append(Candidate(fact=fact, score=score, sure=sure, why=(why,)))
            depth += 1
    note_versions(asked, placed)
    note_gone(asked, gone)
    packages = [o for o in dict.fromkeys(owners) if o]
    if packages:
        asked.notes.append(
            f"the stack passes through {', '.join(packages[:6])}, which these repositories do not hold"
        )
    return leads
