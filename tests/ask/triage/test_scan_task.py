"""The statements that another process is sent: the same counts as here, checked, and nothing of
them is run.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import pytest

from ctxkit.ask.triage import scan_task
from ctxkit.ask.triage.block_tally import BlockTally
from ctxkit.ask.triage.matcher import load_matcher
from ctxkit.ask.triage.scan import Scanner
from ctxkit.ask.triage.scan_task import (
    SCAN_SOURCES,
    Statements,
    scan_block,
    scan_digest,
    scanner_of,
    statements_of,
)
from ctxkit.errors import ClusterError
from ctxkit.index.digest import PACKAGE
from ctxkit.index.reader import Index
from tests.ask.literal import literal_index
from tests.ask.triage.answers import log_fact

BLOCK = b"letter 7 sent to its recipient\nwhat is this\n"


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    facts = [log_fact("letter {} sent to its recipient")]
    asked = literal_index(tmp_path, {"dify": {"api/a.py": ("\n" * 20, [*facts])}})
    yield asked.index
    asked.index.close()


def elsewhere(*arguments: Any) -> Any:
    """Return what `scan_block` returns in a thread that knows no statements."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(scan_block(*arguments))
        except ClusterError as error:
            found.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def sent(data: bytes) -> Statements:
    return Statements(sha256(data).hexdigest(), data)


def sent_of(index: Index) -> Statements:
    return statements_of(list(index.message_rows()), index.bases())


def test_a_block_is_counted_as_here(index: Index) -> None:
    found = elsewhere(scan_digest(), *sent_of(index), 3, BLOCK)
    assert BlockTally(*found) == Scanner(load_matcher(index)).scan(BLOCK, 3)
    assert type(found) is tuple


def test_whoever_does_not_know_the_statements_says_so(index: Index) -> None:
    digest, data = sent_of(index)
    assert elsewhere(scan_digest(), digest, None, 0, BLOCK) is None

    def known() -> None:
        assert scan_block(scan_digest(), digest, None, 0, BLOCK) is None
        assert scan_block(scan_digest(), digest, data, 0, BLOCK) is not None
        assert scan_block("whatever", digest, None, 0, BLOCK) is not None
        assert scan_block(scan_digest(), "0" * 64, None, 0, BLOCK) is None
        passed.append(True)

    passed: list[bool] = []
    thread = Thread(target=known)
    thread.start()
    thread.join()
    assert passed


def test_the_digest_is_that_of_the_content(index: Index, tmp_path: Path) -> None:
    facts = [log_fact("letter {} lost on its way")]
    (tmp_path / "other").mkdir()
    other = literal_index(tmp_path / "other", {"dify": {"api/a.py": ("\n" * 20, [*facts])}})
    assert sent_of(index) == sent_of(index)
    assert sent_of(index).digest != sent_of(other.index).digest
    other.index.close()


class Harm:
    def __reduce__(self) -> Any:
        return Path.touch, (Path("harmed"),)


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(Harm()),
        b"",
        b"\xc1",
        msgspec.msgpack.encode(([("log_template",)], [])),
        msgspec.msgpack.encode(([["raise", "a", "b", "c", "1", 1, "x", "y", ""]], [])),
        msgspec.msgpack.encode(([], [], [])),
    ],
)
def test_what_are_no_statements_is_refused(
    data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ClusterError, match="damaged"):
        scanner_of(sent(data))
    assert list(tmp_path.iterdir()) == []


def test_what_did_not_arrive_whole_is_refused(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, data = sent_of(index)
    with pytest.raises(ClusterError, match="did not arrive whole"):
        scanner_of(Statements(digest, data[:-1]))
    scanner_of(Statements(digest, data))
    monkeypatch.setattr(scan_task, "MAX_STATEMENT_BYTES", len(data) - 1)
    with pytest.raises(ClusterError, match="did not arrive whole"):
        scanner_of(Statements(digest, data))
    assert isinstance(elsewhere(scan_digest(), digest, data, 0, BLOCK), ClusterError)


def test_another_ctxkit_is_told(index: Index) -> None:
    error = elsewhere("another", *sent_of(index), 0, BLOCK)
    assert error.message == "a worker has another version of ctxkit than this machine"
    assert error.exit_code == 4
    again = pickle.loads(pickle.dumps(error))
    assert (again.message, again.hint) == (error.message, error.hint)


def test_the_code_that_counts_is_in_its_digest() -> None:
    folders = {name.partition("/")[0] for name in SCAN_SOURCES}
    assert all((PACKAGE / name).is_dir() for name in SCAN_SOURCES)
    assert folders == {"ask", "dify", "files", "index", "logline", "model", "text"}
    assert (len(scan_digest()), scan_digest()) == (16, scan_digest())
