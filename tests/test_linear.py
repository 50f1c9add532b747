"""Whatever is pasted or given takes time in proportion to its size, and not more than a moment.

The shapes are those that backtracking patterns, and loops in loops, take longest for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

import ctxkit
from ctxkit.errors import CtxkitError
from tests.pace import is_within

SHAPES = {
    "blanks": " ", "letters": "a", "digits": "1", "line ends": "\n", "tabs": "\t", "quotes": "\"'",
    "brackets": "[({", "percent": "%s %(a)s ", "dots": "a.b.", "slashes": "/a", "equals": "a=b ",
    "colons": "a: ", "commas": "a, ", "dashes": "--xy z ", "angles": "<a>", "pipes": "api-1 | ",
    "escapes": "\x1b[31m", "wide": "密码是", "times": "2026-05-04 09:12:44 ", "json": '{"a":',
    "urls": "http://a:b@c/ ", "errors": "Error: x at f at g ", "words": "request failed ",
    "frames": '  File "/app/a.py", line 3, in f\n    x()\n', "java": "\tat a.b.c(D.java:3)\n",
    "go": "goroutine 1 [running]:\nmain.f()\n\t/a.go:3\n", "prefixes": "ERROR x [a.py:3] - ",
    "references": "A=${A}$A ", "settings": "LOG_LEVEL=x\n", "list": "- a: b\n", "anchors": "&a *a ",
    "programs": "mysql -u curl -u net use -P zip ", "nouns": "secret aa bb cc, pass: token is key ",
    "arrows": "token -> key (x): ", "prefixed": "ab_cd_ef-", "hashes": "$2a$6$", "bases": "a@b:c@",
    "queries": "?key=", "parameters": "?a=1",
}  # fmt: skip
BYTES = 20_000
MOST_SECONDS = 2.0
SLACK_SECONDS = 0.4
"""What a collection of garbage, or another process, may add."""


def locate(ws: ctxkit.Workspace, file: Path, text: str) -> None:
    _ = ws.locate(text).bundle().markdown


def triage(ws: ctxkit.Workspace, file: Path, text: str) -> None:
    file.write_text(text, encoding="utf8")
    ws.triage(file, jobs=1).text()


def check(ws: ctxkit.Workspace, file: Path, text: str) -> None:
    env = file.with_name(".env")
    env.write_text(text, encoding="utf8")
    _ = ws.check(env=env).text


def compare(ws: ctxkit.Workspace, file: Path, text: str) -> None:
    old, new = file.with_name("old.yaml"), file.with_name("new.yaml")
    old.write_text("a: 1\n", encoding="utf8")
    new.write_text(text, encoding="utf8")
    _ = ws.drift_values(old, new).markdown


@pytest.mark.parametrize("question", [locate, triage, check, compare])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.no_cover  # its hooks take time of their own
def test_four_times_as_much_takes_four_times_as_long(
    question: Callable[[ctxkit.Workspace, Path, str], None],
    shape: str,
    demo_workspace: ctxkit.Workspace,
    tmp_path: Path,
) -> None:
    for _ in range(3):  # what is slow each time is slow, and not the machine
        took = []
        for size in (BYTES, 4 * BYTES):
            text = (SHAPES[shape] * size)[:size]
            began = time.process_time()
            with suppress(CtxkitError):  # a refusal is an answer, and must come as soon
                question(demo_workspace, tmp_path / "a.log", text)
            took.append(time.process_time() - began)
        if took[1] <= 6 * took[0] + SLACK_SECONDS and is_within(took[1], MOST_SECONDS):
            return
    pytest.fail(f"{BYTES} and {4 * BYTES} bytes took {took} s")
