"""The messages in an event lead to the statements that wrote or raised them."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctxkit.ask.locate.locate import locate
from tests.ask.locate_workspace import (
    DELIVERING,
    FILES,
    LAUNCHER,
    LETTER,
    MAIL,
    POOL,
    PREFIX,
    Ask,
    build,
    build_committed,
    first,
    line_of,
    place,
    places,
)


def test_a_bare_message_binds_its_values(ask: Ask) -> None:
    finding = ask(DELIVERING)
    assert places(finding)[0] == place(MAIL, "Delivering invitation")
    assert dict(finding.hits[0].values) == {"recipient": "a@example.com", "attempt": "3"}


def test_test_code_comes_last(ask: Ask) -> None:
    assert not any("tests/" in path for path, _ in places(ask(DELIVERING))[:1])


def test_a_prefix_raises_the_confidence(ask: Ask) -> None:
    finding = ask("api-1  | " + PREFIX.format(file="mail_service.py", line=12) + DELIVERING)
    assert finding.confidence == "high"
    assert "file name mail_service.py" in finding.hits[0].why


def test_the_file_name_decides_between_equal_texts(ask: Ask) -> None:
    finding = ask(PREFIX.format(file="letter_service.py", line=7) + "Archived letter: 44e1c9be")
    assert places(finding)[0] == place(LETTER, "Archived letter")
    assert finding.confidence == "high"


def test_statements_of_one_text_are_shown_as_equals(ask: Ask) -> None:
    finding = ask("Archived letter: 44e1c9be-5938-4989-a4b0-101683d1cd05")
    assert {path for path, _ in places(finding)[:2]} == {LETTER, "api/tasks/archive_letter_task.py"}
    assert finding.confidence != "high"
    assert any("the same text occurs in 2 places" in reason for reason in finding.hits[0].why)


def test_a_line_number_of_another_version_is_reported(ask: Ask) -> None:
    finding = ask(PREFIX.format(file="mail_service.py", line=99) + DELIVERING)
    assert places(finding)[0] == place(MAIL, "Delivering invitation")
    assert any("line 99 in the log" in reason for reason in finding.hits[0].why)


def test_the_version_that_a_line_number_fits_is_named(tmp_path: Path) -> None:
    old = line_of("dify", MAIL, "Delivering invitation")
    build_committed(tmp_path)[0].close()
    moved = {"dify": {MAIL: "# two lines\n# more\n" + FILES["dify"][MAIL]}}
    index, sources = build_committed(tmp_path, "1.15.0", moved)
    with index:
        earlier = locate(
            index, sources, PREFIX.format(file="mail_service.py", line=old) + DELIVERING
        )
        now = locate(
            index, sources, PREFIX.format(file="mail_service.py", line=old + 2) + DELIVERING
        )
        never = locate(index, sources, PREFIX.format(file="mail_service.py", line=99) + DELIVERING)
    assert [hit.fact.line for hit in (earlier.hits[0], now.hits[0], never.hits[0])] == [old + 2] * 3
    assert any(f"line {old} matches dify 1.14.0" in note for note in earlier.notes)
    assert any("the log comes from a different version" in note for note in never.notes)
    assert not any("the log names" in note for note in now.notes)


def test_a_statement_without_a_text_is_found_by_its_line(ask: Ask) -> None:
    line = line_of("dify", MAIL, "logger.exception(reason)")
    finding = ask(
        PREFIX.format(file="mail_service.py", line=line).replace("INFO", "ERROR")
        + "no idea what that was"
    )
    assert places(finding)[0] == (MAIL, line)


def test_a_cut_line_is_found(ask: Ask) -> None:
    assert places(ask("Delivering invitation letter to a@exa"))[0] == place(
        MAIL, "Delivering invitation"
    )


def test_the_cause_comes_before_the_wrapper(ask: Ask) -> None:
    finding = ask("Node 17 run failed: mail quota of a@b exhausted after 9 attempts")
    assert places(finding)[:2] == [
        place(MAIL, "mail quota of"),
        place("api/core/engine.py", "run failed"),
    ]


def test_the_cause_is_found_across_repositories(ask: Ask) -> None:
    finding = ask(
        "core.exc.LaunchError: LaunchError: failed to prepare the launch pad: no launchable node, plugin vanished"
    )
    assert {place(LAUNCHER, "failed to prepare", "dify-plugin-daemon")} <= set(places(finding)[:2])


def test_each_layer_of_a_long_chain_leads_to_its_maker(ask: Ask) -> None:
    filler = "the letter box at the corner of the street was found to be quite full again"
    chain = "Node 17 run failed: failed to prepare the launch pad: mail quota of a@b exhausted after 9 attempts"
    finding = ask(f"{filler}: {chain}")
    launcher = place(LAUNCHER, "failed to prepare", "dify-plugin-daemon")
    assert {
        launcher,
        place(MAIL, "mail quota of"),
        place("api/core/engine.py", "run failed"),
    } <= set(places(finding)[:3])


def test_an_error_of_another_class_lowers_the_confidence(ask: Ask) -> None:
    assert ask("MailQuotaError: mail quota of a@b exhausted after 9 attempts").confidence == "high"
    assert (
        ask("LetterQuotaError: mail quota of a@b exhausted after 9 attempts").confidence == "medium"
    )


@pytest.mark.parametrize(("method", "fragment"), [("uv sync", '"uv sync"'), ("pip", '"pip"')])
def test_attributes_distinguish_statements_of_one_text(
    ask: Ask, method: str, fragment: str
) -> None:
    finding = ask(
        f'2026-05-22T13:11:43Z INFO dify-plugin-daemon launcher.go:9 acquired launch lease method="{method}" plugin=a'
    )
    assert places(finding)[0] == place(LAUNCHER, fragment, "dify-plugin-daemon")


def test_what_python_itself_says_leads_to_no_statement_that_says_so_too(ask: Ask) -> None:
    finding = ask("AttributeError: module 'openai' has no attribute 'ChatCompletion'")
    assert place("api/services/parcel_service.py", "has no attribute") in places(finding)
    assert finding.confidence == "low"


def test_a_message_is_found_in_words_of_another_language(ask: Ask) -> None:
    finding = ask("发送邀请时报错：mail quota of a@b exhausted after 9 attempts，怎么解决？")
    assert places(finding)[0] == place(MAIL, "mail quota of")


def test_a_logger_of_another_module_did_not_write_the_statement(ask: Ask) -> None:
    own = ask("INFO:services.letter_service:Archived letter: 5")
    assert places(own)[0] == place(LETTER, "Archived letter")
    assert (
        ask("ERROR:dify_plugin.core.reader:storage bucket rejected letter 5").confidence != "high"
    )


def test_a_message_in_other_words_is_only_a_hint(ask: Ask) -> None:
    finding = ask("the recipient of the mail is not yet configured")
    assert places(finding)[0] == place(MAIL, "mail recipient")
    assert (finding.confidence, finding.hits[0].why) == (
        "low",
        ("most of its words occur in the line",),
    )
    assert (
        ask("redis.exceptions.RedisError: the recipient of the mail is not yet configured").hits
        == ()
    )


def test_a_chain_behind_words_of_its_own_leads_to_the_inner_message(ask: Ask) -> None:
    finding = ask(f"we saw that our daemon says it: could not come up: {DELIVERING}")
    assert places(finding)[0] == place(MAIL, "Delivering invitation")


def test_a_log_statement_is_not_found_inside_another_sentence(ask: Ask) -> None:
    assert ask(f"said that ({DELIVERING})").confidence in ("none", "low")
    assert ask(f"somewhere: {DELIVERING}").confidence in ("medium", "high")


def test_what_a_validator_raised_is_found_in_pydantics_words(ask: Ask) -> None:
    error = "1 validation error for Letterhead\n  Value error, mail recipient is not configured [type=value_error, input_value={}]"
    assert places(ask(f"pydantic_core._pydantic_core.ValidationError: {error}"))[0] == place(
        MAIL, "mail recipient"
    )
    assert places(ask(f"Run failed: {error}".replace("\n", " ")))[0] == place(
        MAIL, "mail recipient"
    )


def test_an_event_of_a_stream_leads_to_the_error_inside(ask: Ask) -> None:
    event = {
        "event": "node_finished",
        "data": {"status": "failed", "error": "mail recipient is not configured"},
    }
    assert places(ask(f"data: {json.dumps(event)}"))[0] == place(MAIL, "raise ValueError")


def test_a_text_prefix_needs_no_time(ask_services: Ask) -> None:
    finding = ask_services("pool.go:9: [PANIC]pool cannot start with 0 lanes")
    assert first(finding) == place(POOL, "log.Panic")
    assert finding.confidence == "high"
    assert first(
        ask_services("2025/05/22  02:57:35  pool.go:9:  [PANIC]pool  cannot  start  with  0  lanes")
    ) == place(POOL, "log.Panic")


def test_a_log_statement_of_a_file_that_is_not_here_is_found_by_its_text(ask_services: Ask) -> None:
    finding = ask_services("pool_lanes.go:128: [PANIC]pool cannot start with 0 lanes")
    assert first(finding) == place(POOL, "log.Panic")
    assert finding.confidence != "high"


def test_slog_whose_prefix_was_left_out(ask_services: Ask) -> None:
    finding = ask_services(
        'pool drained too early error="lane is still open: lane is dry" lane=west'
    )
    assert first(finding) == place(POOL, "drained too early")
    assert place(POOL, "still open") in [(hit.fact.path, hit.fact.line) for hit in finding.hits]
    assert first(
        ask_services("2026/04/02 10:11:12 ERROR pool drained too early lane=west")
    ) == place(POOL, "drained too early")


PROVIDER = {
    "dify": {
        "api/keys.py": """import logging

logger = logging.getLogger(__name__)


def check(reason: str) -> None:
    if reason:
        raise ValueError(f"Credentials of the postman were thrown away at once: {reason}")
    raise ValueError("Invalid API key provided")
"""
    }
}


@pytest.mark.parametrize(
    ("line", "number", "confidence"),
    [
        ("Invalid API key provided", 9, "low"),
        ("Invalid API key provided: sk-x", 9, "low"),
        (
            "Credentials of the postman were thrown away at once: Invalid API key provided",
            8,
            "high",
        ),
    ],
)
def test_another_programs_words_are_not_sure_to_be_of_a_statement_that_says_so_too(
    tmp_path: Path, line: str, number: int, confidence: str
) -> None:
    index, sources = build(tmp_path, changed=PROVIDER)
    finding = locate(index, sources, line)
    index.close()
    assert first(finding) == ("api/keys.py", number)
    assert finding.confidence == confidence
