"""Reports on a workspace: the result of a sync, the index, the state of the sources.

Pure. Not here: finding it out (`api/maintenance.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from ctxkit.index.build import BuildReport
from ctxkit.model import Checkout
from ctxkit.output.further_report import (
    Pairs,
    further_dicts,
    further_lines,
    further_table,
    table_head,
)
from ctxkit.output.json_form import SCHEMA_VERSION, versions_dict
from ctxkit.output.pair_json import pair_dict
from ctxkit.output.pair_report import pair_lines
from ctxkit.output.translation import labelled, translated
from ctxkit.routes.pairs import Pair
from ctxkit.text.languages import DEFAULT_LANGUAGE, Language
from ctxkit.text.wording import columns, match_words
from ctxkit.workspace.sync_report import (
    FurtherVersion,
    SourceResult,
    SourceStatus,
    SyncReport,
    WorkspaceStatus,
)

IndexState = Literal["fresh", "stale", "missing"]
"""Whether the index is that of the checkouts."""

_INDEX_WORDS: dict[IndexState, str] = {
    "fresh": "up to date",
    "stale": "stale (run: ctxkit index)",
    "missing": "missing (run: ctxkit index)",
}
_COMMIT_CHARS = 10
_MAX_BROKEN = 5  # files that cannot be read and are listed
_ABSENT = "-"


def sync_table(report: SyncReport, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the version that each source is at after a sync."""
    rows = [table_head("source", "version", "match", "commit", "", lang=lang)]
    rows += [_sync_row(result, lang) for result in report.results]
    return columns(rows)


def sync_text(report: SyncReport, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the same of the workspace's own version and of the further ones."""
    return "\n".join([sync_table(report, lang), *_further_tables(report.further, lang)])


def _further_tables(further: Iterable[FurtherVersion], lang: Language) -> Iterator[str]:
    for each in further:
        if each.lock:
            yield further_table(each.version, each.lock, lang)


def _sync_row(result: SourceResult, lang: Language) -> tuple[str, ...]:
    remark = labelled("failed", lang) if result.error else translated(result.because, lang)
    if result.skipped:
        remark = translated(f"skipped: {result.skipped}", lang)
    found = result.checkout
    if found is None:
        return result.name, _ABSENT, _ABSENT, _ABSENT, remark
    match = match_words(found.match)
    return result.name, found.version, match, found.commit[:_COMMIT_CHARS], remark


def sync_notes(report: SyncReport, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return the notes on the sources."""
    return [
        f"{result.name}: {translated(note, lang)}"
        for result in report.results
        for note in result.notes
    ]


def sync_dict(
    report: SyncReport,
    built: BuildReport | None,
    pairs: Sequence[Pair] = (),
    further: Pairs | None = None,
) -> dict[str, Any]:
    """Return the JSON form of a sync."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "sync",
        "versions": versions_dict(report.checkouts),
        "sources": [_result_dict(result) for result in report.results],
        "index": None if built is None else _built_dict(built),
        "pairs": [pair_dict(pair) for pair in pairs],
        "also": further_dicts(report.further, further or {}),
    }


def _result_dict(result: SourceResult) -> dict[str, Any]:
    return {
        "name": result.name,
        "because": result.because,
        "changed": result.changed,
        "notes": list(result.notes),
        "skipped": result.skipped,
        "error": result.error.message if result.error else None,
        "hint": result.error.hint if result.error else None,
    }


def build_lines(built: BuildReport, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return what a build did, and the files that could not be read."""
    lines = []
    if built.files:
        lines.append(f"indexed {built.files} files, {built.parsed} of them new")
    for repo, path, reason in built.broken[:_MAX_BROKEN]:
        lines.append(f"cannot read {repo} {path}: {reason}")
    more = len(built.broken) - _MAX_BROKEN
    if more > 0:
        lines.append(f"... and {more} more files that cannot be read")
    return [translated(line, lang) for line in lines]


def index_dict(checkouts: Sequence[Checkout], built: BuildReport) -> dict[str, Any]:
    """Return the JSON form of a build."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "index",
        "versions": versions_dict(checkouts),
        "index": _built_dict(built),
    }


def _built_dict(built: BuildReport) -> dict[str, Any]:
    broken = [{"repo": repo, "path": path, "reason": reason} for repo, path, reason in built.broken]
    return {"files": built.files, "parsed": built.parsed, "broken": broken}


def status_table(
    status: WorkspaceStatus,
    index: IndexState,
    pairs: Sequence[Pair] | None = None,
    lang: Language = DEFAULT_LANGUAGE,
) -> str:
    """Return the state of each source, of the index and of the programs that call each other."""
    rows = [table_head("source", "version", "match", "commit", "work tree", "", lang=lang)]
    rows += [_status_row(source, lang) for source in status.sources]
    lines = [f"index: {_INDEX_WORDS[index]}", *pair_lines(pairs)]
    return columns(rows) + "\n".join(translated(line, lang) for line in lines)


def status_text(
    status: WorkspaceStatus,
    index: IndexState,
    pairs: Sequence[Pair] | None = None,
    further: Pairs | None = None,
    lang: Language = DEFAULT_LANGUAGE,
) -> str:
    """Return the state of a workspace, of its own version and of the further ones."""
    own = f"{status_table(status, index, pairs, lang)}\n"
    tables = [own, *_further_tables(status.further, lang)]
    return "\n".join(tables) + "\n".join(further_lines(further or {}, lang))


def _status_row(source: SourceStatus, lang: Language) -> tuple[str, ...]:
    return (
        source.name,
        source.version or _ABSENT,
        match_words(source.match) if source.match else _ABSENT,
        source.commit[:_COMMIT_CHARS] or _ABSENT,
        translated(_work_tree(source), lang),
        translated(f"skipped: {source.skipped}" if source.skipped else source.because, lang),
    )


def _work_tree(source: SourceStatus) -> str:
    if source.skipped:
        return _ABSENT
    if source.dirty:
        return "dirty"
    return "clean" if source.commit else "missing"


def status_problems(status: WorkspaceStatus, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return what is wrong with the sources and further versions, each with what to do about it."""
    found = [(f"{each.name}: ", each.problem, each.hint) for each in status.problems]
    found += [("", each.error.message, each.error.hint) for each in status.further if each.error]
    return [
        of + translated(problem, lang) + (f" ({translated(hint, lang)})" if hint else "")
        for of, problem, hint in found
    ]


def status_dict(
    status: WorkspaceStatus,
    index: IndexState,
    pairs: Sequence[Pair] | None = None,
    further: Pairs | None = None,
) -> dict[str, Any]:
    """Return the JSON form of the state of a workspace."""
    return {
        "schema_version": SCHEMA_VERSION,
        "command": "status",
        "dify": status.dify,
        "versions": versions_dict(status.checkouts),
        "sources": [_source_dict(source) for source in status.sources],
        "index": index,
        "pairs": None if pairs is None else [pair_dict(pair) for pair in pairs],
        "also": further_dicts(status.further, further or {}),
    }


def _source_dict(source: SourceStatus) -> dict[str, Any]:
    return {
        "name": source.name,
        "url": source.url,
        "version": source.version,
        "match": source.match,
        "because": source.because,
        "commit": source.commit,
        "locked": source.locked,
        "indexed": source.indexed,
        "dirty": source.dirty,
        "skipped": source.skipped,
        "problem": source.problem,
        "hint": source.hint,
    }
