"""Which variables exist, and which one a name is a misspelling of."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.known_names import Names, facts_of, is_misspelling, readers_of
from ctxkit.settings.graph import SettingsGraph
from tests.ask.literal import Asked

NAMES = Names(
    [
        *("LOG_LEVEL", "LOG_FILE", "SECRET_KEY", "UPLOAD_FILE_SIZE_LIMIT", "S3_BUCKET_NAME"),
        *("WORKFLOW_MAX_EXECUTION_STEPS", "MAX_TOOLS", "lower", "1ST", "A"),
    ]
)


def test_only_variables_are_known() -> None:
    assert "lower" not in NAMES.known
    assert "1ST" not in NAMES.known
    assert "LOG_FILE" in NAMES.known
    assert "A" in NAMES.known


@pytest.mark.parametrize(
    ("name", "intended"),
    [
        ("LOG_LEVL", "LOG_LEVEL"),
        ("log_level", "LOG_LEVEL"),
        ("LOGLEVEL", "LOG_LEVEL"),
        ("LOG_LEEVEL", "LOG_LEVEL"),
        ("SECRET_KYE", ""),  # a word of three letters has no misspellings
        ("SECERT_KEY", "SECRET_KEY"),
        ("UPLOAD_FIEL_SIZE_LIMIT", "UPLOAD_FILE_SIZE_LIMIT"),
        ("UPLOAD_FILE_SIZES_LIMIT", "UPLOAD_FILE_SIZE_LIMIT"),  # a plural in a long name
        ("MAX_TOOL", ""),  # in a short one it may be another setting
        ("S4_BUCKET_NAME", ""),
        ("WORKFLOW_MAX_EXECUTOIN_STEP", ""),  # two words differ
        ("LOG_LEVEL", "LOG_LEVEL"),
        ("QUITE_ANOTHER", ""),
        (f"LOG_{'X' * 300}", ""),
    ],
)
def test_the_name_that_is_meant(name: str, intended: str) -> None:
    assert NAMES.intended(name) == intended


def test_a_name_between_two_others_means_neither() -> None:
    assert Names(["HOST_ABCDX", "HOST_ABCDY"]).intended("HOST_ABCDZ") == ""


@pytest.mark.parametrize(
    ("word", "known", "in_long_name", "expected"),
    [
        ("FLE", "FILE", False, True),
        ("KYE", "KEY", False, False),
        ("EXECUTOIN", "EXECUTION", False, True),
        ("EXECUTN", "EXECUTION", False, True),
        ("EXECU", "EXECUTION", False, False),
        ("LEVEELL", "LEVEL", False, False),
        ("FILES", "FILE", False, False),
        ("FILES", "FILE", True, True),
        ("FILE", "FILES", False, False),
        ("BOXES", "BOXE", False, False),
        ("BOXE", "BOXES", False, False),
        ("PORT1", "PORT2", True, False),
        ("PORT", "PORT2", True, False),
    ],
)
def test_a_misspelling(word: str, known: str, in_long_name: bool, expected: bool) -> None:
    assert is_misspelling(word, known, in_long_name=in_long_name) is expected


def test_the_nearest_names() -> None:
    assert NAMES.near("LOG_LEVELS")[0] == "LOG_LEVEL"
    assert len(Names([f"LOG_LEVEL_{n}" for n in "ABCDE"]).near("LOG_LEVEL")) == 3


@pytest.mark.parametrize(
    ("known", "name", "likely"),
    [
        (["S3_BUCKET_NAME", "S3_REGION"], "S3_BUCKET", "S3_BUCKET_NAME"),
        (["S3_BUCKET_NAME"], "s3_bucket", "S3_BUCKET_NAME"),
        (["S3_BUCKET_NAME", "S3_BUCKET_PATH"], "S3_BUCKET", ""),
        (["S3_BUCKET_NAME"], "S3", ""),
        (["DEBUG_PORT"], "DEBUG", ""),  # one word says too little
    ],
)
def test_a_name_without_its_last_word(known: list[str], name: str, likely: str) -> None:
    assert Names(known).likely(name) == likely


def test_a_name_is_not_the_nearest_to_itself() -> None:
    assert Names(["LOG_LEVEL", "LOG_LEVELS"]).near("LOG_LEVEL") == ["LOG_LEVELS"]


def test_nearest_names_are_looked_up_forty_times() -> None:
    names = Names(["LOG_LEVEL"])
    found = [bool(names.near("LOG_LEVELS")) for _ in range(41)]
    assert found == [True] * 40 + [False]


def test_a_very_long_name_has_no_nearest() -> None:
    name = f"LOG_LEVEL_{'X' * 90}"
    assert len(name) == 100
    assert Names(["LOG_LEVEL"]).near(name)
    assert not Names(["LOG_LEVEL"]).near(f"{name}X")


@pytest.mark.parametrize(
    ("name", "programs"),
    [
        ("LOG_LEVEL", ["api"]),
        ("SERVER_KEY", ["plugin_daemon"]),
        ("SERVER_WORKER_AMOUNT", ["api"]),
        ("NGINX_PORT", ["nginx"]),
        ("LOG_LEVL", []),
        ("log_level", []),
    ],
)
def test_the_programs_that_read_a_name(asked: Asked, name: str, programs: list[str]) -> None:
    found = readers_of(facts_of(SettingsGraph(asked.index), name))
    assert [each for each in found if each != "env"] == programs


def test_facts_are_of_exactly_that_name(asked: Asked) -> None:
    walker = SettingsGraph(asked.index)
    assert {fact.path for fact in facts_of(walker, "LOG_LEVEL")} >= {"api/configs/app_config.py"}
    assert facts_of(walker, "LOGLEVEL") == []
