"""The public face: what a script gets, and when it is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ctxkit
from ctxkit.api import Answer
from ctxkit.ask.locate.locate import QUESTION as LOCATE
from ctxkit.errors import CtxkitError, IndexMissingError, UsageError, WorkspaceError
from ctxkit.model import Finding, Hit, Symbol


def test_importing_ctxkit_imports_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import ctxkit; print(sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "ctxkit.api" not in done.stdout
    assert "dataclasses" not in done.stdout


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'open_workplace'"):
        ctxkit.open_workplace  # noqa: B018


def test_an_answer_has_the_public_json_form(demo_workspace: ctxkit.Workspace) -> None:
    data = demo_workspace.explain("SSRF_DEFAULT_MAX_RETRIES").to_dict()
    assert set(data) == {
        "schema_version", "command", "query", "confidence", "versions",
        "hits", "keys", "suggestions", "notes", "bundle",
    }  # fmt: skip
    assert data["schema_version"] == 1
    assert data["command"] == "explain"
    assert data["versions"]["dify"]["version"] == "1.14.0"
    assert len(data["versions"]["dify"]["commit"]) == 40
    key = data["keys"][0]
    assert set(key) == {
        "name", "type", "default", "description", "places", "services", "status", "status_why", "notes",
        "layers", "programs", "chain", "links", "idle_services",
    }  # fmt: skip
    assert (key["name"], key["type"], key["default"]) == (
        "SSRF_DEFAULT_MAX_RETRIES",
        "PositiveInt",
        "3",
    )
    assert key["places"][0]["role"] == "declares"
    assert key["places"][0]["path"] == "api/configs/feature/__init__.py"
    assert "SSRF_DEFAULT_MAX_RETRIES: PositiveInt = Field(" in key["places"][0]["text"]
    assert set(key["places"][0]) == {
        "role",
        "repo",
        "path",
        "line",
        "end_line",
        "symbol",
        "text",
        "value",
        "name",
    }
    layer = key["layers"][0]
    assert set(layer) == {
        "layer", "program", "services", "name", "value", "repo", "path", "line", "end_line", "differs",
    }  # fmt: skip
    assert (layer["layer"], layer["program"], layer["value"]) == ("code", "api", "3")
    assert set(key["programs"][0]) == {
        "program",
        "name",
        "type",
        "default",
        "repo",
        "path",
        "line",
        "end_line",
    }
    assert key["chain"] == [
        "SSRF_DEFAULT_MAX_RETRIES (api) -> dify_config.SSRF_DEFAULT_MAX_RETRIES"
    ]
    assert key["links"][0] == {
        "from": {"scope": "api", "name": "SSRF_DEFAULT_MAX_RETRIES"},
        "to": {"scope": "dify api", "name": "dify_config.SSRF_DEFAULT_MAX_RETRIES"},
        "how": "declared",
    }
    bundle = data["bundle"]
    assert set(bundle) == {"tokens", "tokenizer", "budget", "sections", "left_out"}
    assert (bundle["tokenizer"], bundle["budget"]) == ("estimate", 6000)
    assert set(bundle["sections"][0]) == {"title", "repo", "path", "line", "end_line", "tokens"}


def test_a_hit_has_the_public_json_form(demo_workspace: ctxkit.Workspace) -> None:
    fact = demo_workspace.index.named(Symbol, "make_request")[0]
    hit = Hit(fact=fact, score=0.98765, why=("named so",), values=(("url", "http://u:hunter2@h/"),))
    finding = Finding(question=LOCATE, query="password=hunter2", confidence="high", hits=(hit,))
    data = Answer(finding, demo_workspace.index, demo_workspace.sources).to_dict()
    assert data["query"] == "password=<REDACTED:PASSWORD#1>"
    found = data["hits"][0]
    assert found["values"] == {"url": "http://u:<REDACTED:PASSWORD#1>@h/"}
    assert (found["kind"], found["symbol"], found["score"]) == ("symbol", "make_request", 0.9877)
    assert found["text"].startswith("def make_request(")


def test_the_bundle_is_what_the_json_form_counts(demo_workspace: ctxkit.Workspace) -> None:
    answer = demo_workspace.explain("LOG_LEVEL")
    bundle = answer.bundle(budget=2000)
    assert bundle.tokens <= 2000
    assert answer.to_dict(bundle)["bundle"] == bundle.to_dict()
    assert "LOG_LEVEL" in bundle.markdown


def test_a_prompt_is_for_some_commands_only(demo_workspace: ctxkit.Workspace) -> None:
    answer = demo_workspace.explain("LOG_LEVEL")
    assert "# Task" in answer.prompted("explain-setting").markdown
    with pytest.raises(UsageError, match="locate-log is not for explain"):
        answer.prompted("locate-log")


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
        IndexMissingError, match=r"holds dify-sandbox at .* the checkout is at bbbbbbbbbb"
    ) as caught:
        ctxkit.open_workspace(folder)
    assert caught.value.hint == "run: ctxkit index"
    shutil.rmtree(folder / "dify-sandbox")
    with pytest.raises(IndexMissingError, match="the checkout is gone") as caught:
        ctxkit.open_workspace(folder)
    assert caught.value.hint == "run: ctxkit sync"


def test_show_gives_lines_with_what_is_around_one(demo_workspace: ctxkit.Workspace) -> None:
    excerpt = demo_workspace.show("dify@1.14.0", "api/core/helper/ssrf_proxy.py:12")
    assert (excerpt.location.line, excerpt.location.end_line) == (2, 22)
    assert "12: SSRF_DEFAULT_MAX_RETRIES = dify_config.SSRF_DEFAULT_MAX_RETRIES\n" in excerpt.text
    excerpt = demo_workspace.show("dify", "./api/core/helper/ssrf_proxy.py:12-13")
    assert (
        excerpt.to_dict()["text"].splitlines()[0]
        == "SSRF_DEFAULT_MAX_RETRIES = dify_config.SSRF_DEFAULT_MAX_RETRIES"
    )
    assert demo_workspace.show("dify-sandbox", "conf/config.yaml").location.end_line == 8
    assert demo_workspace.show("dify", "README.md:1").location.line == 1  # no fact comes from it


@pytest.mark.parametrize(
    ("repo", "place", "problem"),
    [
        ("dfy", "a.py:1", "no source 'dfy'"),
        ("dify", "core/helper/ssrf_proxy.py", "no file 'core/helper/ssrf_proxy.py'"),
        ("dify", "../../../etc/passwd", "no file"),
        ("dify", "api/core", "no file"),
        ("dify", "", "not a place"),
        ("dify", "docker/--output=x", "no file"),
        ("dify", "api/core/helper/ssrf_proxy.py:999", "has 33 lines"),
        ("dify", "api/core/helper/ssrf_proxy.py:0", "has 33 lines"),
    ],
)
def test_show_refuses_what_is_not_there(
    demo_workspace: ctxkit.Workspace, repo: str, place: str, problem: str
) -> None:
    with pytest.raises(CtxkitError, match=problem):
        demo_workspace.show(repo, place)


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("latin-1")))
def test_no_text_makes_a_question_fail(demo_workspace: ctxkit.Workspace, text: str) -> None:
    for ask in (demo_workspace.explain, demo_workspace.locate, demo_workspace.find):
        answer = ask(text)
        data = answer.to_dict()
        assert data["bundle"]["tokens"] <= 6000
        assert data["confidence"] == "none" or data["hits"] or data["keys"]
