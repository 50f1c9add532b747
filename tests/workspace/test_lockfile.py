"""workspace.lock: written so that it can be kept in git, read with suspicion."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.errors import WorkspaceError
from ctxkit.workspace.lockfile import Lock, LockedSource, lock_text, read_lock, write_lock

ENTRY = LockedSource(
    git="https://e.org/x",
    version="0.2.15",
    commit="a" * 40,
    match="tag",
    ref="refs/tags/0.2.15",
    because="it fits",
)
LOCK = Lock(dify="1.14.0", sources={"dify-sandbox": ENTRY})


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    assert read_lock(tmp_path) is None
    write_lock(tmp_path, LOCK)
    assert read_lock(tmp_path) == LOCK
    write_lock(tmp_path, Lock(dify="1", sources={}))
    assert read_lock(tmp_path) == Lock(dify="1", sources={})
    assert [p.name for p in tmp_path.iterdir()] == ["workspace.lock"]


@given(
    because=st.text(st.characters(exclude_categories=["Cs"])),
    version=st.text("\"'\\:#{}[]&*é\u2028 1.", min_size=1),
)
def test_any_text_survives(
    tmp_path_factory: pytest.TempPathFactory, because: str, version: str
) -> None:
    folder = tmp_path_factory.mktemp("lock")
    source = LockedSource(git="x", version=version, commit="b" * 40, match="guess", because=because)
    lock = Lock(dify=version, sources={"dify": source})
    write_lock(folder, lock)
    assert read_lock(folder) == lock


def test_an_unchanged_lock_is_not_written(tmp_path: Path) -> None:
    write_lock(tmp_path, LOCK)
    before = (tmp_path / "workspace.lock").stat()
    write_lock(tmp_path, LOCK)
    after = (tmp_path / "workspace.lock").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a" * 40, "a" * 39),
        ("a" * 40, "--upload-pack=x"),
        ('match: "tag"', 'match: "sure"'),
        ("refs/tags/0.2.15", "refs/tags/x:refs/heads/main"),
        ("refs/tags/0.2.15", "--force"),
        ("  dify-sandbox:", "  ../x:"),
        ('    version: "0.2.15"\n', ""),
        ('    version: "0.2.15"\n', "    version: 1.0\n"),
        ('format: "1"', 'format: "2"'),
        ('dify: "1.14.0"\n', ""),
        ("sources:", "source:"),
        ("    git", "   git"),
        ("    match", "    because: twice\n    match"),
        ("#", "[" * 1000 + "#"),
    ],
)
def test_a_damaged_lock_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = lock_text(LOCK)
    assert old in text
    (tmp_path / "workspace.lock").write_text(text.replace(old, new, 1), encoding="utf8")
    with pytest.raises(WorkspaceError, match=r"^workspace\.lock"):
        read_lock(tmp_path)
