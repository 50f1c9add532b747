from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.database.releases import release_with_revision, since_in_words
from tests.index.repositories import git


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone with the releases 1.0.0 to 1.2.0, each of which brings a file."""
    root = tmp_path / "dify"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    for number in range(3):
        (root / f"{number}.py").write_text(f"{number}")
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "change")
        git(root, "tag", f"1.{number}.0")
    git(root, "tag", "2.0.0-rc1")
    return root


@pytest.mark.parametrize(
    ("path", "version", "words"),
    [
        ("0.py", "1.2.0", "1.0.0 or earlier"),
        ("1.py", "1.2.0", "1.1.0 (1.0.0 lacks it)"),
        ("2.py", "1.2.0", "1.2.0 (1.1.0 lacks it)"),
        ("2.py", "1.1.0", None),
        ("x.py", "1.2.0", None),
        ("0.py", "1.0.0", None),
        ("0.py", "main", "1.0.0 or earlier"),
    ],
)
def test_with_which_release_a_file_came(
    clone: Path, path: str, version: str, words: str | None
) -> None:
    assert since_in_words(clone, version, [path]).get(path) == words


def test_no_clone_tells_nothing(tmp_path: Path) -> None:
    assert since_in_words(tmp_path, "1.0.0", ["a.py"]) == {}


def test_the_first_release_with_a_revision(clone: Path) -> None:
    assert release_with_revision(clone, ".", "1") == "1.1.0"
    assert release_with_revision(clone, ".", "0") == "1.0.0"
    assert release_with_revision(clone, ".", "9") == ""
    assert release_with_revision(clone, "no/such", "1") == ""
    assert release_with_revision(clone / "no", ".", "1") == ""
