"""JSON of collectors and log services around a line, opened; each known kind with its samples."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import json

import pytest

from ctxkit.dify.service_names import service_of_container as component
from ctxkit.logline import parse_events, parse_line
from ctxkit.logline.envelopes import ENVELOPES, open_envelope, records_of

SAMPLES = [(envelope.name, sample) for envelope in ENVELOPES for sample in envelope.samples]
LINE = "2026-05-26 13:22:31.627 ERROR [Dummy-1] [mailer.py:101] a1b2c3d4e5 - Mail to a@b failed"


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_every_envelope_opens_its_samples(name: str, sample: str) -> None:
    opened = open_envelope(json.loads(sample))
    assert opened is not None
    said = (
        opened.content["message"]
        if isinstance(opened.content, dict)
        else opened.content.rstrip("\n")
    )
    assert (said, component(opened.container)) == ("said", "api")
    assert opened.time or name == "cloudwatch"


@pytest.mark.parametrize(("name", "sample"), SAMPLES)
def test_a_line_inside_is_read_as_if_it_stood_alone(name: str, sample: str) -> None:
    line = parse_line(sample.replace("said", LINE, 1))
    assert (line.message, line.file, line.line, line.level) == (
        "Mail to a@b failed",
        "mailer.py",
        101,
        "error",
    )
    assert line.service == "api"


def test_every_envelope_has_samples() -> None:
    assert {name for name, _ in SAMPLES} == {envelope.name for envelope in ENVELOPES}


@pytest.mark.parametrize(
    "record",
    [
        {"code": "app_unavailable", "message": "App unavailable", "status": 400},
        {"ts": "t", "severity": "WARN", "caller": "a.py:3", "message": "said"},
        {"time": "t", "level": "INFO", "msg": "said"},
        {"level": "error", "message": "said", "container": "x"},
        {"event": "error", "message": "said"},
        {"answer": 3},
    ],
)
def test_a_programs_own_record_is_no_envelope(record: dict[str, object]) -> None:
    assert open_envelope(record) is None


def test_the_record_that_a_program_logged_keeps_what_it_says() -> None:
    own = {"ts": "t", "severity": "WARN", "service": "langgenius/dify", "caller": "ssrf_proxy.py:202", "message": "Request to x failed"}  # fmt: skip
    for record in (
        own,
        {"log": json.dumps(own) + "\n", "stream": "stdout", "time": "t"},
        {"insertId": "a", "jsonPayload": own, "resource": {"labels": {"container_name": "api"}}},
        {"_index": "x", "_source": {"@timestamp": "t", "message": json.dumps(own)}},
    ):
        line = parse_line(json.dumps(record))
        assert (line.message, line.level, line.file, line.line) == ("Request to x failed", "warning", "ssrf_proxy.py", 202)  # fmt: skip


STACK = [
    "Traceback (most recent call last):",
    '  File "/app/api/x.py", line 3, in f',
    "    g()",
    "",
    "ValueError: gone",
]


@pytest.mark.parametrize(
    "sample", [sample for name, sample in SAMPLES if name != "fluent-bit-merged"]
)
def test_a_stack_whose_lines_are_records_is_one_event(sample: str) -> None:
    lines = (sample.replace("said", json.dumps(line)[1:-1], 1) for line in [LINE, *STACK])
    [event] = parse_events("\n".join(lines))
    assert event.line.message == "Mail to a@b failed"
    assert [(f.path, f.code) for f in event.frames] == [("/app/api/x.py", "g()")]
    assert [(e.error, e.message) for e in event.errors] == [("ValueError", "gone")]


LOKI = {"status": "success", "data": {"resultType": "streams", "result": [{"stream": {"container": "api"}, "values": [["1", LINE], ["2", "b"]]}]}}  # fmt: skip


@pytest.mark.parametrize(
    "answer",
    [
        LOKI,
        {"events": [{"message": LINE, "ingestionTime": 1}, {"message": "b", "ingestionTime": 1}]},
        {"results": [[{"field": "@message", "value": LINE}], [{"field": "@message", "value": "b"}]]},
        {"hits": {"total": 2, "hits": [{"_index": "x", "_source": {"message": m, "@timestamp": "t"}} for m in (LINE, "b")]}},
        [{"log": LINE, "stream": "stdout", "time": "t"}, {"log": "b", "stream": "stdout", "time": "t"}],
    ],
)  # fmt: skip
@pytest.mark.parametrize("indent", [None, 2])
def test_the_records_of_an_answer_are_lines(answer: object, indent: int | None) -> None:
    first, second = parse_events(json.dumps(answer, indent=indent))
    assert (first.line.message, second.line.message) == ("Mail to a@b failed", "b")


@pytest.mark.parametrize(
    "data", [[], [1, 2], {"data": []}, {"events": [1]}, "x", None, {"data": {"result": [3]}}]
)
def test_other_documents_hold_no_records(data: object) -> None:
    assert records_of(data) is None
