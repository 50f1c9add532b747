"""Packages that come from their wheels, with the real pip and a folder as the package index."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import pytest

from ctxkit.errors import GitError, WorkspaceError
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.git_objects import list_files
from ctxkit.workspace.lockfile import read_lock
from ctxkit.workspace.other_version import checkouts_at
from ctxkit.workspace.wheel import pip
from tests.workspace.conftest import Upstream, git
from tests.workspace.test_packages import HASH, SDKS, Workshop, lock
from tests.workspace.wheel.test_wheel_file import wheel

pytestmark = pytest.mark.skipif(
    find_spec("pip") is None and not shutil.which("pip3"), reason="needs pip"
)


class Index:
    """A folder of wheels, which pip looks in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def add(self, version: str, package: str = "graphon", text: str = "") -> str:
        """Publish a wheel, with what makes pip take it for one, and return its sha256."""
        about = f"{package}-{version}.dist-info"
        needs = "Requires-Python: >=3.12"
        data = wheel(
            {
                f"{package}/__init__.py": (text or f"# the wheel of {version}\n").encode(),
                f"{package}/nodes/base.py": b"class Node: ...\n",
                f"{about}/METADATA": (
                    f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\n{needs}\n"
                ).encode(),
                f"{about}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
                f"{about}/RECORD": b"",
            }
        )
        (self.folder / f"{package}-{version}-py3-none-any.whl").write_bytes(data)
        return sha256(data).hexdigest()


@pytest.fixture
def shop(up: Callable[[str], Upstream], tmp_path: Path) -> Workshop:
    return Workshop(up, tmp_path / "ws")


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Index:
    found = Index(tmp_path / "wheels")
    monkeypatch.setenv("PIP_FIND_LINKS", str(found.folder))
    return found


def away(shop: Workshop) -> None:
    """Take the git repository of graphon away."""
    shop.graphon.path.rename(shop.graphon.path.with_name("gone"))


def files_of(shop: Workshop, commit: str) -> list[str]:
    return [file.path for file in list_files(shop.folder / "graphon", commit)]


def test_without_git_the_wheel_is_taken_and_its_files_lie_where_git_has_them(
    shop: Workshop, index: Index
) -> None:
    digest = index.add("0.2.2")
    shop.dify("2.0.0", {"api/uv.lock": lock(digest, graphon="0.2.2")}).write("2.0.0")
    away(shop)
    result = shop.sync()["graphon"]
    assert result.error is None
    assert result.checkout
    assert (result.checkout.version, result.checkout.match) == ("0.2.2", "tag")
    assert result.checkout.url == "wheel+graphon"
    assert result.because == "graphon 0.2.2 in dify's api/uv.lock, from its wheel"
    assert result.notes[-1].startswith("from its wheel: graphon: git ls-remote: ")
    found = files_of(shop, result.checkout.commit)
    assert found == ["src/graphon/__init__.py", "src/graphon/nodes/base.py"]
    shown = (shop.folder / "graphon" / "src" / "graphon" / "__init__.py").read_text()
    assert shown == "# the wheel of 0.2.2\n"
    status = {s.name: s for s in workspace_status(load_workspace(shop.folder)).sources}
    assert status["graphon"].problem == ""
    assert status["graphon"].because.endswith("from its wheel")


def test_a_version_without_a_tag_comes_from_its_wheel_and_git_again_when_it_has_one(
    shop: Workshop, index: Index
) -> None:
    digest = index.add("0.9.0b1")
    shop.dify("2.0.0", {"api/uv.lock": lock(digest, graphon="0.9.0b1")}).write("2.0.0")
    result = shop.sync()["graphon"]
    assert result.checkout
    assert result.checkout.version == "0.9.0b1"
    assert "no tag is of that version" in result.notes[-1]
    tagged = shop.graphon.commit({"src/graphon/x.py": ""}, date="2026-05-02T00:00:00Z")
    shop.graphon.commit({"a": ""}, date="2026-05-02T00:00:00Z", tag="v0.9.0b1")
    result = shop.sync()["graphon"]
    assert result.checkout
    assert (result.checkout.version, result.checkout.url) == ("v0.9.0b1", shop.graphon.url)
    assert result.checkout.commit != tagged


def test_a_wheel_that_was_fetched_needs_no_index_and_locked_brings_it_back(
    shop: Workshop, index: Index
) -> None:
    digest = index.add("0.2.2")
    shop.dify("2.0.0", {"api/uv.lock": lock(digest, graphon="0.2.2")}).write("2.0.0")
    away(shop)
    first = shop.sync()["graphon"].checkout
    entry = read_lock(shop.folder).sources["graphon"]  # type: ignore[union-attr]
    assert (entry.wheel, entry.sha256) == ("graphon", digest)
    (index.folder / "graphon-0.2.2-py3-none-any.whl").rename(index.folder / "kept")
    assert shop.sync()["graphon"].checkout == first
    for locked in (shop.folder / "graphon", shop.folder / ".ctxkit" / "wheels"):
        shutil.rmtree(locked)
    lost = shop.sync(locked=True)["graphon"]
    assert lost.error
    (index.folder / "kept").rename(index.folder / "graphon-0.2.2-py3-none-any.whl")
    assert shop.sync(locked=True)["graphon"].checkout == first


def test_another_wheel_than_that_of_the_lock_is_refused(shop: Workshop, index: Index) -> None:
    index.add("0.2.2", text="import os\n")
    shop.dify("2.0.0", {"api/uv.lock": lock(HASH, graphon="0.2.2")}).write("2.0.0")
    away(shop)
    result = shop.sync()["graphon"]
    assert result.checkout is None
    assert result.error
    assert result.error.message == (
        "graphon: the wheel of graphon 0.2.2 has another sha256 than the lock says"
    )


def test_without_git_and_wheel_both_reasons_are_given(shop: Workshop, index: Index) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock(HASH, graphon="0.2.2")}).write("2.0.0")
    away(shop)
    result = shop.sync()["graphon"]
    assert result.error
    assert "graphon: git ls-remote: " in result.error.message
    assert "; nor is there its wheel: pip download: " in result.error.message
    index.add("0.1.0")
    result = shop.sync()["graphon"]
    assert result.error
    assert result.error.message.endswith("the package index has no wheel of graphon 0.2.2")


def test_a_pre_release_without_tag_or_wheel_is_skipped_with_the_reason(
    shop: Workshop, index: Index
) -> None:
    index.add("0.1.0", "dify_plugin")
    shop.plugins({"models/a/uv.lock": lock(dify_plugin="0.0.1b65")})
    shop.dify("2.0.0", {"api/x.py": "x = 1\n"}).write("2.0.0")
    result = shop.sync()["dify-plugin-sdks"]
    assert result.error is None
    assert result.skipped.endswith(
        "and no tag is of that version; nor is there its wheel: the package index has no wheel of "
        "dify_plugin 0.0.1b65"
    )


def test_a_version_whose_hash_no_lock_has_is_not_downloaded(shop: Workshop, index: Index) -> None:
    index.add("9.0.0")
    project = '[project]\ndependencies = ["graphon==9.0.0"]\n'
    shop.dify("2.0.0", {"api/uv.lock": lock(), "api/pyproject.toml": project}).write("2.0.0")
    found = shop.sync()["graphon"].skipped
    assert found.endswith("no lock has the hash of a wheel of graphon 9.0.0")


def test_a_source_distribution_is_never_built(shop: Workshop, index: Index, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    project = tmp_path / "graphon-9.0.0"
    project.mkdir()
    (project / "setup.py").write_text(f"open({str(ran)!r}, 'w').close()\n")
    (project / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: graphon\nVersion: 9.0.0\n")
    archive = shutil.make_archive(
        str(index.folder / "graphon-9.0.0"), "gztar", tmp_path, "graphon-9.0.0"
    )
    digest = sha256(Path(archive).read_bytes()).hexdigest()
    shop.dify("2.0.0", {"api/uv.lock": lock(digest, graphon="9.0.0")}).write("2.0.0")
    assert shop.sync()["graphon"].skipped
    assert not ran.exists()


def test_a_source_without_wheel_stays_with_git(shop: Workshop, index: Index) -> None:
    digest = index.add("9.0.0")
    shop.dify("2.0.0", {"api/uv.lock": lock(digest, graphon="9.0.0")})
    shop.write("2.0.0", graphon="follows: dify api/uv.lock")
    assert shop.sync()["graphon"].skipped.endswith("and no tag is of that version")


def test_a_tag_that_moved_is_not_replaced_by_a_wheel(shop: Workshop, index: Index) -> None:
    digest = index.add("0.2.2")
    shop.dify("2.0.0", {"api/uv.lock": lock(digest, graphon="0.2.2")}).write("2.0.0")
    shop.sync()
    git(shop.graphon.path, "tag", "-f", "v0.2.2", "v0.3.0")
    result = shop.sync()["graphon"]
    assert result.error
    assert "moved from" in result.error.message


def test_another_version_comes_from_its_wheel(shop: Workshop, index: Index) -> None:
    for version in ("0.2.2", "0.3.0"):
        digest = index.add(version)
        text = lock(digest, graphon=version)
        shop.dify(f"2.{version}", {"api/uv.lock": text})
    shop.write("2.0.2.2")
    away(shop)
    shop.sync()
    config = load_workspace(shop.folder)
    found = {each.repo: each for each in checkouts_at(config, "2.0.3.0")}
    assert found["graphon"].version == "0.3.0"
    assert found["graphon"].url == "wheel+graphon"
    assert files_of(shop, found["graphon"].commit)
    shutil.rmtree(index.folder)
    again = {each.repo: each for each in checkouts_at(config, "2.0.3.0")}
    assert again == found


@pytest.mark.parametrize(
    "change",
    [("graphon", "-r x"), ("0.2.2", "0.2.2 --index-url=x"), ("a" * 64, "a" * 63)],
)
def test_a_lock_with_what_pip_must_not_get_is_refused(
    shop: Workshop, change: tuple[str, str]
) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock(graphon="0.2.2")}).write("2.0.0")
    entry = {"wheel": "graphon", "version": "0.2.2", "sha256": "a" * 64}
    entry = {key: change[1] if value == change[0] else value for key, value in entry.items()}
    rows = "".join(f'    {key}: "{value}"\n' for key, value in entry.items())
    commit = "b" * 40
    (shop.folder / "workspace.lock").write_text(
        f'format: "1"\ndify: "2.0.0"\nsources:\n  graphon:\n{rows}'
        f'    git: "x"\n    commit: "{commit}"\n    match: "tag"\n'
    )
    with pytest.raises(WorkspaceError, match="invalid entry for source 'graphon'"):
        read_lock(shop.folder)


def test_of_all_votes_the_hashes_of_the_version_count(shop: Workshop, index: Index) -> None:
    digest = index.add("0.9.0", "dify_plugin")
    shop.plugins(
        {
            "models/a/uv.lock": lock(digest, dify_plugin="0.9.0"),
            "models/b/requirements.txt": "dify_plugin==0.9.0\n",
            "models/c/uv.lock": lock(dify_plugin="0.4.0"),
        }
    )
    shop.dify("2.0.0", {"api/x.py": "x = 1\n"}).write("2.0.0", dify_plugin_sdks=SDKS)
    found = shop.sync()["dify-plugin-sdks"].checkout
    assert found
    assert (found.version, found.match) == ("0.9.0", "nearest")
    assert (shop.folder / "dify-plugin-sdks/src/dify_plugin/__init__.py").is_file()


def test_without_pip_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pip, "find_spec", lambda _: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="needs pip"):
        pip.download("graphon", "1.0", [HASH])
