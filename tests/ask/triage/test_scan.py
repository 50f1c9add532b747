"""What is counted of a block of lines: the same events whatever they stand between."""

# ruff: noqa: E501 - lines stay whole

from __future__ import annotations

import pytest

from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.matcher import Matcher
from ctxkit.ask.triage.scan import Scanner
from tests.ask.triage.test_matcher import row

SENDING = row("failed to send the letter of {}: {}", "api/post.py:7", name="logger.error")
PACKING = row("could not pack the parcel", "internal/pack.go:9", name="log.Error")
ROWS = [
    SENDING,
    PACKING,
    row("postman refused the parcel of {}", "api/postman.py:3", kind="raise", name="PostmanError"),
    row("no stamps left in drawer {}", "api/drawer.py:3", kind="raise", name="ValueError"),
]
HEAD = "2026-05-26 13:22:31.627 ERROR [Dummy-1] [post.py:{}] 7c13e32e0c455c8fb169b28b94e35e04 - "


def scanned(*lines: str) -> BlockTally:
    scanner = Scanner(Matcher(ROWS, {r.base for r in ROWS}))
    return scanner.scan("\n".join(lines).encode())


@pytest.mark.parametrize("line", [7, 8])
def test_a_message_inside_another_is_counted_with_it(line: int) -> None:
    head = HEAD.format(line)
    found = scanned(
        f"{head}failed to send the letter of anna: postman refused the parcel of anna",
        f"{head}failed to send the letter of bert: sorry: PostmanError: postman refused the parcel of x: no stamps left in drawer 3",
        f"{head}failed to send the letter of carl: postman refused the parcel of carl",
        f"{head}failed to send the letter of dora: it rains, and nobody goes out",
    )
    assert [(key[0], counted[0]) for key, counted in found.statements] == [(0, 4)]
    assert [(pair, count) for pair, count, _ in found.causes] == [((0, 2), 2), ((0, 3), 1)]
    assert found.causes[0][2].endswith(b"refused the parcel of anna")


@pytest.mark.parametrize(
    "line",
    [
        '2026-05-26T21:00:33.801+08:00 ERROR dify-plugin-daemon pack.go:9 could not pack the parcel error="no stamps left in drawer 3" plugin=a',
        '{"time": "2026-05-26T13:00:33Z", "level": "ERROR", "source": "pack.go:9", "msg": "could not pack the parcel", "error": "no stamps left in drawer 3"}',
    ],
)
def test_go_bears_the_cause_in_a_field(line: str) -> None:
    found = scanned(line)
    assert [(pair, count) for pair, count, _ in found.causes] == [((1, 3), 1)]


def test_what_is_no_error_wraps_none() -> None:
    line = HEAD.format(7).replace("ERROR", "INFO")
    assert (
        scanned(
            f"{line}failed to send the letter of anna: postman refused the parcel of anna"
        ).causes
        == []
    )


def test_a_failed_request_is_an_error_whatever_its_log_says() -> None:
    access = '10.0.0.1 - - [26/May/2026:13:22:31 +0000] "POST /v1/x HTTP/1.1" {} 9'
    found = scanned(access.format(200), access.format(502), access.format(404))
    assert [(key[0], key[1]) for key, _ in found.clusters] == [
        (b"POST /v1/x 200", ""),
        (b"POST /v1/x 502", "error"),
        (b"POST /v1/x 404", ""),
    ]
    assert (sum(found.minutes.values()), sum(found.errors.values())) == (3, 1)


@pytest.mark.parametrize("limit", [1, 8_000])
def test_counts_of_a_block_do_not_depend_on_the_blocks_before(
    monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    sending = f"{HEAD.format(7)}failed to send the letter of anna: x"
    lines = [sending, sending.replace("ERROR", "INFO"), sending.replace(":7]", ":8]")]
    monkeypatch.setattr("ctxkit.ask.triage.scan.MAX_GROUPS", limit)
    scanner = Scanner(Matcher(ROWS, set()))
    for line in reversed(lines):
        scanner.scan(line.encode(), 3)
    fresh = Scanner(Matcher(ROWS, set())).scan("\n".join(lines).encode(), 4)
    assert scanner.scan("\n".join(lines).encode(), 4) == fresh
    assert [key for key, _ in fresh.statements] == [
        (0, "error", "", 7),
        (0, "error", "", 8),
        (0, "info", "", 7),
    ]
    assert fresh.number == 4
