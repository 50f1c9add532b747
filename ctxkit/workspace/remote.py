"""The tags and branches that a server offers.

Not here: asking for them (`repository.py`) and choosing one (`resolve.py`).
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from ctxkit.errors import GitError
from ctxkit.workspace.git_objects import TAGS

_HEADS = "refs/heads/"
_USUAL_DEFAULTS = ("main", "master")


class Advert(Struct, frozen=True, kw_only=True):
    """The ref advertisement of a server: the commits of its tags and branches, by short name;
    `head` is the default branch.

    `unreachable` is why the server could not be asked, if so: then this is the result of the last
    fetch.
    """

    tags: Mapping[str, str] = field(default_factory=dict)
    heads: Mapping[str, str] = field(default_factory=dict)
    head: str = ""
    unreachable: GitError | None = None


def parse_advert(text: str) -> Advert:
    """Read what `git ls-remote --symref` prints.

    An annotated tag counts as the commit that it is of (`^{}`).
    """
    tags: dict[str, str] = {}
    heads: dict[str, str] = {}
    head, head_commit = "", ""
    for line in text.splitlines():
        commit, _, ref = line.partition("\t")
        if ref == "HEAD" and commit.startswith(f"ref: {_HEADS}"):
            head = commit.removeprefix(f"ref: {_HEADS}")
        elif ref == "HEAD":
            head_commit = commit
        elif ref.startswith(_HEADS):
            heads[ref.removeprefix(_HEADS)] = commit
        elif ref.startswith(TAGS):
            # The line of the commit follows that of the tag.
            tags[ref.removeprefix(TAGS).removesuffix("^{}")] = commit
    if head not in heads:
        head = _branch_at(heads, head_commit)
    return Advert(tags=tags, heads=heads, head=head)


def _branch_at(heads: Mapping[str, str], commit: str) -> str:
    """Return the likeliest default branch of an old server, which gives only its commit."""
    named = [name for name, tip in heads.items() if tip == commit]
    usual = [name for name in _USUAL_DEFAULTS if name in named]
    return next(iter([*usual, *named]), "")
