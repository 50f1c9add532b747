"""The lines that a bundle shows of a cited place, and how snippets of one file grow together.

Not here: which places are cited (`citations.py`), how many fit (`packing.py`), how they look
(`layout.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.bundle.citations import Citation
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Location, Symbol

_MAX_COMMENT_LINES = 6  # above a setting
_MAX_GAP_LINES = 5  # a gap this short costs less than the heading of another section
_MAX_FUNCTION_LINES = 32  # a longer function is shown as its head and a window
_WINDOW_LINES = 9  # on both sides of a cited line in a long function
_LINES_ABOVE = 8  # a statement, at most to the beginning of its function
_MAX_HEAD_LINES = 8  # of a function: from its first line to the end of its signature

OPENING = ("(", "[", "{")
MAX_OPEN_LINES = 2  # behind a line that leaves a bracket open, and says nothing without them

Span = tuple[int, int]
"""The first and the last of some lines that are shown."""


class Snippet(Struct, frozen=True, kw_only=True):
    """What one section shows of a file: disjoint spans of lines, ascending.

    `marks` are the cited lines, `titles` say why each is shown; `more` lines of the last place are
    cut.
    """

    repo: str
    path: str
    spans: tuple[Span, ...]
    marks: tuple[int, ...]
    titles: tuple[str, ...]
    more: int = 0
    deep: bool = False

    @property
    def location(self) -> Location:
        return Location(
            repo=self.repo, path=self.path, line=self.spans[0][0], end_line=self.spans[-1][1]
        )


def line_count(lines: Sequence[str]) -> int:
    """Return how many lines a file has.

    Splitting a file that ends with a newline gives an empty last element.
    """
    return len(lines) - (lines[-1] == "")


def snippet_of(citation: Citation, sources: Sources) -> Snippet | None:
    """Return the small form of a citation, or None if the file has no such line."""
    place = citation.location
    lines = sources.lines(place.repo, place.path)
    last_line = line_count(lines)
    if not 1 <= place.line <= last_line:
        return None
    place_end = min(max(place.end_line, place.line), last_line)
    cited_end = min(place_end, place.line + citation.most - 1)
    start = max(1, place.line - citation.context)
    if citation.first:
        start = min(start, citation.first)
    end = cited_end
    if cited_end == place_end:
        end = min(last_line, cited_end + citation.context)
    start, end = _without_blank_edges(lines, (start, end), (place.line, cited_end))
    if lines[end - 1].rstrip().endswith(OPENING):
        end = min(last_line, end + MAX_OPEN_LINES)
    if citation.comment:
        start = min(start, _comment_start(lines, place.line))
    return Snippet(
        repo=place.repo,
        path=place.path,
        spans=((start, end),),
        marks=(place.line,),
        titles=(citation.title,),
        more=max(0, place_end - end),
        deep=citation.deep,
    )


def _without_blank_edges(lines: Sequence[str], shown: Span, cited: Span) -> Span:
    """Return `shown` without the blank lines at its ends, but never less than `cited`."""
    start, end = shown
    while start < cited[0] and not lines[start - 1].strip():
        start += 1
    while end > cited[1] and not lines[end - 1].strip():
        end -= 1
    return start, end


def _comment_start(lines: Sequence[str], line: int) -> int:
    start = line
    while start > 1 and line - start < _MAX_COMMENT_LINES and _is_comment(lines[start - 2]):
        start -= 1
    return start


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(("#", "//"))


def merged(first: Snippet, second: Snippet) -> Snippet:
    """Return one snippet that shows what two snippets of a file show; the titles of `first` come
    first.
    """
    last = max(first, second, key=lambda snippet: snippet.spans[-1][1])
    return replace(
        first,
        spans=_joined((*first.spans, *second.spans)),
        marks=tuple(sorted({*first.marks, *second.marks})),
        titles=tuple(dict.fromkeys((*first.titles, *second.titles))),
        more=last.more,
        deep=first.deep or second.deep,
    )


def _joined(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return spans in their order, those that are near each other as one."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and _is_near(out[-1][1], start):
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return tuple(out)


def _is_near(end: int, start: int) -> bool:
    return start <= end + 1 + _MAX_GAP_LINES


def are_near(one: Snippet, other: Snippet) -> bool:
    """Return whether two snippets overlap, or are so close that one section shows both for less."""
    if (one.repo, one.path) != (other.repo, other.path):
        return False
    first, last = one.spans[0][0], one.spans[-1][1]
    other_first, other_last = other.spans[0][0], other.spans[-1][1]
    return _is_near(other_last, first) and _is_near(last, other_first)


def with_functions(snippet: Snippet, index: Index, sources: Sources) -> Snippet | None:
    """Return the snippet with the functions around its cited lines, or None if they add nothing.

    Of a long function, its head and the lines around the cited one are shown.
    """
    if not snippet.deep:
        return None
    functions = _functions_in(snippet, index)
    lines = sources.lines(snippet.repo, snippet.path)
    spans, more = list(snippet.spans), snippet.more
    for mark in snippet.marks:
        function = _innermost(functions, mark)
        if function is None:
            continue
        end = min(function.end_line, line_count(lines))
        if end - function.line < _MAX_FUNCTION_LINES:
            spans.append((function.line, end))
            continue
        spans.append((function.line, _head_end(lines, function.line)))
        spans.append((max(function.line, mark - _WINDOW_LINES), min(end, mark + _WINDOW_LINES)))
        # What is cut after the window is counted once, after the last one.
        if mark == snippet.marks[-1]:
            more = max(0, end - max(last for _, last in spans))
    joined = _joined(spans)
    if joined == snippet.spans:
        return None
    return replace(snippet, spans=joined, more=more)


def with_lines_above(snippet: Snippet, index: Index) -> Snippet | None:
    """Return the snippet with some lines above its first cited line, where the condition that leads
    there mostly is; None if they add nothing. No line above its function is shown.
    """
    if not snippet.deep:
        return None
    mark = snippet.marks[0]
    function = _innermost(_functions_in(snippet, index), mark)
    if function is None:
        return None
    start = max(function.line, mark - _LINES_ABOVE)
    joined = _joined(((start, mark), *snippet.spans))
    return None if joined == snippet.spans else replace(snippet, spans=joined)


def _functions_in(snippet: Snippet, index: Index) -> list[Symbol]:
    return [
        fact
        for fact in index.in_file(snippet.repo, snippet.path, Symbol)
        if isinstance(fact, Symbol) and fact.what in ("function", "method")
    ]


def _innermost(functions: Sequence[Symbol], line: int) -> Symbol | None:
    around = [f for f in functions if f.line <= line <= f.end_line]
    return min(around, key=lambda f: f.end_line - f.line, default=None)


def _head_end(lines: Sequence[str], line: int) -> int:
    """Return the last line of the signature that begins on `line`, which is `line` itself if no
    end is in sight.
    """
    for number in range(line, min(line + _MAX_HEAD_LINES, len(lines) + 1)):
        if lines[number - 1].rstrip().endswith((":", "{")):
            return number
    return line
