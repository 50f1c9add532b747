"""The routes of a program at any release whose objects its clone has, read from git.

No checkout, no index: only the files that may have routes are parsed, each content once. Not here:
what an index has already (`known.py`), fetching releases (`workspace/release_tags.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

from msgspec.structs import replace

from ctxkit.dify.clients import Client
from ctxkit.errors import GitError
from ctxkit.extract.registry import MAX_FILE_BYTES, extract, is_test, language_of
from ctxkit.extract.source import Source
from ctxkit.model import ClientCall, Route, RoutePrefix
from ctxkit.routes.known import full_routes
from ctxkit.routes.pairs import Pair, lost_calls, request_of
from ctxkit.routes.wire import FoundRoute
from ctxkit.workspace.git_objects import TreeFile, list_files, local_tags, read_blobs
from ctxkit.workspace.versions import Version, release_number, releases_in

_ENDS = (".go", ".py")
_ROUTING = {".go": (b"gin.", b".Handle")}
"""What is in every file with routes, by what its name ends in."""
_ANY = (b"",)  # in Python routes are written in many ways


class Releases:
    """The clone of a source at `root`; what is read once is kept as long as this is."""

    def __init__(self, root: Path, repo: str) -> None:
        self._root = root
        self._repo = repo
        self._facts: dict[TreeFile, tuple[Route | RoutePrefix, ...]] = {}

    def names(self) -> list[str]:
        """Return the tags of releases, the oldest first; none of a clone that cannot be read."""
        return [tag for _, tag in self.numbered]

    @cached_property
    def numbered(self) -> list[tuple[Version, str]]:
        """Number and tag of each release, as `names` has them."""
        try:
            return releases_in(local_tags(self._root))
        except GitError:
            return []

    def routes(self, revision: str, folder: str = "") -> list[FoundRoute]:
        """Return the routes in a folder at a tag or commit, with their whole paths.

        Raise GitError where the clone lacks it.
        """
        files = [
            file
            for file in list_files(self._root, revision, *filter(None, [folder]))
            if file.path.endswith(_ENDS) and not is_test(file.path)
            if language_of(file.path) is not None
        ]
        self._read([file for file in files if file not in self._facts])
        facts = [fact for file in files for fact in self._facts[file]]
        routes = [fact for fact in facts if isinstance(fact, Route)]
        return full_routes(routes, [fact for fact in facts if isinstance(fact, RoutePrefix)])

    def _read(self, files: Sequence[TreeFile]) -> None:
        contents = read_blobs(self._root, [file.oid for file in files])
        for file, data in zip(files, contents, strict=True):
            if data is None:
                raise GitError(f"{self._repo}: {file.path} is missing", hint="run: ctxkit sync")
            wanted = _ROUTING.get(file.path[-3:], _ANY)
            is_read = len(data) <= MAX_FILE_BYTES and any(word in data for word in wanted)
            found = self._facts_of(file.path, data) if is_read else ()
            self._facts[file] = tuple(found)

    def _facts_of(self, path: str, data: bytes) -> Iterator[Route | RoutePrefix]:
        try:
            facts = list(extract(Source(repo=self._repo, path=path, data=data)))
        except Exception as error:  # any file may be broken in any way
            raise GitError(f"{self._repo}: {path} cannot be read: {error}") from None
        for fact in facts:
            if isinstance(fact, (Route, RoutePrefix)):
                yield replace(fact, repo=self._repo, path=path)


def with_releases(
    pair: Pair, client: Client, calls: Sequence[ClientCall], releases: Releases
) -> Pair:
    """Return a pair whose lacks say which release of the called program has the routes: the first
    later one, else the last earlier one.
    """
    now = release_number(pair.called_version)
    known = releases.numbered
    later = [tag for number, tag in known if now is None or number > now]
    earlier = [tag for number, tag in reversed(known) if now is not None and number < now]
    lacks = list(pair.lacks)
    for tag in (*later, *earlier):
        if all(lack.since for lack in lacks):
            break
        try:
            lost = lost_calls(client, calls, releases.routes(tag, client.routes))
        except GitError:
            continue  # of a shallow clone that was interrupted: another release may be whole
        if len(lost) == len({request_of(client, call) for call in calls}):
            continue  # that release binds its routes in a way that is not read
        is_earlier = tag in earlier
        lacks = [
            lack
            if lack.since or not lost.isdisjoint(lack.calls)
            else replace(lack, since=tag, earlier=is_earlier)
            for lack in lacks
        ]
    return replace(pair, lacks=tuple(lacks))


def came_with(releases: Releases, client: Client, call: ClientCall, version: str) -> str:
    """Return a release, `version` or an earlier one, that has a route for a call which the release
    before it lacks; empty where none is found.
    """
    now = release_number(version)
    known = releases.numbered
    names = [tag for number, tag in known if now is not None and number <= now]
    low, high = -1, len(names) - 1  # the first is taken to lack it, the last to have it
    try:
        while high - low > 1:
            middle = (low + high) // 2
            routes = releases.routes(names[middle], client.routes)
            if lost_calls(client, [call], routes):
                low = middle
            else:
                high = middle
    except GitError:
        return ""
    return names[high] if low >= 0 else ""
