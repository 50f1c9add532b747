"""What a line tells of releases that do not fit each other: a request that was answered 404 because
the other end has no such route, and faults that are known.

Not here: which texts may tell it (`pair_notes.py`), the pairs (`routes/`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from ctxkit.dify.clients import CLIENTS, Client
from ctxkit.dify.known_pairs import KnownPair
from ctxkit.dify.programs import scope_name
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ClientCall
from ctxkit.regex import regex
from ctxkit.routes.known_faults import is_within
from ctxkit.routes.pair_state import pair_of_client
from ctxkit.routes.pair_words import fault_sentence, lack_with_remedy
from ctxkit.routes.pairs import Pair, calls_of, request_of
from ctxkit.routes.patterns import match_path
from ctxkit.routes.wire import client_calls

if TYPE_CHECKING:
    from ctxkit.routes.releases import Releases

_NOT_FOUND = regex(
    r"\bstatus[\"']?(?:: ?|=)\"?404\b|\b404 (?:Not Found|Client Error)|\| {0,6}404 {0,6}\||\" 404 "
)
_PATH = regex(
    r"(?:(?<=[\s\"'=])|https?://[^\s/\"']{1,200})(/?(?:plugin|inner/api|v1/sandbox|v1/jobs|runs)/[\w./:@%<>{}*-]{1,400})"
)
_RELEASES: WeakKeyDictionary[Index, dict[str, Releases]] = WeakKeyDictionary()
"""The clones of the sources of an open index, by repository: what they parsed is kept with them."""

_MANAGEMENT = "/management/"
"""In these routes of the plugin daemon, no handler answers 404 itself."""


def fault_notes(index: Index, row: KnownPair) -> Iterator[str]:
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


def route_notes(index: Index, sources: Sources, text: str) -> Iterator[str]:
    """Yield why requests that lines of a text name may have been answered 404, each asked once."""
    named = (_named_call(index, line) for line in text.splitlines() if _NOT_FOUND.search(line))
    for client, call in dict.fromkeys(filter(None, named)):
        if pair := pair_of_client(index, sources.roots, client):
            yield from _told(pair, client, call, index, sources)


def _named_call(index: Index, line: str) -> tuple[Client, ClientCall] | None:
    """Return the call whose path a line names, and whose call it is; None where it is nobody's."""
    found = _PATH.search(line)
    if found is None:
        return None
    path = "/" + found[1].strip("/").rstrip(".:")
    calls = client_calls(index)
    known = ((client, call) for client in CLIENTS for call in calls_of(client, calls))
    return next((own for own in known if match_path(_path_of(*own), path)), None)


def _path_of(client: Client, call: ClientCall) -> str:
    return request_of(client, call).rpartition(" ")[2]


def _told(
    pair: Pair, client: Client, call: ClientCall, index: Index, sources: Sources
) -> Iterator[str]:
    request = request_of(client, call)
    lack = next((lack for lack in pair.lacks if request in lack.calls), None)
    if lack is not None:
        yield lack_with_remedy(pair, lack)
    elif _MANAGEMENT in request and not pair.unread:
        called = scope_name(pair.called)
        first = _came_with(index, sources, client, call, pair.called_version)
        since = f", which came with {first}" if first else ""
        yield (
            f"{called} {pair.called_version} has the route {request}{since}: what answered 404 is "
            f"{'an older' if first else 'another'} release of {called}, or another program"
        )


def _came_with(
    index: Index, sources: Sources, client: Client, call: ClientCall, version: str
) -> str:
    # Parsing takes a library that other questions need not wait for.
    from ctxkit.routes.releases import Releases, came_with

    repo = client.called_repo
    known = _RELEASES.setdefault(index, {})
    if repo not in known:
        known[repo] = Releases(sources.root(repo), repo)
    return came_with(known[repo], client, call, version)
