"""The version whose statements and functions are where the log says is found, per repository."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path

import pytest

from ctxkit.ask.triage import log_versions
from ctxkit.ask.triage.log_versions import Fit, fitting_versions
from ctxkit.index.builder import SourceFile, building
from ctxkit.index.reader import Index
from ctxkit.index.rows import encode
from ctxkit.index.sources import Sources
from ctxkit.model import Checkout, Fact, Symbol
from tests.ask.triage.answers import log_fact
from tests.ask.triage.test_matcher import row

MAIL = "api/services/mail.py"
POST = "api/services/post.py"
SENT = row("letter {} sent", f"{MAIL}:10")
LOST = row("letter {} lost", f"{MAIL}:20")
DAEMON = row("parcel {} packed", "internal/pack.go:5")
ROWS = [SENT, LOST, DAEMON]


def function(name: str, line: int) -> Symbol:
    return Symbol(name=name, what="function", line=line, end_line=line + 5)


def add(builder: object, folder: Path, checkout: Checkout, files: dict[str, list[Fact]]) -> None:
    listed = []
    for path, facts in files.items():
        text = f"# {checkout.version or checkout.commit} {len(facts)}\n".encode()
        file = folder / checkout.repo / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
        oid = sha1(b"blob %d\0" % len(text) + text).digest()
        listed.append(SourceFile(path, oid, False))
    for number, added in builder.add_tree(checkout.repo, checkout.commit, listed):  # type: ignore[attr-defined]
        builder.add_facts(number, [encode(fact) for fact in files[added.path]])  # type: ignore[attr-defined]


def checkout(version: str, commit: str, repo: str = "dify") -> Checkout:
    return Checkout(repo=repo, version=version, commit=commit * 40, match="tag")


OLD, NEW, UNNAMED = checkout("1.1.0", "a"), checkout("1.2.0", "b"), checkout("", "c")
PACK = checkout("0.5.0", "d", "dify-plugin-daemon")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    """Three versions of one repository, the second of them in the workspace, and one of another."""
    folder = tmp_path_factory.mktemp("versions")
    (folder / "index").mkdir()
    with building(folder / "index", digest="d") as builder:
        packed = log_fact("parcel {} packed", "internal/pack.go:5")
        sent_there = log_fact("letter {} sent", "internal/mail.py:10")
        files: dict[str, list[Fact]] = {
            "internal/pack.go": [packed],
            "internal/mail.py": [sent_there],
        }
        add(builder, folder, PACK, files)
        for version, sent, lost, deliver in (
            (UNNAMED, 10, 90, 60),
            (OLD, 10, 20, 30),
            (NEW, 11, 20, 50),
        ):
            facts: list[Fact] = [
                log_fact("letter {} sent", f"{MAIL}:{sent}"),
                log_fact("letter {} lost", f"{MAIL}:{lost}"),
                function("deliver", deliver),
                function("deliver_all", 70),
            ]
            add(builder, folder, version, {MAIL: facts, POST: [function("stamp", 5)]})
            if version.version:
                builder.set_view([version, PACK])
    index = Index.open(folder / "index")
    yield index, Sources(index, {"dify": folder / "dify", PACK.repo: folder / PACK.repo})
    index.close()


def fits(
    opened: tuple[Index, Sources],
    sites: dict[tuple[int, int], int],
    *stacks: str,
    name: str = "",
) -> list[tuple[str, str, int, int, bool]]:
    index, sources = opened

    def name_of(repo: str, commit: str) -> str:
        assert (repo, commit) == ("dify", "c" * 40)
        return name

    found = fitting_versions(
        index, sources, ROWS, sites, [text.encode() for text in stacks], name_of
    )
    return [(fit.repo[-4:], fit.version, fit.fits, fit.of, fit.current) for fit in found]


def stack(*frames: tuple[str, int, str]) -> str:
    lines = [f'  File "/app/{path}", line {line}, in {name}' for path, line, name in frames]
    return "\n".join(("Traceback (most recent call last):", *lines, "ValueError: no"))


def test_limits() -> None:
    assert (log_versions._MOST_STACKS, log_versions._MOST_FRAMES) == (8, 24)
    assert log_versions._MOST_SITES == 200


def test_a_log_without_lines_says_nothing(opened: tuple[Index, Sources]) -> None:
    assert fits(opened, {}) == []


def test_the_version_with_most_lines_comes_first(opened: tuple[Index, Sources]) -> None:
    sites = {(0, 10): 5, (1, 20): 1}
    assert fits(opened, sites, name="1.0.0") == [
        ("dify", "1.1.0", 2, 2, False),
        ("dify", "1.2.0", 1, 2, True),
        ("dify", "1.0.0", 1, 2, False),
    ]


def test_the_commit_of_each_version(opened: tuple[Index, Sources]) -> None:
    index, sources = opened
    found = fitting_versions(index, sources, ROWS, {(1, 20): 1}, [], lambda repo, commit: "")
    assert found == [
        Fit(repo="dify", version="1.2.0", commit="b" * 40, fits=1, of=1, current=True, own=True),
        Fit(repo="dify", version="1.1.0", commit="a" * 40, fits=1, of=1),
        Fit(repo="dify", version="", commit="c" * 40, fits=0, of=1),
    ]


def test_the_version_of_the_workspace_is_listed_whatever_fits(
    opened: tuple[Index, Sources],
) -> None:
    assert ("dify", "1.2.0", 0, 1, True) in fits(opened, {(0, 99): 1})


def test_each_repository_has_its_own_lines(opened: tuple[Index, Sources]) -> None:
    found = fits(opened, {(0, 11): 1, (2, 5): 3, (2, 6): 1})
    assert found[0] == ("dify", "1.2.0", 1, 1, True)
    assert found[-1] == ("emon", "0.5.0", 1, 2, True)
    # The other repository has a statement of the same text in a file of the same name.
    assert [fit[0] for fit in fits(opened, {(0, 10): 1})] == ["dify"] * 3


def test_the_commonest_lines_are_looked_at(
    opened: tuple[Index, Sources], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_versions, "_MOST_SITES", 2)
    sites = {(0, 77): 1, (0, 11): 5, (2, 6): 1, (1, 20): 2, (2, 5): 1, (0, 10): 1, (2, 7): 1}
    found = fits(opened, sites)
    assert found[0] == ("dify", "1.2.0", 2, 2, True)
    assert found[-1] == ("emon", "0.5.0", 1, 2, True)


def test_of_equally_common_lines_the_first(
    opened: tuple[Index, Sources], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_versions, "_MOST_SITES", 1)
    assert fits(opened, {(1, 20): 1, (0, 11): 1})[0] == ("dify", "1.2.0", 1, 1, True)
    assert fits(opened, {(0, 11): 1, (0, 10): 1}, name="1.3.0")[0][1] == "1.1.0"


@pytest.mark.parametrize(
    ("line", "versions"),
    [
        (29, {"1.2.0": 0}),
        (30, {"1.1.0": 1, "1.2.0": 0}),
        (35, {"1.1.0": 1, "1.2.0": 0}),
        (36, {"1.2.0": 0}),
        (52, {"1.2.0": 1}),
        (62, {"1.2.0": 0}),
    ],
)
def test_frames_are_lines_of_functions(
    opened: tuple[Index, Sources], line: int, versions: dict[str, int]
) -> None:
    found = fits(opened, {}, stack((MAIL, line, "deliver")))
    assert {version: number for _, version, number, _, _ in found} == versions
    assert {(repo, of) for repo, _, _, of, _ in found} == {("dify", 1)}


def test_frames_and_lines_are_added(opened: tuple[Index, Sources]) -> None:
    found = fits(opened, {(0, 10): 5}, stack((MAIL, 32, "deliver"), (POST, 6, "stamp")))
    assert [fit[1:4] for fit in found] == [("1.1.0", 3, 3), ("1.2.0", 1, 3), ("", 1, 3)]


def test_a_frame_counts_once(opened: tuple[Index, Sources]) -> None:
    text = stack((MAIL, 52, "deliver"), (MAIL, 52, "deliver"), (MAIL, 53, "deliver"))
    assert fits(opened, {}, text, text)[0] == ("dify", "1.2.0", 2, 2, True)


def test_frames_outside_of_the_workspace_do_not_count(opened: tuple[Index, Sources]) -> None:
    text = stack((".venv/lib/python3.12/site-packages/mail.py", 52, "deliver"))
    assert fits(opened, {}, text) == []
    assert fits(opened, {}, stack(("api/services/mail.py", 0, "deliver"))) == []


def test_a_limited_number_of_stacks_and_frames(
    opened: tuple[Index, Sources], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_versions, "_MOST_STACKS", 1)
    one, other = stack((MAIL, 52, "deliver"), (POST, 6, "stamp")), stack((MAIL, 53, "deliver"))
    assert fits(opened, {}, one, other)[0][3] == 2
    monkeypatch.setattr(log_versions, "_MOST_STACKS", 2)
    assert fits(opened, {}, one, other)[0][3] == 3
    monkeypatch.setattr(log_versions, "_MOST_FRAMES", 2)
    assert fits(opened, {}, one, other)[0][3] == 2
