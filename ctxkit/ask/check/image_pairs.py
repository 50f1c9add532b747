"""Check whether the releases that the user's files run fit each other: routes that one
program calls and the other lacks, and faults that are known.

Not here: finding it out (`routes/`), whether a release is the one that Dify names
(`env_images.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from ctxkit.ask.check.reporting import Reporter, Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.dify.clients import CLIENTS, Client
from ctxkit.errors import GitError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.routes.pair_state import pair_of_client, workspace_pairs
from ctxkit.routes.pair_words import (
    fault_sentence,
    faults,
    lack_sentence,
    lack_with_remedy,
    remedy,
    unread_sentence,
)
from ctxkit.routes.pairs import Pair, calls_of, pair_of
from ctxkit.routes.wire import client_calls
from ctxkit.workspace.versions import find_tag, parse_version, without_build

IMAGE_DOES_NOT_FIT = FileRule(
    id="image-does-not-fit",
    category="versions-differ",
    severity="warning",
    summary="A release does not fit the program that calls it",
    why="Calls without a route are answered 404. Without the routes that manage plugins, and where"
    " a fault is known, pages of the console fail. Another feature that is missing is noted.",
    remedy="Use a release that has the routes.",
    broken={
        "compose": "services:\n  plugin_daemon:\n"
        "    image: langgenius/dify-plugin-daemon:0.1.0-local\n"
    },
    kept={
        "compose": "services:\n  plugin_daemon:\n"
        "    image: langgenius/dify-plugin-daemon:0.6.0-local\n"
    },
)
RULES = (IMAGE_DOES_NOT_FIT,)


class RunImage(NamedTuple):
    """The image tag of a program, and where the user's files say so; no path: the chart does."""

    tag: str
    path: str
    line: int
    key: str = "image"

    @property
    def spot(self) -> Spot:
        return Spot(path=self.path, key=self.key, line=self.line)


def check_pairs(
    index: Index, sources: Sources, reporter: Reporter, images: Mapping[str, RunImage]
) -> Iterator[str]:
    """Report what does not fit in the releases `images` by program, called by the version of dify
    of the workspace; yield notes on what cannot be told.
    """
    checkouts = index.checkouts()
    for client in CLIENTS:
        image = images.get(client.called)
        if image is None or client.repo not in checkouts or client.called_repo == client.repo:
            continue
        pair = _pair(index, sources, client, image)
        if not image.path:
            yield from _sentences(pair)
            continue
        if pair.unread:
            yield unread_sentence(pair)
        _report(reporter, pair, image)


def workspace_notes(index: Index, sources: Sources, others: Collection[str]) -> Iterator[str]:
    """Yield what does not fit in the pairs of the workspace and can be helped; `others` are the
    programs of which the user runs another release.
    """
    for pair in workspace_pairs(index, sources.roots):
        if not {pair.caller, pair.called} & set(others):
            yield from _sentences(pair)


def _sentences(pair: Pair) -> Iterator[str]:
    """Yield what does not fit in a pair and can be helped."""
    for fault in faults(pair):
        yield fault_sentence(pair, fault)
    for lack in pair.lacks:
        if lack.since:
            yield lack_with_remedy(pair, lack)


def _pair(index: Index, sources: Sources, client: Client, image: RunImage) -> Pair:
    """Return the pair of the workspace's dify and a release that the user runs."""
    version = without_build(image.tag)
    caller = index.checkouts()[client.repo].version
    held = index.checkouts().get(client.called_repo)
    is_held = held is not None and parse_version(held.version) == parse_version(version) is not None
    known = pair_of_client(index, sources.roots, client) if is_held else None
    if known is not None:
        return known
    unread = Pair(
        caller=client.caller,
        caller_version=caller,
        called=client.called,
        called_version=version,
        unread="its sources are not in the workspace",
    )
    if client.called_repo not in index.checkouts():
        return unread
    # Only who runs another release waits for the library that parses.
    from ctxkit.routes.releases import Releases, with_releases

    releases = Releases(sources.root(client.called_repo), client.called_repo)
    own = calls_of(client, client_calls(index))
    try:
        tag = find_tag(releases.names(), version)
        if tag is None:
            return unread
        found = pair_of(client, caller, version, own, releases.routes(tag, client.routes))
    except (GitError, OSError):
        return unread
    return with_releases(found, client, own, releases) if found.lacks else found


def _report(reporter: Reporter, pair: Pair, image: RunImage) -> None:
    for fault in faults(pair):
        message = fault_sentence(pair, fault)
        reporter.add(IMAGE_DOES_NOT_FIT, image.spot, message, fault.fix, severity="warning")
    for lack in pair.lacks:
        reporter.add(
            IMAGE_DOES_NOT_FIT,
            Spot(path=image.path, key=lack.feature, line=image.line),
            lack_sentence(pair, lack),
            remedy(pair, [lack]),
            severity=lack.severity,
        )
