"""Opening a workspace and asking it: what a script gets, and when it is refused."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ctxkit
from ctxkit.errors import IndexMissingError, UsageError, WorkspaceError


def test_importing_ctxkit_imports_nothing_else() -> None:
    code = (
        "import sys; before = set(sys.modules); import ctxkit; "
        "print(sorted(set(sys.modules) - before))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "ctxkit.api" not in done.stdout
    assert "dataclasses" not in done.stdout


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'open_workplace'"):
        ctxkit.open_workplace  # noqa: B018


def test_an_unknown_key_is_no_answer(demo_workspace: ctxkit.Workspace) -> None:
    answer = demo_workspace.explain("LOG_LEVLE")
    assert not answer.found
    assert answer.to_dict()["suggestions"][:1] == ["LOG_LEVEL"]


def test_a_folder_without_a_workspace_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match=r"no workspace\.yaml") as caught:
        ctxkit.open_workspace(tmp_path)
    assert "ctxkit init" in caught.value.hint


def test_a_workspace_without_an_index_is_refused(tmp_path: Path) -> None:
    (tmp_path / "workspace.yaml").touch()
    with pytest.raises(IndexMissingError) as caught:
        ctxkit.open_workspace(tmp_path)
    assert caught.value.exit_code == 3


def test_an_index_of_other_commits_than_those_checked_out_is_refused(
    demo_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "ws"
    shutil.copytree(demo_folder, folder, symlinks=True)
    (folder / "dify-sandbox" / ".git" / "HEAD").write_text("b" * 40 + "\n")
    with pytest.raises(
        IndexMissingError, match=r"built from dify-sandbox at .*, the checkout is at bbbbbbbbbb"
    ) as caught:
        ctxkit.open_workspace(folder)
    assert caught.value.hint == "run: ctxkit index"
    shutil.rmtree(folder / "dify-sandbox")
    with pytest.raises(IndexMissingError, match="the checkout is missing") as caught:
        ctxkit.open_workspace(folder)
    assert caught.value.hint == "run: ctxkit sync"


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
def test_no_text_makes_a_question_fail(demo_workspace: ctxkit.Workspace, text: str) -> None:
    for ask in (demo_workspace.explain, demo_workspace.locate, demo_workspace.find):
        answer = ask(text)
        data = answer.to_dict()
        assert data["bundle"]["tokens"] <= 3000
        assert data["confidence"] == "none" or data["hits"] or data["keys"]


def test_files_of_a_deployment_may_have_two_million_bytes(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    file = tmp_path / "large.env"
    file.write_bytes(b"#" * 1_999_999 + b"\n")
    assert demo_workspace.check(env=file).report.files[0].settings == 0
    file.write_bytes(b"#" * 2_000_000 + b"\n")
    with pytest.raises(UsageError, match=r"large.env is larger than 2,000,000 bytes"):
        demo_workspace.check(env=file)


@pytest.mark.parametrize("name", ["gone.env", "nul\0.env", ""])
def test_a_file_that_cannot_be_read_is_refused(
    demo_workspace: ctxkit.Workspace, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    for files in ({"env": file}, {"values": file}, {"compose": [file]}):
        with pytest.raises(UsageError, match=re.escape(str(file))):
            demo_workspace.check(**files)


def test_a_check_of_no_file_is_refused(demo_workspace: ctxkit.Workspace) -> None:
    with pytest.raises(UsageError, match="no file to check"):
        demo_workspace.check()


def test_an_answer_with_files_has_the_effective_value(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    env = tmp_path / ".env"
    env.write_text("UPLOAD_FILE_SIZE_LIMIT=99\n")
    key = demo_workspace.explain("UPLOAD_FILE_SIZE_LIMIT", env=env).to_dict()["keys"][0]
    assert key["effective"][0]["value"] == "99"
    assert key["effective"][0]["layers"][0]["line"] == 1
    assert "effective" not in demo_workspace.explain("UPLOAD_FILE_SIZE_LIMIT").to_dict()["keys"][0]


def test_a_workspace_has_a_folder_for_each_checkout(demo_folder: Path) -> None:
    with ctxkit.open_workspace(str(demo_folder)) as opened:
        assert set(opened.roots) == set(opened.checkouts)
        assert opened.roots["dify"] == demo_folder / "dify"


def test_a_folder_is_checked_and_explained_whole(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    compose = "services:\n  api:\n    env_file: [./envs/api.env, ./.env]\n"
    for name, text in {
        "docker-compose.yaml": compose,
        ".env": "LOG_LEVEL=INFO\n",
        "envs/api.env": "UPLOAD_FILE_SIZE_LIMIT=99\nLOG_LEVEL=DEBUG\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    found = demo_workspace.check(tmp_path).to_dict()
    assert [Path(file["path"]).name for file in found["files"]] == [
        ".env",
        "api.env",
        "docker-compose.yaml",
    ]
    assert [(each["id"], each["line"]) for each in found["problems"]] == [
        ("env-file-key-overridden", 2)
    ]
    answer = demo_workspace.explain("UPLOAD_FILE_SIZE_LIMIT", env=tmp_path)
    layer = answer.to_dict()["keys"][0]["effective"][0]["layers"][0]
    assert (layer["layer"], layer["line"], layer["value"]) == ("env_file", 1, "99")
    assert layer["path"] == (tmp_path / "envs/api.env").as_posix()
    notes = demo_workspace.explain("LOG_LEVEL", env=tmp_path).to_dict()["keys"][0]["notes"]
    assert "effective in api: LOG_LEVEL = INFO; set by .env" in notes[0]
    assert "which overrides env_file DEBUG" in notes[0]


def test_the_settings_that_decide_have_the_values_of_the_deployment(
    demo_workspace: ctxkit.Workspace, tmp_path: Path
) -> None:
    env = tmp_path / ".env"
    env.write_text("# mine\nUPLOAD_FILE_SIZE_LIMIT=100\n", "utf8")
    line = "File a.pdf is larger than 15 MB"
    (key,) = demo_workspace.locate(line, env=env).finding.keys
    (effective,) = key.effective
    assert (key.name, effective.value, effective.layers[0].line) == (
        "UPLOAD_FILE_SIZE_LIMIT",
        "100",
        2,
    )
    (untold,) = demo_workspace.locate(line).finding.keys
    assert untold.effective == ()
    head = demo_workspace.locate(line, env=env).bundle().markdown
    assert re.search(r"effective <untrusted-\w+>`100`</untrusted-\w+>[^\n]* by \S+\.env:2", head)
