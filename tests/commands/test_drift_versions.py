"""`ctxkit drift --from VERSION`: the other version is read from git's objects, and the workspace
stays as it is.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.commands.test_cli import run


@pytest.fixture
def workspace(demo_folder: Path, tmp_path: Path) -> Path:
    """A copy of the demo's workspace; its upstream repositories are those of the demo."""
    return Path(shutil.copytree(demo_folder, tmp_path / "workspace", symlinks=True))


def test_what_changed_since_a_version(workspace: Path) -> None:
    lock = (workspace / "workspace.lock").read_bytes()
    done = run("drift", "--from", "1.13.3", "--json", cwd=workspace)
    data = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert (data["from"]["dify-sandbox"]["version"], data["to"]["dify-sandbox"]["version"]) == (
        "0.2.14",
        "0.2.15",
    )
    (added,) = data["changes"]["added"]
    assert (added["program"], added["name"], added["old"], added["status"]) == (
        "dify api", "SSRF_RETRY_PAUSE", None, "undelivered",
    )  # fmt: skip
    assert (added["new"]["path"], added["new"]["default"]) == (
        "api/configs/feature/__init__.py",
        "0.5",
    )
    changed = {
        (c["program"], c["name"]): (c["old"]["default"], c["new"]["default"])
        for c in data["changes"]["defaults"]
    }
    assert changed["dify-sandbox", "max_requests"] == ("50", "100")
    assert (workspace / "workspace.lock").read_bytes() == lock
    status = run("status", cwd=workspace)
    assert (status.returncode, status.stdout.splitlines()[-2]) == (0, b"index: up to date")


def test_backwards_it_is_the_other_way_round(workspace: Path) -> None:
    done = run("drift", "--from", "1.14.0", "--to", "1.13.3", "--json", cwd=workspace)
    assert [change["name"] for change in json.loads(done.stdout)["changes"]["removed"]] == [
        "SSRF_RETRY_PAUSE"
    ]


def test_a_version_does_not_differ_from_itself(workspace: Path) -> None:
    done = run("drift", "--from", "1.14.0", cwd=workspace)
    assert (done.returncode, b"- no change\n" in done.stdout) == (1, True)


def test_a_version_that_is_asked_for_and_not_checked_out_is_not_compared_with_itself(
    workspace: Path,
) -> None:
    file = workspace / "workspace.yaml"
    file.write_text(file.read_text().replace('dify: "1.14.0"', 'dify: "1.13.3"'))
    done = run("drift", "--from", "1.13.3", cwd=workspace)
    assert (done.returncode, done.stdout) == (3, b"")
    assert b"asks for dify 1.13.3, but dify 1.14.0 is checked out and indexed" in done.stderr
    asked = run("drift", "--from", "1.13.3", "--to", "1.14.0", cwd=workspace)
    assert asked.stdout.startswith(b"# ctxkit drift 1.13.3 to 1.14.0")


def test_my_own_env_file_narrows_it(workspace: Path, tmp_path: Path) -> None:
    mine = tmp_path / "my.env"
    mine.write_text("# export NOT_THIS=1\nexport SSRF_RETRY_PAUSE=1\nLOG_LEVEL=DEBUG\n")
    data = json.loads(
        run("drift", "--from", "1.13.3", "--mine", str(mine), "--json", cwd=workspace).stdout
    )
    assert {
        kind: [c["name"] for c in changes] for kind, changes in data["changes"].items() if changes
    } == {"added": ["SSRF_RETRY_PAUSE"]}


def test_what_is_mine_stands_beside_what_changed(workspace: Path, tmp_path: Path) -> None:
    mine = tmp_path / "my.env"
    mine.write_text('export SSRF_RETRY_PAUSE="2"  # slow\r\nSANDBOX_API_KEY=hunter2hunter2\n')
    done = run("drift", "--from", "1.13.3", "--mine", str(mine), cwd=workspace)
    assert b"| `SSRF_RETRY_PAUSE` | dify api | `2` | `0.5` |" in done.stdout
    data = json.loads(
        run("drift", "--from", "1.13.3", "--mine", str(mine), "--json", cwd=workspace).stdout
    )
    assert data["changes"]["added"][0]["yours"] == {"SSRF_RETRY_PAUSE": "2"}
    assert b"hunter2" not in done.stdout


def test_my_own_values_file_narrows_it(workspace: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "image:\n  api:\n    tag: x\n"
        "api:\n  extraEnv:\n    - name: SSRF_RETRY_PAUSE\n      value: '1'\n"
    )
    data = json.loads(
        run("drift", "--from", "1.13.3", "--mine", str(mine), "--json", cwd=workspace).stdout
    )
    assert {c["name"] for changes in data["changes"].values() for c in changes} == {
        "image.api.tag",
        "SSRF_RETRY_PAUSE",
    }


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--from", "1.13.9"], 2, b"version '1.13.9' has no tag"),
        (["--from", "-x"], 2, b"invalid version '-x'"),
        (["--from", "1.13.3", "--values", "x"], 2, b"not both"),
        (["--from", "1.13.3", "--mine", "no.env"], 2, b"no.env: No such file"),
        (["--from", "1.13.3", "--mine", "notes.txt"], 2, b"no settings found"),
    ],
)
def test_errors_say_what_and_where(
    workspace: Path, arguments: list[str], code: int, message: bytes
) -> None:
    (workspace / "notes.txt").write_text("Ask ops first.\n")
    done = run("drift", *arguments, cwd=workspace)
    assert done.returncode == code, done
    assert message in done.stderr
