"""Further versions in an exported workspace, with the sources that only they have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

import ctxkit
from ctxkit.api.maintenance import status, sync
from ctxkit.api.portable import export_workspace, import_workspace
from ctxkit.errors import WorkspaceError
from ctxkit.workspace.checked_out import head_commit
from ctxkit.workspace.config import WorkspaceConfig
from ctxkit.workspace.lockfile import Lock
from ctxkit.workspace.portable import contents
from ctxkit.workspace.portable.contents import PackSource
from ctxkit.workspace.portable.manifest import ImportRefusedError
from tests.workspace.conftest import Upstream, git
from tests.workspace.test_packages import GRAPHON, Workshop
from tests.workspace.test_packages import lock as uv_lock

PATH = "src/graphon/__init__.py"


@pytest.fixture
def shop(up: Callable[[str], Upstream], tmp_path: Path) -> Workshop:
    """A workspace whose own version has no graphon, and whose further one has it."""
    shop = Workshop(up, tmp_path / "ws")
    shop.dify("2.0.0", {"api/uv.lock": uv_lock(flask="1.0")})
    shop.dify("2.1.0", {"api/uv.lock": uv_lock(graphon="0.2.2")})
    shop.write("2.0.0", names=("dify",), graphon=GRAPHON)
    file = shop.folder / "workspace.yaml"
    kept = [row for row in file.read_text().splitlines() if "dify-plugin-sdks" not in row]
    file.write_text("\n".join(kept) + "\n")
    assert not sync(shop.folder, also=("2.1.0",)).report.errors
    return shop


def shown(folder: Path) -> str:
    with ctxkit.open_workspace(folder, version="2.1.0") as workspace:
        return workspace.show("graphon", PATH).text


def test_a_source_that_only_a_further_version_has_comes_along(
    shop: Workshop, tmp_path: Path
) -> None:
    done = export_workspace(shop.folder, tmp_path / "site.tar.gz", history=False)
    assert {row["name"]: row["version"] for row in done.to_dict()["contents"]} == {
        "dify": "2.0.0, 2.1.0", "graphon": "v0.2.2", "index": "", "the rest": "",
    }  # fmt: skip
    before = status(shop.folder).to_dict()
    (tmp_path / "up").rename(tmp_path / "away")
    there = tmp_path / "there"
    import_workspace(tmp_path / "site.tar.gz", there)
    assert status(there).ok
    assert status(there).to_dict() == before
    assert "# v0.2.2" in shown(there) == shown(shop.folder)
    assert head_commit(there / "graphon") is None
    assert [path.name for path in (there / "graphon").iterdir()] == [".git"]
    assert git(there / "graphon", "fsck", "--no-dangling") == ""
    assert not sync(there).report.errors  # nobody answers: what was brought counts
    again = export_workspace(there, tmp_path / "again.tar.gz", history=False)
    assert again.manifest.repositories == done.manifest.repositories


def test_a_further_version_that_is_not_whole_is_not_exported(
    shop: Workshop, tmp_path: Path
) -> None:
    file = shop.folder / "workspace.yaml"
    file.write_text(f'also: ["2.1.0", "3.0.0"]\n{file.read_text()}')
    with pytest.raises(WorkspaceError, match=r"not whole: 3\.0\.0: named in workspace\.yaml"):
        export_workspace(shop.folder, tmp_path / "site.tar.gz")


def test_an_archive_without_that_source_is_refused(
    shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = contents.sources_of
    monkeypatch.setattr(
        "ctxkit.api.portable.sources_of",
        lambda *given: (each for each in whole(*given) if each.packed.name == "dify"),
    )
    export_workspace(shop.folder, tmp_path / "site.tar.gz")
    with pytest.raises(ImportRefusedError, match="it has no source graphon"):
        import_workspace(tmp_path / "site.tar.gz", tmp_path / "there")
    assert not (tmp_path / "there").exists()


def test_an_archive_without_the_objects_of_a_further_version_is_refused(
    shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = contents.sources_of

    def without(config: WorkspaceConfig, locks: Mapping[str, Lock]) -> Iterator[PackSource]:
        for each in whole(config, locks):
            own = locks[""].sources.get(each.packed.name)
            refs = {ref: oid for ref, oid in each.packed.refs.items() if own and oid == own.commit}
            yield replace(each, packed=replace(each.packed, refs=refs or each.packed.refs))

    monkeypatch.setattr("ctxkit.api.portable.sources_of", without)
    export_workspace(shop.folder, tmp_path / "site.tar.gz")
    with pytest.raises(ImportRefusedError, match=r"the archive is not whole: \d+ objects of dify"):
        import_workspace(tmp_path / "site.tar.gz", tmp_path / "there")
