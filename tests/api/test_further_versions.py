"""A further version answers as a workspace of its own does, to the byte, and says where it is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ctxkit
from ctxkit.api import maintenance
from ctxkit.api.cleaning import clean
from ctxkit.commands.demo import make_workspace
from ctxkit.errors import CtxkitError, UsageError
from ctxkit.index.search import search_folders
from ctxkit.workspace.config import load_workspace
from ctxkit.workspace.lockfile import read_lock

PROXY = "api/core/helper/ssrf_proxy.py"
LINE = "2026-05-04 09:12:44.120 WARNING [Dummy-7] [ssrf_proxy.py:{}] - Request to http://x.example/ failed at attempt 2: timed out"  # noqa: E501
QUESTIONS = (
    ("explain", "SSRF_DEFAULT_MAX_RETRIES"),
    ("explain", "LOG_LEVL"),
    ("explain", "max_requests"),
    ("explain", "image.api.tag"),
    ("locate", "Request to http://internal.example/ failed at attempt 2: timed out"),
    ("locate", "Reached maximum retries (3) for URL http://internal.example/"),
    ("find", "retry policy"),
    ("find", "log level"),
)


@pytest.fixture(scope="module")
def plain_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of 1.13.3."""
    folder = tmp_path_factory.mktemp("plain") / "workspace"
    assert make_workspace(folder, "1.13.3") == 0
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of 1.14.0 that has 1.13.3 as well."""
    folder = tmp_path_factory.mktemp("both") / "workspace"
    assert make_workspace(folder) == 0
    maintenance.sync(folder, also=["1.13.3"])
    return folder


@pytest.fixture
def plain(plain_folder: Path) -> Iterator[ctxkit.Workspace]:
    with ctxkit.open_workspace(plain_folder) as workspace:
        yield workspace


@pytest.fixture
def other(folder: Path) -> Iterator[ctxkit.Workspace]:
    with ctxkit.open_workspace(folder, version="1.13.3") as workspace:
        yield workspace


def without_place(text: str, folder: Path) -> str:
    """Return a text without where the demo's upstream repositories are."""
    return text.replace(folder.as_uri(), "file:///demo")


def form(answer: Any, folder: Path) -> str:
    data = answer.to_dict()
    for section in data.get("bundle", {}).get("left_out", []):
        section["command"] = section["command"].removesuffix(" --version 1.13.3")
    return without_place(json.dumps(data), folder)


@pytest.mark.parametrize(("question", "text"), QUESTIONS)
def test_answers_are_those_of_a_workspace_of_its_own(
    question: str,
    text: str,
    plain: ctxkit.Workspace,
    other: ctxkit.Workspace,
) -> None:
    own, further = (getattr(each, question)(text) for each in (plain, other))
    assert form(further, other.folder) == form(own, plain.folder)
    assert further.finding.versions[0].version == "1.13.3"


def test_reports_are_those_of_a_workspace_of_its_own(
    plain: ctxkit.Workspace, other: ctxkit.Workspace, tmp_path: Path
) -> None:
    log, env = tmp_path / "a.log", tmp_path / ".env"
    # More than two blocks, so that other processes scan them too.
    log.write_text(f"{LINE.format(31)}\n{'nobody wrote this' * 9}\n" * 30_000)
    env.write_text("SSRF_DEFAULT_MAX_RETRIES=many\nSSRF_RETRY_PAUSE=1\n")
    for ask in (
        lambda ws: ws.triage(log, jobs=2).to_dict(),
        lambda ws: ws.check(env).to_dict(),
        lambda ws: ws.show("dify", f"{PROXY}:5-9").to_dict(),
    ):
        own, further = (ask(each) for each in (plain, other))
        own.pop("fits", None)
        further.pop("fits", None)
        assert without_place(json.dumps(further), other.folder) == without_place(
            json.dumps(own), plain.folder
        )


def test_line_numbers_say_whose_version_they_match(other: ctxkit.Workspace, tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(f"{LINE.format(31)}\n{LINE.format(32)}\n")

    def rows(workspace: ctxkit.Workspace) -> list[str]:
        text = workspace.triage(log).text()
        return [row for row in text.splitlines() if row.startswith("- line numbers match dify ")]

    own, asked = "1.14.0 (this workspace): 1 of 2", "1.13.3 (the version asked): 1 of 2"
    assert rows(other) == [f"- line numbers match dify {row}" for row in (asked, own)]
    with ctxkit.open_workspace(other.folder) as workspace:
        plain = [row.replace(" (the version asked)", "") for row in (own, asked)]
        assert rows(workspace) == [f"- line numbers match dify {row}" for row in plain]


def test_commands_in_an_answer_ask_that_version(other: ctxkit.Workspace) -> None:
    left_out = other.explain("SSRF_DEFAULT_MAX_RETRIES").to_dict(
        bundle=other.explain("SSRF_DEFAULT_MAX_RETRIES").bundle(budget=400)
    )["bundle"]["left_out"]
    assert left_out
    assert all(each["command"].endswith(" --version 1.13.3") for each in left_out)


def test_without_a_version_the_workspace_answers_for_its_own(folder: Path) -> None:
    with ctxkit.open_workspace(folder) as own, ctxkit.open_workspace(folder, version="1.14.0") as o:
        assert own.also == ("1.13.3",)
        assert own.version == o.version == ""
        assert own.explain("LOG_LEVEL").to_dict() == o.explain("LOG_LEVEL").to_dict()
        assert own.checkouts["dify"].version == "1.14.0"
        with own.at("v1.13.3") as other:
            assert (other.version, other.checkouts["dify"].version) == ("1.13.3", "1.13.3")


@pytest.mark.parametrize(
    ("version", "message", "hint"),
    [
        (
            "1.12.0",
            "the workspace has no version '1.12.0', only 1.14.0, 1.13.3",
            "run: ctxkit sync --also 1.12.0",
        ),
        ("--x", "the workspace has no version '--x': it begins with a dash", ""),
        ("", "the workspace has no version '': it is empty", ""),
    ],
)
def test_a_version_that_is_not_there(folder: Path, version: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as raised:
        ctxkit.open_workspace(folder, version=version)
    assert raised.value.message.startswith(message)
    assert raised.value.hint == hint


def test_a_further_version_needs_no_checkout_and_no_server(folder: Path) -> None:
    root, moved = folder / "dify" / "api", folder / "dify" / "gone"
    upstreams = folder / "upstreams"
    root.rename(moved)
    upstreams.rename(folder / "away")
    try:
        with ctxkit.open_workspace(folder, version="1.13.3") as other:
            assert other.explain("SSRF_DEFAULT_MAX_RETRIES").found
            assert other.show("dify", f"{PROXY}:1").checkout.version == "1.13.3"
    finally:
        moved.rename(root)
        (folder / "away").rename(upstreams)


def test_a_place_with_its_version_is_shown_at_that_version(folder: Path) -> None:
    with ctxkit.open_workspace(folder) as own:
        assert own.show("dify@1.13.3", f"{PROXY}:1").checkout.version == "1.13.3"
        assert own.show("dify@1.14.0", f"{PROXY}:1").checkout.version == "1.14.0"
        with own.at("1.13.3") as other:
            assert other.show("dify@1.14.0", f"{PROXY}:1").checkout.version == "1.14.0"


def test_status_and_sync_tell_the_further_versions(folder: Path) -> None:
    state = maintenance.status(folder)
    assert state.ok
    (found,) = state.to_dict()["also"]
    assert (found["version"], found["asked_by"], found["problem"]) == ("1.13.3", "--also", "")
    assert found["versions"]["dify"]["version"] == "1.13.3"
    assert found["versions"]["dify-plugin-daemon"]["match"] == "tag"
    assert next(pair["caller_version"] for pair in found["pairs"]) == "1.13.3"
    assert maintenance.index(folder).built.files == 0
    assert len(search_folders(folder / ".ctxkit")) == 2


def test_clean_forgets_a_version_and_brings_nothing_down(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = tmp_path_factory.mktemp("cleaned") / "workspace"
    assert make_workspace(own) == 0
    assert clean(own).unused == ()
    before = (own / "workspace.lock").read_bytes()
    maintenance.sync(own, also=["1.13.3"])
    assert clean(own).unused == ()
    shown = clean(own, forget=["1.13.3"])
    kinds = {each.kind for each in shown.unused}
    assert kinds == {"tree", "search", "objects"}
    assert not shown.removed
    with ctxkit.open_workspace(own, version="1.13.3") as other:
        assert other.explain("LOG_LEVEL").found
    done = clean(own, forget=["1.13.3"], yes=True)
    assert (done.removed, done.errors) == (True, ())
    assert {each.kind for each in done.unused} == kinds
    assert (own / "workspace.lock").read_bytes() == before
    assert clean(own).unused == ()
    assert maintenance.status(own).ok
    with pytest.raises(UsageError, match=r"no version '1\.13\.3'"):
        ctxkit.open_workspace(own, version="1.13.3")
    with pytest.raises(UsageError, match="no further version"):
        clean(own, forget=["1.13.3"])
    maintenance.sync(own, also=["1.13.3"])
    with ctxkit.open_workspace(own, version="1.13.3") as other:
        assert other.explain("LOG_LEVEL").found


def test_clean_does_not_forget_what_workspace_yaml_names(folder: Path, tmp_path: Path) -> None:
    config = load_workspace(folder)
    lock = read_lock(config.folder)
    assert lock is not None
    (tmp_path / "workspace.yaml").write_text(
        f'also: ["1.13.3"]\n{(folder / "workspace.yaml").read_text()}'
    )
    with pytest.raises(CtxkitError, match=r"no workspace\.lock"):
        clean(tmp_path)
    (tmp_path / "workspace.lock").write_bytes((folder / "workspace.lock").read_bytes())
    with pytest.raises(UsageError, match=r"workspace\.yaml names the version 1\.13\.3"):
        clean(tmp_path, forget=["1.13.3"])
