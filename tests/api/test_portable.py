"""A workspace taken to a site without network: the same answers there, nothing that is not whole,
nothing that is run.
"""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

import ctxkit
from ctxkit.api import portable
from ctxkit.api.maintenance import index, status, sync
from ctxkit.api.portable import export_workspace, import_workspace
from ctxkit.demo.repositories import VERSIONS, make_repositories
from ctxkit.errors import CtxkitError, GitError, UsageError, WorkspaceError
from ctxkit.workspace.new_workspace import init_workspace
from ctxkit.workspace.portable.archive import write_archive
from ctxkit.workspace.portable.manifest import ArchiveManifest, Member, read_manifest
from ctxkit.workspace.urls import public_url
from tests.workspace.conftest import git
from tests.workspace.git_server import GitServer, git_server

LINE = "2026-05-04 09:12:44.120 WARNING [Dummy-7] [ssrf_proxy.py:31] - Request to http://x/ failed"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of every test of this module: clones name where they came from by its path."""
    return tmp_path_factory.mktemp("place")


@pytest.fixture
def tmp_path(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    yield place
    place.rename(tmp_path_factory.mktemp("done") / "place")


@pytest.fixture(scope="module")
def made(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `site` and `forged` begin with, made once: `up`, `ws` and the archive of it."""
    make_repositories(place / "up")
    init_workspace(place / "ws", dify="1.13.3", prefix=(place / "up").as_uri())
    sync(place / "ws")
    set_version(place / "ws", "1.14.0")
    sync(place / "ws")
    export_workspace(place / "ws", place / "site.tar.gz")
    return place.rename(tmp_path_factory.mktemp("made") / "place")


@pytest.fixture
def site(made: Path, tmp_path: Path) -> Path:
    """A synced and indexed workspace, whose repositories are in a folder beside it."""
    for name in ("up", "ws"):
        shutil.copytree(made / name, tmp_path / name, symlinks=True)
    return tmp_path / "ws"


def set_version(folder: Path, version: str) -> None:
    file = folder / "workspace.yaml"
    old = next(row for row in file.read_text().splitlines() if row.startswith("dify:"))
    file.write_text(file.read_text().replace(old, f'dify: "{version}"'))


def answers(folder: Path) -> list[str]:
    with ctxkit.open_workspace(folder) as ws:
        asked = ws.explain("LOG_LEVEL"), ws.locate(LINE), ws.find("retry policy")
        texts = [answer.bundle(budget=6000).markdown for answer in asked]
        texts += [str(answer.to_dict()) for answer in asked]
        texts.append(ws.show("dify", "docker/docker-compose.yaml").text)
    return [*texts, str(status(folder).to_dict())]


def test_answers_are_the_same_without_the_servers(site: Path, tmp_path: Path) -> None:
    file = tmp_path / "site.tar.gz"
    done = export_workspace(site, file)
    assert (done.size, done.sha256) == (
        file.stat().st_size,
        sha256(file.read_bytes()).hexdigest(),
    )
    before = answers(site)
    (tmp_path / "up").rename(tmp_path / "away")
    imported = import_workspace(file, tmp_path / "there")
    assert imported.sha256 == done.sha256
    assert status(tmp_path / "there").ok
    assert answers(tmp_path / "there") == before
    for name in VERSIONS:
        assert git(tmp_path / "there" / name, "status", "--porcelain") == ""
        assert git(tmp_path / "there" / name, "fsck", "--no-dangling") == ""
    again = sync(tmp_path / "there")  # nobody answers: what was brought counts
    assert all(result.error is None for result in again.report.results)
    assert answers(tmp_path / "there")[:-1] == before[:-1]


def test_a_sync_goes_on_where_there_is_a_network(site: Path, tmp_path: Path) -> None:
    export_workspace(site, tmp_path / "site.tar.gz")
    there = tmp_path / "there"
    import_workspace(tmp_path / "site.tar.gz", there)
    done = sync(there)
    assert [(r.error, r.changed, r.notes) for r in done.report.results] == [(None, False, ())] * 5
    set_version(there, "1.13.3")
    assert all(result.error is None for result in sync(there).report.results)
    assert status(there).ok
    set_version(site, "1.13.3")
    sync(site)
    assert answers(there) == answers(site)


def test_the_same_workspace_gives_the_same_bytes(site: Path, tmp_path: Path) -> None:
    first = export_workspace(site, tmp_path / "a.tar.gz")
    answers(site)
    for path in (tmp_path / "ws").rglob("*"):
        if path.is_file() and ".git" not in path.parts:
            os.utime(path, (1, 1))
    second = export_workspace(site, tmp_path / "other.tgz")
    assert first.sha256 == second.sha256


def test_what_is_exported_twice_is_the_same_thing(site: Path, tmp_path: Path) -> None:
    export_workspace(site, tmp_path / "a.tar.gz")
    import_workspace(tmp_path / "a.tar.gz", tmp_path / "b")
    export_workspace(tmp_path / "b", tmp_path / "b.tar.gz")
    import_workspace(tmp_path / "b.tar.gz", tmp_path / "c")
    assert answers(tmp_path / "c") == answers(site)


def test_other_versions_come_along_unless_they_are_left_out(site: Path, tmp_path: Path) -> None:
    with ctxkit.open_workspace(site) as ws:
        before = ws.drift("1.13.3").to_dict()
    export_workspace(site, tmp_path / "all.tar.gz")
    small = export_workspace(site, tmp_path / "one.tar.gz", history=False)
    (tmp_path / "up").rename(tmp_path / "away")
    import_workspace(tmp_path / "all.tar.gz", tmp_path / "all")
    import_workspace(tmp_path / "one.tar.gz", tmp_path / "one")
    with ctxkit.open_workspace(tmp_path / "all") as ws:
        assert ws.drift("1.13.3").to_dict() == before
    with ctxkit.open_workspace(tmp_path / "one") as ws, pytest.raises(CtxkitError):
        ws.drift("1.13.3")
    assert answers(tmp_path / "one") == answers(site)
    assert small.size < (tmp_path / "all.tar.gz").stat().st_size


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitServer]:
    make_repositories(tmp_path / "up")
    with git_server(tmp_path / "up") as offered:
        yield offered


def test_a_lean_workspace_stays_lean(tmp_path: Path, server: GitServer) -> None:
    tree = git(tmp_path / "up" / "dify.git", "rev-parse", "1.14.0^{tree}")
    blob = subprocess.run(
        ["git", "-C", str(tmp_path / "up" / "dify.git"), "hash-object", "-w", "--stdin"],
        input=b"PNG",
        capture_output=True,
        check=True,
    ).stdout.decode()
    rows = git(tmp_path / "up" / "dify.git", "ls-tree", tree)
    made = subprocess.run(
        ["git", "-C", str(tmp_path / "up" / "dify.git"), "mktree"],
        input=f"{rows}\n100644 blob {blob.strip()}\tlogo.png\n".encode(),
        capture_output=True,
        check=True,
    ).stdout.decode()
    repository = tmp_path / "up" / "dify.git"
    commit = git(repository, "commit-tree", "-m", "x", "-p", "1.14.0", made.strip())
    git(repository, "update-ref", "refs/tags/1.14.0", commit)
    site = tmp_path / "ws"
    site.mkdir()
    rows = "".join(f"  {name}: {{git: {server.url}/{name}.git}}\n" for name in VERSIONS)
    (site / "workspace.yaml").write_text(f'dify: "1.14.0"\nsources:\n{rows}')
    assert all(result.error is None for result in sync(site).report.results)
    done = export_workspace(site, tmp_path / "lean.tar.gz")
    assert done.to_dict()["notes"][0].startswith("dify")
    before, knocks = answers(site), server.knocks
    server.is_away = True
    there = tmp_path / "there"
    import_workspace(tmp_path / "lean.tar.gz", there)
    assert answers(there) == before
    assert not (there / "dify" / "logo.png").exists()
    with ctxkit.open_workspace(there) as ws, pytest.raises(GitError, match="was not fetched"):
        ws.show("dify", "logo.png")
    assert server.knocks == knocks
    server.is_away = False
    (there / "workspace.yaml").write_text(f'dify: "1.14.0"\nlean: false\nsources:\n{rows}')
    assert all(result.error is None for result in sync(there).report.results)
    assert (there / "dify" / "logo.png").read_text() == "PNG"


def spoil_checkout(site: Path) -> None:
    (site / "dify" / "docker" / "docker-compose.yaml").write_text("mine")


def spoil_lock(site: Path) -> None:
    (site / "workspace.lock").unlink()


def spoil_yaml(site: Path) -> None:
    set_version(site, "1.13.3")


def spoil_index(site: Path) -> None:
    (site / ".ctxkit" / "index.sqlite3").unlink()


def spoil_clone(site: Path) -> None:
    shutil.rmtree(site / "dify-helm")


@pytest.mark.parametrize(
    ("spoil", "fault", "remedy"),
    [
        (spoil_checkout, "dify has local changes", "commit, stash or undo"),
        (spoil_lock, "the workspace is not whole: dify: not in workspace.lock", "ctxkit sync"),
        (spoil_yaml, "workspace.yaml has changed", "ctxkit sync"),
        (spoil_index, "the index is missing", "ctxkit index"),
        (spoil_clone, "dify-helm: not cloned yet", "ctxkit sync"),
    ],
)
def test_what_is_not_whole_is_not_exported(
    site: Path, tmp_path: Path, spoil: Callable[[Path], None], fault: str, remedy: str
) -> None:
    spoil(site)
    with pytest.raises(WorkspaceError, match=fault) as caught:
        export_workspace(site, tmp_path / "site.tar.gz")
    assert remedy in caught.value.hint
    assert {path.name for path in tmp_path.iterdir()} == {"up", "ws"}


def test_a_failed_export_leaves_the_old_file(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "site.tar.gz"
    file.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(portable, "write_archive", full)
    with pytest.raises(WorkspaceError, match="No space left"):
        export_workspace(site, file)
    assert file.read_bytes() == b"old"
    assert {path.name for path in tmp_path.iterdir()} == {"up", "ws", "site.tar.gz"}


def test_passwords_stay_here(site: Path, tmp_path: Path) -> None:
    file = site / "workspace.yaml"
    url = f"{(tmp_path / 'up').as_uri()}/dify.git"
    secret = "https://me:hunter2@example.org/dify.git"
    file.write_text(file.read_text().replace(url, secret))
    lock = site / "workspace.lock"
    lock.write_text(lock.read_text().replace(url, public_url(secret)))
    index(site)
    export_workspace(site, tmp_path / "site.tar.gz")
    there = tmp_path / "there"
    import_workspace(tmp_path / "site.tar.gz", there)
    assert f"git: {public_url(secret)}}}" in (there / "workspace.yaml").read_text()
    found = subprocess.run(["grep", "-rla", "hunter2", str(there)], capture_output=True, text=True)
    assert found.stdout == ""


@pytest.mark.parametrize("name", ["site.zip", "site", "site.tar"])
def test_the_name_says_what_it_is(site: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no name for an archive"):
        export_workspace(site, tmp_path / name)
    with pytest.raises(UsageError, match="no such folder"):
        export_workspace(site, tmp_path / "none" / "site.tar.gz")


def test_only_a_new_folder_is_written(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "my-dify.tar.gz"
    export_workspace(site, file)
    with pytest.raises(UsageError, match="is not empty"):
        import_workspace(file, site)
    (tmp_path / "link").symlink_to(site)
    with pytest.raises(UsageError, match="is no folder"):
        import_workspace(file, tmp_path / "link")
    with pytest.raises(UsageError, match="no such folder"):
        import_workspace(file, tmp_path / "none" / "x")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    with pytest.raises(UsageError, match="is the current folder"):
        import_workspace(file, ".")
    monkeypatch.chdir(tmp_path)
    import_workspace(file, "empty")
    import_workspace(file)
    assert answers(tmp_path / "my-dify") == answers(tmp_path / "empty")


# --- what may come from anybody -------------------------------------------------------------------


class Forged:
    """An archive that is sound in itself, with other contents than `ctxkit export` wrote."""

    def __init__(self, file: Path) -> None:
        self.file = file
        with tarfile.open(file) as tar:
            found = {m.name: tar.extractfile(m).read() for m in tar}  # type: ignore[union-attr]
        self.manifest = read_manifest(found.pop("manifest.json"))
        self.contents = found

    def write(
        self, change: Callable[[ArchiveManifest], ArchiveManifest] = lambda manifest: manifest
    ) -> Path:
        folder = self.file.with_name("forged")
        folder.mkdir()
        files, members = [], []
        for number, (name, data) in enumerate(self.contents.items()):
            files.append(folder / str(number))
            files[-1].write_bytes(data)
            members.append(Member(name=name, size=len(data), sha256=sha256(data).hexdigest()))
        made = change(replace(self.manifest, members=tuple(members)))
        write_archive(folder / "forged.tar.gz", made, files)
        return folder / "forged.tar.gz"


@pytest.fixture
def forged(made: Path, tmp_path: Path) -> Forged:
    return Forged(Path(shutil.copy(made / "site.tar.gz", tmp_path)))


def refuse(file: Path, tmp_path: Path) -> CtxkitError:
    before = {path.name for path in tmp_path.iterdir()}
    with pytest.raises(CtxkitError) as caught:
        import_workspace(file, tmp_path / "there")
    assert {path.name for path in tmp_path.iterdir()} == before
    return caught.value


def test_a_forged_archive_that_is_right_is_taken(forged: Forged, tmp_path: Path) -> None:
    import_workspace(forged.write(), tmp_path / "there")
    assert status(tmp_path / "there").ok


def test_the_index_of_another_ctxkit_is_refused_or_built_here(
    site: Path, forged: Forged, tmp_path: Path
) -> None:
    file = forged.write(lambda manifest: replace(manifest, digest="other", ctxkit="9.9"))
    error = refuse(file, tmp_path)
    assert "another ctxkit (the archive is of ctxkit 9.9" in error.message
    assert "ctxkit import --reindex" in error.hint
    import_workspace(file, tmp_path / "there", reindex=True)
    assert answers(tmp_path / "there") == answers(site)


def test_an_index_with_a_trigger_is_refused(forged: Forged, tmp_path: Path) -> None:
    path = tmp_path / "forged.sqlite3"
    path.write_bytes(forged.contents["index.sqlite3"])
    db = sqlite3.connect(path)
    db.execute("CREATE TRIGGER t AFTER INSERT ON meta BEGIN DELETE FROM fact; END")
    db.commit()
    db.close()
    forged.contents["index.sqlite3"] = path.read_bytes()
    assert "it has other tables" in refuse(forged.write(), tmp_path).message


def test_an_index_of_other_commits_is_refused(forged: Forged, tmp_path: Path) -> None:
    path = tmp_path / "forged.sqlite3"
    path.write_bytes(forged.contents["index.sqlite3"])
    db = sqlite3.connect(path)
    db.execute("UPDATE tree SET commit_id = ? WHERE version = '1.14.0'", ("1" * 40,))
    db.commit()
    db.close()
    forged.contents["index.sqlite3"] = path.read_bytes()
    assert "the index is not of its commits" in refuse(forged.write(), tmp_path).message


def test_a_source_that_is_missing_is_told(forged: Forged, tmp_path: Path) -> None:
    del forged.contents["sources/dify-helm/objects.pack"]

    def change(manifest: ArchiveManifest) -> ArchiveManifest:
        kept = tuple(each for each in manifest.repositories if each.name != "dify-helm")
        return replace(manifest, repositories=kept)

    assert "it has no source dify-helm" in refuse(forged.write(change), tmp_path).message


def test_a_lock_of_another_commit_is_refused(forged: Forged, tmp_path: Path) -> None:
    packed = forged.manifest.repository("sources", "dify")
    assert packed is not None
    commit = packed.refs["refs/tags/1.14.0"]
    lock = forged.contents["workspace.lock"].decode()
    forged.contents["workspace.lock"] = lock.replace(commit, "1" * 40).encode()
    assert isinstance(refuse(forged.write(), tmp_path), WorkspaceError)


def test_files_that_are_missing_are_counted(forged: Forged, site: Path, tmp_path: Path) -> None:
    name = "sources/dify/objects.pack"
    objects = git(site / "dify", "rev-list", "--objects", "--no-walk", "HEAD").splitlines()
    kept = [row.split()[0] for row in objects if not row.endswith("docker-compose.yaml")]
    done = subprocess.run(
        ["git", "-C", str(site / "dify"), "pack-objects", "--stdout", "-q"],
        input="".join(f"{oid}\n" for oid in kept).encode(),
        capture_output=True,
        check=True,
    )
    forged.contents[name] = done.stdout

    def change(manifest: ArchiveManifest) -> ArchiveManifest:
        repositories = tuple(
            replace(each, partial=True, refs={f"refs/ctxkit/at/{head}": head})
            if each.name == "dify"
            else each
            for each in manifest.repositories
        )
        return replace(manifest, repositories=repositories)

    head = git(site / "dify", "rev-parse", "HEAD")
    error = refuse(forged.write(change), tmp_path)
    assert error.message == "the archive is not whole: 1 objects of dify are missing"


@pytest.mark.parametrize("url", ["ext::sh -c touch% /tmp/x", "-u", "--upload-pack=touch x"])
def test_a_workspace_file_that_runs_a_program_is_refused(
    forged: Forged, tmp_path: Path, url: str
) -> None:
    text = msgspec.json.encode({"dify": "1.14.0", "sources": {"dify": {"git": url}}})
    forged.contents["workspace.yaml"] = text
    assert "workspace.yaml:1" in refuse(forged.write(), tmp_path).message


def test_attributes_and_filters_of_a_source_are_not_heeded(
    forged: Forged, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user's own configuration has a filter; the tree names it. No clone runs it."""
    witness = tmp_path / "run"
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        f'[filter "evil"]\n\tsmudge = touch {witness}\n\tclean = touch {witness}\n'
        f"[core]\n\thooksPath = {home}\n"
    )
    for hook in ("post-checkout", "post-index-change", "reference-transaction"):
        (home / hook).write_text(f"#!/bin/sh\ntouch {witness}\n")
        (home / hook).chmod(0o755)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    import_workspace(forged.file, tmp_path / "there")
    assert not witness.exists()
    for name in VERSIONS:
        config = (tmp_path / "there" / name / ".git" / "config").read_text()
        assert "evil" not in config
        assert not (tmp_path / "there" / name / ".git" / "hooks").exists()


def test_no_search_index_is_taken(forged: Forged, tmp_path: Path) -> None:
    assert not [name for name in forged.contents if "search" in name or "toc" in name]


# --- runs that were killed ------------------------------------------------------------------------


def dead_process() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def test_what_a_killed_run_left_goes_with_the_next(site: Path, tmp_path: Path) -> None:
    dead, mine = dead_process(), os.getppid()
    for name in ("site.tar.gz", "there"):
        for pid in (dead, mine):
            (tmp_path / f".{name}.tmp-{pid}" / "workspace").mkdir(parents=True)
    export_workspace(site, tmp_path / "site.tar.gz")
    import_workspace(tmp_path / "site.tar.gz", tmp_path / "there")
    left = {path.name for path in tmp_path.glob(".*")}
    assert left == {f".site.tar.gz.tmp-{mine}", f".there.tmp-{mine}"}


def test_an_import_that_fails_late_leaves_nothing(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_workspace(site, tmp_path / "site.tar.gz")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(portable, "prepare_search", full)
    with pytest.raises(OSError, match="No space"):
        import_workspace(tmp_path / "site.tar.gz", tmp_path / "there")
    assert {path.name for path in tmp_path.iterdir()} == {"up", "ws", "site.tar.gz"}


def test_the_commands(site: Path, tmp_path: Path) -> None:
    from tests.commands.running import run

    done = run("export", "-w", "ws", "site.tar.gz", cwd=tmp_path)
    assert done.returncode == 0
    assert b"dify-sandbox" in done.stdout
    assert b"wrote site.tar.gz" in done.stderr
    data = msgspec.json.decode(run("import", "site.tar.gz", "--json", cwd=tmp_path).stdout)
    assert data["command"] == "import"
    assert data["path"].endswith("/site")
    assert [each["name"] for each in data["contents"]][:2] == ["dify", "dify-helm"]
    assert run("status", cwd=tmp_path / "site").returncode == 0
    again = run("import", "site.tar.gz", cwd=tmp_path)
    assert again.returncode == 2
    assert b"is not empty" in again.stderr
    (tmp_path / "x.tar.gz").write_bytes(io.BytesIO(b"x").read())
    assert run("import", "x.tar.gz", cwd=tmp_path).returncode == 3
