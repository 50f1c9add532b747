"""Files that a user sends are told apart by their content."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from ctxkit.ask.triage.given_files import GivenFiles, sort_files
from tests.ask.triage.test_state_files import PODS

LOG = "2026-05-04 09:11:44.120 ERROR [Dummy-7] [app.py:875] - no\n"
ENV = "# settings\nLOG_LEVEL=INFO\nDB_HOST=db\n"
VALUES = "api:\n  replicas: 1\n"
MESSAGE = "Nothing works since we moved the database.\nPlease help us.\n"


def sorted_in(folder: Path, **texts: str) -> GivenFiles:
    for name, text in texts.items():
        (folder / name.replace("__", ".")).write_text(text, "utf8")
    found = sort_files([str(folder)])

    def names(paths: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(Path(path).name for path in paths)

    return GivenFiles(
        logs=names(found.logs),
        deployment=names(found.deployment),
        unread=names(found.unread),
        states=found.states,
        messages=found.messages,
    )


def test_a_folder_of_everything(tmp_path: Path) -> None:
    found = sorted_in(
        tmp_path, a__log=LOG, settings__txt=ENV, values__yaml=VALUES, pods__txt=PODS, note=MESSAGE
    )
    assert found.logs == ("a.log",)
    assert found.deployment == ("settings.txt", "values.yaml")
    assert [file.text for file in found.states] == [PODS]
    assert [file.text for file in found.messages] == [MESSAGE]


def test_files_of_a_deployment_may_be_long(tmp_path: Path) -> None:
    lines = "".join(f"      SETTING_{number}: ${{SETTING_{number}:-}}\n" for number in range(3_000))
    compose = f"services:\n  api:\n    image: langgenius/dify-api\n    environment:\n{lines}"
    env = "".join(f"SETTING_{number}=a value of some length\n" for number in range(3_000))
    found = sorted_in(tmp_path, a__log=LOG, b__env=env, docker_compose__yaml=compose)
    assert min(len(compose), len(env)) > 80_000
    assert (found.logs, found.deployment) == (("a.log",), ("b.env", "docker_compose.yaml"))


def test_a_packed_log_and_a_binary_file(tmp_path: Path) -> None:
    (tmp_path / "b.gz").write_bytes(gzip.compress(LOG.encode()))
    (tmp_path / "c.bin").write_bytes(b"\x7fELF\0\0")
    found = sorted_in(tmp_path, a__log=LOG)
    assert (found.logs, found.unread) == (("a.log", "b.gz"), ("c.bin",))


def test_damage_behind_the_beginning_of_a_packed_file(tmp_path: Path) -> None:
    rows = "".join(f"dify-api-{number:06}   1/1   Running   0   2h\n" for number in range(9_000))
    packed = gzip.compress((PODS + rows).encode())
    (tmp_path / "pods.gz").write_bytes(packed[: -len(packed) // 4])
    assert sorted_in(tmp_path, a__log=LOG).unread == ("pods.gz",)
    assert sort_files([str(tmp_path / "pods.gz")]).logs == (str(tmp_path / "pods.gz"),)


def test_a_message_alone_is_read_as_a_log(tmp_path: Path) -> None:
    found = sorted_in(tmp_path, note=MESSAGE)
    assert (found.logs, found.messages) == (("note",), ())


def test_a_log_of_assignments_is_no_env(tmp_path: Path) -> None:
    texts = {"a__log": "password=hunter2 is wrong\n" * 9, "b__log": "STATE=up\n" * 9}
    assert sorted_in(tmp_path, **texts).logs == ("a.log", "b.log")


def test_links_are_not_followed(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "out.log").write_text(LOG)
    (inside / "link.log").symlink_to(tmp_path / "out.log")
    assert sorted_in(inside) == GivenFiles()


@pytest.mark.parametrize(
    "text",
    [
        "1779069600.123 0 172.20.0.5 TCP_DENIED/403 3908 CONNECT 10.1.2.3:443 - HIER_NONE/-\n",
        "panic: runtime error: this is the Error that we got from it\n",
        "[error] failed to initialize database\n",
    ],
)
def test_lines_of_programs_are_no_message(tmp_path: Path, text: str) -> None:
    assert sorted_in(tmp_path, a__log=LOG, b__log=text).logs == ("a.log", "b.log")
