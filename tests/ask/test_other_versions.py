"""A line that only another version of the workspace knows is said to be of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.ask.locate.other_versions import OtherVersion, told_of_others
from ctxkit.ask.triage.other_versions import told_of_others as told_of_log
from ctxkit.index.ask_hint import ask_hint, ask_words
from ctxkit.index.builder import building
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from tests.ask.locate_workspace import FILES, LETTER, MAIL, PREFIX, build_committed, line_of
from tests.ask.triage.asking import triage

AT = line_of("dify", MAIL, "Delivering invitation")
SENT = "Delivering invitation letter to a@example.com on attempt 3"
GONE = "the statement that only the old version has"
OLD_FILE = f"import logging\n\nlogger = logging.getLogger(__name__)\n\n\ndef old(a):\n    logger.info('{GONE} %s', a)\n"  # noqa: E501


class Both:
    """Version 1.15.0, in which a line has moved and another is gone, with 1.14.0 beside it."""

    def __init__(self, folder: Path) -> None:
        old = {**FILES["dify"], "api/services/old_service.py": OLD_FILE}
        first = build_committed(folder, "1.14.0", {**FILES, "dify": old})[0]
        before = list(first.checkouts().values())
        first.close()
        (folder / "dify" / "api/services/old_service.py").unlink()
        moved = {"dify": {MAIL: "# two lines\n# more\n" + FILES["dify"][MAIL]}}
        index, self.sources = build_committed(folder, "1.15.0", moved)
        now, own = list(index.checkouts().values()), index.digest
        index.close()
        with building(folder / ".ctxkit", digest=own) as builder:
            builder.set_view(now, further={"1.14.0": before})
        self.folder = folder / ".ctxkit"
        self.index = Index.open(self.folder)
        self.sources = Sources(self.index, self.sources.roots)
        self.other = Index.open(self.folder, checkouts=before)
        self.old = OtherVersion(
            label="1.14.0", index=self.other, sources=Sources(self.other, self.sources.roots)
        )
        self.new = OtherVersion(label="", index=self.index, sources=self.sources)

    def close(self) -> None:
        self.index.close()
        self.other.close()

    def notes(self, text: str, *, at_old: bool = False) -> list[str]:
        """Return the notes that say how to ask another version."""
        asked, other = (self.old, self.new) if at_old else (self.new, self.old)
        found = told_of_others(locate(asked.index, asked.sources, text), text, [other])
        return [note for note in found.notes if "ask with" in note]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    found = Both(tmp_path_factory.mktemp("both"))
    yield found
    found.close()


def prefixed(line: int, text: str, file: str = "mail_service.py") -> str:
    return PREFIX.format(file=file, line=line) + text


def test_a_line_number_that_fits_another_version(both: Both) -> None:
    (note,) = both.notes(prefixed(AT, SENT))
    assert note.endswith(f"line {AT} matches dify 1.14.0; ask with --version 1.14.0")
    (note,) = both.notes(prefixed(AT + 2, SENT), at_old=True)
    assert note.endswith(f"line {AT + 2} matches dify 1.15.0; ask without --version")


def test_a_line_that_fits_the_asked_version_says_nothing(both: Both) -> None:
    assert both.notes(prefixed(AT + 2, SENT)) == []
    assert both.notes(SENT) == []
    assert both.notes(prefixed(AT + 1, SENT)) == []  # of neither


def test_a_text_that_only_another_version_has(both: Both) -> None:
    assert both.notes(f"{GONE} 7") == [
        "the line fits dify 1.14.0 (api/services/old_service.py:7), not 1.15.0: "
        "ask with --version 1.14.0"
    ]
    assert both.notes(f"{GONE} 7", at_old=True) == []
    assert both.notes("nobody wrote this line anywhere, not even by chance") == []


def test_a_text_that_both_have_is_of_neither_alone(both: Both) -> None:
    # The new version has it twice and is less sure, which says nothing of the version.
    letter = FILES["dify"][LETTER]
    assert letter
    found = locate(both.index, both.sources, SENT)
    unsure = type(found)(question=found.question, query=SENT, confidence="medium", hits=found.hits)
    assert told_of_others(unsure, SENT, [both.old]).notes == ()


def test_a_stack_and_a_file_of_another_version(both: Both) -> None:
    stack = (
        "Traceback (most recent call last):\n"
        '  File "/app/api/services/old_service.py", line 7, in old\n'
        f"    logger.info('{GONE} %s', a)\nValueError: zz"
    )
    (note,) = both.notes(stack)
    assert note.endswith("dify 1.14.0 has it; ask with --version 1.14.0")


def test_a_hint_is_given_only_for_what_can_be_asked(both: Both) -> None:
    assert ask_hint(both.index, "dify", ["1.14.0"]) == "; ask with --version 1.14.0"
    assert ask_hint(both.index, "dify", ["1.13.0"]) == ask_hint(both.index, "x", ["1.14.0"]) == ""
    assert ask_hint(both.other, "dify", ["1.15.0"]) == "; ask without --version"
    assert ask_words("a b") == "ask with --version 'a b'"


def test_a_log_of_another_version(both: Both, tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text(f"{GONE} 7\n{GONE} 8\n{SENT}\nsomething that nobody wrote\n")
    found = triage(both.index, both.sources, [str(log)])
    notes = told_of_log(found, both.new, lambda: [both.old]).notes
    assert notes[-1] == (
        "2 lines fit a statement of 1.14.0, and none of this version: ask with --version 1.14.0"
    )
    old = triage(both.old.index, both.old.sources, [str(log)])
    assert told_of_log(old, both.old, lambda: [both.new]).notes == old.notes


def test_the_line_numbers_of_a_log_say_how_to_ask(both: Both, tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    raised = line_of("dify", MAIL, "logger.exception(reason)")
    rows = [prefixed(AT, SENT), prefixed(raised, "x"), prefixed(7, f"{GONE} 1", "old_service.py")]
    more = [line_of("dify", LETTER, "logger.") if "logger." in FILES["dify"][LETTER] else 0]
    log.write_text("\n".join([*rows, *(prefixed(n, SENT, "letter_service.py") for n in more)]))
    found = triage(both.index, both.sources, [str(log)])
    hints = {fit.version: fit.hint for fit in found.fits if fit.repo == "dify"}
    assert hints["1.14.0"] == "; ask with --version 1.14.0"
    assert hints["1.15.0"] == ""
