"""Releases of two programs that do not work together although the routes fit: one sends, or
answers, what the other does not take.

A row is a fault that somebody met and that the sources of both ends show. Missing routes are not
here: they are computed (`routes/pairs.py`).
"""

# ruff: noqa: E501 - patterns and samples stay whole

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.dify.row import Row, compiled


class KnownPair(Row, frozen=True, kw_only=True):
    """The program `caller` from version `caller_from` and before `caller_before` does not work with
    `called` in a range of the same form; an empty end is open.

    `symptom` is what fails, `fix` what helps. A line that `told` matches is of this fault; it has
    all words of `hint`, separated by `&`.
    """

    caller: str
    called: str
    symptom: str
    fix: str
    told: str
    hint: str
    caller_from: str = ""
    caller_before: str = ""
    called_from: str = ""
    called_before: str = ""


_PATH = "management/decode/from_identifier"
_REFUSED = r"(?:\bstatus(?:: |=)400\b|\b400 (?:Bad Request|Client Error)\b)"
_DECODE = rf"{_PATH}\b.{{0,600}}?{_REFUSED}|{_REFUSED}.{{0,600}}?{_PATH}\b"

KNOWN_PAIRS = (
    KnownPair(
        caller="api",
        caller_from="1.13.3",
        caller_before="1.14.0",
        called="plugin_daemon",
        called_from="0.1.3",
        called_before="0.5.5",
        symptom="installing a plugin from a file fails with 400 at decode/from_identifier",
        fix="use 0.5.5 or later",
        hint="decode/from_identifier&400",
        told=_DECODE,
        since="1.13.3",
        reference="https://github.com/langgenius/dify/pull/34720",
        sample="2026-04-14 01:17:40,748.748 ERROR [Dummy-7931] [base.py:237] 866f62955 - Failed to request plugin daemon, status: 400, url: plugin/efe9a267-4786-4059-9b12-8d303ec2ef28/management/decode/from_identifier",
    ),
    KnownPair(
        caller="api",
        caller_from="1.5.0",
        caller_before="1.13.3",
        called="plugin_daemon",
        called_from="0.5.5",
        symptom="installing a plugin fails with 400 at decode/from_identifier",
        fix="use the release that Dify's compose file names, or one before 0.5.5",
        hint="decode/from_identifier&400",
        told=_DECODE,
        since="1.5.0",
        reference="https://github.com/langgenius/dify-plugin-daemon/pull/593",
        sample="2026-04-15T10:25:10.394445713Z WARN dify-plugin-daemon middleware.go:83 trace_id=4d281fd6 HTTP request method=GET path=/plugin/efe9a267-4786-4059-9b12-8d303ec2ef28/management/decode/from_identifier status=400 latency_ms=0",
    ),
    KnownPair(
        caller="api",
        caller_from="1.4.1",
        called="plugin_daemon",
        called_before="0.1.1",
        symptom="the answer of management/list has another form, so that no plugin is listed",
        fix="use 0.1.1 or later",
        hint="PluginListResponse&input_type=list",
        told=r"PluginListResponse\]\s{1,8}data\s{1,8}Input should be a valid dictionary.{0,400}input_type=list\b",
        since="1.4.1",
        reference="https://github.com/langgenius/dify/issues/20298",
        sample="1 validation error for PluginDaemonBasicResponse[PluginListResponse] data Input should be a valid dictionary or instance of PluginListResponse [type=model_type, input_value=[{'id': 'c453c9ef-7bb4-44d5'}], input_type=list]",
    ),
    KnownPair(
        caller="api",
        caller_before="1.4.1",
        called="plugin_daemon",
        called_from="0.1.1",
        symptom="the answer of management/list has another form, so that no plugin is listed",
        fix="use a release before 0.1.1, or the api 1.4.1",
        hint="list[PluginEntity]&input_type=dict",
        told=r"list\[PluginEntity\]\]\s{1,8}data\s{1,8}Input should be a valid list.{0,400}input_type=dict\b",
        since="1.0.0",
        reference="https://github.com/langgenius/dify-plugin-daemon/pull/302",
        sample="1 validation error for PluginDaemonBasicResponse[list[PluginEntity]] data Input should be a valid list [type=list_type, input_value={'list': [], 'total': 0}, input_type=dict]",
    ),
)


def told_by(text: str) -> Iterator[KnownPair]:
    """Yield the rows whose fault a text tells, whatever the versions."""
    for row in KNOWN_PAIRS:
        if all(word in text for word in row.hint.split("&")) and compiled(row.told).search(text):
            yield row
