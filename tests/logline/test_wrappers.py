"""What collectors put before a line, taken off; each known kind with its samples."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import re

import pytest

from ctxkit.logline import parse_events
from ctxkit.logline.cleaning import clean
from ctxkit.logline.wrappers import WRAPPERS, unwrap

SAMPLES = [(wrapper.name, sample, told) for wrapper in WRAPPERS for sample, told in wrapper.samples]
STACK = """2026-05-26 13:22:31.627 ERROR [Dummy-1] [app.py:875] a1b2c3d4e5 - Something
Traceback (most recent call last):
  File "/app/api/x.py", line 3, in f
    return g()
           ^^^

  File "/app/api/x.py", line 9, in g
    raise ValueError("gone")
ValueError: gone"""


@pytest.mark.parametrize(("name", "sample", "told"), SAMPLES)
def test_every_wrapper_matches_its_samples(name: str, sample: str, told: str) -> None:
    service, _, time = told.partition(" ")
    record = (
        '{"' if sample.endswith('{"') else "{}" if sample == "api-1|" else ""
    )  # what only a record follows
    line = sample.removesuffix('{"') + (record or "  the line")
    assert unwrap(line)[:4] == (record or "  the line", service, time, False)
    assert next(w.name for w in WRAPPERS if re.match(w.pattern, line)) == name


def test_a_container_has_its_name_whether_or_not_it_is_a_service_of_dify() -> None:
    names = [unwrap(line).container for line in ("docker-api-1 | a", "gitea-1 | a", "a plain line")]
    assert names == ["docker-api-1", "gitea-1", ""]


def test_every_wrapper_has_samples() -> None:
    assert {name for name, _, _ in SAMPLES} == {wrapper.name for wrapper in WRAPPERS}


@pytest.mark.parametrize(
    "line",
    [
        "Failed | retrying",
        "the task failed badly",
        "dataset-1 file removed from the index",
        "[DEBUG] nothing",
        "Error: pod dify-api-0 api failed",
        "see error.log: it is empty",
        '{"log" of the day} is empty',
        "<1>2 is no time",
        "request GET/api failed",
    ],
)
def test_a_message_is_no_wrapper(line: str) -> None:
    assert unwrap(line).text == line


@pytest.mark.parametrize(
    "before",
    [
        *(sample for _, sample, _ in SAMPLES if not sample.endswith('{"')), "│ ", "> ", ">> ", "| ", "  ", "\x1b[31m", "[31m",
        "2026-05-26T13:22:31.627518342Z stderr F ", "api-1  | 2026-05-26T13:22:31.627518342Z ",
    ],
)  # fmt: skip
def test_a_stack_survives_a_wrapper_before_each_of_its_lines(before: str) -> None:
    [bare] = parse_events(STACK)
    after = (
        " |" if before == "| " else " │" if before == "│ " else "[0m" if before == "[31m" else ""
    )
    [event] = parse_events("\n".join(before + line + after for line in STACK.split("\n")))
    assert (event.frames, event.errors) == (bare.frames, bare.errors)
    assert event.line.message == "Something"


@pytest.mark.parametrize("lost", ["[33mA line[0m", "\\x1b[33mA line\\x1b[0m", "\\u001b[1;33mA line\\u001b[0m", "#033[33mA line#033[0m", "^[[33mA line^[[m"])  # fmt: skip
def test_colours_whose_escape_was_lost_come_off(lost: str) -> None:
    assert clean(lost) == "A line"


def test_brackets_are_no_colours() -> None:
    assert clean("[mailer.py:3] x[0m] y[m]") == "[mailer.py:3] x] y[m]"


@pytest.mark.parametrize(
    "quoted", ["File &quot;/app/a.py&quot;, line 3", "File “/app/a.py”, line 3"]
)
def test_quotes_that_an_editor_changed_are_quotes(quoted: str) -> None:
    assert clean(quoted) == 'File "/app/a.py", line 3'
