"""The question "what is in this log?": whole files; each statement, shape and stack counted, the
severest first.

Not here: reading and counting (`scan.py`, `tally.py`), the answer's parts (`results.py`), how it
looks (`output/triage_report.py`), single lines (`ask/locate/`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec.structs import replace

from ctxkit.ask.locate.pair_notes import pair_notes
from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.blocks import BLOCK_BYTES
from ctxkit.ask.triage.case import Case, Counted, causes_of_case
from ctxkit.ask.triage.case_results import CaseCauses
from ctxkit.ask.triage.collector import collector_at_rest
from ctxkit.ask.triage.fleet_causes import causes_over_all
from ctxkit.ask.triage.log_files import Progress, total_size
from ctxkit.ask.triage.log_versions import fitting_versions
from ctxkit.ask.triage.notes import notes_on
from ctxkit.ask.triage.proofs import BlockFiles
from ctxkit.ask.triage.results import Cluster, StatementGroup, Triage
from ctxkit.ask.triage.statement_groups import group_statements
from ctxkit.ask.triage.tally import Tally
from ctxkit.ask.triage.unmatched import group_unmatched
from ctxkit.ask.triage.workers import WorkerPool
from ctxkit.dify.repositories import missing_repositories
from ctxkit.errors import GitError
from ctxkit.index.reader import Index, MessageRow
from ctxkit.index.sources import Sources
from ctxkit.workspace.git_objects import run_git

_MAX_PAIR_NOTES = 5


def triage(
    pool: WorkerPool,
    index: Index,
    sources: Sources,
    case: Case,
    *,
    progress: Progress | None,
    is_stopped: Callable[[], bool],
    also: Callable[[BlockTally], None] | None = None,
) -> Triage:
    """Return what is in the logs of a case (`-`: standard input), read until `is_stopped` says so,
    and the causes of what fails. `pool` scans them, `also` gets the counts of each block as well.

    Raise UsageError if one cannot be read.
    """
    names = case.given.logs
    tally, blocks = Tally(), BlockFiles()
    if total_size(names) > 2 * BLOCK_BYTES:
        pool.start()  # the workers load the statements while the first block is read
    for block in pool.scan(blocks.read(names, progress, is_stopped)):
        tally.add(block)
        if also is not None:
            also(block)
    tally.trim()
    rows = pool.statements

    def causes(statements: Sequence[StatementGroup], clusters: Sequence[Cluster]) -> CaseCauses:
        counted = Counted(
            tally=tally, rows=rows, statements=statements, clusters=clusters, blocks=blocks
        )
        return causes_of_case(case, counted, index, sources)

    with collector_at_rest():
        return _told(index, sources, names, rows, tally, causes, stopped=is_stopped())


def triage_over_all(
    index: Index,
    sources: Sources,
    names: Sequence[str],
    rows: list[MessageRow],
    tally: Tally,
    deployments: Sequence[Triage],
    *,
    stopped: bool,
) -> Triage:
    """Return what the counts of several deployments tell together, and the causes of each."""
    tally.trim()
    with collector_at_rest():
        found = _told(
            index,
            sources,
            names,
            rows,
            tally,
            lambda statements, clusters: causes_over_all(deployments),
            stopped=stopped,
        )
    return replace(found, deployments=tuple(deployments))


def _told(
    index: Index,
    sources: Sources,
    names: Sequence[str],
    rows: list[MessageRow],
    tally: Tally,
    causes: Callable[[Sequence[StatementGroup], Sequence[Cluster]], CaseCauses],
    *,
    stopped: bool,
) -> Triage:
    """Return what the counts tell."""
    fits = fitting_versions(
        index,
        sources,
        rows,
        tally.sites,
        _commonest_stacks(tally),
        lambda repo, commit: _first_tag(sources, repo, commit),
    )
    clusters = group_unmatched(tally, index, sources)
    missing = missing_repositories(index.checkouts()) if clusters else ()
    statements = group_statements(tally, rows, index, sources)
    examples = [group.count.example for group in statements]
    examples += [cluster.count.example for cluster in clusters]
    return Triage(
        names=tuple(names),
        versions=tuple(index.checkouts().values()),
        tally=tally,
        statements=statements,
        clusters=clusters,
        fits=tuple(fits),
        notes=(
            *notes_on(tally, fits, missing, stopped=stopped),
            *_pair_notes(index, sources, examples),
        ),
        stopped=stopped,
        case=causes(statements, clusters),
    )


def _pair_notes(index: Index, sources: Sources, examples: Iterable[bytes]) -> list[str]:
    """Return what the examples tell of releases that do not fit each other, each once."""
    texts = (example.decode("utf8", "replace") for example in examples)
    found = (note for text in texts for note in pair_notes(index, sources, text))
    return list(dict.fromkeys(found))[:_MAX_PAIR_NOTES]


def _commonest_stacks(tally: Tally) -> Iterator[bytes]:
    """Yield an example of each stack, the commonest first."""
    for _, count in sorted(tally.stacks.items(), key=lambda item: (-item[1].count, str(item[0]))):
        yield count.example


def _first_tag(sources: Sources, repo: str, commit: str) -> str:
    """Return the first tag of a commit, or an empty string."""
    try:
        tags = run_git(sources.root(repo), "tag", "--points-at", commit).decode().split()
    except GitError:
        return ""
    return tags[0] if tags else ""
