"""Lean clones: what is left out, what is asked for, and that nobody misses it."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.errors import GitError, WorkspaceError
from ctxkit.extract.registry import language_of
from ctxkit.workspace import git_objects
from ctxkit.workspace.checked_out import read_file
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.git_objects import list_files, read_blobs
from ctxkit.workspace.git_runner import Runner
from ctxkit.workspace.helm.clones import open_clone
from ctxkit.workspace.lean import LEAN_TREE, is_left_out
from ctxkit.workspace.other_version import checkouts_at
from ctxkit.workspace.recovery import MARK
from ctxkit.workspace.repository import Clone
from ctxkit.workspace.sync import sync_workspace
from ctxkit.workspace.sync_report import SourceResult
from tests.workspace.conftest import Desk, Upstream, git
from tests.workspace.git_server import FILTERS, GitServer, git_server

LOGO, LOCK, ICON, CODE = "web/logo.png", "web/pnpm-lock.yaml", "web/Icon.SVG", "api/new.py"
LEFT_OUT = (LOGO, LOCK, ICON)
SOURCES = ("dify", "dify-sandbox")


class Line:
    """A workspace whose sources come from a server."""

    def __init__(self, desk: Desk, server: GitServer) -> None:
        self.folder = desk.folder
        self.server = server

    def write(self, version: str = "1.14.0", *, lean: str = "") -> Line:
        rows = [f'dify: "{version}"', *([f"lean: {lean}"] if lean else []), "sources:"]
        rows += [f"  {name}: {{git: {self.server.url}/{name}/.git}}" for name in SOURCES]
        (self.folder / "workspace.yaml").write_text("\n".join(rows) + "\n")
        return self

    def sync(self, **options: bool) -> SourceResult:
        """Sync, and return what became of dify."""
        report = sync_workspace(load_workspace(self.folder), **options)
        return next(result for result in report.results if result.name == "dify")

    @property
    def root(self) -> Path:
        return self.folder / "dify"

    def clone(self) -> Clone:
        config = load_workspace(self.folder)
        return open_clone(config, config.sources["dify"], Runner())

    @property
    def asked(self) -> int:
        return sum(each.startswith("POST") for each in self.server.requests)

    def lacks(self, revision: str = "HEAD") -> set[str]:
        """Return the paths of a commit whose contents are not here."""
        rows = list(list_files(self.root, revision))
        found = read_blobs(self.root, [row.oid for row in rows])
        return {row.path for row, data in zip(rows, found, strict=True) if data is None}

    def files(self) -> set[str]:
        paths = (path for path in self.root.rglob("*") if path.is_file())
        return {
            path.relative_to(self.root).as_posix() for path in paths if ".git" not in path.parts
        }

    def is_clean(self) -> bool:
        status = workspace_status(load_workspace(self.folder))
        return not any(source.dirty or source.problem for source in status.sources)


def add_pictures(dify: Upstream) -> None:
    """Give two versions files that are left out, the same and different ones."""
    for version, date in (("2.0.0", "2026-05-01"), ("2.1.0", "2026-06-01")):
        files = {
            LOGO: f"picture of {version}\n" * 500,
            LOCK: f"lock of {version}\n",
            ICON: "<svg/>\n",
            CODE: f"VERSION = '{version}'\n",
            f"api/only_{version[:3]}.py": f"ONLY = '{version}'\n",
            "api/uv.lock": f"version = '{version}'\n",
        }
        dify.commit(files, date=f"{date}T00:00:00Z", tag=version)


@pytest.fixture
def line(desk: Desk, tmp_path: Path) -> Iterator[Line]:
    add_pictures(Upstream(tmp_path / "up" / "dify"))
    with git_server(tmp_path / "up") as server:
        yield Line(desk, server)


# What is left out


@pytest.mark.parametrize(
    ("path", "left_out"),
    [
        ("web/public/logo.png", True),
        ("LOGO.PNG", True),
        (".svg", True),
        ("plugins/a/uv.lock", True),
        ("go.sum", True),
        ("api/uv.lock", False),  # says which packages belong to that version
        ("sdk/api/uv.lock", True),
        ("docs/png", False),
        ("api/svg.py", False),
        ("web/package.json", False),
        ("images.png/readme.md", False),
    ],
)
def test_what_is_left_out(path: str, left_out: bool) -> None:
    assert is_left_out(path) is left_out


FOLDERS = (
    "",
    "api/",
    "docker/nginx/conf.d/",
    "web/",
    "charts/dify/templates/",
    "tools/",
)


def names_left_out() -> list[str]:
    """Return a file name for each rule."""
    rules = [row[1:] for row in LEAN_TREE.splitlines() if row.startswith("!")]
    return [
        f"values{''.join(c for c in rule[1:] if c.islower() or not c.isalpha())}".translate(
            {ord("["): None, ord("]"): None}
        )
        if rule.startswith("*")
        else rule
        for rule in rules
    ]


def test_no_language_reads_what_is_left_out() -> None:
    names = names_left_out()
    assert {"values.png", "values.7z", "uv.lock"} <= set(names)
    for folder in FOLDERS:
        if "templates/" in folder:
            continue  # of a chart: every YAML there is one
        for name in names:
            assert is_left_out(folder + name) or folder + name == "api/uv.lock"
            assert language_of(folder + name) is None, folder + name


def test_git_leaves_out_the_same_files(tmp_path: Path) -> None:
    upstream = Upstream(tmp_path / "u")
    names = ["a.py", "A.Png", "x.svg", "Uv.lock", "uv.lock", "png", ".gif", "b.png.md", "é.jpeg"]
    files = [f"{folder}{name}" for folder in FOLDERS for name in (*names, *names_left_out())]
    upstream.commit(dict.fromkeys(files, "x"), date="2026-01-01T00:00:00Z")
    sparse = upstream.path / ".git" / "info" / "sparse-checkout"
    sparse.parent.mkdir(exist_ok=True)
    sparse.write_text(LEAN_TREE)
    git(upstream.path, "-c", "core.sparseCheckout=true", "read-tree", "-m", "-u", "HEAD")
    here = {file for file in files if (upstream.path / file).is_file()}
    assert here == {file for file in files if not is_left_out(file)}


# A first sync


def test_a_first_sync_fetches_what_is_read_in_one_batch(line: Line) -> None:
    assert line.write("2.0.0").sync().error is None
    assert line.lacks() == set(LEFT_OUT)
    assert line.files().isdisjoint(LEFT_OUT)
    assert {CODE, "api/uv.lock", "docker/docker-compose.yaml"} <= line.files()
    assert line.is_clean()
    # What refs there are, twice, the commit, and the files
    assert sum("dify/.git/git-upload-pack" in each for each in line.server.requests) == 4


def test_sources_of_which_other_releases_are_read_are_fetched_whole(line: Line) -> None:
    line.write("1.14.0").sync()
    sandbox = line.folder / "dify-sandbox"
    assert git(sandbox, "config", "--default", "", "remote.origin.promisor") == ""
    for tag in ("0.2.12", "0.2.15"):
        rows = list(list_files(sandbox, tag))
        assert None not in list(read_blobs(sandbox, [row.oid for row in rows]))


def test_a_clone_may_be_told_to_have_everything(line: Line) -> None:
    line.write("2.0.0", lean="false").sync()
    assert line.lacks() == set()
    assert set(LEFT_OUT) <= line.files()
    assert not (line.root / ".git" / "info" / "sparse-checkout").exists()


@pytest.mark.parametrize(
    "settings",
    [
        {},  # the filter is ignored
        {**FILTERS, "uploadpackfilter.blob:none.allow": "false"},  # it is refused
        {"uploadpack.allowFilter": "true", "protocol.version": "0"},
    ],
)
def test_a_server_without_filters_gives_everything(line: Line, settings: dict[str, str]) -> None:
    line.server.settings = settings
    line.server.has_version_2 = settings.get("protocol.version") != "0"
    assert line.write("2.0.0").sync().error is None
    assert line.lacks() == set()
    assert set(LEFT_OUT) <= line.files()
    assert line.is_clean()
    assert not list((line.root / ".git" / "objects" / "pack").glob("*.promisor"))
    line.write("2.1.0").sync()
    assert line.lacks() == set()
    assert git(line.root, "fsck", "--connectivity-only") == ""


def test_a_server_of_plain_files_gives_everything(line: Line, tmp_path: Path) -> None:
    bare = tmp_path / "up" / "dify" / ".git"
    git(bare, "config", "http.uploadpack", "false")
    git(bare, "update-server-info")
    line.server.is_dumb = True
    assert line.write("2.0.0").sync().error is None
    assert line.lacks() == set()


def test_a_folder_of_this_machine_is_no_line(line: Line, desk: Desk) -> None:
    desk.write("2.0.0", names=("dify",)).sync()
    assert line.lacks() == set()


# After it


def test_nobody_is_asked_for_what_was_left_out(line: Line) -> None:
    line.write("2.1.0").sync()
    checkouts_at(load_workspace(line.folder), "2.0.0")
    asked = line.server.knocks
    for version in ("2.0.0", "2.1.0"):  # known versions: a switch, and what is looked at
        line.lacks(version)
    git_objects.run_git(line.root, "log", "-p", "2.1.0", "--", CODE)
    with pytest.raises(GitError):
        git_objects.run_git(line.root, "show", f"2.1.0:{LOGO}")
    with pytest.raises(GitError):
        line.clone().git("show", f"HEAD:{LOGO}")
    assert line.is_clean()
    assert line.server.knocks == asked


def test_an_old_git_asks_nobody_either(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before 2.39.4 git does not know GIT_NO_LAZY_FETCH."""
    line.write("2.0.0").sync()
    asked = line.server.knocks
    environment = git_objects.git_environment()
    del environment["GIT_NO_LAZY_FETCH"]
    monkeypatch.setattr(git_objects, "git_environment", lambda: environment)
    with pytest.raises(GitError):
        git_objects.run_git(line.root, "show", f"HEAD:{LOGO}")
    assert line.lacks() == set(LEFT_OUT)
    assert line.server.knocks == asked


def test_a_user_may_fetch_what_was_left_out(line: Line) -> None:
    line.write("2.0.0").sync()
    assert git(line.root, "show", f"HEAD:{LOGO}").startswith("picture of 2.0.0")


def test_a_file_that_was_left_out_is_told_as_such(line: Line) -> None:
    line.write("2.0.0").sync()
    oid = git(line.root, "rev-parse", f"HEAD:{LOGO}")
    with pytest.raises(GitError, match=r"web/logo\.png was not fetched: images, ") as raised:
        read_file(line.root, LOGO, oid)
    assert "lean: false" in raised.value.hint


def test_known_versions_need_no_server(line: Line) -> None:
    line.write("2.0.0").sync()
    line.write("2.1.0").sync()
    line.server.is_away = True
    before = line.folder / "workspace.lock"
    assert line.write("2.0.0").sync().error is None
    assert (line.root / CODE).read_text() == "VERSION = '2.0.0'\n"
    assert line.files().isdisjoint(LEFT_OUT)
    assert line.is_clean()
    assert before.is_file()
    assert line.sync(locked=True).error is None


def test_another_version_is_fetched_in_one_batch(line: Line) -> None:
    line.write("2.0.0").sync()
    asked = line.asked
    found = checkouts_at(load_workspace(line.folder), "2.1.0")
    commit = next(each.commit for each in found if each.repo == "dify")
    assert line.lacks(commit) == set(LEFT_OUT)
    assert line.asked - asked <= 6  # of three sources: refs, commits, and the files once
    assert line.is_clean()
    line.server.is_away = True
    assert checkouts_at(load_workspace(line.folder), "2.1.0") == found


def test_files_that_cannot_be_fetched_are_an_error_that_says_so(line: Line) -> None:
    line.write("2.0.0").sync()
    # A run that was killed between the commit and its files
    git(line.root, "fetch", "-q", "--depth=1", "--filter=blob:none", "origin", "tag", "2.1.0")
    line.server.is_away = True
    with pytest.raises(GitError, match=r"dify: 3 of the files of [0-9a-f]{12} cannot be"):
        checkouts_at(load_workspace(line.folder), "2.1.0")
    line.server.is_away = False
    checkouts_at(load_workspace(line.folder), "2.1.0")
    assert line.write("2.1.0").sync().error is None
    assert line.is_clean()


def test_files_that_were_left_out_may_be_brought(line: Line) -> None:
    line.write("2.0.0").sync()
    clone = line.clone()
    asked = line.asked
    clone.bring("2.0.0", lambda path: path == LOCK)
    clone.bring("2.0.0", lambda path: path == LOCK)
    assert line.asked == asked + 1
    assert line.lacks() == {LOGO, ICON}


# Changing one's mind


def test_a_lean_clone_is_completed_on_demand(line: Line) -> None:
    line.write("2.0.0").sync()
    line.write("2.1.0").sync()
    assert line.write("2.1.0", lean="false").sync().error is None
    assert line.lacks() == set()
    assert set(LEFT_OUT) <= line.files()
    assert line.is_clean()
    # The other version was fetched without its pictures.
    line.write("2.1.0").sync()
    assert line.write("2.0.0", lean="false").sync().error is None
    assert (line.root / LOGO).read_text().startswith("picture of 2.0.0")
    assert line.is_clean()
    assert line.write("2.0.0").sync().error is None
    assert line.files().isdisjoint(LEFT_OUT)
    assert line.is_clean()


def test_a_whole_clone_stays_whole(line: Line) -> None:
    line.write("2.0.0", lean="false").sync()
    line.write("2.1.0").sync()
    assert line.lacks() == set()
    assert set(LEFT_OUT) <= line.files()


def test_a_sparse_checkout_that_the_user_ended_is_set_up_again(line: Line) -> None:
    line.write("2.0.0").sync()
    git(line.root, "sparse-checkout", "disable")
    assert set(LEFT_OUT) <= line.files()
    assert line.write("2.1.0").sync().error is None
    assert line.files().isdisjoint(LEFT_OUT)
    assert line.is_clean()
    assert line.sync().changed is False


# The user's work


def test_a_file_of_the_users_in_place_of_one_left_out_is_kept(line: Line) -> None:
    line.write("2.0.0").sync()
    (line.root / "web").mkdir()
    (line.root / LOGO).write_text("mine")
    error = line.write("2.1.0").sync().error
    assert error is not None
    assert "local changes: 1 changed file, such as web/logo.png" in error.message
    assert (line.root / LOGO).read_text() == "mine"


def test_staged_work_is_seen_without_contents(line: Line) -> None:
    line.write("2.0.0").sync()
    asked = line.server.knocks
    git(line.root, "rm", "-q", "--sparse", "--cached", LOGO)
    (line.root / "api" / "moved.bin").write_text("picture\n" * 100)
    git(line.root, "add", "api/moved.bin")
    assert not line.is_clean()
    assert line.server.knocks == asked


def test_a_switch_that_was_killed_is_finished(line: Line) -> None:
    line.write("2.0.0").sync()
    old = git(line.root, "rev-parse", "HEAD")
    line.write("2.1.0").sync()
    new = git(line.root, "rev-parse", "HEAD")
    line.write("2.0.0").sync()
    (line.root / ".git" / MARK).write_text(f"{old} {new}\n")
    (line.root / CODE).write_text("VERSION = '2.1.0'\n")
    line.server.is_away = True
    assert line.write("2.1.0").sync().error is None
    assert line.is_clean()
    assert line.files().isdisjoint(LEFT_OUT)


def test_a_change_of_mind_that_was_killed_is_finished(line: Line) -> None:
    line.write("2.0.0", lean="true").sync()
    head = git(line.root, "rev-parse", "HEAD")
    line.write("2.0.0", lean="false").sync()
    # Killed while the pictures were removed again
    (line.root / ".git" / MARK).write_text(f"{head} {head}\n")
    (line.root / ".git" / "info" / "sparse-checkout").write_text(LEAN_TREE)
    (line.root / LOGO).unlink()
    assert line.write("2.0.0").sync().error is None
    assert line.files().isdisjoint(LEFT_OUT)
    assert line.is_clean()


def test_git_may_clean_up_a_lean_clone(line: Line) -> None:
    line.write("2.0.0").sync()
    line.write("2.1.0").sync()
    subprocess.run(["git", "-C", str(line.root), "gc", "-q", "--prune=now"], check=True)
    assert "missing" not in git(line.root, "fsck", "--connectivity-only")
    line.server.is_away = True
    assert line.write("2.0.0").sync().error is None
    assert line.is_clean()


@pytest.mark.parametrize("value", ["maybe", "[true]", '""'])
def test_lean_is_true_or_false(line: Line, value: str) -> None:
    with pytest.raises(WorkspaceError, match="yaml:2: 'lean' must be true or false"):
        load_workspace(line.write(lean=value).folder)


def test_an_url_without_a_server_is_no_lean_clone(tmp_path: Path) -> None:
    assert not Clone(tmp_path, "a", str(tmp_path / "b"), Runner(), lean=True).is_partial
    assert Clone(tmp_path, "c", "https://e.org/c", Runner(), lean=True).is_partial


def test_locks_that_say_the_version_of_a_package_are_fetched_in_one_batch(
    line: Line, tmp_path: Path
) -> None:
    sdks = Upstream(tmp_path / "up" / "dify-plugin-sdks")
    sdks.commit({"a.py": "a = 1\n"}, date="2026-01-01T00:00:00Z", tag="0.5.0")
    text = '[[package]]\nname = "dify-plugin"\nversion = "0.5.0"\n'
    locks = {f"models/{name}/uv.lock": f"{text}# {name}\n" for name in "abc"}
    plugins = Upstream(tmp_path / "up" / "dify-official-plugins")
    plugins.commit(locks, date="2026-04-28T12:00:00Z")
    line.write("2.0.0")
    with (line.folder / "workspace.yaml").open("a") as file:
        file.write(
            f"  dify-official-plugins: {{git: {line.server.url}/dify-official-plugins/.git}}\n"
        )
        file.write(f"  dify-plugin-sdks: {{git: {line.server.url}/dify-plugin-sdks/.git, ")
        file.write("follows: dify-official-plugins, wheel: dify_plugin}\n")
    report = sync_workspace(load_workspace(line.folder))
    assert [result.error for result in report.results] == [None] * 4
    found = next(result for result in report.results if result.name == "dify-plugin-sdks")
    assert found.checkout is not None
    assert (
        found.because == "dify_plugin 0.5.0, which 3 of the 3 locks in dify-official-plugins have"
    )
    paths = (path for path in (line.folder / "dify-official-plugins").rglob("uv.lock"))
    assert list(paths) == []  # read from git's objects
    # What refs there are, twice, commit, files, locks
    asked = [each for each in line.server.requests if "plugins/.git/git-upload-pack" in each]
    assert len(asked) <= 6
    before = checkouts_at(load_workspace(line.folder), "2.0.0")
    line.server.is_away = True
    assert checkouts_at(load_workspace(line.folder), "2.0.0") == before
