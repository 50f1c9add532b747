"""Wrong usages that people try: what is said, and the exit code."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.commands.running import run
from tests.conftest import assert_golden

WRONG = (
    'explain ""',
    'explain "upload file size"',
    "explain LOG_LEVEL -w /no/such/folder",
    "explain LOG_LEVEL --out /no/such/folder/x",
    "explain LOG_LEVEL --budget abc",
    "explain LOG_LEVEL --budget 0",
    "explain LOG_LEVEL --budget 5",
    "explain LOG_LEVEL --prompt nope",
    "explain LOG_LEVEL --prompt locate-log",
    "locate Request to URL http://x/ failed",
    'locate ""',
    'find ""',
    "show dify",
    "show dify api/x.py 1 2",
    "show nothing api/x.py",
    "sync --locked --update",
    "init -w new",
    "exlpain LOG_LEVEL",
)


def test_what_wrong_usages_are_told(demo_folder: Path) -> None:
    told = []
    for line in WRONG:
        done = run(*shlex.split(line), cwd=demo_folder)
        rows = [row for row in done.stdout.decode().splitlines() if "that is a topic" in row]
        rows += done.stderr.decode().splitlines()
        # The first lines of an error of the parser name the program as the test runs it.
        said = [row for row in rows if row and not row.startswith(("Usage:", "Try "))]
        told.append("\n".join([f"$ ctxkit {line}", *said, f"exit {done.returncode}", ""]))
    assert_golden("usages.txt", "\n".join(told))


PLACE = "api/configs/feature/__init__.py"


@pytest.mark.parametrize(
    "words",
    [
        ("dify", f"{PLACE}:3"),
        (f"dify/{PLACE}:3",),
        (f"dify {PLACE}:3",),
        ("dify", PLACE, "3"),
        ("dify@1.14.0", f"{PLACE}:3"),
        (f"dify@1.14.0 {PLACE}:3",),
    ],
)
def test_show_takes_a_place_in_any_form_that_an_answer_writes(
    demo_folder: Path, words: tuple[str, ...]
) -> None:
    done = run("show", *words, cwd=demo_folder)
    assert (done.returncode, done.stdout[:40]) == (0, f"dify@1.14.0 {PLACE}:1-13"[:40].encode())


def test_triage_reads_a_pipe(demo_folder: Path) -> None:
    done = run("triage", cwd=demo_folder, stdin=b"nothing of Dify\n")
    assert (done.returncode, b"1 line, 1 event" in done.stdout) == (1, True)
