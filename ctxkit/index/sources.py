"""The source text of the checkouts, at the commits that were indexed.

Not here: which lines anyone wants.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path
from sys import getsizeof

from ctxkit.errors import GitError
from ctxkit.index.reader import FileEntry, Index
from ctxkit.index.recent import RecentBySize
from ctxkit.workspace.checked_out import read_file, read_files

_READ_AT_ONCE = 512
_MAX_KEPT_BYTES = 8_000_000  # of texts, and of lines: those that one question goes back to


class JoinedFiles:
    """The content of many files, one behind the other: to look through it takes a twentieth of the
    time that opening the files takes.
    """

    def __init__(self, contents: Iterable[tuple[FileEntry, bytes]]) -> None:
        self._files: list[FileEntry] = []
        self._ends: list[int] = []
        whole = bytearray()
        for file, data in contents:
            whole += data
            whole.append(0)  # which no text has: it ends with its file
            self._files.append(file)
            self._ends.append(len(whole))
        self._whole = bytes(whole)

    def having(self, text: str) -> Iterator[FileEntry]:
        """Yield the files with `text` in them, in their order."""
        wanted = text.encode()
        place = self._whole.find(wanted)
        while place >= 0:
            number = bisect_right(self._ends, place)
            yield self._files[number]
            place = self._whole.find(wanted, self._ends[number])


class Sources:
    """Reads files of the view by (repository, path) and keeps the lines of those read last."""

    def __init__(self, index: Index, roots: Mapping[str, Path]) -> None:
        self._index = index
        self._roots = roots
        self._whole: RecentBySize[tuple[str, str], str] = RecentBySize(_MAX_KEPT_BYTES, getsizeof)
        self._read: RecentBySize[tuple[str, str], list[str]] = RecentBySize(
            _MAX_KEPT_BYTES, _size_of_lines
        )

    @property
    def roots(self) -> Mapping[str, Path]:
        """The folders of the checkouts, by repository."""
        return self._roots

    def root(self, repo: str) -> Path:
        """Return the folder of a checkout."""
        return self._roots[repo]

    def lines(self, repo: str, path: str) -> list[str]:
        """Return the lines of a file, without line ends; of one that is not in the view those of an
        empty file, a single empty line.

        Raise GitError where its content is lost.
        """
        return self._read.get((repo, path), lambda: self.whole(repo, path).split("\n"))

    def whole(self, repo: str, path: str) -> str:
        """Return the text of a file as its `lines` are, joined: to look for a word in it takes a
        tenth of the time that it takes in each line. Raise GitError where its content is lost.
        """
        return self._whole.get((repo, path), partial(self._text, repo, path))

    def _text(self, repo: str, path: str) -> str:
        file = self._index.file(repo, path)
        return _text_of(read_file(self._roots[repo], path, file.oid)) if file else ""

    def lines_having(self, repo: str, path: str, word: str) -> Iterator[tuple[int, str]]:
        """Yield (number, line) of the lines of a file with a word in them, or a part of one."""
        text = self.whole(repo, path)
        number, counted = 1, 0
        start = text.find(word)
        while start >= 0:
            number += text.count("\n", counted, start)
            first = text.rfind("\n", 0, start) + 1
            end = text.find("\n", start)
            counted = end if end >= 0 else len(text)
            yield number, text[first:counted]
            start = text.find(word, counted + 1)

    def blob(self, file: FileEntry) -> list[str]:
        """Return the lines of a file of any indexed version; none where the clone has lost that
        version.
        """
        try:
            return _lines_of(read_file(self._roots[file.repo], file.path, file.oid))
        except GitError:
            return []

    def committed(self, repo: str, path: str, commit: str) -> list[str] | None:
        """Return the lines of any file of the commit, also of one that ctxkit does not index; None
        if there is none.
        """
        if self._index.file(repo, path) is not None:
            return self.lines(repo, path)
        if ".." in path.split("/"):
            return None
        from ctxkit.workspace.git_objects import list_files  # few questions get here

        root = self._roots[repo]
        for file in list_files(root, commit, path):
            if file.path == path:  # a folder of that name has files, too
                return _lines_of(read_file(root, path, file.oid.hex()))
        return None

    def lines_with(self, files: Iterable[FileEntry], text: str) -> Iterator[tuple[FileEntry, int]]:
        """Yield (file, line number) for each line of the given files with `text` in it."""
        wanted = text.encode()
        for file, data in self._contents(files):
            if wanted in data:
                for number, line in enumerate(data.split(b"\n"), 1):
                    if wanted in line:
                        yield file, number

    def files_with(self, files: Iterable[FileEntry], text: str) -> Iterator[FileEntry]:
        """Yield those of many files whose work tree has `text` in it, without comparing with the
        commit: whoever uses them reads their `lines`. Of a version that is not checked out the
        commit is read.
        """
        wanted = text.encode()
        yield from (file for file, data in self._unchecked(files) if wanted in data)

    def joined(self, files: Iterable[FileEntry]) -> JoinedFiles:
        """Return the content of many files, read as `files_with` does, to look into it again and
        again.
        """
        return JoinedFiles(self._unchecked(files))

    def _unchecked(self, files: Iterable[FileEntry]) -> Iterator[tuple[FileEntry, bytes]]:
        """Yield each file with its content in the work tree; of a version that is not checked out,
        in the commit.
        """
        if self._index.is_of_other_version:
            yield from self._contents(files)
            return
        roots = {repo: f"{root}/" for repo, root in self._roots.items()}
        for file in files:
            try:
                with open(roots[file.repo] + file.path, "rb", buffering=0) as stream:  # noqa: PTH123 - thousands of them
                    data = stream.read()
            except OSError:
                continue
            yield file, data

    def _contents(self, files: Iterable[FileEntry]) -> Iterator[tuple[FileEntry, bytes]]:
        """Yield each file with its content; what is not checked out is read by one git for many."""
        rest = iter(files)
        while some := list(islice(rest, _READ_AT_ONCE)):
            found: dict[FileEntry, bytes] = {}
            for repo in dict.fromkeys(file.repo for file in some):
                own = [file for file in some if file.repo == repo]
                places = [(file.path, file.oid) for file in own]
                found |= zip(own, read_files(self._roots[repo], places), strict=True)
            yield from found.items()

    def text(self, repo: str, path: str, line: int, end_line: int) -> str:
        """Return the lines `line` to `end_line` (1-based, both included) of a file."""
        return "\n".join(self.lines(repo, path)[line - 1 : end_line])


def _text_of(data: bytes) -> str:
    return data.decode("utf8", "replace").replace("\r\n", "\n")


def _size_of_lines(lines: list[str]) -> int:
    return getsizeof(lines) + sum(map(getsizeof, lines))


def _lines_of(data: bytes) -> list[str]:
    # Not str.splitlines: it also splits at form feeds and U+2028, which no editor counts as lines.
    return _text_of(data).split("\n")
