"""What a report of a defect needs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.ask.locate.other_versions import OtherVersion
from ctxkit.ask.triage.case_results import CaseCauses, DefectReport
from ctxkit.ask.triage.defects import MAX_TRACE_LINES, compared, defect_report, not_as_shipped
from ctxkit.ask.triage.file_settings import FileSettings
from ctxkit.ask.triage.results import Triage
from ctxkit.ask.triage.tally import Tally
from ctxkit.deployment.user_deployment import UserDeployment
from ctxkit.files.user_files import CustomerFile
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Location
from tests.ask.locate_workspace import build
from tests.output.verdict.test_case import cause

OWN = """import logging

TARIFF = table["flat"]


class Mail:
    def deliver(self, letter):
        return letter.stamp.value

    def close(self):
        return None


def weigh(letter):
    return letter.weight
"""
NEW = OWN.replace("letter.stamp.value", "letter.stamp and letter.stamp.value").partition(
    "\n\ndef weigh"
)[0]
CONFIG = """from pydantic_settings import BaseSettings


class MailConfig(BaseSettings):
    MAIL_LIMIT: int = 3
    MAIL_KIND: str = "letter"
    MAIL_DEBUG: bool = False
    MAIL_PASSWORD: str = ""
"""
PATH, EXAMPLE = "api/mail.py", "docker/.env.example"
FILES = {"dify": {PATH: OWN, "api/configs/mail.py": CONFIG, EXAMPLE: "MAIL_KIND=parcel\n"}}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = build(tmp_path_factory.mktemp("own"), changed=FILES)
    yield index, sources
    index.close()


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherVersion]:
    index, sources = build(tmp_path_factory.mktemp("newer"), "1.16.0", {"dify": {PATH: NEW}})
    yield OtherVersion(label="1.16.0", index=index, sources=sources)
    index.close()


def asked(own: tuple[Index, Sources]) -> OtherVersion:
    return OtherVersion(label="", index=own[0], sources=own[1])


def case_at(line: int, defect: DefectReport | None = DefectReport(trace="x")) -> Triage:  # noqa: B008 - it is frozen
    place = Location(repo="dify", path=PATH, line=line, end_line=line)
    given = cause(1, places=(place,), defect=defect)
    return Triage(
        names=(),
        versions=(),
        tally=Tally(),
        statements=(),
        clusters=(),
        case=CaseCauses(causes=(given,)),
    )


@pytest.mark.parametrize(
    ("line", "state"),
    [
        (8, "changed in 1.16.0"),
        (11, "unchanged in 1.16.0"),
        (15, "gone in 1.16.0"),
        (3, "unchanged in 1.16.0"),
    ],
    ids=["changed", "unchanged", "gone", "outside of functions"],
)
def test_whether_another_version_has_the_same_code(
    own: tuple[Index, Sources], newer: OtherVersion, line: int, state: str
) -> None:
    [found] = compared(case_at(line), asked(own), [newer]).case.causes
    assert found.defect is not None
    assert found.defect.elsewhere == state


def test_only_a_defect_is_compared(own: tuple[Index, Sources], newer: OtherVersion) -> None:
    given = case_at(8, None)
    assert compared(given, asked(own), [newer]) is given
    assert case_at(8).case.causes[0].defect == DefectReport(trace="x")
    assert DefectReport(trace="x").elsewhere == ""


def test_the_settings_that_are_not_as_dify_ships_them(own: tuple[Index, Sources]) -> None:
    env = (
        "MAIL_LIMIT=30\nMAIL_KIND=parcel\nMAIL_DEBUG=false\nMAIL_PASSWORD=Kc3NfGs9UeAoZq8mT2xVb0\n"
        "MINE=1\n"
    )
    file = CustomerFile(path=".env", data=env.encode())
    settings = FileSettings(UserDeployment(env=file))
    assert not_as_shipped(settings, own[0]) == ["MAIL_LIMIT=30"]
    assert defect_report("x", ["MAIL_LIMIT=30"]).settings == ("MAIL_LIMIT=30",)


def test_of_a_long_trace_both_ends_are_kept() -> None:
    lines = [f"line {number}" for number in range(100)]
    report = defect_report("\n".join(lines) + "\n", [])
    kept = report.trace.split("\n")
    assert len(kept) == MAX_TRACE_LINES + 1
    assert (kept[0], kept[-1], kept[30]) == ("line 0", "line 99", "... 40 lines")
    assert defect_report("one\ntwo\n", []).trace == "one\ntwo"


def test_what_users_have_stored_is_left_out() -> None:
    statement = "[SQL: INSERT INTO files (name) VALUES (%(name)s)]"
    trace = f"{statement}\n[parameters: {{'name': 'cv of jane.pdf'}}]"
    report = defect_report(trace, [])
    assert report.trace == f"{statement}\n[parameters: ...]"
