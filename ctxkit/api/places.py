"""The lines of a place of a source, also of a further version of the workspace.

Not here: what is shown of them (`bundle/show.py`), places in the words of an answer
(`bundle/place_names.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ctxkit.bundle.show import Excerpt, show
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout
from ctxkit.text.visible import well_formed


def shown(
    folder: Path,
    index: Index,
    sources: Sources,
    views: Mapping[str, Mapping[str, Checkout]],
    repo: str,
    place: str,
) -> Excerpt:
    """Return the lines of a place; `repo` may name a version (`dify@1.13.3`) of one of `views`.

    `folder` is that of the workspace.
    """
    repo, place = well_formed(repo), well_formed(place)
    name, _, version = repo.partition("@")
    here = index.checkouts().get(name)
    if version and (here is None or here.version != version):
        for checkouts in views.values():
            if name in checkouts and checkouts[name].version == version:
                roots = {each: folder / each for each in checkouts}
                with Index.open(index.folder, checkouts=tuple(checkouts.values())) as other:
                    return show(other, Sources(other, roots), name, place)
    return show(index, sources, repo, place)
