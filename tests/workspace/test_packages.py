"""Packages outside the five repositories, whose versions the locks of other sources say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ctxkit.errors import WorkspaceError
from ctxkit.workspace.checkout_status import workspace_status
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.locked_versions import SkippedSourceError, locked_version
from ctxkit.workspace.other_version import checkouts_at
from ctxkit.workspace.sync import sync_workspace
from ctxkit.workspace.sync_report import SourceResult, SyncReport
from tests.workspace.conftest import NAMES, Upstream

GRAPHON = "follows: dify api/uv.lock, wheel: graphon"
HASH = "a" * 64
SDKS = "follows: dify-official-plugins, wheel: dify_plugin"


def lock(digest: str = HASH, **versions: str) -> str:
    """Return a uv.lock of packages, `_` for `-`, all with one hash."""
    rows = ["version = 1\n"]
    for name, version in versions.items():
        rows.append(
            f'\n[[package]]\nname = "{name.replace("_", "-")}"\nversion = "{version}"\n'
            'source = { registry = "https://e.org/simple" }\n'
            'dependencies = [\n    { name = "graphon" },\n]\n'
            f'wheels = [\n    {{ url = "https://e.org/a.whl", hash = "sha256:{digest}" }},\n]\n'
        )
    return "".join(rows)


class Workshop:
    """A workspace with both packages, and the repositories that they come from."""

    def __init__(self, up: Callable[[str], Upstream], folder: Path) -> None:
        self.up = up
        self.folder = folder
        folder.mkdir()
        self.graphon = up("graphon")
        for tag in ("v0.2.1", "v0.2.2", "v0.3.0"):
            text = {"src/graphon/__init__.py": f"# {tag}\n"}
            self.graphon.commit(text, date="2026-04-01T00:00:00Z", tag=tag)
        self.sdks = up("dify-plugin-sdks")
        for tag in ("v0.4.0", "0.5.0"):
            text = {"python/dify_plugin/__init__.py": f"# {tag}\n"}
            self.sdks.commit(text, date="2026-04-01T00:00:00Z", tag=tag)

    def dify(self, version: str, files: Mapping[str, str]) -> Workshop:
        """Release a version of dify."""
        self.up("dify").commit(dict(files), date="2026-05-01T00:00:00Z", tag=version)
        return self

    def plugins(self, files: Mapping[str, str]) -> Workshop:
        """Commit plugins, before every version of dify that a test releases."""
        self.up("dify-official-plugins").commit(dict(files), date="2026-04-30T00:00:00Z")
        return self

    def write(
        self, version: str, names: tuple[str, ...] = ("dify", NAMES[-1]), **more: str
    ) -> Workshop:
        packages = {"graphon": GRAPHON, "dify-plugin-sdks": SDKS}
        packages |= {name.replace("_", "-"): text for name, text in more.items()}
        rows = [f'dify: "{version}"', "sources:"]
        rows += [f"  {name}: {{git: {self.up(name).url}}}" for name in names]
        rows += [f"  {name}: {{git: {self.up(name).url}, {s}}}" for name, s in packages.items()]
        (self.folder / "workspace.yaml").write_text("\n".join(rows) + "\n", encoding="utf8")
        return self

    def report(self, **options: bool) -> SyncReport:
        return sync_workspace(load_workspace(self.folder), jobs=1, **options)

    def sync(self, **options: bool) -> dict[str, SourceResult]:
        return {result.name: result for result in self.report(**options).results}

    def version(self, name: str, **options: bool) -> tuple[str, str]:
        checkout = self.sync(**options)[name].checkout
        return (checkout.version, checkout.match) if checkout else ("", "")


@pytest.fixture
def shop(up: Callable[[str], Upstream], tmp_path: Path) -> Workshop:
    return Workshop(up, tmp_path / "ws")


def test_the_version_is_that_of_the_lock(shop: Workshop) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock(httpx="0.2.1", graphon="0.2.2")}).write("2.0.0")
    result = shop.sync()["graphon"]
    assert result.error is None
    assert result.checkout
    assert (result.checkout.version, result.checkout.match) == ("v0.2.2", "tag")
    assert result.because == "graphon 0.2.2 in dify's api/uv.lock"
    shown = (shop.folder / "graphon" / "src" / "graphon" / "__init__.py").read_text()
    assert shown == "# v0.2.2\n"


def test_without_an_entry_in_the_lock_the_pin_of_the_project_counts(shop: Workshop) -> None:
    project = '[project]\nname = "api"\ndependencies = [\n    "graphon==0.2.1",\n]\n'
    shop.dify("2.0.0", {"api/uv.lock": lock(httpx="1.0"), "api/pyproject.toml": project})
    result = shop.write("2.0.0").sync()["graphon"]
    assert result.because == "graphon 0.2.1 in dify's api/pyproject.toml"


@pytest.mark.parametrize(
    "pin", ["graphon~=0.2.1", "graphon>=0.2.1", "graphon-extra==0.2.1", "a==1"]
)
def test_a_range_is_no_pin(shop: Workshop, pin: str) -> None:
    project = f'[project]\nname = "api"\ndependencies = ["{pin}"]\n'
    shop.dify("2.0.0", {"api/uv.lock": lock(), "api/pyproject.toml": project}).write("2.0.0")
    assert shop.sync()["graphon"].skipped == "dify 2.0.0 has no graphon in api/uv.lock"


def test_a_version_without_the_package_is_no_error_and_status_says_why(shop: Workshop) -> None:
    files = {"api/uv.lock": lock(httpx="1.0"), "api/dify_graph/node.py": "x = 1\n"}
    shop.dify("2.0.0", files).write("2.0.0")
    report = shop.report()
    result = next(each for each in report.results if each.name == "graphon")
    why = "dify 2.0.0 has no graphon in api/uv.lock: the workflow engine is in api/dify_graph"
    assert (result.skipped, result.error, result.checkout) == (why, None, None)
    assert report.exit_code == 0
    status = workspace_status(load_workspace(shop.folder))
    assert [s.skipped for s in status.sources if s.name == "graphon"] == [why]
    assert status.problems == ()
    assert shop.sync(locked=True)["graphon"].skipped == why


def test_what_another_version_left_is_not_indexed(shop: Workshop) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock(graphon="0.2.2")})
    shop.dify("2.0.1", {"api/uv.lock": lock()})
    shop.write("2.0.0").sync()
    shop.write("2.0.1")
    config = load_workspace(shop.folder)
    assert [s.problem for s in workspace_status(config).problems][-2:] != []
    shop.sync()
    assert (shop.folder / "graphon" / "src").is_dir()
    found = workspace_status(config)
    assert "graphon" not in [checkout.repo for checkout in found.checkouts]
    assert found.problems == ()
    assert shop.write("2.0.0").version("graphon") == ("v0.2.2", "tag")


def test_a_version_without_a_tag_is_skipped_with_the_reason(shop: Workshop) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock(graphon="9.9.9")}).write("2.0.0")
    why = "graphon 9.9.9 in dify's api/uv.lock, and no tag is of that version"
    assert shop.sync()["graphon"].skipped.startswith(f"{why}; nor is there its wheel: ")


def test_a_pin_overrides_the_lock(shop: Workshop) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock(graphon="0.2.2")})
    shop.write("2.0.0", graphon=f"{GRAPHON}, ref: v0.3.0")
    assert shop.version("graphon") == ("v0.3.0", "exact")


def test_the_plugins_vote_for_the_version_of_their_runtime(shop: Workshop) -> None:
    shop.plugins(
        {
            "models/a/uv.lock": lock(dify_plugin="0.5.0"),
            "models/b/uv.lock": lock(dify_plugin="0.5.0"),
            "models/c/uv.lock": lock(dify_plugin="0.4.0"),
            "tools/d/requirements.txt": "dify_plugin==0.5.0\n",
            "tools/e/requirements.txt": "dify_plugin>=0.3.0,<0.5.0\n",
            "tools/f/pyproject.toml": '[project]\ndependencies = ["dify-plugin==0.4.0"]\n',
            "tools/g/uv.lock": lock(httpx="0.5.0"),
        }
    )
    shop.dify("2.0.0", {"api/x.py": "x = 1\n"}).write("2.0.0")
    result = shop.sync()["dify-plugin-sdks"]
    assert result.checkout
    assert (result.checkout.version, result.checkout.match) == ("0.5.0", "nearest")
    assert result.because == (
        "dify_plugin 0.5.0, which 3 of the 5 locks in dify-official-plugins have; 2 lock another"
    )


def test_one_voice_of_all_plugins_is_the_version(shop: Workshop) -> None:
    shop.plugins({"models/a/uv.lock": lock(dify_plugin="0.4.0")})
    shop.dify("2.0.0", {"api/x.py": "x = 1\n"}).write("2.0.0")
    assert shop.version("dify-plugin-sdks") == ("v0.4.0", "tag")


def test_of_two_versions_with_as_many_voices_the_later_one_counts(shop: Workshop) -> None:
    versions = ("0.4.0", "0.5.0", "0.4.0", "0.5.0")
    shop.plugins(
        {f"models/{n}/uv.lock": lock(dify_plugin=v) for n, v in zip("abcd", versions, strict=True)}
    )
    shop.dify("2.0.0", {"api/x.py": "x = 1\n"}).write("2.0.0")
    assert shop.version("dify-plugin-sdks") == ("0.5.0", "nearest")


def test_the_sources_wait_for_those_that_they_follow_whatever_the_order(shop: Workshop) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock(graphon="0.2.2")}).write("2.0.0")
    path = shop.folder / "workspace.yaml"
    first, second, *rows = path.read_text().splitlines()
    path.write_text("\n".join([first, second, *reversed(rows)]) + "\n")
    assert shop.version("graphon") == ("v0.2.2", "tag")


def test_offline_the_tag_that_was_fetched_is_taken(shop: Workshop, tmp_path: Path) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock(graphon="0.2.2")}).write("2.0.0")
    online = shop.version("graphon")
    (tmp_path / "up").rename(tmp_path / "gone")
    assert shop.version("graphon") == online


def test_a_source_whose_leader_fails_says_so(shop: Workshop) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock(graphon="0.2.2")}).write("2.0.0")
    shop.sync()
    (shop.folder / "dify" / "api" / "uv.lock").write_text("mine\n")
    shop.write("1.14.0")
    result = shop.sync()["graphon"]
    assert result.error
    assert "dify could not be fetched" in result.error.message
    assert result.checkout
    assert result.checkout.version == "v0.2.2"


def test_another_version_has_the_package_that_its_lock_says(shop: Workshop) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock(graphon="0.2.1")})
    shop.dify("2.0.1", {"api/uv.lock": lock(graphon="0.3.0")})
    shop.dify("2.0.2", {"api/uv.lock": lock()})
    shop.write("2.0.0").sync()

    def at(version: str) -> dict[str, str]:
        found = checkouts_at(load_workspace(shop.folder), version)
        return {each.repo: each.version for each in found}

    assert at("2.0.1")["graphon"] == "v0.3.0"
    assert "graphon" not in at("2.0.2")
    shop.write("2.0.2").sync()
    assert at("2.0.1")["graphon"] == "v0.3.0"


def test_a_package_that_is_nowhere_yet_is_left_out_of_another_version(shop: Workshop) -> None:
    shop.dify("2.0.0", {"api/uv.lock": lock()})
    shop.dify("2.0.1", {"api/uv.lock": lock(graphon="0.3.0")})
    shop.write("2.0.0").sync()
    found = checkouts_at(load_workspace(shop.folder), "2.0.1")
    assert [each.repo for each in found] == ["dify", "dify-official-plugins"]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("follows: nobody", "'graphon' follows 'nobody', which is not a source"),
        ("follows: dify-plugin-sdks", "which follows another source itself"),
        ("follows: dify ../x", "has a path that leads out of that source"),
        ("follows: dify /x", "has a path that is not one of a file in that source"),
        ('follows: "dify a b"', "has a path that is not one of a file in that source"),
        ('follows: "-x"', "must begin with the name of a source"),
        ("follows: dify x, wheel: --x", "is not the name of a Python package"),
        ("wheel: graphon", "'follows' is missing"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(shop: Workshop, source: str, fault: str) -> None:
    shop.write("1.14.0", graphon=source)
    with pytest.raises(WorkspaceError) as raised:
        load_workspace(shop.folder)
    assert fault in raised.value.message
    assert raised.value.message.startswith("workspace.yaml:")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\0" * 1000,
        '[[package]]\nname = "graphon"\n',
        '[[package]]\nname = "graphon"\nversion = "--upload-pack=x"\n',
        '[[package]]\nname = "graphon"\nversion = [1]\n',
        '[[package]\nname = "graphon"\nversion = "1.0"\n',
        'name = "graphon"\nversion = "1.0"\n',
        '[[package]]\nname = "graphon"\n' * 3000,
        '[[package]]\nx = "' + "y" * 300_000 + '"\nname = "graphon"\nversion = "1.0"\n',
        '[[package]]\nname = "graphon"\nversion = "1.0"\nx = ' + "[" * 50_000 + "\n",
        '[[package]]\nname = "graphon"\nversion = "1.0"\n' + "a." * 50_000 + "b = 1\n",
    ],
)
def test_a_lock_that_is_none_names_no_version(shop: Workshop, text: str) -> None:
    shop.dify("2.0.0", {"api/uv.lock": text}).write("2.0.0")
    spec = load_workspace(shop.folder).sources["graphon"]
    dify = shop.up("dify")
    with pytest.raises(SkippedSourceError):
        locked_version(spec, dify.path, dify.at(), "2.0.0")


def test_all_spellings_of_a_name_are_one_package(shop: Workshop) -> None:
    text = '[[package]]\nname = "Dify.Plugin"\nversion = "0.4.0"\n'
    shop.plugins({"models/a/uv.lock": text})
    shop.dify("2.0.0", {"api/x.py": "x = 1\n"}).write("2.0.0")
    assert shop.version("dify-plugin-sdks") == ("v0.4.0", "tag")
