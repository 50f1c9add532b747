"""The demonstration: a workspace without the network, and a bundle of each question."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctxkit.commands import demo
from ctxkit.commands.demo import QUESTIONS, make_workspace, run_demo
from ctxkit.errors import UsageError


def test_the_demo_prints_a_bundle_of_each_question(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run_demo(tmp_path / "demo") == 0
    out = capfdbinary.readouterr().out.decode()
    for command, text in QUESTIONS:
        quoted = f'"{text}"' if " " in text else text
        assert f"\n$ ctxkit {command} {quoted}\n\n# ctxkit {command}" in out
    assert out.count("- confidence: ") == len(QUESTIONS)
    assert "- confidence: none" not in out
    assert "- confidence: low" not in out
    assert (tmp_path / "demo" / "upstreams" / "dify.git").is_dir()


def test_without_a_folder_the_workspace_is_removed(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    made: list[Path] = []
    monkeypatch.setattr(demo, "make_workspace", lambda folder: made.append(folder) or 4)
    assert run_demo() == 4
    assert capfdbinary.readouterr().out == b""
    assert made[0].name.startswith("ctxkit-demo-")
    assert not made[0].exists()


def test_the_demo_leaves_a_folder_that_is_in_use_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    with pytest.raises(UsageError, match="is not empty"):
        make_workspace(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine"]


def test_another_version_can_be_made(tmp_path: Path) -> None:
    assert make_workspace(tmp_path / "ws", "1.13.3") == 0
    lock = (tmp_path / "ws" / "workspace.lock").read_text()
    assert "1.13.3" in lock
    assert "0.5.3" in lock
    assert json.dumps("1.14.0") not in lock
