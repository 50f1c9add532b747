"""Errors that a shell reports in a script (`/entrypoint.sh: line 38: /etc/x.conf: Read-only file
system`) -> that line of it.

Not here: what scripts print themselves (`messages.py`).
"""

# ruff: noqa: E501 - patterns stay whole

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, Resolution, point_at
from ctxkit.index.reader import FileEntry
from ctxkit.logline.patterns import LazyPattern
from ctxkit.regex import regex

_MAX_FILES = 12
_MAX_DISTANCE = 12  # lines between the named line and the one with the words
_MAX_MESSAGE_CHARS = 2_000
_COMPLAINT = LazyPattern(
    r"^(?:(?:ba|da|a)?sh: )?((?:[\w.@-]{0,80}/){0,12}[\w.@-]{1,80}\.sh): (?:line )?(\d{1,5}): (.{1,1000})",
    hint=".sh: ",
)
_CRLF = regex(
    r"\$'\\r': command not found|\^M: bad interpreter|'[\w /.-]{1,80}\\r': No such file|\^M: not found"
)
_CRLF_NOTE = (
    "the script has the line ends of Windows (CRLF), which a shell takes for a part of its words:"
    " store it with LF, as git does with core.autocrlf=input, and build or mount it again"
)
_WORD = regex(r"[A-Za-z_/$][\w./-]{2,120}")
_SHELLS_WORDS = frozenset((
    "not", "found", "command", "syntax", "error", "unexpected", "token",
    "near", "file", "such", "directory", "permission", "denied", "warning",
    "cannot", "unbound", "variable", "read-only", "system", "bad", "substitution",
    "illegal", "option", "invalid", "numeric", "argument", "arguments", "expected",
    "line", "killed", "terminated", "segmentation", "fault", "core", "dumped",
    "aborted",
))  # fmt: skip
"""Words of the shell's own messages, which are not in the script."""


def is_complaint(message: str) -> bool:
    """Return whether a shell says that a line of a script failed."""
    return _COMPLAINT.match(message) is not None


def resolve_script(context: LocateContext) -> Resolution:
    """Return the line of the script that the shell names, or the one near it that has the words of
    the complaint.
    """
    message = context.line.message[:_MAX_MESSAGE_CHARS]
    notes = [_CRLF_NOTE] if _CRLF.search(message) else []
    found = _COMPLAINT.match(message)
    if not found:
        return Resolution(notes=notes)
    if notes:
        return Resolution(candidates=_embedding(context, found[1]), notes=notes)
    words = _words_of_script(found[3])
    files = context.files_of_service(found[1].rpartition("/")[2])
    located = [
        _candidate(context, file, int(found[2]), words, is_only=len(files) == 1)
        for file in files[:_MAX_FILES]
    ]
    candidates = sorted((c for c in located if c is not None), key=lambda c: -c.score)
    if len(candidates) > 1 and candidates[0].score - candidates[1].score < weights.SCRIPTS_RANGE:
        candidates = [replace(c, confidence="low") for c in candidates]
    return Resolution(candidates=candidates)


def _embedding(context: LocateContext, script: str) -> list[Candidate]:
    """Return where the script is, which is at fault as a whole, and the code that it is built into."""
    base = script.rpartition("/")[2]
    files = context.files_of_service(base)[:_MAX_FILES]
    found = [(file, 1, "the script whose lines end so") for file in files]
    for file in files:
        folder = file.path.rpartition("/")[0]
        beside = context.index.files_like(f"{folder}/%.go")
        own = [other for other in beside if other.repo == file.repo]
        lines = context.sources.lines_with(own, f"go:embed {base}")
        found += [(other, line, f"{base} is built in here") for other, line in lines]
    return [
        Candidate(
            fact=point_at(None, file.repo, file.path, line),
            score=weights.SCRIPT_LINE - weights.NEXT_CONFIGURED * place,
            confidence="medium" if len(files) == 1 else "low",
            why=(why,),
        )
        for place, (file, line, why) in enumerate(found)
    ]


def _words_of_script(complaint: str) -> set[str]:
    words = {word[0] for word in _WORD.finditer(complaint)}
    return {word for word in words if word.lower() not in _SHELLS_WORDS}


def _candidate(
    context: LocateContext,
    file: FileEntry,
    number: int,
    words: Collection[str],
    *,
    is_only: bool,
) -> Candidate | None:
    lines = context.sources.lines(file.repo, file.path)
    best, count = _line_with_words(lines, number, words)
    if count:
        near = weights.SCRIPT_DISTANCE * abs(best - number)
        said = min(weights.SCRIPT_WORDS_MAX, weights.SCRIPT_WORD * count)
        return Candidate(
            fact=point_at(None, file.repo, file.path, best),
            score=weights.SCRIPT_WORDS + said + near,
            confidence="high" if best == number else "medium",
            why=(f"the shell failed here: the script has these words on line {best}",),
        )
    if not is_only or number > len(lines):
        return None
    return Candidate(
        fact=point_at(None, file.repo, file.path, number),
        score=weights.SCRIPT_LINE,
        confidence="low" if words else "medium",
        why=(f"the shell failed here: line {number} of the script",),
    )


def _line_with_words(lines: Sequence[str], number: int, words: Collection[str]) -> tuple[int, int]:
    """Return the line near `number` that has most of the words, and how many it has."""
    near = range(max(1, number - _MAX_DISTANCE), min(len(lines), number + _MAX_DISTANCE) + 1)
    counts = {n: sum(word in lines[n - 1] for word in words) for n in near}
    best = max(near, key=lambda n: (counts[n], -abs(n - number)), default=0)
    return best, counts.get(best, 0)
