"""Which of the indexed versions a log is of: where the lines that its heads name lie in each.

A head says `ssrf_proxy.py:182`; the statement with the line's text stands there in one version, elsewhere in others.
Not here: how lines are matched.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ctxkit.index import Index, MessageRow

_MOST_SITES = 200  # the commonest (statement, line) pairs of a repository: enough to tell versions apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """How many of the log's (statement, line) pairs of one repository a version has just there, and of how many.

    `version` is empty where nothing tells what the commit is called; `current`: it is what the workspace holds now.
    """

    repo: str
    version: str
    commit: str
    fits: int
    of: int
    current: bool = False


def fitting_versions(
    index: Index,
    statements: list[MessageRow],
    sites: Mapping[tuple[int, int], int],
    name_of: Callable[[str, str], str],
) -> list[Fit]:
    """Return, by repository, the indexed versions that have the log's statements at the log's lines, the best first.

    `sites` counts (number of a statement, line in the log); `name_of` names the version of a (repository, commit).
    """
    asked: dict[str, set[tuple[str, str, int]]] = defaultdict(set)
    for (number, line), _ in sorted(sites.items(), key=lambda item: (-item[1], item[0])):
        row = statements[number]
        if len(asked[row.repo]) < _MOST_SITES:
            asked[row.repo].add((row.base, row.template, line))
    wanted: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for repo, keys in asked.items():
        for base, template, line in keys:
            wanted[repo, base, template].append(line)
    found: dict[tuple[str, str], set[tuple[str, str, int]]] = defaultdict(set)
    for repo, commit, base, template, start, end in index.template_lines({key[2] for key in wanted}):
        hits = found[repo, commit]
        for line in wanted.get((repo, base, template), ()):
            if start <= line <= end:
                hits.add((base, template, line))
    now = index.checkouts()
    fits = [
        Fit(
            repo=repo,
            version=now[repo].version if repo in now and now[repo].commit == commit else name_of(repo, commit),
            commit=commit,
            fits=len(hits),
            of=len(asked[repo]),
            current=repo in now and now[repo].commit == commit,
        )
        for (repo, commit), hits in found.items()
        if asked[repo]
    ]
    return sorted(fits, key=lambda fit: (fit.repo, -fit.fits, not fit.current, fit.version, fit.commit))
