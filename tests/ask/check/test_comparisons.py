"""What lines of code compare a setting with."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.comparisons import compared_texts, match_cases, shell_comparison

MATCH = """    kind = dify_config.MAIL_TYPE
    if not kind:
        return
    match kind:
        case "resend":
            start_resend()
        case 'smtp':
            start_smtp()
        case _:
            raise ValueError(kind)
    other()
""".splitlines()


def test_the_cases_of_a_match_that_raises() -> None:
    assert match_cases(MATCH) == (["resend", "smtp"], True)


def test_a_match_that_does_something_else_is_open() -> None:
    rows = [row.replace("raise ValueError(kind)", "start_default()") for row in MATCH]
    assert match_cases(rows) == (["resend", "smtp"], False)


def test_a_match_without_a_default_case_is_open() -> None:
    assert match_cases(MATCH[:8] + MATCH[10:]) == (["resend", "smtp"], False)


def test_a_match_ends_with_its_block() -> None:
    rows = [*MATCH[:6], "", "    match other:", '        case "x":', "            pass"]
    assert match_cases(rows) == (["resend"], False)


def test_a_default_case_in_the_last_row_is_open() -> None:
    assert match_cases(MATCH[:9]) == (["resend", "smtp"], False)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        ["kind = 1"],
        ["kind = 1", "match other:", '    case "x":', "        pass"],
        ["f(dify_config.MAIL_TYPE)", "match f(dify_config.MAIL_TYPE):", '    case "x":'],
    ],
)
def test_no_match_over_the_variable(rows: list[str]) -> None:
    assert match_cases(rows) == ([], False)


@pytest.mark.parametrize(("between", "found"), [(10, ["x"]), (11, [])])
def test_a_match_begins_soon_after_the_read(between: int, found: list[str]) -> None:
    rows = ["kind = 1", *["pass"] * between, "match kind:", '    case "x":']
    assert match_cases(rows).texts == found


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (['if dify_config.ETL_TYPE == "Unstructured":'], ["Unstructured"]),
        (["if 'Unstructured' == dify_config.ETL_TYPE:"], ["Unstructured"]),
        (["kind = dify_config.ETL_TYPE", 'if kind == "a" or kind == "b":'], ["a", "b"]),
        (["kind = dify_config.ETL_TYPE", 'if other == "a":'], []),
        (["it = dify_config.ETL_TYPE", 'if it == "a":'], []),  # too short a name
        (['if dify_config.ETL_TYPE != "a":'], []),
        (["if dify_config.ETL_TYPE == OTHER:"], []),
    ],
)
def test_texts_that_a_setting_is_compared_with(rows: list[str], found: list[str]) -> None:
    assert list(compared_texts("ETL_TYPE", rows)) == found


@pytest.mark.parametrize(
    ("row", "text", "folded"),
    [
        ('if [[ "${DEBUG}" == "true" ]]; then', "true", False),
        ('if [ "$DEBUG" = "true" ]; then', "true", False),
        ('if [ "${DEBUG,,}" = "true" ]; then', "true", True),
        ("if [ $DEBUG != yes ]; then", "yes", False),
        ('if [[ "${DEBUG}" == api-worker ]]', "api-worker", False),
    ],
)
def test_a_test_in_a_script(row: str, text: str, folded: bool) -> None:
    assert shell_comparison("DEBUG", row) == (text, folded)


@pytest.mark.parametrize(
    "row",
    [
        'if [[ "${DEBUG_MODE}" == "true" ]]; then',
        'if [[ -z "${DEBUG}" ]]; then',
        'echo "$DEBUG"',
        'if [[ "true" == "${DEBUG}" ]]; then',
    ],
)
def test_no_test_of_that_variable(row: str) -> None:
    assert shell_comparison("DEBUG", row) is None
