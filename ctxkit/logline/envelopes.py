"""The JSON that collectors and log services put around a line: a row each, with records that it must
open (as lnav does).

A record is opened down to the text, or the record, that the program itself wrote. Not here: what a
program's own record says (`record.py`).
"""

# ruff: noqa: E501 - a sample record stays whole

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import Struct

from ctxkit.logline.jsonline import load_object
from ctxkit.logline.record import ERROR_BODY_NAMES, LEVEL, MESSAGE, STACK, is_log_record, pick

MAX_ENVELOPES = 4
"""Envelopes inside each other that are opened."""


class Envelope(Struct, frozen=True, kw_only=True):
    """A kind of envelope: the names (paths with `/`) that its records have.

    `common_names`: programs' own records may have the same names, so a name that only collectors
    write must be present as well. Each sample contains the text `said` of the container `api`, and a
    time if `time` is given.
    """

    name: str
    sign: tuple[str, ...]
    text: tuple[str, ...]
    container: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    common_names: bool = False
    samples: tuple[str, ...] = ()


class EnvelopeContent(NamedTuple):
    """A text or a program's own record, with the container's name and the time around it."""

    content: str | dict[str, Any]
    container: str
    time: str


_KUBERNETES = (
    "kubernetes/container_name", "kubernetes/container/name", "kubernetes/pod_name", "kubernetes/pod/name",
)  # fmt: skip

ENVELOPES: tuple[Envelope, ...] = (
    Envelope(
        name="elasticsearch",  # a document with its index
        sign=("_index",),
        text=("_source", "fields"),
        samples=(
            '{"_index": "f", "_id": "x", "_source": {"@timestamp": "t", "message": "said", "kubernetes": {"container": {"name": "api"}}}}',
            '{"_index": "f", "fields": {"@timestamp": ["t"], "message": ["said"], "kubernetes.container.name": ["api"]}}',
        ),
    ),
    Envelope(
        name="cloudwatch-insights",
        sign=("@message",),
        text=("@message",),
        container=("@logStream", "@log", "kubernetes.container_name"),
        time=("@timestamp",),
        samples=('{"@timestamp": "t", "@message": "said", "@logStream": "api/x", "@log": "1:/ecs/dify"}',),
    ),
    Envelope(
        name="cloudwatch",  # filter-log-events, get-log-events
        sign=("message", "ingestionTime"),
        text=("message",),
        container=("logStreamName",),
        time=("timestamp",),
        samples=('{"timestamp": 1777886364121, "message": "said", "ingestionTime": 1, "eventId": "3", "logStreamName": "api/api/ab"}',),
    ),
    Envelope(
        name="gcp-text",
        sign=("insertId", "textPayload"),
        text=("textPayload",),
        container=("resource/labels/container_name", "resource/labels/pod_name"),
        time=("timestamp",),
        samples=('{"insertId": "a", "textPayload": "said", "resource": {"labels": {"container_name": "api"}}, "timestamp": "t", "severity": "INFO"}',),
    ),
    Envelope(
        name="gcp-json",
        sign=("insertId", "jsonPayload"),
        text=("jsonPayload",),
        container=("resource/labels/container_name", "resource/labels/pod_name"),
        time=("timestamp",),
        samples=('{"insertId": "a", "jsonPayload": {"message": "said"}, "resource": {"labels": {"container_name": "api"}}, "timestamp": "t"}',),
    ),
    Envelope(
        name="azure",  # Log Analytics: ContainerLog, ContainerLogV2, Container Apps
        sign=("TimeGenerated",),
        text=("LogMessage", "LogEntry", "Log_s", "Log"),
        container=("ContainerName", "ContainerAppName_s", "ContainerName_s", "ContainerAppName", "PodName", "Name"),
        time=("TimeGenerated",),
        samples=(
            '{"TimeGenerated": "t", "ContainerName": "api", "LogEntry": "said", "LogEntrySource": "stdout"}',
            '{"TimeGenerated": "t", "PodName": "dify-api-6b", "LogMessage": "said"}',
            '{"TimeGenerated": "t", "ContainerAppName_s": "api", "Log_s": "said"}',
        ),
    ),
    Envelope(
        name="aliyun",  # SLS
        sign=("content", "_container_name_"),
        text=("content",),
        container=("_container_name_", "_pod_name_"),
        time=("_time_", "__time__"),
        samples=('{"__source__": "10.1.1.1", "__time__": "1", "_container_name_": "api", "_time_": "t", "content": "said"}',),
    ),
    Envelope(
        name="tencent",  # CLS
        sign=("__CONTENT__",),
        text=("__CONTENT__",),
        container=("__TAG__.container_name", "__TAG__/container_name", "__FILENAME__"),
        time=("__TIMESTAMP__",),
        samples=('{"__CONTENT__": "said", "__TIMESTAMP__": "1", "__TAG__.container_name": "api"}',),
    ),
    Envelope(
        name="datadog",
        sign=("attributes/message",),
        text=("attributes/message",),
        container=("attributes/service", "attributes/host"),
        time=("attributes/timestamp",),
        samples=('{"id": "AQ", "type": "log", "attributes": {"service": "dify-api", "timestamp": "t", "message": "said"}}',),
    ),
    Envelope(
        name="datadog-export",
        sign=("content/message",),
        text=("content/message",),
        container=("content/service", "content/host"),
        time=("content/timestamp",),
        samples=('{"id": "AQ", "content": {"timestamp": "t", "service": "dify-api", "message": "said"}}',),
    ),
    Envelope(
        name="splunk",
        sign=("result/_raw",),
        text=("result/_raw",),
        container=("result/container_name", "result/source", "result/sourcetype"),
        time=("result/_time",),
        samples=('{"preview": false, "result": {"_raw": "said", "_time": "t", "source": "http:dify", "container_name": "api"}}',),
    ),
    Envelope(
        name="opentelemetry",
        sign=("body/stringValue",),
        text=("body/stringValue",),
        container=("resource/service.name", "attributes/k8s.container.name"),
        time=("timeUnixNano",),
        samples=('{"timeUnixNano": "1", "body": {"stringValue": "said"}, "attributes": [{"key": "k8s.container.name", "value": {"stringValue": "api"}}]}',),
    ),
    Envelope(
        name="loki",  # logcli -o jsonl, Grafana's download
        common_names=True,
        sign=("line",),
        text=("line",),
        container=(
            "labels/container", "labels/container_name", "labels/pod", "labels/service_name", "labels/app",
            "fields/container", "fields/pod", "stream/container", "stream/pod",
        ),
        time=("timestamp", "date"),
        samples=(
            '{"labels": {"container": "api"}, "line": "said", "timestamp": "t"}',
            '{"line": "said", "timestamp": "1", "fields": {"container": "api"}}',
        ),
    ),
    Envelope(
        name="fluent-bit-merged",  # the record that the program logged, beside the text of it
        sign=("log_processed",),
        text=("log_processed",),
        container=_KUBERNETES,
        time=("time", "@timestamp", "date"),
        samples=('{"log": "x", "log_processed": {"message": "said", "severity": "INFO"}, "kubernetes": {"container_name": "api"}, "time": "t"}',),
    ),
    Envelope(
        name="docker",  # json-file; fluent-bit and fluentd, whose key is the same
        common_names=True,
        sign=("log",),
        text=("log",),
        container=(*_KUBERNETES, "container_name", "attrs/tag", "attrs/com.docker.compose.service", "tag"),
        time=("time", "@timestamp", "timestamp", "date"),
        samples=(
            '{"log": "said\\n", "stream": "stdout", "attrs": {"tag": "docker-api-1"}, "time": "t"}',
            '{"date": 1.5, "log": "said", "stream": "stdout", "time": "t", "_p": "F", "kubernetes": {"pod_name": "dify-api-x", "container_name": "api"}}',
            '{"container_name": "/docker-api-1", "source": "stdout", "log": "said", "time": "t"}',
        ),
    ),
    Envelope(
        name="filebeat",  # vector and others that follow it: the text is `message`
        common_names=True,
        sign=("message",),
        text=("message",),
        container=(
            *_KUBERNETES, "kubernetes.container.name", "container/name", "label/com.docker.compose.service",
            "container_name", "kubernetes.pod.name", "container.name",
        ),
        time=("@timestamp", "timestamp", "time"),
        samples=(
            '{"@timestamp": "t", "container": {"name": "docker-api-1"}, "log": {"offset": 1}, "stream": "stdout", "message": "said"}',
            '{"@timestamp": "t", "message": "said", "kubernetes": {"container": {"name": "api"}}}',
            '{"container_name": "docker-api-1", "message": "said", "source_type": "docker_logs", "stream": "stdout", "timestamp": "t"}',
        ),
    ),
)  # fmt: skip

_COLLECTOR_NAMES = (
    "stream", "kubernetes", "kubernetes.container.name", "@metadata", "agent", "container", "container_id", "source_type",
    "attrs", "_p", "labels", "fields", "container_name", "@timestamp",
)  # fmt: skip
"""Names that collectors write and programs do not."""

_PROGRAM_NAMES = (*LEVEL, *STACK, "caller", "logger", "lineno")
"""Names that programs write and collectors do not: the text must then clearly be another line."""

_RESULT_PATHS = ("data/result", "events", "hits/hits", "results", "data", "logs", "entries")


def open_envelope(data: dict[str, Any]) -> EnvelopeContent | None:
    """Return the content of the innermost envelope, or None if the record is a program's own."""
    container = time = ""
    content: str | dict[str, Any] = data
    for _ in range(MAX_ENVELOPES):
        opened = _open_one(_as_record(content))
        if opened is None:
            break
        content = opened.content
        container, time = opened.container or container, opened.time or time
    if content is data:
        return None
    if isinstance(content, dict) and not is_log_record(content):
        content = _message_alone(content)
    return EnvelopeContent(content, container, time)


def _as_record(content: str | dict[str, Any]) -> dict[str, Any]:
    if isinstance(content, dict):
        return content
    return load_object(content) or {}


def _message_alone(data: dict[str, Any]) -> str | dict[str, Any]:
    """Return the message of an object that is not a log record."""
    message = pick(data, MESSAGE)
    nothing_else = set(data) <= set(MESSAGE)
    return message if message or nothing_else else data


def _open_one(data: dict[str, Any]) -> EnvelopeContent | None:
    if any(name in data for name in ERROR_BODY_NAMES):
        return None
    for row in ENVELOPES:
        if not _is_of(row, data):
            continue
        content = next(filter(_is_content, (_at(data, path) for path in row.text)), None)
        if content is not None:
            return EnvelopeContent(
                content, _first_value(data, row.container), _first_value(data, row.time)
            )
    return None


def _is_of(row: Envelope, data: dict[str, Any]) -> bool:
    if any(_at(data, path) is None for path in row.sign):
        return False
    return not row.common_names or _is_collected(row, data)


def _is_collected(row: Envelope, data: dict[str, Any]) -> bool:
    """Return whether a collector, not a program, wrote a record of common names."""
    if not any(name in data for name in _COLLECTOR_NAMES):
        return False
    if not any(name in data for name in _PROGRAM_NAMES):
        return True
    text = str(_at(data, row.text[0]))[:40].lstrip()
    return "stream" in data or text[:1] in "{[" or text[:4].isdigit()


def _is_content(value: Any) -> bool:
    if isinstance(value, dict):
        return any(name in value for name in MESSAGE)
    return isinstance(value, str)


def _at(data: Any, path: str) -> Any:
    """Return the value at a path; the only member of a list, and the value of a list's `key`."""
    if not isinstance(data, dict):
        return None
    if path in data:
        return _only_member(data[path])
    name, _, rest = path.partition("/")
    if not rest:
        return None
    inner = data.get(name)
    return _value_of_key(inner, rest) if isinstance(inner, list) else _at(inner, rest)


def _only_member(value: Any) -> Any:
    if not isinstance(value, list) or len(value) != 1:
        return value
    return value[0] if isinstance(value[0], (str, int)) else value


def _value_of_key(pairs: list[Any], key: str) -> Any:
    """Return a value out of OpenTelemetry's `[{"key": ..., "value": {"stringValue": ...}}]`."""
    values = (
        pair.get("value") for pair in pairs if isinstance(pair, dict) and pair.get("key") == key
    )
    value = next(values, None)
    return value.get("stringValue") if isinstance(value, dict) else value


def _first_value(data: dict[str, Any], paths: tuple[str, ...]) -> str:
    values = (_at(data, path) for path in paths)
    texts = (str(value) for value in values if isinstance(value, (str, int, float)))
    return next(filter(None, texts), "")


def records_of(data: Any) -> list[dict[str, Any]] | None:
    """Return the records in the answer of a log service, or None if `data` is not one."""
    if isinstance(data, list):
        return _records_of_list(data)
    if not isinstance(data, dict):
        return None
    for path in _RESULT_PATHS:
        inner = _at(data, path)
        if _is_list_of_records(inner):
            return _loki_records(inner) if path == "data/result" else records_of(inner)
    return None


def _is_list_of_records(value: Any) -> bool:
    if not isinstance(value, list) or not value:
        return False
    return all(isinstance(item, (dict, list)) for item in value)


def _records_of_list(items: list[Any]) -> list[dict[str, Any]] | None:
    if not _is_list_of_records(items):
        return None
    if all("field" in item for item in items):
        return [_insights_record(items)]
    records = [item if isinstance(item, dict) else _insights_record(item) for item in items]
    return [record for record in records if record]


def _insights_record(fields: list[Any]) -> dict[str, Any]:
    """Return a record of CloudWatch Insights, which writes it as a list of fields with values."""
    return {str(f["field"]): f.get("value") for f in fields if isinstance(f, dict) and "field" in f}


def _loki_records(streams: list[Any]) -> list[dict[str, Any]] | None:
    """Return the lines of Loki's streams, each a pair of time and line, as records."""
    records = [
        {"labels": stream.get("stream") or {}, "timestamp": pair[0], "line": pair[1]}
        for stream in streams
        if isinstance(stream, dict) and isinstance(stream.get("values"), list)
        for pair in stream["values"]
        if isinstance(pair, list) and len(pair) > 1
    ]
    return records or None
