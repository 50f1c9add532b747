"""Find the indexed version that a log comes from: compare the line numbers in the log with each
version.

A prefix names `ssrf_proxy.py:182`; the statement with the line's text is on that line in one
version, elsewhere in others. The functions in stacks are evidence of the same kind. Not here: how
lines are matched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice

from msgspec import Struct

from ctxkit.ask.locate.candidates import definitions
from ctxkit.ask.locate.frame_files import file_of, function_name
from ctxkit.ask.locate.version_match import PlacedFrame, fits_at
from ctxkit.index.ask_hint import ask_hint
from ctxkit.index.reader import Index, MessageRow
from ctxkit.index.sources import Sources
from ctxkit.logline import parse_events

_Named = tuple[str, str, int]
"""(base name, template, line) of a statement, (path, function, line) of a frame."""

_MOST_STACKS = 8
_MOST_FRAMES = 24
_MOST_SITES = (
    200  # the commonest (statement, line) pairs of a repository: enough to tell versions apart
)


class Fit(Struct, frozen=True, kw_only=True):
    """How many of the lines that the log names in one repository a version has just there, and of
    how many.

    `version` is empty where the commit has no known version; `current`: it is of the version that
    is asked, `own`: of the workspace's own. `hint` is how to ask the workspace at that version,
    empty where it cannot be.
    """

    repo: str
    version: str
    commit: str
    fits: int
    of: int
    current: bool = False
    own: bool = False
    hint: str = ""


def fitting_versions(
    index: Index,
    sources: Sources,
    statements: list[MessageRow],
    sites: Mapping[tuple[int, int], int],
    stacks: Iterable[bytes],
    name_of: Callable[[str, str], str],
) -> list[Fit]:
    """Return, by repository, which indexed versions have the log's statements and frames at its
    lines, the best first.

    `sites` counts (number of a statement, line in the log); `stacks` are texts; `name_of` names the
    version of a (repository, commit) of which the index knows no name.
    """
    asked: dict[str, set[_Named]] = defaultdict(set)
    for (number, line), _ in sorted(sites.items(), key=lambda item: (-item[1], item[0])):
        row = statements[number]
        if len(asked[row.repo]) < _MOST_SITES:
            asked[row.repo].add((row.base, row.template, line))
    names = index.versions()
    found = _lines_that_fit(index, asked)
    frames = _frames(index, sources, stacks)
    for place in frames:
        named = (place.file.path, place.function, place.frame.line or 0)
        asked[place.file.repo].add(named)
        for commit in _versions_with(index, sources, place, names):
            found[place.file.repo, commit].add(named)
    now, own = index.checkouts(), index.own_checkouts()
    for repo in asked:
        found.setdefault((repo, now[repo].commit), set())
    fits = [
        Fit(
            repo=repo,
            version=names.get((repo, commit)) or name_of(repo, commit),
            hint=ask_hint(index, repo, {names.get((repo, commit), "")}),
            commit=commit,
            fits=len(hits),
            of=len(asked[repo]),
            current=now[repo].commit == commit,
            own=repo in own and own[repo].commit == commit,
        )
        for (repo, commit), hits in found.items()
        if repo in asked
    ]
    return sorted(
        fits, key=lambda fit: (fit.repo, -fit.fits, not fit.current, fit.version, fit.commit)
    )


def _lines_that_fit(
    index: Index, asked: Mapping[str, set[_Named]]
) -> dict[tuple[str, str], set[_Named]]:
    wanted: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for repo, keys in asked.items():
        for base, template, line in keys:
            wanted[repo, base, template].append(line)
    found: dict[tuple[str, str], set[_Named]] = defaultdict(set)
    for repo, commit, base, template, start, end in index.template_lines(
        {key[2] for key in wanted}
    ):
        hits = found[repo, commit]
        for line in wanted.get((repo, base, template), ()):
            if start <= line <= end:
                hits.add((base, template, line))
    return found


def _frames(index: Index, sources: Sources, stacks: Iterable[bytes]) -> list[PlacedFrame]:
    """Return the frames of stacks that lie in the workspace, each once."""
    found: dict[_Named, PlacedFrame] = {}
    for text in islice(stacks, _MOST_STACKS):
        for event in parse_events(text.decode("utf8", "replace")):
            for frame in event.frames:
                file = file_of(frame, index, event.line.service)
                function = function_name(frame)
                key = (frame.path, function, frame.line or 0)
                if file is None or not frame.line or key in found or len(found) >= _MOST_FRAMES:
                    continue
                symbols = definitions(index, file.repo, file.path)
                fits = fits_at(frame, function, symbols, sources.lines(file.repo, file.path))
                found[key] = PlacedFrame(frame=frame, function=function, file=file, fits=fits)
    return list(found.values())


def _versions_with(
    index: Index, sources: Sources, place: PlacedFrame, names: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    """Yield the commits that have a frame's function, and its source line, just where the frame
    says.
    """
    repo = place.file.repo
    if place.fits:
        yield index.checkouts()[repo].commit
    others = {file.oid: file for _, file in index.elsewhere(repo, place.file.path)}
    fitting = {
        oid
        for oid, file in others.items()
        if fits_at(place.frame, place.function, index.symbols_of(file), sources.blob(file))
    }
    for version, file in index.elsewhere(repo, place.file.path):
        if file.oid in fitting:
            yield from (
                commit for (own, commit), name in names.items() if own == repo and name == version
            )
