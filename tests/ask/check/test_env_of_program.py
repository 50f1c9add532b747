"""The `.env` of a program that runs from its sources."""

from __future__ import annotations

import pytest

from ctxkit.files.user_files import CustomerFile
from ctxkit.model import CheckReport
from tests.ask.check.running import check_files
from tests.ask.literal import Asked


def checked_in(asked: Asked, path: str, text: str) -> CheckReport:
    return check_files(asked.index, asked.sources, env=CustomerFile(path=path, data=text.encode()))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("LOG_LEVEL=INFO", []),
        ("SSRF_DEFAULT_MAX_RETRIES=1", []),  # which no compose file passes
        ("FLASK_DEBUG=1", []),  # read by a library
        ("LOG_LEVL=INFO", ["misspelt-key"]),
        ("log_level=INFO", []),  # pydantic-settings ignores case
        ("SANDBOX_WORKER_TIMEOUT=1", ["unknown-key"]),  # of another program
        ("SERVER_KEY=abcdefghij", ["unknown-key"]),
        ("UPLOAD_FILE_SIZE_LIMIT=50MB", ["invalid-value"]),
        ("DB_HOST=localhost", []),  # there is no container
    ],
)
def test_a_line_of_the_api(asked: Asked, line: str, found: list[str]) -> None:
    report = checked_in(asked, "dify/api/.env", f"{line}\n")
    assert [each.id for each in report.problems] == found
    assert report.notes == (
        "dify/api/.env was checked as the .env of dify api run from its sources",
    )


def test_what_it_says(asked: Asked) -> None:
    report = checked_in(asked, "api/.env", "LOG_LEVL=INFO\nQUITE_ANOTHER=1\n")
    assert [(each.message, each.fix) for each in report.problems] == [
        (
            "unknown setting LOG_LEVL: dify api does not read it; did you mean LOG_LEVEL?",
            "rename it to LOG_LEVEL",
        ),
        (
            "unknown setting QUITE_ANOTHER: dify api of Dify 1.14.0 does not read it",
            "remove QUITE_ANOTHER",
        ),
    ]


@pytest.mark.parametrize(
    ("path", "program"),
    [
        ("api/.env", "dify api"),
        ("C:\\dify\\api\\.env", "dify api"),
        ("web/.env.local", "dify web"),
        ("docker/.env", ""),
        ("api.env", ""),
        ("api/env", ""),
        (".env", ""),
        ("sandbox/.env", ""),
    ],
)
def test_the_folder_of_the_file_decides(asked: Asked, path: str, program: str) -> None:
    notes = checked_in(asked, path, "A=1\n").notes
    assert bool(notes) is bool(program)
    assert not program or f"the .env of {program}" in notes[0]


def test_with_a_compose_file_it_is_that_of_the_deployment(asked: Asked) -> None:
    report = check_files(
        asked.index,
        asked.sources,
        env=CustomerFile(path="api/.env", data=b"SSRF_DEFAULT_MAX_RETRIES=1\n"),
        compose=[CustomerFile(path="docker-compose.override.yaml", data=b"services: {}\n")],
    )
    assert "key-not-passed" in {each.id for each in report.problems}
