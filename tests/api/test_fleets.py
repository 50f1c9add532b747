"""What is below the url of a store: each deployment tells what its folder tells, and all of them
together what the whole folder does.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest

import ctxkit
from ctxkit.api import fleets
from ctxkit.api.answers import LogReport
from ctxkit.ask.triage import blocks
from ctxkit.errors import ClusterError, UsageError
from ctxkit.files.stores import Store
from tests.commands.test_cli import run

fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: pip install fsspec")

RETRY = (
    "2026-05-04 09:1{}:44.120 WARNING [Dummy-7] [ssrf_proxy.py:31] - "
    "Request to http://db/ failed at attempt {}: timed out\n"
)
DISK = (
    "2026-05-04 09:1{}:45.120 ERROR [Dummy-7] [a.py:1] - "
    "OSError: [Errno 28] No space left on device\n"
)


def deployments_in(folder: Path) -> Path:
    """Write the logs of three deployments, one of them packed, and a file beside them."""
    for name, lines in {
        "acme/api.log": [RETRY.format(n % 9, n) for n in range(60)],
        "umbrella/logs/worker.log": [DISK.format(n % 9) for n in range(40)],
        "zeta/api.log": [RETRY.format(n % 9, n) + DISK.format(n % 9) for n in range(20)],
        "loose.log": [RETRY.format(1, 2)],
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(lines))
    (folder / "acme/old.log.gz").write_bytes(gzip.compress(DISK.format(3).encode()))
    (folder / "zeta/.env").write_text("LOG_LEVEL=DEBUG\n")
    return folder


def body(report: LogReport) -> str:
    """Return a report without its first line, which shortens long names."""
    return report.text().partition("\n")[2]


@pytest.fixture
def fleet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 1_500)
    return deployments_in(tmp_path / "logs")


def counts(data: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a report that is summed up over deployments."""
    apart = ("causes", "absent", "ask", "deployments", "files", "name")
    return {name: value for name, value in data.items() if name not in apart}


def test_each_deployment_and_all_are_as_the_folders(
    fleet: Path, demo_workspace: ctxkit.Workspace
) -> None:
    url = f"file://{fleet}"
    report = demo_workspace.triage(url, jobs=1)
    assert list(report.deployments) == ["logs", "acme", "umbrella", "zeta"]
    for name in ("acme", "umbrella", "zeta"):
        alone = demo_workspace.triage(fleet / name, jobs=1)
        found = report.deployments[name]
        assert body(found) == body(alone).replace(str(fleet), url)
        files = [each.replace(str(fleet), url) for each in alone.to_dict()["files"]]
        assert found.to_dict()["files"] == files
        assert found.text() in report.text()
        assert found.html().replace(url, str(fleet)) == alone.html()
    whole = demo_workspace.triage(fleet, jobs=1)
    assert counts(report.to_dict()) == counts(whole.to_dict())
    assert report.to_dict()["files"] == [url]
    assert (report.found, report.complete) == (True, True)
    assert "- deployments, each with its report below: 4" in report.text()


def test_a_cause_names_the_deployments_that_have_it(
    fleet: Path, demo_workspace: ctxkit.Workspace
) -> None:
    data = demo_workspace.triage(f"file://{fleet}").to_dict()
    disks = [each for each in data["causes"] if "umbrella" in each["deployments"]]
    assert disks[0]["deployments"] == ["acme", "umbrella", "zeta"]
    assert disks[0]["count"] == 61
    assert {proof["file"] for proof in disks[0]["proof"]} == {
        f"file://{fleet}/{name}"
        for name in ("acme/old.log.gz", "umbrella/logs/worker.log", "zeta/api.log")
    }
    assert [each["name"] for each in data["deployments"]] == ["logs", "acme", "umbrella", "zeta"]
    assert "deployments" not in data["deployments"][1]["causes"][0]
    report = demo_workspace.triage(f"file://{fleet}")
    assert report.verdict().head.startswith("4 deployments, ")
    text = report.text()
    assert "   deployments: acme, umbrella, zeta" in text
    assert re.search(r"/tmp/ctxkit-|/ctxkit-[a-z0-9_]{8}", text) is None


@pytest.mark.parametrize("jobs", [1, 3])
def test_processes_change_nothing(fleet: Path, demo_workspace: ctxkit.Workspace, jobs: int) -> None:
    first = demo_workspace.triage(f"file://{fleet}", jobs=jobs)
    assert first.to_dict() == demo_workspace.triage(f"file://{fleet}/", jobs=2).to_dict()


def test_one_folder_or_one_object_is_one_deployment(
    fleet: Path, demo_workspace: ctxkit.Workspace
) -> None:
    (fleet / "zeta/.env").unlink()
    for place in ("acme", "umbrella/logs", "acme/api.log", "acme/old.log.gz"):
        found = demo_workspace.triage(f"file://{fleet}/{place}")
        alone = demo_workspace.triage(fleet / place)
        assert found.deployments == {}
        assert body(found) == body(alone).replace(str(fleet), f"file://{fleet}")


def test_a_store_in_memory(demo_workspace: ctxkit.Workspace) -> None:
    files = fsspec.filesystem("memory")
    files.pipe({"/ctxkit-fleet/a/api.log": RETRY.format(1, 2).encode()})
    files.pipe({"/ctxkit-fleet/b/api.log": DISK.format(1).encode()})
    report = demo_workspace.triage("memory://ctxkit-fleet")
    files.rm("/ctxkit-fleet", recursive=True)
    assert list(report.deployments) == ["a", "b"]


def test_a_damaged_deployment_does_not_end_the_others(
    fleet: Path, demo_workspace: ctxkit.Workspace
) -> None:
    packed = gzip.compress("".join(RETRY.format(1, n) for n in range(90_000)).encode())
    (fleet / "acme/old.log.gz").write_bytes(packed[: len(packed) // 2])
    report = demo_workspace.triage(f"file://{fleet}")
    assert list(report.deployments) == ["logs", "umbrella", "zeta"]
    (note,) = (each for each in report.to_dict()["notes"] if "acme" in each)
    assert note.startswith(
        f"acme was not read to the end: file://{fleet}/acme/old.log.gz: the gzip"
    )


def test_files_of_one_deployment_are_not_taken_for_all(
    fleet: Path, demo_workspace: ctxkit.Workspace
) -> None:
    with pytest.raises(UsageError, match="of one deployment, and here are 4"):
        demo_workspace.triage(f"file://{fleet}", env=fleet / "zeta/.env")
    assert demo_workspace.triage(f"file://{fleet}/acme", env=fleet / "zeta/.env").found


def test_a_url_stands_alone(fleet: Path, demo_workspace: ctxkit.Workspace) -> None:
    for other in (fleet / "loose.log", f"file://{fleet}/acme"):
        with pytest.raises(UsageError, match="a url of a store stands alone"):
            demo_workspace.triage(f"file://{fleet}", other)


def test_a_folder_that_cannot_be_listed_is_told(
    fleet: Path, demo_workspace: ctxkit.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = Store._listed

    def refused(self: Store, path: str) -> Any:
        if path.endswith("acme"):
            raise ClusterError("the store failed: PermissionError")
        return listed(self, path)

    monkeypatch.setattr(Store, "_listed", refused)
    report = demo_workspace.triage(f"file://{fleet}")
    assert list(report.deployments) == ["logs", "acme", "umbrella", "zeta"]
    (note,) = report.deployments["acme"].to_dict()["notes"]
    assert note == "left out: the rest: the store failed: PermissionError"


def test_deployments_are_bounded_and_reading_may_stop(
    fleet: Path, demo_workspace: ctxkit.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleets, "MAX_DEPLOYMENTS", 2)
    report = demo_workspace.triage(f"file://{fleet}")
    assert list(report.deployments) == ["logs", "acme"]
    assert "only the first 2 deployments were read" in report.text()
    stopped = demo_workspace.triage(f"file://{fleet}", stopped=lambda: True)
    assert (stopped.complete, stopped.deployments) == (False, {})
    assert stopped.to_dict()["notes"][0] == "interrupted: only the first 0 lines were read"


def test_that_not_all_were_read_is_told_below_many_faults(
    fleet: Path, demo_workspace: ctxkit.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fleets, "MAX_DEPLOYMENTS", 3)
    monkeypatch.setattr(fleets, "MAX_TOLD", 1)
    for name in ("acme", "umbrella"):
        (fleet / name / "api.log").write_bytes(b"\x01\x02" * 900)
    notes = demo_workspace.triage(f"file://{fleet}").to_dict()["notes"]
    assert notes[-2:] == ["… 1 more", "only the first 3 deployments were read"]


def test_the_command_reads_urls(fleet: Path, demo_folder: Path) -> None:
    result = run("triage", f"file://{fleet}", "--top", "1", cwd=demo_folder)
    assert result.returncode == 0
    assert result.stdout.decode().count("# ctxkit triage file://") == 5
    assert run("triage", "s3://u:hunter2hunter2@b/x", cwd=demo_folder).returncode == 2
