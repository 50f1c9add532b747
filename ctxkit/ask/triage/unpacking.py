"""What a user gives, with its archives unpacked, and a pipe that is no log kept as a file; the
paths are shown as those in the archives.

Not here: reading archives (`archives.py`), what the files are (`given_files.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from msgspec.structs import replace

from ctxkit.ask.triage.archives import (
    MAX_DEPTH,
    Limits,
    archives_in,
    is_archive,
    is_packed,
    split_dump,
    unpack,
)
from ctxkit.ask.triage.case_results import CaseCauses, RankedCause
from ctxkit.ask.triage.log_files import beginning_of_pipe, rest_of_pipe
from ctxkit.ask.triage.results import Triage
from ctxkit.ask.triage.state_files import is_state
from ctxkit.files.decoding import decode

MAX_TOLD = 5
_STDIN = "-"


class Unpacking:
    """The files of a case, for as long as they are read.

    `shown` has folders whose files are known to the user by other names: (folder, name).
    """

    def __init__(
        self,
        names: Sequence[str],
        is_stopped: Callable[[], bool],
        shown: Sequence[tuple[str, str]] = (),
    ) -> None:
        self._given = list(names)
        self._is_stopped = is_stopped
        self._shown = list(shown)
        self._folder: TemporaryDirectory[str] | None = None
        self.names: list[str] = []
        self.left: list[str] = []
        self.packed: set[str] = set()

    def __enter__(self) -> Unpacking:
        self.names = [self._kept_pipe() if name == _STDIN else name for name in self._given]
        packed = list(archives_in(self.names))
        if packed:
            self._unpack_all(packed, Limits(self._root(), self._is_stopped))
        self.names = [name for name in self.names if name not in self.packed]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()

    def _root(self) -> Path:
        if self._folder is None:
            self._folder = TemporaryDirectory(prefix="ctxkit-", ignore_cleanup_errors=True)
        return Path(self._folder.name)

    def _unpack_all(self, packed: Sequence[Path], limits: Limits) -> None:
        """Unpack archives, and those in them as far as they are not too deep."""
        for _ in range(MAX_DEPTH):
            folders = [self._unpack(path, limits) for path in packed if not self._is_stopped()]
            packed = list(archives_in([str(folder) for folder in folders]))
        self.left += [f"{self.shown(str(path))}: too deep" for path in packed]

    def _unpack(self, path: Path, limits: Limits) -> Path:
        folder = self._root() / str(len(self._shown))
        folder.mkdir()
        name = self.shown(str(path))
        read = unpack if is_archive(path) else split_dump
        self.left += [f"{name}: {each}" for each in read(path, folder, limits)]
        self._shown.append((str(folder), name))
        self.packed.add(str(path))
        self.names.append(str(folder))
        return folder

    def _kept_pipe(self) -> str:
        """Return `-`, or the file that a pipe was written into because it is no log."""
        beginning = beginning_of_pipe(self._is_stopped)
        if not (is_packed(beginning) or is_state(decode(beginning))):
            return _STDIN
        path = self._root() / "pipe"
        allowed = Limits(self._root()).bytes
        with path.open("wb") as out:
            for chunk in rest_of_pipe(self._is_stopped):
                if out.tell() + len(chunk) > allowed:
                    self.left.append("-: the rest: it is too long")
                    break
                out.write(chunk)
        self._shown.append((str(path), _STDIN))
        return str(path)

    def shown(self, text: str) -> str:
        """Return a text with the paths of unpacked files as those in their archives."""
        for folder, name in reversed(self._shown):
            text = text.replace(folder, name)
        return text

    def shown_in(self, found: Triage) -> Triage:
        """Return a triage with the paths that the user knows."""
        # Files out of an archive are shown as that.
        names = self._given if self._folder is not None else (found.names or self._given)
        return replace(
            found,
            names=tuple(map(self.shown, names)),
            notes=(*(self.shown(each) for each in found.notes), *note_on_left(self.left)),
            case=self._shown_case(found.case),
        )

    def _shown_case(self, case: CaseCauses) -> CaseCauses:
        return replace(
            case,
            causes=tuple(self._shown_cause(cause) for cause in case.causes),
            absent=tuple(self.shown(each) for each in case.absent),
        )

    def _shown_cause(self, cause: RankedCause) -> RankedCause:
        return replace(
            cause,
            what=self.shown(cause.what),
            change=self.shown(cause.change),
            proof=tuple(
                replace(each, file=self.shown(each.file), text=self.shown(each.text))
                for each in cause.proof
            ),
        )


def note_on_left(left: Sequence[str]) -> list[str]:
    """Return the note on what was left out: the first of it, and how much more it is; none if it is
    nothing.
    """
    more = [f"{len(left) - MAX_TOLD:,} more"] if len(left) > MAX_TOLD else []
    return [f"left out: {'; '.join([*left[:MAX_TOLD], *more])}"] if left else []
