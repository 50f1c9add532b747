"""A paste put right: prefixes of no known kind, lines cut, run together, or broken at the wrong
places.
"""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import json

import pytest

from ctxkit.logline import parse_events
from ctxkit.logline.split import split_paste

API = (
    "2026-05-26 13:22:31.627 ERROR [Dummy-1] [mailer.py:101] 7c13e32e0c455c8f - Mail to a@b failed"
)
DAEMON = '2026-05-22T13:11:43.801Z INFO dify-plugin-daemon launcher.go:93 released lock plugin=a/b:1 how="uv sync"'
OLD_DAEMON = "2025/05/22 02:57:35 pool.go:59: [INFO]init environment"
CELERY = "[2025-08-13 09:15:34,105: INFO/MainProcess] Task a.b[1-2] received"
RECORD = json.dumps(
    {"time": "2026-05-07T08:38:58Z", "level": "ERROR", "msg": "failed to run", "err": "x"}
)
LINES = [API, DAEMON, OLD_DAEMON, CELERY, RECORD]


def said(text: str) -> list[str]:
    return [event.line.message for event in parse_events(text)]


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize(
    "before",
    ["1234:", "  1234  ", "1234\t", "- ", "1. ", "**", "Mon, May 4 2026 5:12:44 pm ", "05/04/2026 5:12:44 PM ",
     "May 4, 2026, 17:12\t", "2026-05-04 17:12:44 ", "[2026-05-04 17:12:44] ", "2026/05/04 17:12:44 ", "node-3: ",
     "api stdout | ", "/srv/x/server:", "=> "],
)  # fmt: skip
def test_a_line_is_found_behind_any_prefix(line: str, before: str) -> None:
    [alone] = parse_events(line)
    [event] = parse_events(before + line)
    for name in ("message", "file", "line", "level", "log_format", "fields"):
        assert getattr(event.line, name) == getattr(alone.line, name)


@pytest.mark.parametrize(
    "line",
    [
        "2026-05-26 13:22:31.627 ERROR [x] [a.py:3] - output: " + DAEMON,
        f'WARNING plugin said: "{API}"',
        'Failed: {"level": "error", "message": "x"} is no record of ours and more',
    ],
)
def test_a_line_that_quotes_another_is_itself_the_line(line: str) -> None:
    [event] = parse_events(line)
    assert event.line.message in line
    assert event.line.message.endswith(line[-20:])
    assert event.line.file in ("", "a.py")


def test_a_prefix_of_no_known_kind_tells_the_service() -> None:
    [event] = parse_events(f"my worker's output | {API}")
    assert event.line.service == "worker"


STACK = """Traceback (most recent call last):
  File "/app/api/x.py", line 3, in f
    return g()
           ^^^

  File "/app/api/x.py", line 9, in g
    raise ValueError("gone")
ValueError: gone"""
GO_STACK = """panic: runtime error: index out of range

goroutine 217 [running]:
example.com/a/server.(*App).Run(0xc000, 0x1)
\t/app/internal/server/app.go:181 +0x1d4
created by example.com/a/pool.Submit in goroutine 1
\t/app/internal/pool/pool.go:33 +0x85"""
JS_STACK = """TypeError: Cannot read properties of undefined
    at Card (webpack-internal:///(app-pages-browser)/./app/card.tsx:120:33)
    at render (node_modules/react-dom.js:11:18)"""


def frames(text: str) -> list[list[tuple[str, int | None, str]]]:
    return [[(f.path, f.line, f.code) for f in event.frames] for event in parse_events(text)]


@pytest.mark.parametrize("stack", [STACK, GO_STACK, JS_STACK])
@pytest.mark.parametrize(
    "before", ["{}:", "  {}  ", "05/04/2026 5:12:{} PM ", "node{}> ", "api stdout | "]
)
def test_what_stands_before_each_line_of_a_stack_comes_off(stack: str, before: str) -> None:
    numbered = (before.format(number) + line for number, line in enumerate(stack.split("\n"), 10))
    assert frames("\n".join(numbered)) == frames(stack)


@pytest.mark.parametrize("stack", [STACK, GO_STACK, JS_STACK])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", " "),
        ("\n", "\\n"),
        ("\n", "#012"),
        ("\n", "\r\n"),
        ("\n", "\n\n"),
        ("\n", "\n      "),
        ("\n", "\u2028"),
    ],
)
def test_a_stack_survives_the_loss_of_its_newlines(stack: str, old: str, new: str) -> None:
    found = [x for x in frames(stack.replace(old, new)) if x]
    assert found == [x for x in frames(stack) if x]


@pytest.mark.parametrize("stack", [STACK, GO_STACK, JS_STACK])
def test_a_stack_in_a_string_of_json(stack: str) -> None:
    assert [x for x in frames(json.dumps(stack)) if x] == [x for x in frames(stack) if x]


@pytest.mark.parametrize(
    "text", [STACK, STACK.replace("\n", " "), STACK.replace("\n", ""), STACK.replace("\n", "\\n")]
)
def test_the_error_that_ends_a_stack_is_read(text: str) -> None:
    [event] = parse_events(text)
    assert [(e.error, e.message) for e in event.errors] == [("ValueError", "gone")]
    assert event.frames[-1].code == 'raise ValueError("gone")'


def test_a_stack_that_lost_its_indentation() -> None:
    [event] = parse_events("\n".join(line.strip() for line in STACK.split("\n")))
    assert [f.code for f in event.frames] == ["return g()", 'raise ValueError("gone")']
    assert [e.error for e in event.errors] == ["ValueError"]


def test_lines_of_several_services_do_not_break_a_stack() -> None:
    lines = [f"api-1  | {line}" for line in [API, *STACK.split("\n")]]
    mixed = [
        text for line in lines for text in (line, "nginx-1  | GET / 200", "worker-1  | working")
    ]
    first, *others = parse_events("\n".join(mixed))
    assert (first.line.message, len(first.frames), first.errors[0].error) == (
        "Mail to a@b failed",
        2,
        "ValueError",
    )
    assert all(not event.frames for event in others)


@pytest.mark.parametrize("second", [API, DAEMON, OLD_DAEMON, CELERY])
@pytest.mark.parametrize("between", [" ", "", "  "])
def test_lines_that_were_run_together_are_events_of_their_own(second: str, between: str) -> None:
    assert said(API + between + second) == ["Mail to a@b failed", *said(second)]


def test_a_cut_line_of_a_container_is_joined() -> None:
    stamp = "2026-05-26T13:22:31.627518342Z"
    text = f"{stamp} stdout P {API[:70]}\n{stamp} stderr F other\n{stamp} stdout F {API[70:]}"
    assert "Mail to a@b failed" in said(text.replace(f"{stamp} stderr F other\n", ""))[0]
    assert said("\n".join(f"{stamp} stdout {'P' if n < 2 else 'F'} {part}" for n, part in enumerate((API[:30], API[30:70], API[70:])))) == ["Mail to a@b failed"]  # fmt: skip


def test_a_long_line_in_records_of_docker_is_joined() -> None:
    long = API + "x" * 20_000
    parts = (long[:16_384], long[16_384:] + "\n")
    text = "\n".join(json.dumps({"log": part, "stream": "stdout", "time": "t"}) for part in parts)
    assert said(text) == ["Mail to a@b failed" + "x" * 20_000]


@pytest.mark.parametrize(
    "cut",
    ["..." + API[18:], "…" + API[30:], "31.627 " + API[24:], "my-1] " + API[40:], "…-daemon " + DAEMON[44:],
     "... " + DAEMON[25:]],
)  # fmt: skip
def test_a_line_whose_front_was_cut_keeps_file_and_line(cut: str) -> None:
    [event] = parse_events(cut)
    wanted = ("launcher.go", 93) if "daemon" in cut or "launcher" in cut else ("mailer.py", 101)
    assert (event.line.file, event.line.line) == wanted
    assert event.line.message in ("Mail to a@b failed", "released lock")


def test_a_record_whose_front_was_cut_is_read() -> None:
    record = json.dumps({"attributes": {"plugin": "a/b:1"}, "caller": "launcher.go:93", "message": "released lock", "severity": "INFO", "ts": "t"})  # fmt: skip
    [event] = parse_events("..." + record[20:])
    assert (event.line.message, event.line.file, event.line.line) == (
        "released lock",
        "launcher.go",
        93,
    )


@pytest.mark.parametrize(
    "text", [json.dumps(API), '1777886364120000000,2026-05-04T09:12:44.120Z,"' + API + '"']
)
def test_a_quoted_line_is_read(text: str) -> None:
    assert said(text) == ["Mail to a@b failed"]


BODY = {"code": "box_full", "message": 'The {box} is "full"', "more": [{"at": 1}], "status": 400}


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "```json\n{}\n```",
        "I get this:\n{}\nwhat is it?",
        "{}, and then\n{}",
        "{{ an open brace\n{}",
    ],
)
@pytest.mark.parametrize("prefix", ["", "> ", "api-1  | "])
def test_an_object_on_several_lines_is_one_line(around: str, prefix: str) -> None:
    lines = around.format(*[json.dumps(BODY, indent=2)] * 2).split("\n")
    texts = [line.text for line in split_paste("\n".join(prefix + line for line in lines))]
    assert texts.count(json.dumps(BODY)) == around.count("{}")
    assert not any('"code"' in text for text in texts if text != json.dumps(BODY))


@pytest.mark.parametrize(
    "text", ['{\n  "code": "box_full"', "{\n  not JSON\n}", "func main() {\n\treturn\n}", "}\n{"]
)
def test_what_is_no_object_stays_as_it_is(text: str) -> None:
    assert [line.text for line in split_paste(text)] == text.split("\n")
