"""What part code has in a topic."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.find.deciding import part_of
from ctxkit.model import Symbol
from tests.ask.literal import literal_index
from tests.pace import at_most

STEMS = {"retr"}


def part(
    folder: Path, text: str, *, what: str = "function", name: str = "f", value: str = ""
) -> str:
    fact = Symbol(name=name, what=what, value=value, line=1, end_line=text.count("\n") + 1)
    made = literal_index(folder, {"dify": {"api/a.py": (text, [fact])}})
    (stored,) = made.index.all(Symbol)
    return part_of(stored, made.sources, STEMS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(count):\n    if count >= max_retries:\n        return", "decides"),
        ("def f():\n    for attempt in range(MAX_RETRIES):\n        go()", "decides"),
        ("def f():\n    return Policy(config.HTTP_RETRY_TIMES)", "decides"),
        ("func f(n int) {\n\tfor retryCount < limit {\n\t}\n}", "decides"),
        ("function f() {\n  return retries > 3 ? a : b\n}", "decides"),
        ("def f():\n    # if retry is on\n    go()", "does"),
        ("def f():\n    if other > 3:\n        retry()", "does"),
        ("def f():\n    self.status = Status.NODE_RETRY", "does"),
        ("def f(self, event: Retried) -> None:\n    save(event.retry_index)", "carries"),
        ("def f(\n    self,\n    event: Retried,\n):\n    save(event)", "carries"),
    ],
)
def test_the_part_of_a_function(tmp_path: Path, text: str, expected: str) -> None:
    assert part(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class C:\n    max_retries: int = 0\n    retry_interval: int = 1", "decides"),
        ("type C struct {\n\tMaxRetries int `json`\n\tRetryWait int\n}", "decides"),
        ("class C:\n    retry_index: int\n    error: str\n    at: int", "carries"),
        ("class C:\n    retry_index: int\n    def go(self):\n        pass", "does"),
        ("class C(Exception):\n    pass", "does"),
    ],
)
def test_the_part_of_a_class(tmp_path: Path, text: str, expected: str) -> None:
    assert part(tmp_path, text, what="class") == expected


@pytest.mark.parametrize("name", ["RetryEvent", "handle_retry_event", "RetryResponse"])
def test_what_says_that_something_happened_carries(tmp_path: Path, name: str) -> None:
    assert part(tmp_path, "def f():\n    if retries > 3: pass", name=name) == "carries"


def test_to_send_a_request_is_an_act(tmp_path: Path) -> None:
    assert part(tmp_path, "def f():\n    if retries > 3: pass", name="retry_request") == "decides"
    assert (
        part(tmp_path / "c", "class C:\n    pass", what="class", name="RetryRequest") == "carries"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("3", "decides"),
        ("-1", "decides"),
        ("True", "decides"),
        ('"linear"', "decides"),
        ("MAX_TRIES", "decides"),
        ("wait=wait_fixed(2), reraise=True,", "decides"),
        ("count + 1", "carries"),
        ("self.count", "carries"),
        ("event", "carries"),
    ],
)
def test_an_argument_that_comes_from_elsewhere_carries(
    tmp_path: Path, value: str, expected: str
) -> None:
    assert part(tmp_path, "f(retries=x)", what="argument", value=value) == expected


@pytest.mark.parametrize("line", ["<" * 50_000, "a" * 50_000, "? " * 20_000, " x" * 20_000])
def test_long_lines_take_no_long_time(tmp_path: Path, line: str) -> None:
    with at_most(2):
        part(tmp_path, f"class C:\n    {line}\n    {line}(\n", what="class")
        part(tmp_path / "a", "f(x)", what="argument", value=line + "(")
