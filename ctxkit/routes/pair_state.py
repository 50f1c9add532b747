"""The pairs of a workspace, kept in its state folder: found out once for each set of commits.

Not here: finding them out (`pairs.py`, `releases.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from itertools import chain, islice
from pathlib import Path
from typing import Any

from msgspec.structs import asdict

from ctxkit.dify.clients import CLIENTS, Client
from ctxkit.files.atomic import write_atomically
from ctxkit.index.digest import decisive_sources
from ctxkit.index.reader import Index
from ctxkit.routes.pairs import Lack, Pair, calls_of, pairs_of
from ctxkit.routes.wire import client_calls

FILE = "pairs.json"
_MAX_KEPT = 8  # sets of commits: a workspace may have several versions
_CODE = ("routes", "dify/clients.py", "dify/programs.py", "workspace/versions.py")
"""What decides, beside the index, which pairs are found."""


def workspace_pairs(
    index: Index, roots: Mapping[str, Path], *, renew: bool = False
) -> tuple[Pair, ...]:
    """Return the pairs of the view of an index, whose clones lie at `roots`.

    `renew`: what was kept is not asked, since the clones may have other releases now.
    """
    file, key = index.folder / FILE, _key_of(index)
    kept = _read(file)
    if key in kept and not renew:
        return kept[key]
    pairs = find_pairs(index, roots)
    others = ((k, v) for k, v in kept.items() if k != key)
    new = dict(islice(chain([(key, pairs)], others), _MAX_KEPT))
    text = json.dumps({k: [_data(pair) for pair in v] for k, v in new.items()})
    with suppress(OSError):  # a folder that cannot be written makes it slower only
        write_atomically(file, text.encode())
    return pairs


def pair_of_client(index: Index, roots: Mapping[str, Path], client: Client) -> Pair | None:
    """Return the pair of a client and the program that it calls; None where one is not there."""
    pairs = workspace_pairs(index, roots)
    ends = (client.caller, client.called)
    return next((pair for pair in pairs if (pair.caller, pair.called) == ends), None)


def find_pairs(index: Index, roots: Mapping[str, Path]) -> tuple[Pair, ...]:
    """Return the pairs of the view, with the releases that have what is missing."""
    pairs = pairs_of(index)
    if not any(pair.lacks for pair in pairs):
        return pairs
    # Parsing takes a library that nobody waits for where nothing is missing.
    from ctxkit.routes.releases import Releases, with_releases

    releases = {repo: Releases(root, repo) for repo, root in roots.items()}
    rows = {(row.caller, row.called): row for row in CLIENTS}
    calls = client_calls(index)
    found: list[Pair] = []
    for pair in pairs:
        row = rows[pair.caller, pair.called]
        if pair.lacks and row.called_repo in releases:
            pair = with_releases(pair, row, calls_of(row, calls), releases[row.called_repo])
        found.append(pair)
    return tuple(found)


def _key_of(index: Index) -> str:
    whole = sha256(index.digest.encode())
    for checkout in index.checkouts().values():
        whole.update(repr(checkout).encode())
    for _, content in decisive_sources(_CODE):
        whole.update(content)
    return whole.hexdigest()[:32]


def _read(file: Path) -> dict[str, tuple[Pair, ...]]:
    """Return the pairs that are kept, by what they are of; none where they are damaged."""
    try:
        data = json.loads(file.read_bytes())
        return {key: tuple(map(_pair, pairs)) for key, pairs in data.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _data(pair: Pair) -> dict[str, Any]:
    return {**asdict(pair), "lacks": [asdict(lack) for lack in pair.lacks]}


def _pair(data: Mapping[str, Any]) -> Pair:
    lacks = (Lack(**{**lack, "calls": tuple(lack["calls"])}) for lack in data["lacks"])
    return Pair(**{**data, "lacks": tuple(lacks)})
