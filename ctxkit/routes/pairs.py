"""The programs of a deployment that call each other, and the calls that the other end has no route
for.

Programs that are released apart (the api, the plugin daemon, the sandbox) may miss each other's
routes; such a request is answered 404. What cannot be read is said to be unknown, never to fit.
Not here: which release has what is missing (`releases.py`), pairs whose fault is no missing route
(`dify/known_pairs.py`), the words (`pair_words.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ctxkit.dify.clients import CLIENTS, Client
from ctxkit.dify.programs import is_in_program
from ctxkit.index.reader import Index
from ctxkit.model import Checkout, ClientCall, Severity
from ctxkit.routes.known import known_routes, refuses_method
from ctxkit.routes.patterns import is_literal, may_take
from ctxkit.routes.wire import FoundRoute, client_calls

_MOST_LOST = 4
"""Dify's compose file names releases that belong together: of their calls fewer than one in so many
has no route. Where more have none, the routes were not read rightly.
"""
_GRAVE = "management/"
"""How the features begin without which the console shows nothing of plugins."""


class Lack(Struct, frozen=True, kw_only=True):
    """A feature whose calls (`POST /plugin/<tenant_id>/...`) have no route at the other end.

    `since` is a release of the other end that has routes for all of them, empty if none is known;
    `earlier`: it is an earlier one.
    """

    feature: str
    calls: tuple[str, ...]
    since: str = ""
    earlier: bool = False

    @property
    def is_grave(self) -> bool:
        """Whether more than the feature itself is gone."""
        return self.feature.startswith(_GRAVE)

    @property
    def severity(self) -> Severity:
        """A note where the code of one program only ran ahead of the other."""
        return "warning" if self.is_grave else "note"


class Pair(Struct, frozen=True, kw_only=True):
    """A program and one that it calls, at versions.

    `calls` is how many requests were compared, `lacks` what has no route. `unread` says why nothing
    is known of the pair; then there is nothing else.
    """

    caller: str
    caller_version: str
    called: str
    called_version: str
    calls: int = 0
    lacks: tuple[Lack, ...] = ()
    unread: str = ""


def pairs_of(index: Index) -> tuple[Pair, ...]:
    """Return the pairs of programs whose code the view of an index has on both sides."""
    checkouts = index.checkouts()
    files = {(file.repo, file.path) for file in index.files() if not file.test}
    present = [row for row in CLIENTS if _is_present(row.caller, files)]
    calls = client_calls(index)
    broken = [(repo, path) for repo, path, _ in index.broken_files()]
    return tuple(
        _of_view(row, checkouts, calls, known_routes(index), broken)
        for row in present
        if _is_present(row.called, files)
    )


def _is_present(program: str, files: Iterable[tuple[str, str]]) -> bool:
    return any(is_in_program(program, repo, path) for repo, path in files)


def _of_view(
    client: Client,
    checkouts: Mapping[str, Checkout],
    calls: Iterable[ClientCall],
    routes: Iterable[FoundRoute],
    broken: Collection[tuple[str, str]],
) -> Pair:
    called = checkouts[client.called_repo]
    own = calls_of(client, calls)
    pair = pair_of(client, checkouts[client.repo].version, called.version, own, routes)
    ends = ((client.repo, client.folders), (client.called_repo, (client.routes,)))
    unreadable = [
        path for repo, path in broken for r, f in ends if r == repo and path.startswith(f)
    ]
    if unreadable:
        return _unread(pair, f"{unreadable[0]} cannot be read")
    lost = sum(len(lack.calls) for lack in pair.lacks)
    if called.match == "tag" and lost * _MOST_LOST > pair.calls:
        return _unread(pair, f"no route was found for {lost} of {pair.calls} calls")
    return pair


def _unread(pair: Pair, why: str) -> Pair:
    return replace(pair, calls=0, lacks=(), unread=why)


def calls_of(client: Client, calls: Iterable[ClientCall]) -> list[ClientCall]:
    """Return the calls that are those of a client, without those that only a value tells apart."""
    return [
        call
        for call in calls
        if call.program and call.repo == client.repo and call.path.startswith(client.folders)
        if any(map(is_literal, _segments(client, request_of(client, call))))
    ]


def pair_of(
    client: Client,
    caller_version: str,
    called_version: str,
    calls: Sequence[ClientCall],
    routes: Iterable[FoundRoute],
) -> Pair:
    """Return what the routes of one program lack of the calls of another."""
    pair = Pair(
        caller=client.caller,
        caller_version=caller_version,
        called=client.called,
        called_version=called_version,
    )
    requests = {request_of(client, call) for call in calls}
    lost = lost_calls(client, calls, routes)
    if not calls:
        return _unread(pair, "no calls were found")
    if lost == requests:
        return _unread(pair, "no routes were found for its calls")
    lacks = sorted(_lacks(client, sorted(lost), requests), key=lambda lack: not lack.is_grave)
    return replace(pair, calls=len(requests), lacks=tuple(lacks))


def lost_calls(
    client: Client, calls: Iterable[ClientCall], routes: Iterable[FoundRoute]
) -> frozenset[str]:
    """Return the requests (`request_of`) of a client that no route may take."""
    own = routes_of(client, routes)
    return frozenset(request_of(client, call) for call in calls if not is_served(client, call, own))


def routes_of(client: Client, routes: Iterable[FoundRoute]) -> list[FoundRoute]:
    """Return the routes of the program that a client calls."""
    return [
        (route, path)
        for route, path in routes
        if route.repo == client.called_repo and route.path.startswith(client.routes)
        if is_in_program(client.called, route.repo, route.path)
    ]


def is_served(client: Client, call: ClientCall, routes: Iterable[FoundRoute]) -> bool:
    """Return whether a route may take a call, whatever its values are."""
    path = _whole_path(client, call)
    return any(
        may_take(pattern, path)
        for route, pattern in routes
        if not refuses_method(route, call.method)
    )


def request_of(client: Client, call: ClientCall) -> str:
    """Return the method and the whole path of a call."""
    return f"{call.method} {_whole_path(client, call)}".lstrip()


def _whole_path(client: Client, call: ClientCall) -> str:
    if call.name.startswith(f"{client.below}/"):
        return call.name
    return client.below + call.name


def _lacks(client: Client, lost: Sequence[str], requests: Collection[str]) -> Iterator[Lack]:
    """Yield the features of the calls that have no route."""
    served = [_segments(client, name) for name in requests if name not in lost]
    known = {tuple(each[:n]) for each in served for n in range(1, len(each) + 1)}
    features: dict[str, list[str]] = {}
    for name in lost:
        features.setdefault(_feature(_segments(client, name), client, known), []).append(name)
    for feature, names in features.items():
        yield Lack(feature=feature, calls=tuple(names))


def _segments(client: Client, request: str) -> list[str]:
    """Return the segments of a request's path that tell what it is about."""
    return request.rpartition(" ")[2].strip("/").split("/")[client.shared :]


def _feature(parts: Sequence[str], client: Client, known: Collection[tuple[str, ...]]) -> str:
    """Return the shortest beginning of a path that no call with a route has."""
    least = 2 if parts[0] in client.groups else 1
    for length in range(least, len(parts)):
        begun = tuple(parts[:length])
        if begun not in known and is_literal(begun[-1]):
            return "/".join(begun)
    return "/".join(parts)
