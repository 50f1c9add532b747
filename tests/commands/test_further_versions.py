"""`sync --also`, `--version` and `clean` on the command line."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest

from ctxkit.commands.app import COMMANDS
from ctxkit.commands.demo import make_workspace
from tests.commands.test_app import call

for module in set(COMMANDS.values()):
    import_module(module)  # which adds its commands to the application

PROXY = "api/core/helper/ssrf_proxy.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = tmp_path_factory.mktemp("both") / "workspace"
    assert make_workspace(own) == 0
    assert call("sync", "--also", "1.13.3", "-w", str(own)) == 0
    return own


def run(folder: Path, *arguments: str, code: int = 0) -> None:
    assert call(*arguments, "-w", str(folder)) == code


def test_every_question_asks_a_further_version(
    folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LOG_LEVEL=DEBUG\n")
    (tmp_path / "a.log").write_text("Request to http://x.example/ failed at attempt 2: timed out\n")
    for arguments in (
        ("explain", "LOG_LEVEL", "--json"),
        ("locate", "Request to http://x.example/ failed at attempt 2: timed out", "--json"),
        ("find", "retry", "--json"),
        ("triage", str(tmp_path / "a.log"), "--json"),
        ("check", str(tmp_path / ".env"), "--json"),
        ("show", "dify", f"{PROXY}:1", "--json"),
    ):
        run(folder, *arguments, "--version", "1.13.3")
        found = json.loads(capsys.readouterr().out)
        assert found["versions"]["dify"]["version"] == "1.13.3"
    run(folder, "show", f"dify@1.13.3 {PROXY}:1")
    assert capsys.readouterr().out.startswith("dify@1.13.3 ")


def test_a_version_that_is_not_there_says_how_to_bring_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, "explain", "LOG_LEVEL", "--version", "1.8.1", code=2)
    assert capsys.readouterr().err == (
        "ctxkit: the workspace has no version '1.8.1', only 1.14.0, 1.13.3\n"
        "  run: ctxkit sync --also 1.8.1\n"
    )


def test_status_lists_the_further_versions(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, "status")
    text = capsys.readouterr().out
    assert "\nalso 1.13.3 " in text
    assert "\n1.13.3: pairs: " in text
    file = folder / "workspace.yaml"
    before = file.read_text()
    file.write_text(f'also: ["1.8.1"]\n{before}')
    run(folder, "status", code=3)
    file.write_text(before)
    assert "1.8.1: named in workspace.yaml, and not brought yet (run: ctxkit sync)" in (
        capsys.readouterr().err
    )


def test_a_further_version_that_fails_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, "sync", "--also", "9.9.9", code=2)
    assert "ctxkit: --also 9.9.9: version '9.9.9' has no tag" in capsys.readouterr().err


def test_clean_lists_first_and_removes_on_demand(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(folder, "clean")
    assert capsys.readouterr() == ("", "nothing to clean\n")
    left = folder / ".ctxkit/versions" / b"1.8.1".hex()
    left.mkdir(parents=True)
    (left / "x").write_bytes(bytes(1_500_000))
    run(folder, "clean")
    out, err = capsys.readouterr()
    why = "looked at by drift; it is resolved anew when it is asked for"
    assert out == f"size    unused\n1.5 MB  resolved version 1.8.1  {why}\n"
    assert err == "1.5 MB can be removed; run: ctxkit clean --yes\n"
    run(folder, "clean", "--json", "--yes")
    found = json.loads(capsys.readouterr().out)
    assert (found["removed"], found["unused"][0]["bytes"]) == (True, 1_500_000)
    assert not left.exists()
    run(folder, "clean", "--forget", "1.8.1", code=2)
    assert "the further versions are: 1.13.3" in capsys.readouterr().err
