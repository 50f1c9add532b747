"""The JSON that collectors and log services put around a line: data, each with records that it must
open (as lnav does).

A record is opened to the text (or the record) that the program itself wrote, with what the envelope
tells of container and time. Not here: what a program's own record says (`jsonline.py`).
"""

# ruff: noqa: E501 - a sample record stays whole

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from ctxkit.logline.jsonline import LEVEL, MESSAGE, STACK, is_envelope, load_object, pick


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A kind of envelope: which names (paths with `/`) its records have, and where in them stands
    what.

    Each sample holds the text `said` of the container `api`, at a time if `time` is given.
    """

    name: str
    sign: tuple[str, ...]
    text: tuple[str, ...]
    container: tuple[str, ...] = ()
    time: tuple[str, ...] = ()
    samples: tuple[str, ...] = ()


class Opened(NamedTuple):
    """What was inside an envelope: a text, or a record of the program's own; `container` is a name
    as written.
    """

    said: str | dict[str, Any]
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

_OF_A_COLLECTOR = (
    "stream", "kubernetes", "kubernetes.container.name", "@metadata", "agent", "container", "container_id", "source_type",
    "attrs", "_p", "labels", "fields", "container_name", "@timestamp",
)  # fmt: skip
"""What envelopes bear and programs' own records do not: one of them must stand beside a text of a
common name.
"""

_OWN = (*LEVEL, *STACK, "caller", "logger", "lineno")
"""What a program's own record bears: it is opened only where its text is plainly another line."""

_COMMON = frozenset(("docker", "filebeat", "loki"))
_ERROR_BODY = ("code", "error_type")


def _at(data: Any, path: str) -> Any:
    """Return what stands at a path; of a list of one its member, of a list of pairs the value of
    the name.
    """
    if isinstance(data, dict) and path in data:
        found = data[path]
        return (
            found[0]
            if isinstance(found, list) and len(found) == 1 and isinstance(found[0], (str, int))
            else found
        )
    name, _, rest = path.partition("/")
    if not rest or not isinstance(data, dict):
        return None
    inner = data.get(name)
    if isinstance(inner, list):
        pairs = (p.get("value") for p in inner if isinstance(p, dict) and p.get("key") == rest)
        return next((v.get("stringValue") if isinstance(v, dict) else v for v in pairs), None)
    return _at(inner, rest)


def _told(data: dict[str, Any], paths: tuple[str, ...]) -> str:
    values = (_at(data, path) for path in paths)
    return next((str(v) for v in values if isinstance(v, (str, int, float)) and v != ""), "")


def open_envelope(data: dict[str, Any]) -> Opened | None:
    """Return what an envelope holds, opened as far as it goes, or None where the record is a
    program's own.
    """
    container = time = ""
    said: str | dict[str, Any] = data
    for _ in range(4):
        record = said if isinstance(said, dict) else load_object(said) if said[:1] == "{" else None
        opened = _open_one(record) if record else None
        if opened is None:
            break
        said = opened.said
        container, time = opened.container or container, opened.time or time
    if isinstance(said, dict) and said is not data and not is_envelope(said):
        said = pick(said, MESSAGE) if set(said) <= set(MESSAGE) else pick(said, MESSAGE) or said
    return None if said is data else Opened(said, container, time)


def _open_one(data: dict[str, Any]) -> Opened | None:
    if any(name in data for name in _ERROR_BODY):
        return None
    own = any(name in data for name in _OWN)
    for envelope in ENVELOPES:
        if any(_at(data, path) is None for path in envelope.sign):
            continue
        if envelope.name in _COMMON and (
            not any(name in data for name in _OF_A_COLLECTOR)
            or (own and not _wraps(data, envelope))
        ):
            continue
        found = (_at(data, path) for path in envelope.text)
        said = next(
            (x for x in found if isinstance(x, str) or (isinstance(x, dict) and _speaks(x))), None
        )
        if said is not None:
            return Opened(said, _told(data, envelope.container), _told(data, envelope.time))
    return None


def _speaks(data: dict[str, Any]) -> bool:
    return any(name in data for name in MESSAGE)


def _wraps(data: dict[str, Any], envelope: Envelope) -> bool:
    """Tell whether a record with a level or a source of its own is an envelope all the same: its
    text begins anew.
    """
    text = str(_at(data, envelope.text[0]))[:40].lstrip()
    return "stream" in data or text[:1] in "{[" or text[:4].isdigit()


def records_of(data: Any) -> list[dict[str, Any]] | None:
    """Return the records of an answer of a log service that holds several, None where `data` is
    none.
    """
    if isinstance(data, list):
        if data and all(isinstance(item, dict) and "field" in item for item in data):
            return [_row(data)]
        rows = [_row(item) for item in data if isinstance(item, (dict, list))]
        return [row for row in rows if row] if len(rows) == len(data) and rows else None
    if not isinstance(data, dict):
        return None
    for path in ("data/result", "events", "hits/hits", "results", "data", "logs", "entries"):
        inner = _at(data, path)
        if (
            not isinstance(inner, list)
            or not inner
            or not all(isinstance(item, (dict, list)) for item in inner)
        ):
            continue
        if path == "data/result":  # Loki: streams of [time, line]
            return [
                {"labels": stream.get("stream") or {}, "timestamp": pair[0], "line": pair[1]}
                for stream in inner
                if isinstance(stream, dict) and isinstance(stream.get("values"), list)
                for pair in stream["values"]
                if isinstance(pair, list) and len(pair) > 1
            ] or None
        return records_of(inner)
    return None


def _row(item: Any) -> dict[str, Any]:
    """Return a record; CloudWatch Insights writes one as a list of fields with values."""
    if isinstance(item, dict):
        return item
    return {str(f["field"]): f.get("value") for f in item if isinstance(f, dict) and "field" in f}
