"""The workspace of a server at the versions that are asked, each opened once.

Not here: what is asked of it (`mcp_server.py`).
"""

from __future__ import annotations

from pathlib import Path

from ctxkit.api import Workspace, open_workspace
from ctxkit.dify.repositories import DIFY
from ctxkit.errors import CtxkitError
from ctxkit.index.schema import DATABASE
from ctxkit.workspace.folder import state_folder


class OpenWorkspaces:
    """The workspace at the versions that are asked, each opened once. It is opened anew when the
    index on disk is another one, or a checkout has moved. One thread at a time may ask.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._held: dict[str, tuple[object, Workspace]] = {}

    def get(self, version: str | None = None) -> Workspace:
        """Return the workspace, at a further version if one is named. Raise CtxkitError if it
        cannot be asked.
        """
        name = version or ""
        stamp, known = self._held.get(name, (None, None))
        if known is not None:
            if stamp == self._stamp(known):
                return known
            del self._held[name]
            known.close()
        opened = open_workspace(self.folder, version=name or None)
        self._held[name] = (self._stamp(opened), opened)
        return opened

    def versions(self) -> tuple[str, ...]:
        """Return the versions that can be asked, the workspace's own first; none where it has no
        index yet.
        """
        try:
            opened = self.get()
        except CtxkitError:
            return ()
        dify = opened.checkouts.get(DIFY)
        return (dify.version if dify else "its own", *opened.also)

    def _stamp(self, opened: Workspace) -> object:
        heads = (root / ".git" / "HEAD" for root in opened.roots.values())
        files = (state_folder(self.folder) / DATABASE, *heads)
        return tuple(map(_stat_of, files))


def _stat_of(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns
