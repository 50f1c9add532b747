"""A small real index made from literal facts, so that questions are tested without extractors."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

from ctxkit.dify.repositories import REPOSITORIES
from ctxkit.extract.registry import is_test
from ctxkit.index.builder import SourceFile, building
from ctxkit.index.reader import Index
from ctxkit.index.rows import encode
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout, Fact

Files = dict[str, dict[str, tuple[str, list[Fact]]]]
"""Repository, path, and of each file its text and what the extractors say of it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question is asked of."""

    index: Index
    sources: Sources
    folder: Path


def literal_index(
    folder: Path,
    files: Files,
    *,
    versions: Mapping[str, str] | None = None,
    commits: Mapping[str, str] | None = None,
    missing: Collection[str] = (),
) -> Asked:
    """Write `files` below `folder`, index their facts, and open the index.

    `versions` are those of the repositories, by default 1.0.0; `commits` where there are any. A
    repository of Dify that `files` does not have is empty, but for those that are `missing`.
    """
    roots, checkouts = {}, []
    names = [row.name for row in REPOSITORIES if row.name not in {*files, *missing}]
    files = {**files, **{name: {} for name in names}}
    for repo, contents in files.items():
        roots[repo] = folder / repo
        checkouts.append(
            Checkout(
                repo=repo,
                version=(versions or {}).get(repo, "1.0.0"),
                commit=(commits or {}).get(repo) or sha1(repo.encode()).hexdigest(),
                match="tag",
            )
        )
        for path, (text, _) in contents.items():
            file = folder / repo / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf8", newline="\n")
    (folder / "index").mkdir()
    with building(folder / "index", digest="d") as builder:
        for checkout in checkouts:
            contents = files[checkout.repo]
            listed = [
                SourceFile(path, blob_id(text.encode()), is_test(path))
                for path, (text, _) in contents.items()
            ]
            for number, file in builder.add_tree(checkout.repo, checkout.commit, listed):
                builder.add_facts(number, [encode(fact) for fact in contents[file.path][1]])
        builder.set_view(checkouts)
    index = Index.open(folder / "index")
    return Asked(index, Sources(index, roots), folder / "index")


def blob_id(data: bytes) -> bytes:
    """Return the id that git gives a file."""
    return sha1(b"blob %d\0" % len(data) + data).digest()
