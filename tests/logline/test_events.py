"""What stands before, around and below a log message."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctxkit.logline import Frame, parse_events, parse_line
from ctxkit.logline.formats import FORMATS
from ctxkit.logline.log_format import LogFormat as Format
from tests.pace import at_most

SAMPLES = [(form.name, line, expected) for form in FORMATS for line, expected in form.samples]


@pytest.mark.parametrize(("name", "line", "expected"), SAMPLES)
def test_every_format_matches_its_samples(name: str, line: str, expected: str) -> None:
    parsed = parse_line(line)
    attribute, _, value = expected.partition("=")
    assert parsed.log_format.name == name
    assert str(getattr(parsed, attribute, None) or parsed.field(attribute)) == value


def test_every_format_has_samples() -> None:
    assert {name for name, _, _ in SAMPLES} == {form.name for form in FORMATS}


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_field_of_a_format_is_filled_by_a_sample(form: Format) -> None:
    matches = [re.match(form.pattern, line.strip()) for line, _ in form.samples]
    filled = {
        name for match in matches if match for name, value in match.groupdict().items() if value
    }
    assert filled == set(re.compile(form.pattern).groupindex)


API = (
    "2025-12-24 09:25:36.755 ERROR [Dummy-1] [mailer.py:101] 7c13e32e0c455c8fb169b28b94e35e04"
    " - Mail to a@b failed"
)


@pytest.mark.parametrize(
    ("wrapped", "service"),
    [
        (API, ""),
        (f"api-1  | {API}", "api"),
        (f"docker-worker-1         | {API}", "worker"),
        (f"docker_plugin_daemon_1 | {API}", "plugin_daemon"),
        (f"[worker]     | {API}", "worker"),
        (f"0|dify-web  | {API}", "web"),
        (f"[pod/dify-api-7c9f-xx/api] {API}", "api"),
        (f"2025-12-24T09:25:36.755123456Z {API}", ""),
        (f"[pod/dify-worker-7c9f/worker] 2025-12-24T09:25:36.755123456Z {API}", "worker"),
        (f"2025-12-24T09:25:36.755123456+08:00 stderr F {API}", ""),
        (f"Dec 24 09:25:36 host-3 dify-sandbox[812]: {API}", "sandbox"),
        (f"> {API}", ""),
        (f"> > api-1 | {API}", "api"),
        (f"│ {API} │", ""),
        (f"`{API}`", ""),
        (f"\ufeff\x1b[31m{API}\x1b[0m\r", ""),
        (json.dumps({"log": API + "\n", "stream": "stderr", "time": "2025-12-24T09:25:36Z"}), ""),
        (
            json.dumps(
                {"@timestamp": "x", "message": API, "kubernetes": {"container_name": "worker"}}
            ),
            "worker",
        ),
        (
            json.dumps({"log": json.dumps({"message": API, "level": "error"}), "stream": "stdout"}),
            "",
        ),
        (json.dumps({"time": "x", "stream": "stderr", "log": API})[:-2], ""),
    ],
)
def test_wrappers_come_off_and_tell_the_service(wrapped: str, service: str) -> None:
    [event] = parse_events(wrapped)
    line = event.line
    assert line.message == "Mail to a@b failed"
    assert (line.file, line.line, line.level, line.service) == ("mailer.py", 101, "error", service)
    assert line.trace_id == "7c13e32e0c455c8fb169b28b94e35e04"


def test_a_bar_inside_a_message_is_no_wrapper() -> None:
    assert parse_line("Failed | retrying").message == "Failed | retrying"


def test_json_log_lines_of_the_api_and_the_plugin_daemon() -> None:
    record = {
        "ts": "2026-05-22T13:11:43.801Z", "severity": "WARN", "service": "dify-plugin-daemon",
        "caller": "launcher.go:93", "message": "released lock", "attributes": {"plugin": "a/b:1"},
    }  # fmt: skip
    line = parse_line(json.dumps(record))
    assert (line.message, line.level, line.file, line.line) == (
        "released lock",
        "warning",
        "launcher.go",
        93,
    )
    assert (line.service, line.field("plugin"), line.log_format.name) == (
        "plugin_daemon",
        "a/b:1",
        "json",
    )


def test_slog_attributes_are_taken_off_in_any_order_and_unquoted() -> None:
    line = parse_line(
        '2026-05-22T13:11:43Z INFO dify-plugin-daemon a.go:9 plugin "x" ready '
        'method="uv \\"sync\\"" n=3'
    )
    assert line.message == 'plugin "x" ready'
    assert line.fields == (("method", 'uv "sync"'), ("n", "3"))


def test_an_error_body_is_a_message_and_no_envelope() -> None:
    body = '{"code": "app_unavailable", "message": "App unavailable", "status": 400}'
    assert parse_line(body).message == body
    [event] = parse_events(json.dumps(json.loads(body), indent=2))
    assert json.loads(event.line.message)["code"] == "app_unavailable"


TRACEBACK = """Traceback (most recent call last):
  File "/app/api/services/mail.py", line 40, in send
    self.client.send(to)
    ~~~~~~~~~~~~~~~~^^^^
  File "/app/api/.venv/lib/python3.12/site-packages/smtp/__init__.py", line 7, in send
    raise SMTPError("refused")
smtp.SMTPError: refused"""


def test_a_traceback_belongs_to_the_line_above() -> None:
    [event] = parse_events(f"{API}\n{TRACEBACK}\n")
    assert event.line.message == "Mail to a@b failed"
    assert event.frames[0] == Frame(
        language="python",
        path="/app/api/services/mail.py",
        line=40,
        function="send",
        code="self.client.send(to)",
    )
    assert [f.line for f in event.frames] == [40, 7]
    assert [(e.error, e.message, e.frames) for e in event.errors] == [
        ("smtp.SMTPError", "refused", 2)
    ]


def test_chained_errors_share_one_event() -> None:
    again = TRACEBACK.replace("refused", "again").replace("smtp.SMTPError", "ValueError")
    text = (
        f"{TRACEBACK}\n\n"
        f"During handling of the above exception, another exception occurred:\n\n{again}"
    )
    [event] = parse_events(text)
    assert [(e.error, e.frames) for e in event.errors] == [("smtp.SMTPError", 2), ("ValueError", 4)]


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"api-1  | {line}" for line in TRACEBACK.split("\n")),
        TRACEBACK.replace("\n", " "),
        "2025-12-24 09:25:36.755 ERROR [x] [a.py:1]  - "
        + TRACEBACK.replace('"', '\\"').replace("\n", "\\n"),
        json.dumps({"severity": "ERROR", "ts": "x", "message": "boom", "stack_trace": TRACEBACK}),
        json.dumps({"log": TRACEBACK, "stream": "stderr"}),
    ],
)
def test_tracebacks_survive_wrappers_and_lost_newlines(text: str) -> None:
    [event] = parse_events(text)
    assert [f.line for f in event.frames] == [40, 7]
    assert event.frames[0].path == "/app/api/services/mail.py"


def test_the_times_that_a_viewer_puts_before_every_line_come_off() -> None:
    text = "\n".join(f"2025-03-11 09:51:31 {line}" for line in TRACEBACK.split("\n"))
    [event] = parse_events(text)
    assert [f.line for f in event.frames] == [40, 7]
    assert event.errors[0].error == "smtp.SMTPError"


def test_the_first_and_the_last_line_may_have_lost_their_times() -> None:
    lines = [f"2025-03-11 09:51:31 {line}" for line in TRACEBACK.split("\n")]
    [event] = parse_events("\n".join([API, *lines, "2025-03-11 09:"]))
    assert [f.line for f in event.frames] == [40, 7]
    assert event.line.file == "mailer.py"


def test_a_stack_may_have_lost_its_indentation() -> None:
    [event] = parse_events("\n".join(line.strip() for line in f"{API}\n{TRACEBACK}".split("\n")))
    assert [(f.line, f.code) for f in event.frames] == [
        (40, "self.client.send(to)"),
        (7, 'raise SMTPError("refused")'),
    ]
    assert [e.error for e in event.errors] == ["smtp.SMTPError"]


def test_an_access_line_between_frames_does_not_end_the_traceback() -> None:
    lines = TRACEBACK.split("\n")
    lines.insert(1, '172.18.0.1 - - [14/Jul/2025:11:22:08 +0000] "GET /health HTTP/1.1" 200 68')
    events = parse_events("\n".join(lines))
    assert sorted(len(e.frames) for e in events) == [0, 2]


def test_two_lines_run_together_are_two_events() -> None:
    assert [e.line.message for e in parse_events(API + API)] == ["Mail to a@b failed"] * 2


def test_a_go_panic_with_its_goroutine() -> None:
    text = """sandbox-1 | 2025/05/07 08:38:58 server.go:51: [PANIC]failed to install: exit status 2
sandbox-1 | panic: [PANIC]failed to install: exit status 2
sandbox-1 |
sandbox-1 | goroutine 50 [running]:
sandbox-1 | github.com/x/box/internal/utils/log.(*Log).Panic(...)
sandbox-1 | \t/build/box/internal/utils/log/core.go:55
sandbox-1 | github.com/x/box/internal/server.initDependencies()
sandbox-1 | \t/build/box/internal/server/server.go:51 +0x86
sandbox-1 | created by github.com/x/box/internal/server.Run in goroutine 1
sandbox-1 | \t/build/box/internal/server/server.go:90 +0x25"""
    first, panic = parse_events(text)
    assert (first.line.file, first.line.line, first.line.level) == ("server.go", 51, "critical")
    assert [f.function for f in panic.frames] == [
        "log.(*Log).Panic",
        "server.initDependencies",
        "server.Run",
    ]
    assert panic.frames[1].line == 51
    assert [e.error for e in panic.errors] == ["panic"]


def test_a_javascript_stack() -> None:
    [event] = parse_events(
        "TypeError: x is undefined\n"
        "    at Foo (http://h/_next/static/chunks/1.js:1:57)\n"
        "    at /app/web/server.js:3:9"
    )
    assert [(f.function, f.line) for f in event.frames] == [("Foo", 1), ("", 3)]
    assert event.errors[0].error == "TypeError"


def test_nothing_gives_nothing() -> None:
    assert parse_events("") == parse_events(" \n\r\n\ufeff") == []


@given(st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_no_text_is_too_strange(text: str) -> None:
    parse_events(text)
    parse_line(text)


@pytest.mark.parametrize(
    "unit",
    [
        "a", " ", "[", '"', "\\", 'File "', 'File "x", line 1, in f ',
        "a=", '{"a":', ' k="', ' k="\\', "at x:1:1 ",
        '{"log":"a"}\n', '{"log":"', '[{"log":"', "'", "{", "}", "=", "%", "%s ",
        "\u4e2d", "\0", "\n", "a\n", "1:\n", "#012", "&quot;", "[0m", "| ", "** ", "x.log:", '{a="',
        "goroutine 1 [running]: /a.go:1 +0x1 ", " at f (x:1:2)", " ValueError: ",
        "2025-12-24T09:25:36Z ", "[2025-12-24 09:25:36,755: INFO/", "10.1.1.1 - - [",
        '"=>"', "1,", "a b c ", "\u2028", "\u2026", "x.go:1 ", "2025-12-24 09:25:36.755 ERROR [",
        "\x1b[", "> ", "x-1 | ", "((", "a.", "Error: ", "\t", "│", "`", "\\n",
    ],
)  # fmt: skip
@pytest.mark.no_cover
def test_one_long_line_takes_linear_time(unit: str) -> None:
    with at_most(6):
        parse_events(unit * (200_000 // len(unit)))


def test_a_goroutine_whose_newlines_were_lost() -> None:
    text = (
        '"goroutine 17 [running]:'
        "github.com/x/box/pkg/routine.Submit.func1.1()/app/pkg/routine/pool.go:64 +0x65"
        "panic({0x2b, 0x51})/usr/local/go/src/runtime/panic.go:783 +0x132"
        "bufio.(*Writer).Flush(0xc0)/usr/local/go/src/bufio/bufio.go:6 +0x45"
    )
    (event,) = parse_events(text)
    assert [(f.path.rpartition("/")[2], f.line) for f in event.frames] == [
        ("pool.go", 64),
        ("panic.go", 783),
        ("bufio.go", 6),
    ]
    assert event.frames[0].function == "routine.Submit.func1.1"


def test_gorm_puts_the_query_into_a_second_line() -> None:
    query, done = parse_events(
        "2025/08/26 08:25:20 /app/internal/db/x.go:25 record not found\n"
        '[13.5ms] [rows:0] SELECT * FROM "letters"\n'
        "2025/08/26 08:25:21 x.go:3: [INFO]done"
    )
    assert (query.line.file, query.line.line, query.line.log_format.name) == (
        "/app/internal/db/x.go",
        25,
        "gorm",
    )
    assert query.line.message == 'record not found [13.5ms] [rows:0] SELECT * FROM "letters"'
    assert done.line.message == "done"
