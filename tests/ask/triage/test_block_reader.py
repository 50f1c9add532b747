"""Lines become events: counted once, in the right group, with the lines that continue them."""

from __future__ import annotations

import json
import re

import pytest

from ctxkit.ask.triage import block_reader
from ctxkit.ask.triage.block_reader import BlockReader, ScanCaches
from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.matcher import Matcher
from tests.ask.triage.test_matcher import row

ROWS = [
    row("letter of {} sent to its recipient", "api/post.py:7"),
    row("no stamps left in drawer {}", "api/drawer.py:3", kind="raise", name="StampError"),
    row("failed to send the letter of {}: {}", "api/post.py:9", name="logger.error"),
    row("parcel locker released", "internal/pack.go:9"),
]
MATCHER = Matcher(ROWS, {each.base for each in ROWS})
HEAD = "2026-05-26 13:22:31.627 INFO [Dummy-1] [post.py:7] - "
SENT = HEAD + "letter of anna sent to its recipient"
FAILED = "2026-05-26 13:22:31.627 ERROR [Dummy-1] [post.py:9] - failed to send the letter of anna: "
OTHER = "2026-05-26 13:22:31.627 ERROR [Dummy-1] [vendor.py:3] - shard 3 lost"
TRACEBACK = [
    "Traceback (most recent call last):",
    '  File "/app/api/post.py", line 7, in send',
    "    stamp()",
    "StampError: no stamps",
]
PLACE = ("StampError", "/app/api/post.py", "send", 7)
ACCESS = '10.0.0.1 - - [26/May/2026:13:22:31 +0000] "POST /v1/x HTTP/1.1" {} 9'


class Read:
    """What is counted of a block."""

    def __init__(self, *lines: str, number: int = 0, caches: ScanCaches | None = None) -> None:
        self.caches = caches or ScanCaches()
        data = "\n".join(lines).encode()
        self.tally: BlockTally = BlockReader(MATCHER, self.caches, number).read(data)

    @property
    def statements(self) -> list[tuple[object, ...]]:
        return [(*key, counted[0]) for key, counted in self.tally.statements]

    @property
    def clusters(self) -> list[tuple[object, ...]]:
        return [(*key, counted[0]) for key, counted in self.tally.clusters]

    @property
    def stacks(self) -> list[tuple[object, ...]]:
        return [(*key, counted[0]) for key, counted in self.tally.stacks]


def test_limits() -> None:
    assert (block_reader.MAX_LINE_BYTES, block_reader.MAX_PREPARED) == (16_000, 8_000)
    assert block_reader.MAX_OWN_STACK_LINES == 400


@pytest.mark.parametrize(
    ("data", "lines"),
    [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\nb", 2), (b"a\n\nb\n", 3), (b"\n", 1)],
)
def test_lines_are_counted(data: bytes, lines: int) -> None:
    assert BlockReader(MATCHER, ScanCaches(), 0).read(data).lines == lines


def test_a_statement_is_counted_with_its_example_and_block() -> None:
    read = Read(SENT, SENT.replace("anna", "bert"), number=7)
    assert read.statements == [(0, "info", "", 7, 2)]
    ((_, (count, first, last, minutes, example)),) = read.tally.statements
    assert (count, first, last, example) == (2, *[b"2026-05-26 13:22:31"] * 2, SENT.encode())
    assert (minutes, read.tally.number) == ({29663362: 2}, 7)
    assert [group.stamps for group in read.caches.groups.values()] == [[]]
    assert (read.clusters, read.stacks, read.tally.continued) == ([], [], 0)


def test_a_statement_of_another_line_level_or_service_is_another_group() -> None:
    lines = [SENT, SENT.replace(":7]", ":8]"), SENT.replace("INFO", "ERROR"), f"api-1 | {SENT}"]
    assert Read(*lines).statements == [
        (0, "error", "", 7, 1),
        (0, "info", "", 7, 1),
        (0, "info", "", 8, 1),
        (0, "info", "api", 7, 1),
    ]


def test_a_text_that_does_not_fit_the_statement_on_its_line() -> None:
    read = Read(HEAD + "shard 3 lost", SENT)
    assert read.statements == [(0, "info", "", 7, 1)]
    assert read.clusters == [(b"shard <n> lost", "info", "", "post.py", 1)]


def test_blanks_in_a_message_are_folded() -> None:
    strange = "letter of anna \t sent  to its recipient"
    other = "2026-05-26 13:22:31.627 INFO [Dummy-1] [vendor.py:3] - {}"
    for message in (strange, strange.replace("  ", " "), strange.replace(" \t ", " ")):
        assert Read(other.format(message)).statements == [(0, "info", "", 3, 1)]
    printed = Read(
        strange, "letter of anna\tsent to its recipient", "letter of bo sent  to its recipient"
    )
    assert printed.statements == [(0, "", "", 0, 3)]


def test_an_empty_message_is_a_shape_of_its_own() -> None:
    assert Read(HEAD.replace("post", "vendor")).clusters == [(b"", "info", "", "vendor.py", 1)]


def test_long_lines_are_cut() -> None:
    whole = "shard" + " " * (16_000 - 8) + "bad"
    read = Read(whole)
    assert (read.tally.cut, read.clusters) == (0, [(b"shard bad", "", "", "", 1)])
    read = Read(whole[:5] + " " + whole[5:])
    assert (read.tally.cut, read.clusters) == (1, [(b"shard ba", "", "", "", 1)])
    assert Read(*["x" * 20_000] * 3).tally.cut == 3


def test_prepared_prefixes_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(block_reader, "MAX_PREPARED", 2)
    caches = ScanCaches()
    sizes = []
    for line in range(5):
        Read(SENT.replace(":7]", f":{line}]"), caches=caches)
        sizes.append(len(caches.prepared))
    assert sizes == [1, 2, 3, 1, 2]
    caches.clear()
    assert (caches.prepared, caches.groups) == ({}, {})


def test_a_log_statement_with_attributes() -> None:
    line = "2026-05-22T13:11:43.801Z INFO dify-plugin-daemon pack.go:9 {}"
    read = Read(
        line.format("parcel locker released plugin=a"),
        line.format("parcel locker released"),
        line.format("locker 7 jammed plugin=a"),
    )
    assert read.statements == [(3, "info", "plugin_daemon", 9, 2)]
    assert [cluster[0] for cluster in read.clusters] == [b"locker <n> jammed"]


@pytest.mark.parametrize(
    ("status", "level"),
    [("500", "error"), ("599", "error"), ("499", ""), ("200", ""), ("-", ""), ("600", "")],
)
def test_a_request_is_an_error_if_the_server_failed(status: str, level: str) -> None:
    read = Read(ACCESS.format(status))
    assert [cluster[1] for cluster in read.clusters] == [level]


def test_a_printed_error_leads_to_where_it_is_raised() -> None:
    read = Read(
        "pkg.StampError: no stamps left in drawer 3", "PaintError: no stamps left in drawer 3"
    )
    assert read.statements == [(1, "error", "", 0, 1)]
    assert read.clusters == [(b"PaintError: no stamps left in drawer <n>", "error", "", "", 1)]


def test_a_printed_line_that_is_no_error() -> None:
    read = Read("Note: no stamps here", "StampError of the drawer", "note")
    assert [cluster[1] for cluster in read.clusters] == ["", "", ""]


def test_the_message_of_a_printed_error_is_cut() -> None:
    read = Read("StampError: no stamps left in drawer " + "x" * 5_000)
    assert read.statements == [(1, "error", "", 0, 1)]


def test_a_stack_belongs_to_the_statement_before_it() -> None:
    read = Read(SENT, *TRACEBACK, SENT)
    assert read.statements == [(0, "info", "", 7, 2)]
    assert read.stacks == [(0, *PLACE, "info", "", 1)]
    assert read.tally.continued == 4
    # The events are counted by their statement, so the stack adds none.
    sums = (read.tally.minutes, read.tally.errors, read.tally.zones)
    assert sums == ({29663362: 2}, {}, {"": 2})
    (_, counted), *_ = read.tally.stacks
    assert counted[4] == "\n".join([SENT, *TRACEBACK]).encode()
    assert (counted[1], sum(counted[3].values())) == (b"2026-05-26 13:22:31", 1)


def test_a_stack_belongs_to_an_event_of_no_statement() -> None:
    read = Read(OTHER, *TRACEBACK)
    assert (read.statements, read.clusters) == ([], [])
    assert read.stacks == [(-1, *PLACE, "error", "", 1)]
    assert (sum(read.tally.minutes.values()), sum(read.tally.errors.values())) == (1, 1)
    read = Read(OTHER, OTHER, *TRACEBACK)
    assert [cluster[-1] for cluster in read.clusters] == [1]


def test_a_stack_without_an_event_is_an_error() -> None:
    read = Read(*TRACEBACK, "", *TRACEBACK)
    assert read.stacks == [(-1, *PLACE, "error", "", 2)]
    assert (read.clusters, read.tally.continued) == ([], 8)


def test_a_stack_of_a_container_belongs_to_its_event() -> None:
    lines = [f"api-1 | {SENT}", f"worker-1 | {SENT}"]
    for line in TRACEBACK:
        lines += [f"worker-1 | {line}"]
    read = Read(*lines, f"api-1 | {SENT}", *[f"web-1 | {line}" for line in TRACEBACK])
    assert read.stacks == [(0, *PLACE, "info", "worker", 1), (-1, *PLACE, "error", "web", 1)]
    assert read.statements == [(0, "info", "api", 7, 2), (0, "info", "worker", 7, 1)]
    assert read.tally.continued == 8


def test_a_line_of_another_container_does_not_end_a_stack() -> None:
    lines = [f"api-1 | {line}" for line in (SENT, *TRACEBACK)]
    lines.insert(3, f"worker-1 | {SENT}")
    lines.insert(2, f"worker-1 | {OTHER}")
    lines.insert(2, "worker-1 | plain words")
    assert Read(*lines).stacks == [(0, *PLACE, "info", "api", 1)]


def test_a_request_neither_ends_a_stack_nor_has_one() -> None:
    lines = [SENT, *TRACEBACK[:2], ACCESS.format(200), *TRACEBACK[2:]]
    read = Read(*lines)
    assert read.stacks == [(0, *PLACE, "info", "", 1)]
    assert len(read.clusters) == 1
    read = Read(ACCESS.format(200), *TRACEBACK)
    assert read.stacks == [(-1, *PLACE, "error", "", 1)]
    assert [cluster[-1] for cluster in read.clusters] == [1]


def test_a_line_with_a_prefix_ends_a_stack() -> None:
    read = Read(SENT, *TRACEBACK, OTHER, *TRACEBACK)
    assert [stack[0] for stack in read.stacks] == [0, -1]
    celery = "[2025-08-13 09:15:34,105: INFO/MainProcess] shard 3 lost"
    read = Read(SENT, *TRACEBACK, celery, *TRACEBACK)
    assert [(stack[0], stack[5]) for stack in read.stacks] == [(0, "info"), (-1, "info")]


def test_a_stack_is_counted_once_for_its_event() -> None:
    read = Read(SENT, *TRACEBACK, "done with it", *TRACEBACK)
    assert [stack[0] for stack in read.stacks] == [0, -1]
    assert read.clusters == []


def test_two_stacks_in_a_row_are_two() -> None:
    read = Read(SENT, *TRACEBACK, *TRACEBACK)
    assert [(stack[0], stack[-1]) for stack in read.stacks] == [(0, 1), (-1, 1)]


def test_a_stack_without_a_place_is_dropped() -> None:
    read = Read(SENT, TRACEBACK[0], SENT)
    assert (read.stacks, read.tally.continued) == ([], 1)
    assert read.statements == [(0, "info", "", 7, 2)]


def test_indented_lines_continue_an_event() -> None:
    read = Read(SENT, "  more of it", "\tand more", "   ", "", SENT)
    assert (read.tally.continued, read.clusters) == (3, [])


def test_indented_lines_without_an_event_are_events() -> None:
    read = Read("  words alone", "   ")
    assert (read.tally.continued, [cluster[0] for cluster in read.clusters]) == (
        2 - 1,
        [b"words alone"],
    )


def test_an_indented_frame_begins_a_stack() -> None:
    read = Read(TRACEBACK[1], TRACEBACK[3])
    assert (read.stacks, read.tally.continued) == ([(-1, *PLACE, "error", "", 1)], 2)


def test_indented_lines_of_a_container() -> None:
    read = Read(
        f"api-1 | {SENT}", "api-1 |   more of it", "api-1 | \tand more", "api-1 | ", "api-1 |    "
    )
    assert (read.tally.continued, read.clusters) == (4, [])
    read = Read("api-1 |   words alone", "worker-1 |   more words")
    assert (read.tally.continued, len(read.clusters)) == (0, 2)


def test_a_printed_line_ends_a_stack() -> None:
    read = Read(*TRACEBACK, "done with it", "  more of it")
    assert read.stacks == [(-1, *PLACE, "error", "", 1)]
    assert [cluster[0] for cluster in read.clusters] == [b"done with it"]
    assert read.tally.continued == 5


def record(stack: list[str], message: str = "shard 3 lost", **more: str) -> str:
    time = "2026-05-26T13:22:31Z"
    data = {"ts": time, "severity": "ERROR", "service": "api", "message": message, **more}
    return json.dumps({**data, "stack_trace": "\n".join(stack)})


def test_a_record_has_its_own_stack() -> None:
    read = Read(record(TRACEBACK), record(TRACEBACK), *TRACEBACK)
    assert read.stacks == [(-1, *PLACE, "error", "api", 2), (-1, *PLACE, "error", "", 1)]
    assert (read.clusters, read.tally.continued) == ([], 4)
    assert read.tally.zones == {"+00:00": 2}


def test_the_stack_of_a_record_is_limited() -> None:
    start = [TRACEBACK[0], *["    code"] * 397]
    read = Read(record([*start, TRACEBACK[1], TRACEBACK[3]]))
    assert read.stacks == [(-1, *PLACE, "error", "api", 1)]
    read = Read(record([*start, "    code", TRACEBACK[1], TRACEBACK[3]]))
    assert read.stacks == [(-1, "", *PLACE[1:], "error", "api", 1)]
    read = Read(record([*start, "    code", "    code", *TRACEBACK[1:]]))
    assert (read.stacks, [cluster[-1] for cluster in read.clusters]) == ([], [1])


def test_causes_are_counted_with_an_example_that_is_cut() -> None:
    cause = "no stamps left in drawer 3"
    long = cause + " " + "x" * 3_000
    read = Read(FAILED + long, FAILED + cause, FAILED + "it rains, and nobody goes")
    assert read.tally.causes == [((2, 1), 2, (FAILED + long).encode()[:2_000])]
    # Through the matcher instead of the prepared prefix.
    read = Read(FAILED.replace(":9]", ":90]") + cause, FAILED.replace(":9]", ":90]") + cause)
    assert [(pair, count) for pair, count, _ in read.tally.causes] == [((2, 1), 2)]
    read = Read((FAILED + cause).replace("ERROR", "INFO"))
    assert read.tally.causes == []


def test_clusters_of_another_file_or_level_are_apart() -> None:
    lines = [
        OTHER,
        OTHER.replace("3", "5"),
        OTHER.replace("vendor", "other"),
        OTHER.replace("ERROR", "INFO"),
    ]
    read = Read(*lines, f"api-1 | {OTHER}")
    assert [cluster[1:] for cluster in read.clusters] == [
        ("error", "", "vendor.py", 2),
        ("error", "", "other.py", 1),
        ("info", "", "vendor.py", 1),
        ("error", "api", "vendor.py", 1),
    ]
    assert sum(read.tally.errors.values()) == 4
    assert sum(read.tally.minutes.values()) == 5
    assert read.tally.zones == {"": 5}


def test_a_time_before_the_name_of_a_container() -> None:
    read = Read("api-1 | 2026-05-26T05:22:31.9Z " + SENT)
    ((key, (_, first, _, _, _)),) = read.tally.statements
    assert (key, first) == ((0, "info", "api", 7), b"2026-05-26 05:22:31")


def test_lines_whose_prefix_cannot_be_prepared_are_read_one_by_one() -> None:
    without_line = SENT.replace(":7]", ":0]")
    read = Read(without_line, without_line, SENT, f"api-1 | {without_line}", *TRACEBACK)
    assert read.statements == [
        (0, "info", "", 0, 2),
        (0, "info", "", 7, 1),
        (0, "info", "api", 0, 1),
    ]
    assert read.stacks == [(0, *PLACE, "info", "", 1)]
    (prepared, *_) = read.caches.prepared.values()
    assert prepared.context is None


@pytest.mark.parametrize("gap", [b"\n", b"\n" * 2, b"\n" * 9])
def test_empty_lines_change_nothing_but_their_number(
    monkeypatch: pytest.MonkeyPatch, gap: bytes
) -> None:
    lines = [
        b"2026-05-04 09:12:44.120 ERROR [Dummy-7] [a.py:31] - x",
        b"Traceback (most recent call last):",
        b'  File "a.py", line 1, in f',
        b"ValueError: x",
        b"api-1  | ",
        b"",
        b"  and so on",
    ]
    data = gap + gap.join(lines) + gap
    fast = BlockReader(MATCHER, ScanCaches(), 0).read(data)
    monkeypatch.setattr(block_reader, "_EMPTY_LINES", re.compile(rb"(?!)"))
    assert BlockReader(MATCHER, ScanCaches(), 0).read(data) == fast
    assert fast.lines == data.count(b"\n")
