"""What a server offers: its tags and branches.

Not here: asking for it (`repository.py`) and choosing from it (`resolve.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ctxkit.errors import GitError


@dataclass(frozen=True, slots=True, kw_only=True)
class Advert:
    """The commits that a repository's tags and branches are, by short name; `head` is its default
    branch.

    `unreachable` is why the server could not be asked, if so: then this is what was fetched from it
    before.
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
        left, _, ref = line.partition("\t")
        if left.startswith("ref: refs/heads/") and ref == "HEAD":
            head = left.removeprefix("ref: refs/heads/")
        elif ref == "HEAD":
            head_commit = left
        elif ref.startswith("refs/heads/"):
            heads[ref.removeprefix("refs/heads/")] = left
        elif ref.startswith("refs/tags/"):
            tags[ref.removeprefix("refs/tags/").removesuffix("^{}")] = (
                left  # the peeled line comes second
            )
    if head not in heads:
        named = [name for name, commit in heads.items() if commit == head_commit]
        head = next((n for n in ("main", "master") if n in named), named[0] if named else "")
    return Advert(tags=tags, heads=heads, head=head)
