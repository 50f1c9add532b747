from __future__ import annotations

import os
import signal
from io import BytesIO

import pytest

from ctxkit.index.processes import receive, send, worker_process

ECHO = """
import sys
from ctxkit.index.processes import receive, send

def main():
    while (message := receive(sys.stdin.buffer)) is not None:
        send(sys.stdout.buffer, message)
"""


@pytest.fixture
def echo(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module whose `main` sends back what it gets."""
    folder = tmp_path_factory.mktemp("modules")
    (folder / "echo_of_the_tests.py").write_text(ECHO)
    monkeypatch.syspath_prepend(str(folder))
    return "echo_of_the_tests"


def test_messages_arrive_whole_and_in_order() -> None:
    stream = BytesIO()
    messages = [(1, "é", b"\0" * 70_000, None, [True]), "", ()]
    for message in messages:
        send(stream, message)
    stream.seek(0)
    assert [receive(stream) for _ in messages] == messages
    assert receive(stream) is None


def test_half_a_length_is_the_end_of_the_stream() -> None:
    assert receive(BytesIO(b"\0\0\0")) is None


def test_a_worker_answers_and_ends_with_the_block(echo: str) -> None:
    with worker_process(echo) as process:
        send(process.stdin, ("ping", 1))
        assert receive(process.stdout) == ("ping", 1)
    assert process.returncode == 0


def test_a_worker_is_killed_where_the_block_fails(echo: str) -> None:
    with pytest.raises(RuntimeError, match="half way"), worker_process(echo) as process:
        raise RuntimeError("half way")
    assert process.returncode == -signal.SIGKILL


@pytest.mark.skipif(os.name == "nt", reason="there is no Ctrl-C to send")
@pytest.mark.usefixtures("heeds_ctrl_c")
@pytest.mark.parametrize(("shielded", "survives"), [(True, True), (False, False)])
def test_only_a_shielded_worker_survives_ctrl_c(echo: str, shielded: bool, survives: bool) -> None:
    with worker_process(echo, shielded=shielded) as process:
        send(process.stdin, "started")
        assert receive(process.stdout) == "started"
        process.send_signal(signal.SIGINT)
        if survives:
            send(process.stdin, "still there")
            assert receive(process.stdout) == "still there"
        else:
            assert process.wait(timeout=10) != 0


def test_a_worker_imports_nothing_from_the_current_folder(
    echo: str, tmp_path: os.PathLike[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with open("marshal.py", "w") as file, open("subprocess.py", "w") as other:  # noqa: PTH123
        file.write("raise SystemExit(9)\n")
        other.write("raise SystemExit(9)\n")
    with worker_process(echo) as process:
        pass
    assert process.returncode == 0
