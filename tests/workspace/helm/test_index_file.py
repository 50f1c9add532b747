"""What is read of an index.yaml."""

from __future__ import annotations

import json

import pytest

from ctxkit.errors import GitError
from ctxkit.workspace.helm.index_file import ChartVersion, read_index
from tests.pace import at_most

INDEX = b"""\
apiVersion: v1
entries:
  other:
  - name: other
    urls: [other-1.0.0.tgz]
    version: 1.0.0
  dify:
  - apiVersion: v2
    appVersion: 1.8.2
    created: "2025-09-01T12:00:00.123456789+08:00"
    dependencies:
    - name: postgresql
      repository: https://charts.example.org/bitnami
      version: 12.5.6
    description: Release https://langgenius.github.io/dify-helm/ and more
      on a second line
    digest: 0000000000000000000000000000000000000000000000000000000000000001
    name: dify
    urls:
    - https://langgenius.github.io/dify-helm/dify-3.5.3.tgz
    - dify-3.5.3.tgz
    version: 3.5.3
  - appVersion: "1.11.4"
    deprecated: true
    digest: sha256:00000000000000000000000000000000000000000000000000000000000000AB
    urls: ["charts/dify-3.7.4+build.1.tgz?token=a&b=c"]
    version: 3.7.4+build.1
generated: "2026-01-01T00:00:00Z"
"""


def test_the_versions_of_a_chart_are_read() -> None:
    assert read_index(INDEX, "dify") == (
        ChartVersion(
            chart="dify",
            version="3.5.3",
            app_version="1.8.2",
            urls=("https://langgenius.github.io/dify-helm/dify-3.5.3.tgz", "dify-3.5.3.tgz"),
            digest="0" * 63 + "1",
            created=1756699200,
        ),
        ChartVersion(
            chart="dify",
            version="3.7.4+build.1",
            app_version="1.11.4",
            urls=("charts/dify-3.7.4+build.1.tgz?token=a&b=c",),
            digest="0" * 62 + "ab",
            deprecated=True,
        ),
    )


def test_an_index_may_be_json() -> None:
    entry = {"version": "1.2.3", "appVersion": 1.1, "urls": ["a.tgz"], "deprecated": True}
    data = json.dumps({"apiVersion": "v1", "entries": {"dify": [entry]}}).encode()
    assert read_index(data, "dify") == (
        ChartVersion(
            chart="dify", version="1.2.3", app_version="1.1", urls=("a.tgz",), deprecated=True
        ),
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"version": ""},
        {"version": "../../evil"},
        {"version": "1.0.0/../x"},
        {"version": "1.0.0..lock"},
        {"version": "1.0.0-a.lock"},
        {"version": "-1.0.0"},
        {"version": "1.0.0\n"},
        {"version": ["1.0.0"]},
        {"urls": []},
        {"urls": "a.tgz"},
        {"urls": [""]},
        {"urls": [None]},
        {"removed": True},
    ],
)
def test_an_entry_that_cannot_be_used_is_skipped(fields: dict[str, object]) -> None:
    good = {"version": "1.0.0", "urls": ["a.tgz"]}
    data = json.dumps({"entries": {"dify": [{**good, **fields}, None, "x", good]}}).encode()
    assert [each.urls for each in read_index(data, "dify")] == [("a.tgz",)]


def test_of_two_entries_with_a_version_the_first_counts() -> None:
    entries = [{"version": "1.0.0", "urls": [url]} for url in ("a.tgz", "b.tgz")]
    data = json.dumps({"entries": {"dify": entries}}).encode()
    assert [each.urls for each in read_index(data, "dify")] == [("a.tgz",)]


def test_a_chart_that_is_not_there_is_an_error_with_those_that_are() -> None:
    with pytest.raises(GitError) as error:
        read_index(INDEX, "difyy")
    assert error.value.message == "the index has no chart 'difyy'"
    assert error.value.hint == "it has: dify, other; give its name as `chart:`"


@pytest.mark.parametrize(
    "data",
    [b"", b"<html>login</html>", b"just text", b"{", b"[1]", b"entries: text", b"{" * 10_000],
)
def test_anything_else_is_no_index(data: bytes) -> None:
    with pytest.raises(GitError, match="not the index of a Helm repository"):
        read_index(data, "dify")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2026-01-02T03:04:05Z", 1767323045),
        ("2026-01-02T03:04:05.1-01:30", 1767328445),
        ("2026-01-02 03:04:05.123456 +0000 UTC", 1767323045),
        ("0001-01-01T00:00:00Z", 0),
        ("yesterday", 0),
        ("2026-99-02T03:04:05Z", 0),
    ],
)
def test_times_are_read(text: str, seconds: int) -> None:
    entry = {"version": "1.0.0", "urls": ["a"], "created": text}
    data = json.dumps({"entries": {"dify": [entry]}}).encode()
    assert read_index(data, "dify")[0].created == seconds


@pytest.mark.parametrize(
    "others",
    [
        "  aaa: []\n",
        "  aaa: [\n      {version: 1.0.0, urls: [x]},\n    ]\n",
        "  # a comment\n\n  'aaa':\n    - version: 1.0.0\n      dify:\n      - urls: [wrong]\n",
        "  aaa:\n  - description: |\n      dify:\n      - version: 0.0.1\n    urls: [x]\n",
        "  - odd\n",
    ],
)
@pytest.mark.parametrize("name", ["dify", '"dify"', "'dify'"])
def test_other_charts_are_passed_over(others: str, name: str) -> None:
    own = f"  {name}:\n  - version: 1.2.3\n    urls:\n    - right\n"
    for text in (f"{own}{others}", f"{others}{own}"):
        found = read_index(f"apiVersion: v1\nentries:\n{text}generated: x\n".encode(), "dify")
        assert [each.urls for each in found] == [("right",)]


@pytest.mark.no_cover
def test_a_large_index_takes_linear_time() -> None:
    rows = "".join(f"  - version: 1.0.{n}\n    urls: [a-{n}.tgz]\n" for n in range(20_000))
    with at_most(10):
        found = read_index(f"apiVersion: v1\nentries:\n  dify:\n{rows}".encode(), "dify")
        assert len(found) == 20_000
