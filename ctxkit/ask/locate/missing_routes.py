"""What a line tells of releases that do not fit each other: a request that was answered 404 because
the other end has no such route, and faults that are known.

Notes only: who logs the line is found as for any other. Not here: the pairs (`routes/`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ctxkit.dify.clients import CLIENTS, Client
from ctxkit.dify.known_pairs import KnownPair, told_by
from ctxkit.dify.programs import scope_name
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ClientCall
from ctxkit.routes.known_faults import is_within
from ctxkit.routes.pair_state import workspace_pairs
from ctxkit.routes.pair_words import fault_sentence, lack_sentence, remedy
from ctxkit.routes.pairs import Pair, calls_of, request_of
from ctxkit.routes.patterns import match_path
from ctxkit.routes.wire import client_calls

if TYPE_CHECKING:
    from ctxkit.routes.releases import Releases

_MAX_CHARS = 20_000
_NOT_FOUND = re.compile(
    r"\bstatus[\"']?(?:: ?|=)\"?404\b|\b404 (?:Not Found|Client Error)|\| {0,6}404 {0,6}\||\" 404 "
)
_PATH = re.compile(
    r"(?:(?<=[\s\"'=])|https?://[^\s/\"']{1,200})(/?(?:plugin|inner/api|v1/sandbox|v1/jobs|runs)/[\w./:@%<>{}*-]{1,400})"
)
_RELEASES: WeakKeyDictionary[Index, Releases] = WeakKeyDictionary()
_MANAGEMENT = "/management/"
"""In these routes of the plugin daemon, no handler answers 404 itself."""


def pair_notes(index: Index, sources: Sources, text: str) -> list[str]:
    """Return what a text tells of releases that do not fit each other."""
    head = text[:_MAX_CHARS]
    notes = [note for row in told_by(head) for note in _fault_note(index, row)]
    if "404" in head:
        roots = {repo: sources.root(repo) for repo in index.checkouts()}
        for line in head.splitlines():
            if _NOT_FOUND.search(line):
                notes += _route_notes(index, roots, line)
    return list(dict.fromkeys(notes))


def _fault_note(index: Index, row: KnownPair) -> Iterator[str]:
    """Yield what is known of the fault that a line tells, if it is one of the workspace's
    version.
    """
    client = next(c for c in CLIENTS if (c.caller, c.called) == (row.caller, row.called))
    checkouts = index.checkouts()
    if client.repo not in checkouts:
        return
    version = checkouts[client.repo].version
    if not is_within(version, row.caller_from, row.caller_before):
        return
    called = checkouts.get(client.called_repo)
    if called is not None and is_within(called.version, row.called_from, row.called_before):
        pair = Pair(
            caller=row.caller,
            caller_version=version,
            called=row.called,
            called_version=called.version,
        )
        yield fault_sentence(pair, row)
        return
    # The deployment runs another release than the workspace has.
    pair_name = f"{scope_name(row.caller)} {version} with {scope_name(row.called)}"
    yield f"known of {pair_name} {_range(row)}: {row.symptom}; {row.fix} ({row.reference})"


def _range(row: KnownPair) -> str:
    if row.called_from and row.called_before:
        return f"from {row.called_from} on and before {row.called_before}"
    return f"{row.called_from} and later" if row.called_from else f"before {row.called_before}"


def _route_notes(index: Index, roots: Mapping[str, Path], line: str) -> Iterator[str]:
    """Yield why the request of a line may have been answered 404."""
    found = _PATH.search(line)
    if found is None:
        return
    path = "/" + found[1].strip("/").rstrip(".:")
    for client in CLIENTS:
        call = _call(index, client, path)
        if call is not None:
            for pair in workspace_pairs(index, roots):
                if (pair.caller, pair.called) == (client.caller, client.called):
                    yield from _told(pair, client, call, index, roots)
            return


def _call(index: Index, client: Client, path: str) -> ClientCall | None:
    """Return the call of a client that requests a path, None where none does."""
    for call in calls_of(client, client_calls(index)):
        if match_path(request_of(client, call).rpartition(" ")[2], path):
            return call
    return None


def _told(
    pair: Pair, client: Client, call: ClientCall, index: Index, roots: Mapping[str, Path]
) -> Iterator[str]:
    request = request_of(client, call)
    lack = next((lack for lack in pair.lacks if request in lack.calls), None)
    if lack is not None:
        yield "; ".join(filter(None, [lack_sentence(pair, lack), remedy(pair, [lack])]))
    elif _MANAGEMENT in request and not pair.unread:
        called = scope_name(pair.called)
        first = _came_with(index, roots, client, call, pair.called_version)
        since = f", which came with {first}" if first else ""
        yield (
            f"{called} {pair.called_version} has the route {request}{since}: what answered 404 is "
            f"{'an older' if first else 'another'} release of {called}, or another program"
        )


def _came_with(
    index: Index, roots: Mapping[str, Path], client: Client, call: ClientCall, version: str
) -> str:
    # Parsing takes a library that other questions need not wait for.
    from ctxkit.routes.releases import Releases, came_with

    if index not in _RELEASES:
        _RELEASES[index] = Releases(roots[client.called_repo], client.called_repo)
    return came_with(_RELEASES[index], client, call, version)
