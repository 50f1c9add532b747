"""Whole logs: what is counted, where it leads, and that no log breaks it."""

# ruff: noqa: E501 - lines of logs stay whole

from __future__ import annotations

import fcntl
import gzip
import json
import random
import signal
import subprocess
import sys
import termios
import time
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import ctxkit
from ctxkit.ask.locate.locate import locate
from ctxkit.ask.triage import blocks, log_files, tally
from ctxkit.ask.triage.fast_prefix import PrefixReader
from ctxkit.ask.triage.matcher import load_matcher
from ctxkit.ask.triage.results import Triage
from ctxkit.errors import UsageError
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import HOLE, LogTemplate
from ctxkit.output.triage_json import report_dict
from ctxkit.output.triage_report import report_text
from tests.ask.locate_workspace import FILES, build, build_committed, line_of
from tests.ask.triage.asking import triage
from tests.commands.running import terminal
from tests.commands.test_cli import CTXKIT, ENVIRONMENT, run

Read = Callable[[str], Triage]

MAIL = "api/services/mail_service.py"
DELIVERING = line_of("dify", MAIL, "logger.info(")
HEAD = (
    "2026-05-26 13:22:31.627 INFO [Dummy-685] [{file}:{line}] 7c13e32e0c455c8fb169b28b94e35e04 - "
)
TRACEBACK = f"""Traceback (most recent call last):
  File "/app/api/.venv/lib/python3.12/site-packages/celery/app/trace.py", line 453, in trace_task
    R = retval = fun(*args, **kwargs)
  File "/app/api/services/mail_service.py", line {line_of("dify", MAIL, "raise ValueError")}, in deliver
    raise ValueError("mail recipient is not configured")
ValueError: mail recipient is not configured"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = build(tmp_path_factory.mktemp("workspace"))
    yield index, sources
    index.close()


@pytest.fixture
def read(opened: tuple[Index, Sources], tmp_path: Path) -> Read:
    def read_text(text: str) -> Triage:
        (tmp_path / "a.log").write_text(text, encoding="utf8")
        return triage(*opened, [str(tmp_path / "a.log")])

    return read_text


def delivering(
    number: int, *, second: int = 31, level: str = "INFO", line: int = DELIVERING
) -> str:
    head = (
        HEAD.format(file="mail_service.py", line=line)
        .replace(":31.", f":{second:02}.")
        .replace("INFO", level)
    )
    return f"{head}Delivering invitation letter to {number}@example.com on attempt {number}"


def statements(found: Triage) -> list[tuple[str, int, int]]:
    return [(e.row.path, e.row.line, e.count.count) for e in found.statements if e.row]


def test_a_statement_is_counted_with_its_first_and_last_time_and_services(read: Read) -> None:
    lines = [
        f"api-1  | {delivering(3)}",
        f"worker-1  | {delivering(4, second=12)}",
        f"api-1  | {delivering(5, second=59)}",
    ]
    found = read("\n".join(lines))
    (entry,) = found.statements
    assert statements(found) == [(MAIL, DELIVERING, 3)]
    assert (entry.count.first, entry.count.last) == ("2026-05-26 13:22:12", "2026-05-26 13:22:59")
    assert entry.count.services == {"api": 2, "worker": 1}
    assert (found.tally.lines, found.tally.events, found.tally.matched) == (3, 3, 3)


def test_times_of_several_zones_are_put_on_one_axis(read: Read) -> None:
    slog = "plugin_daemon-1  | 2026-05-26T21:22:40.5+08:00 ERROR dify-plugin-daemon launcher.go:14 failed to prepare the launch pad: no node"
    access = 'nginx-1  | 10.0.0.1 - - [26/May/2026:08:22:20 -0500] "GET /health HTTP/1.1" 200 9'
    found = read(
        "\n".join([f"api-1  | {delivering(1)}", slog, slog.replace(":40.5", ":41.5"), access])
    )
    times = {
        entry.row.path: (entry.count.first, entry.count.last)
        for entry in found.statements
        if entry.row
    }
    assert times == {
        MAIL: ("2026-05-26 13:22:31", "2026-05-26 13:22:31"),
        "internal/core/launcher.go": ("2026-05-26 13:22:40", "2026-05-26 13:22:41"),
    }
    assert [c.count.first for c in found.clusters] == ["2026-05-26 13:22:20"]
    assert found.notes == (
        "times are shown in UTC; the log writes them in +08:00, -05:00",
        "times without a zone are read as UTC: 1 of 4",
    )


def test_a_time_without_a_zone_is_that_of_the_stamp_before_it(read: Read) -> None:
    found = read(
        f"2026-05-26T05:22:31.9Z {delivering(1)}\napi-1  | 2026-05-26T05:22:33.9Z {delivering(1, second=33)}\n"
    )
    (entry,) = found.statements
    assert (entry.count.first, entry.count.last, found.notes) == (
        "2026-05-26 05:22:31",
        "2026-05-26 05:22:33",
        (),
    )


def test_errors_come_first_then_what_is_most(read: Read) -> None:
    archived = HEAD.format(file="letter_service.py", line=7) + "Archived letter: {}"
    rejected = (
        HEAD.format(file="letter_service.py", line=8).replace("INFO", "WARNING")
        + "storage bucket rejected letter 9"
    )
    launch = "2026/05/26 13:22:31 launcher.go:14: [ERROR]failed to prepare the launch pad: no node"
    found = read(
        "\n".join([*(archived.format(n) for n in range(5)), delivering(1), rejected, launch])
    )
    assert [(e.level, e.count.count) for e in found.statements] == [
        ("error", 1),
        ("warning", 1),
        ("info", 5),
        ("info", 1),
    ]


def test_a_traceback_is_part_of_its_event(read: Read) -> None:
    found = read(f"{delivering(1)}\n{TRACEBACK}\n{delivering(2)}\n")
    (entry,) = found.statements
    assert (entry.count.count, found.tally.events, found.tally.continued) == (2, 2, 6)
    (trace,) = entry.stacks
    assert (trace.error, trace.function, trace.count.count) == ("ValueError", "deliver", 1)
    assert trace.place is not None
    assert (trace.place.path, trace.place.line) == (MAIL, line_of("dify", MAIL, "raise ValueError"))


def test_a_traceback_without_a_head_is_one_event(read: Read) -> None:
    found = read(f"{TRACEBACK}\n\n{TRACEBACK}\n")
    (entry,) = found.statements
    assert (entry.row, entry.level, entry.count.count, found.tally.events) == (None, "error", 2, 2)
    assert found.clusters == ()


def test_tracebacks_of_containers_may_be_mixed(read: Read) -> None:
    lines = [f"api-1  | {delivering(1)}", f"worker-1  | {delivering(2)}"]
    for line in TRACEBACK.split("\n"):
        lines += [f"api-1  | {line}", f"worker-1  | {line}"]
    found = read("\n".join([*lines, f"api-1  | {delivering(3)}"]))
    (entry,) = found.statements
    assert (entry.count.count, found.tally.events) == (3, 3)
    assert [(t.error, t.count.count, dict(t.count.services)) for t in entry.stacks] == [
        ("ValueError", 2, {"api": 1, "worker": 1})
    ]


def test_an_access_line_neither_ends_a_stack_nor_has_one(read: Read) -> None:
    access = '172.18.0.1 - - [26/May/2026:13:22:31 +0000] "GET /health HTTP/1.1" 200 9'
    lines = [delivering(1), *TRACEBACK.split("\n"), access, *TRACEBACK.split("\n")]
    lines.insert(4, access)
    found = read("\n".join(lines))
    assert [(c.shape, c.count.count) for c in found.clusters] == [("GET /health 200", 2)]
    assert [(e.count.count, [t.count.count for t in e.stacks]) for e in found.statements] == [
        (1, [1]),
        (1, [1]),
    ]


def test_an_error_without_a_head_leads_to_where_it_is_raised(read: Read) -> None:
    found = read(
        "ValueError: mail recipient is not configured\nvendor.errors.ShardLostError: shard 7 is gone\n"
    )
    (entry,) = found.statements
    assert entry.row is not None
    assert (entry.row.kind, entry.row.path, entry.level) == ("raise", MAIL, "error")
    assert [(c.shape, c.level) for c in found.clusters] == [
        ("vendor.errors.ShardLostError: shard <n> is gone", "error")
    ]


def test_the_cause_inside_a_message_is_named(read: Read) -> None:
    rejected = (
        HEAD.format(file="letter_service.py", line=8).replace("INFO", "WARNING")
        + "storage bucket rejected letter {}"
    )
    found = read(
        "\n".join(
            rejected.format(n)
            for n in ("9", "7: mail recipient is not configured", "8: of whom, and why?")
        )
    )
    (entry,) = found.statements
    (cause,) = entry.causes
    assert (cause.count, cause.hit.fact.path, cause.equals) == (1, MAIL, 1)
    assert (
        "   1× cause: mail recipient is not configured - dify api/services/mail_service.py:"
        in report_text(found, 20)
    )
    (told,) = report_dict(found, 20)["statements"]
    assert [(c["count"], c["path"], c["kind"]) for c in told["causes"]] == [(1, MAIL, "raise")]


def test_a_goroutine_stack_is_one_event(read: Read) -> None:
    text = """panic: assignment to entry in nil map

goroutine 17 [running]:
github.com/langgenius/dify-plugin-daemon/internal/core.Launch(0xc000)
\t/app/internal/core/launcher.go:11 +0x1d
created by main.main in goroutine 1
\t/app/cmd/main.go:9 +0x25
"""
    found = read(text)
    (entry,) = found.statements
    assert (entry.stacks[0].error, entry.stacks[0].path, entry.stacks[0].line) == (
        "panic",
        "/app/internal/core/launcher.go",
        11,
    )
    assert found.tally.events == 1


def test_json_lines_bear_their_stack(read: Read) -> None:
    record = {
        "ts": "2026-05-26T13:22:31.627Z", "severity": "ERROR", "service": "api", "caller": f"mail_service.py:{DELIVERING}",
        "message": "Delivering invitation letter to a on attempt 1", "stack_trace": TRACEBACK,
    }  # fmt: skip
    found = read("\n".join([json.dumps(record)] * 3))
    (entry,) = found.statements
    assert (entry.count.count, entry.level, found.tally.events) == (3, "error", 3)
    assert [(t.error, t.count.count) for t in entry.stacks] == [("ValueError", 3)]


def test_lines_that_nothing_fits_are_clustered_by_shape(read: Read) -> None:
    strange = [
        f"2026-05-26 13:22:31,105 INFO [vendor.py:3] shard {n} compacted in {n * 7} ms"
        for n in range(9)
    ]
    request = '172.18.0.1 - - [26/May/2026:13:22:31 +0000] "GET /console/api/letters/7c13e32e-0c45-4c8f-b169-b28b94e35e0{} HTTP/1.1" 500 9'
    found = read("\n".join([*strange, *(request.format(n) for n in range(4))]))
    assert [(c.shape, c.count.count) for c in found.clusters] == [
        ("GET /console/api/letters/<n> 500", 4),
        ("shard <n> compacted in <n> ms", 9),
    ]
    hit = found.clusters[0].hit
    assert hit is not None
    assert hit.fact.path == "api/controllers/console/letters.py"


def test_a_statement_without_words_of_its_own_is_never_matched_in_bulk(read: Read) -> None:
    found = read(
        HEAD.format(file="mail_service.py", line=line_of("dify", MAIL, "logger.exception"))
        + "anything at all"
    )
    assert found.statements == ()
    assert [c.shape for c in found.clusters] == ["anything at all"]


def test_a_text_in_another_file_than_the_head_names_is_not_believed(read: Read) -> None:
    found = read(
        HEAD.format(file="launcher.go", line=3).replace("launcher.go", "engine.py")
        + "Archived letter: 4"
    )
    assert statements(found) == []


def test_bulk_names_the_statement_that_locate_names(opened: tuple[Index, Sources]) -> None:
    index, sources = opened
    matcher, heads, rng = load_matcher(index), PrefixReader(), random.Random(4)
    named = agreed = 0
    for fact in index.all(LogTemplate):
        for _ in range(5):
            message = "".join(
                part + (f"value-{rng.randrange(999)}" if part is not None else "")
                for part in fact.template.split(HOLE)[:-1]
            )
            message += fact.template.split(HOLE)[-1]
            for line in (
                HEAD.format(file=fact.path.rpartition("/")[2], line=fact.line) + message,
                message,
            ):
                head = heads.read(line.encode())
                number = matcher.match(head.message, head.context)
                if number < 0:
                    continue
                row = matcher.statements[number]
                first = locate(index, sources, line).hits[0].fact
                named += 1
                agreed += (row.path, row.line) == (first.path, first.line)
    assert named >= 40
    assert agreed == named


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rng = random.Random(5)
    path = tmp_path_factory.mktemp("logs") / "mixed.log"
    with path.open("w", encoding="utf8") as file:
        for number in range(4_000):
            kind = rng.randrange(8)
            if kind == 0:
                file.write(
                    f"api-1  | {delivering(number)}\n"
                    + "".join(f"api-1  | {line}\n" for line in TRACEBACK.split("\n"))
                )
            elif kind == 1:
                file.write(f"plain {rng.choice(('alpha', 'beta'))} {number}\n")
            else:
                file.write(
                    f"{rng.choice(('api', 'worker'))}-1  | {delivering(number, second=number % 60)}\n"
                )
    return path


def report(opened: tuple[Index, Sources], path: Path, jobs: int) -> tuple[Any, ...]:
    found = triage(*opened, [str(path)], jobs=jobs)
    return report_text(found, 50), report_dict(found, 50)


def test_the_answer_is_the_same_for_any_number_of_processes(
    opened: tuple[Index, Sources], mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 40_000)
    monkeypatch.setattr(log_files, "CHUNK_BYTES", 10_000)
    assert report(opened, mixed, 1) == report(opened, mixed, 2) == report(opened, mixed, 3)


def test_no_traceback_is_cut_by_the_end_of_a_block(
    opened: tuple[Index, Sources], mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = triage(*opened, [str(mixed)]).tally
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 40_000)
    monkeypatch.setattr(log_files, "CHUNK_BYTES", 10_000)
    cut = triage(*opened, [str(mixed)]).tally
    assert (cut.lines, cut.events, cut.matched, cut.continued) == (
        whole.lines,
        whole.events,
        whole.matched,
        whole.continued,
    )
    assert {k: c.count for k, c in cut.stacks.items()} == {
        k: c.count for k, c in whole.stacks.items()
    }


def test_rare_shapes_are_given_up_but_counted(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "MAX_CLUSTERS", 10)
    words = [f"{a}{b}" for a in "ghijklmnop" for b in "qrstuv"]
    found = read("\n".join([*(f"strange {word} thing" for word in words), *["common thing"] * 30]))
    assert len(found.clusters) == 10
    assert (found.clusters[0].shape, found.clusters[0].count.count) == ("common thing", 30)
    assert found.tally.others == len(words) - 9
    assert sum(c.count.count for c in found.clusters) + found.tally.others == found.tally.events


def test_secrets_are_masked(read: Read) -> None:
    found = read(
        "vendor login with password=hunter22hunter for anna\nvendor login with password=hunter22hunter for anna"
    )
    for text in (report_text(found, 9), json.dumps(report_dict(found, 9))):
        assert "hunter22" not in text
        assert "<REDACTED:PASSWORD#1>" in text


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_any_encoding_and_line_end(
    opened: tuple[Index, Sources], tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "a.log"
    path.write_bytes(
        "\r\n".join([delivering(1), "邀请邮件发送失败了请稍后再试", delivering(2)] * 9).encode(
            encoding
        )
    )
    found = triage(*opened, [str(path)])
    assert statements(found) == [(MAIL, DELIVERING, 18)]
    assert [c.shape for c in found.clusters] == ["邀请邮件发送失败了请稍后再试"]


def test_several_files_packed_or_not(opened: tuple[Index, Sources], tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(f"{delivering(1)}\n")
    (tmp_path / "b.log.gz").write_bytes(gzip.compress(f"{delivering(2)}\n{delivering(3)}".encode()))
    found = triage(*opened, [str(tmp_path / "a.log"), str(tmp_path / "b.log.gz")])
    assert statements(found) == [(MAIL, DELIVERING, 3)]
    assert found.tally.lines == 3


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.log", random.Random(1).randbytes(50_000), "binary file"),
        ("a.gz", b"no gzip at all", "not a gzip file"),
        ("a.gz", gzip.compress(delivering(1).encode() * 999)[:200], "damaged"),
        ("a.gz", gzip.compress(delivering(1).encode() * 999)[:60] + b"x" * 60, "damaged"),
    ],
)
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_is_no_log_is_a_clear_error(
    demo_folder: Path, tmp_path: Path, name: str, data: bytes, says: str, jobs: str
) -> None:
    (tmp_path / name).write_bytes(data)
    done = run("triage", str(tmp_path / name), "--jobs", jobs, cwd=demo_folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(f"ctxkit: {tmp_path / name}: ".encode())
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_file_that_is_not_there(opened: tuple[Index, Sources]) -> None:
    with pytest.raises(UsageError, match=r"gone\.log: No such file"):
        triage(*opened, ["gone.log"])


@pytest.mark.parametrize(
    "line",
    [
        "x" * 3_000_000,
        delivering(1) + "1a-" * 1_000_000,
        '{"message": ' + '[{"a":' * 500_000,
        "'\"/" * 900_000,
    ],
)
def test_a_line_of_megabytes_is_cut(read: Read, line: str) -> None:
    found = read(f"{delivering(7)}\n{line}\n{delivering(8)}\n")
    assert found.tally.lines == 3
    assert found.tally.cut == 1
    assert found.statements[0].count.count >= 2


def test_an_endless_line_takes_no_memory(
    opened: tuple[Index, Sources], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 100_000)
    monkeypatch.setattr(log_files, "CHUNK_BYTES", 10_000)
    monkeypatch.setattr(blocks, "MAX_HELD_LINE_BYTES", 20_000)
    (tmp_path / "a.log").write_text(f"{delivering(1)}\n{'x' * 900_000}\n{delivering(2)}\n")
    found = triage(*opened, [str(tmp_path / "a.log")])
    assert statements(found) == [(MAIL, DELIVERING, 2)]
    assert all(len(block) < 200_000 for block in blocks.read_blocks([str(tmp_path / "a.log")]))


def test_nothing_at_all(read: Read) -> None:
    found = read("")
    assert (found.statements, found.clusters, found.tally.lines) == ((), (), 0)


# --- versions, command line, Python -----------------------------------------------------------------------------------


def test_any_executor_gives_the_same_report(
    tmp_path: Path, demo_workspace: ctxkit.Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blocks, "BLOCK_BYTES", 2_000)
    line = "2026-05-04 09:12:4{}.120 WARNING [Dummy-7] [ssrf_proxy.py:{}] - Request to http://db/ failed at attempt 2: timed out\n"
    names = [tmp_path / "a.log", tmp_path / "b.log"]
    for name in names:
        name.write_text("".join(line.format(n % 10, 31) for n in range(99)))
    alone = demo_workspace.triage(*names, jobs=1)
    with ThreadPoolExecutor(2) as executor:
        found = demo_workspace.triage(names, executor=executor, jobs=2)
    assert (found.to_dict(), found.text(), found.html()) == (
        alone.to_dict(),
        alone.text(),
        alone.html(),
    )


def test_the_versions_that_fit_are_told(tmp_path: Path, demo_workspace: ctxkit.Workspace) -> None:
    line = "2026-05-04 09:12:4{}.120 WARNING [Dummy-7] [ssrf_proxy.py:{}] - Request to http://db/ failed at attempt 2: timed out\n"
    (tmp_path / "now.log").write_text("".join(line.format(n, 31) for n in range(3)))
    (fit,) = demo_workspace.triage(tmp_path / "now.log").to_dict()["fits"]
    assert (fit["repo"], fit["version"], fit["fits"], fit["of"], fit["current"]) == (
        "dify",
        "1.14.0",
        1,
        1,
        True,
    )


def test_of_two_indexed_versions_the_one_that_the_log_is_of_is_told(tmp_path: Path) -> None:
    old = build_committed(tmp_path)
    old[0].close()
    moved = {"dify": {MAIL: "# two lines\n# more\n" + FILES["dify"][MAIL]}}
    index, sources = build_committed(tmp_path, "1.15.0", moved)
    log = tmp_path / "a.log"

    def told(text: str) -> tuple[list[tuple[str, int, int, bool]], tuple[str, ...]]:
        log.write_text(text)
        found = triage(index, sources, [str(log)])
        return [(fit.version, fit.fits, fit.of, fit.current) for fit in found.fits], found.notes

    raised = line_of("dify", MAIL, "raise ValueError")
    frame = f'  File "/app/{MAIL}", line {{}}, in deliver\n    {{}}\n'
    code = FILES["dify"][MAIL].split("\n")
    stack = "Traceback (most recent call last):\n" + "".join(
        frame.format(n, code[n - 1].strip()) for n in (DELIVERING, raised)
    )
    text = f"{delivering(1)}\n{stack}ValueError: mail recipient is not configured\n"
    with index:
        assert told(text) == (
            [("1.14.0", 3, 3, False), ("1.15.0", 0, 3, True)],
            (
                "dify: the log is probably from 1.14.0, not 1.15.0: 3 of 3 line numbers match that version, 0 this one",
            ),
        )
        assert told(delivering(1, line=DELIVERING + 2)) == (
            [("1.15.0", 1, 1, True), ("1.14.0", 0, 1, False)],
            (),
        )
        assert told("nothing\n") == ([], ())


LOG = """\
api-1  | 2026-05-04 09:12:44.120 WARNING [Dummy-7] [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 1: timed out
api-1  | 2026-05-04 09:12:45.120 WARNING [Dummy-7] [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 2: timed out
db-1  | checkpoint complete
"""


def test_the_command_line(demo_folder: Path) -> None:
    text = run("triage", "-", cwd=demo_folder, stdin=LOG.encode())
    assert (text.returncode, text.stderr) == (0, b"")
    assert "1. 2× warning  api  2026-05-04 09:12:44 to 2026-05-04 09:12:45" in text.stdout.decode()
    told = json.loads(run("triage", "-", "--json", cwd=demo_folder, stdin=LOG.encode()).stdout)
    assert (told["command"], told["lines"], told["matched"]) == ("triage", 3, 2)
    (entry,) = told["statements"]
    assert (entry["path"], entry["line"], entry["count"]) == (
        "api/core/helper/ssrf_proxy.py",
        31,
        2,
    )
    assert [c["shape"] for c in told["unmatched"]] == ["checkpoint complete"]


def test_a_bundle_of_the_gravest(demo_folder: Path) -> None:
    done = run("triage", "-", "--bundle", "--budget", "900", cwd=demo_folder, stdin=LOG.encode())
    assert done.returncode == 0
    assert done.stdout.startswith(b"# ctxkit triage -\n\n- confidence: high\n")
    assert (
        "2 times at level warning, 2026-05-04 09:12:44 to 2026-05-04 09:12:45, in api"
        in done.stdout.decode()
    )
    assert b"### dify@1.14.0 api/core/helper/ssrf_proxy.py:" in done.stdout


def test_a_prompt_goes_around_the_bundle(demo_folder: Path) -> None:
    done = run("triage", "-", "--prompt", "triage-log", cwd=demo_folder, stdin=LOG.encode())
    assert done.returncode == 0
    assert "# ctxkit triage -" in done.stdout.decode()
    assert "# Task\n\nFind out what is wrong in this Dify deployment" in done.stdout.decode()
    refused = run("triage", "-", "--prompt", "locate-log", cwd=demo_folder, stdin=LOG.encode())
    assert (refused.returncode, refused.stdout) == (2, b"")
    assert b"it applies to: locate" in refused.stderr


def wait_until_read(pipe: int) -> None:
    unread = array("i", [1])
    until = time.monotonic() + 30
    while unread[0] and time.monotonic() < until:
        time.sleep(0.1)
        fcntl.ioctl(pipe, termios.FIONREAD, unread)
    time.sleep(0.5)  # it waits for more


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
@pytest.mark.usefixtures("heeds_ctrl_c")
def test_control_c_gives_the_report_of_what_was_read(demo_folder: Path) -> None:
    with subprocess.Popen(
        [*CTXKIT, "triage", "-"], cwd=demo_folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(LOG.encode())
        process.stdin.flush()
        wait_until_read(process.stdin.fileno())
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 130
        assert process.stdout is not None
        assert process.stderr is not None
        text = process.stdout.read().decode()
        assert process.stderr.read() == b""
    assert "- note: interrupted: only the first 3 lines were read" in text
    assert "1. 2× warning  api" in text


def test_once_stopped_no_more_is_read(opened: tuple[Index, Sources], tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("".join(f"{delivering(n)}\n" for n in range(40_000)))
    asked = iter([False, False, True, True, True, True, True])
    found = triage(*opened, [str(tmp_path / "a.log")], jobs=2, is_stopped=lambda: next(asked, True))
    assert found.stopped
    assert 0 < found.tally.matched < 20_000
    assert found.notes[0] == f"interrupted: only the first {found.tally.lines:,} lines were read"


def test_nothing_found_is_exit_1(demo_folder: Path) -> None:
    assert run("triage", "-", cwd=demo_folder, stdin=b"checkpoint complete\n").returncode == 1
    assert run("triage", cwd=demo_folder, stdin=b"checkpoint complete\n").returncode == 1
    assert terminal("triage", cwd=demo_folder)[0] == 2  # nobody pipes anything in
