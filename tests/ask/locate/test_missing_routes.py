"""Lines that tell of releases that do not fit each other, and lines that seem to."""

# ruff: noqa: E501 - lines stay whole

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ctxkit.ask.locate import missing_routes
from ctxkit.ask.locate.locate import locate
from ctxkit.ask.locate.pair_notes import pair_notes
from tests.ask.literal import Asked
from tests.ask.paired import paired
from tests.ask.triage.asking import triage

TENANT = "plugin/445f27ac-d3b0-480f-a651-0ee60066b5a9"
LACKING = (
    "dify-plugin-daemon 0.2.0 has no dispatch/box (2 routes), which dify api 1.9.0 calls; "
    "dify-plugin-daemon 0.3.0 has them"
)


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The api 1.9.0 with the plugin daemon 0.2.0, which lacks what ships boxes."""
    found = paired(tmp_path_factory.mktemp("paired"), "0.2.0")
    # As the extractors that are at work would be another state, all is asked of this index.
    yield found
    found.index.close()


def notes(asked: Asked, text: str) -> list[str]:
    return pair_notes(asked.index, asked.sources, text)


@pytest.mark.parametrize(
    "line",
    [
        f"ERROR [base.py:144] - Failed to request plugin daemon, status: 404, url: {TENANT}/dispatch/box/ship",
        f"requests.exceptions.HTTPError: 404 Client Error: Not Found for url: http://d:5002/{TENANT}/dispatch/box/ship?page=1",
        f"httpx.HTTPStatusError: Client error '404 Not Found' for url 'http://d:5002/{TENANT}/dispatch/box/ship'",
        f'HTTP Request: POST http://d:5002/{TENANT}/dispatch/box/ship "HTTP/1.1 404 Not Found"',
        f'[GIN] 2025/07/23 - 13:46:39 | 404 |  50.6µs |  172.3.5.2 | POST     "/{TENANT}/dispatch/box/ship"',
        f"HTTP request status=404 latency_ms=9 method=POST path=/{TENANT}/dispatch/box/ship",
        f'{{"status":404,"path":"/{TENANT}/dispatch/box/ship"}}',
        f'172.3.5.2 - - [11/Nov/2025:06:19:07] "POST /{TENANT}/dispatch/box/ship HTTP/1.1" 404 18',
    ],
)  # fmt: skip
def test_a_404_for_a_route_that_is_missing(asked: Asked, line: str) -> None:
    assert notes(asked, line) == [LACKING]


def test_a_404_for_a_route_that_is_there_came_from_an_older_release(asked: Asked) -> None:
    line = f"Failed to request plugin daemon, status: 404, url: {TENANT}/management/stamps"
    [note] = notes(asked, line)
    assert note == (
        "dify-plugin-daemon 0.2.0 has the route /plugin/<tenant_id>/management/stamps, which came "
        "with 0.2.0: what answered 404 is an older release of dify-plugin-daemon, or another "
        "program"
    )


def test_where_no_older_release_is_known_none_is_named(asked: Asked) -> None:
    line = f"Failed to request plugin daemon, status: 404, url: {TENANT}/management/boxes"
    [note] = notes(asked, line)
    assert "what answered 404 is another release" in note


@pytest.mark.parametrize(
    "line",
    [
        "",
        f"Failed to request plugin daemon, status: 500, url: {TENANT}/dispatch/box/ship",
        f"HTTP request status=200 latency_ms=404 path=/{TENANT}/dispatch/box/ship",
        f'GET "/{TENANT}/dispatch/box/ship?page=404" 200',
        "POST /console/api/apps 404 Not Found",
        f"status: 404, url: {TENANT}/dispatch/parcel/ship",  # nobody calls that
        f"status: 404, url: xplugin/{TENANT}",
        f"status=404 nothing\nstatus=200 path=/{TENANT}/dispatch/box/ship",  # two lines
    ],
)
def test_other_lines_tell_nothing(asked: Asked, line: str) -> None:
    assert notes(asked, line) == []


def test_a_404_of_a_plugin_that_is_not_found_tells_nothing(tmp_path: Path) -> None:
    found = paired(tmp_path, "0.3.0")
    line = f"status: 404, url: {TENANT}/dispatch/box/ship"
    assert notes(found, line) == []
    found.index.close()


DECODE = (
    "ERROR [base.py:237] - Failed to request plugin daemon, status: 400, "
    "url: plugin/9c8d/management/decode/from_identifier"
)


@pytest.mark.parametrize(
    ("dify", "words"),
    [
        ("1.13.3", "dify api 1.13.3 does not work with dify-plugin-daemon 0.2.0"),
        ("1.9.0", "known of dify api 1.9.0 with dify-plugin-daemon 0.5.5 and later"),
        ("1.14.0", ""),
        ("main", ""),
    ],
)  # fmt: skip
def test_a_known_fault_of_the_version_of_the_workspace(
    tmp_path: Path, dify: str, words: str
) -> None:
    found = paired(tmp_path, "0.2.0", dify=dify)
    told = notes(found, DECODE)
    found.index.close()
    assert [note.partition(":")[0] for note in told] == list(filter(None, [words]))


def test_locate_and_triage_tell_it(asked: Asked, tmp_path: Path) -> None:
    line = f"2025-12-17 06:28:35.991 ERROR [D-2] [base.py:144] - status: 404, url: {TENANT}/dispatch/box/ship"
    assert LACKING in locate(asked.index, asked.sources, line).notes
    log = tmp_path / "api.log"
    log.write_text(f"{line}\n{line}\n2025-12-17 06:28:36.000 INFO [D-2] [a.py:1] - status: 404\n")
    assert LACKING in triage(asked.index, asked.sources, [str(log)]).notes


def test_a_request_of_many_lines_is_looked_up_once(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def came_with(*given: Any) -> str:
        seen.append(given[3].name)
        return ""

    monkeypatch.setattr(missing_routes, "_came_with", came_with)
    line = f"Failed to request plugin daemon, status: 404, url: {TENANT}/management/"
    [first, second] = notes(asked, f"{line}boxes\n{line}stamps\n" * 40)
    assert "boxes" in first
    assert "stamps" in second
    assert seen == ["/plugin/<tenant_id>/management/boxes", "/plugin/<tenant_id>/management/stamps"]


def test_hostile_lines_take_no_time(asked: Asked) -> None:
    for text in ("404 Not Found " + "/plugin/" * 50_000, "status=404 " * 20_000, "400" * 90_000):
        notes(asked, text)


def test_a_question_does_not_pay_for_the_parser() -> None:
    code = "import sys, ctxkit.ask.locate.missing_routes; sys.exit('tree_sitter' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_most_lines_do_not_pay_for_what_few_tell() -> None:
    code = (
        "import sys, ctxkit.ask.locate.locate; "
        "sys.exit('ctxkit.ask.locate.missing_routes' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
