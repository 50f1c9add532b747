"""From a pasted text to the code that wrote it: events, quotes, stacks together."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxkit.ask.locate.locate import RESOLVERS, locate
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import HOLE, ConfigKey, ConfigUse, Fact, LogTemplate, Raise, Symbol
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import (
    DELIVERING,
    LETTER,
    MAIL,
    POOL,
    PREFIX,
    Ask,
    first,
    place,
    places,
)
from tests.pace import at_most


@pytest.mark.parametrize("quotes", ["“{}”", '"{}"', "`{}`", "'{}'", "「{}」"])
def test_a_message_that_a_sentence_quotes_is_found_but_never_certain(ask: Ask, quotes: str) -> None:
    finding = ask(
        f"when I post it, it only says {quotes.format('The postman refused this letter.')} and stops"
    )
    assert ("web/i18n/en-US/letter-box.json", 3) in places(finding)
    assert finding.confidence in ("low", "medium")


def test_a_quoted_word_is_not_a_message(ask: Ask) -> None:
    assert ask("the field 'letters' of \"mail\" is empty").hits == ()
    assert places(ask("会提示“邮筒正在刷漆”，怎么办"))[0][0].startswith("web/i18n/zh-Hans")


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x01", "{}", "[", "error", "2026-05-26"])
def test_nothing_gives_nothing(ask: Ask, text: str) -> None:
    finding = ask(text)
    assert (finding.confidence, finding.hits) == ("none", ())


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(text=st.text() | st.binary().map(lambda data: data.decode("latin-1")))
def test_no_text_is_too_strange(ask: Ask, text: str) -> None:
    ask(text)


@pytest.mark.parametrize(
    "unit",
    ["letter ", "failed: ", "a", '{"code": "x", ', "Task a.b[", 'GET "/', "TCP_DENIED/403 1 GET x ", "[", '"', "\\", " ", "=", "%s",
     "\u4e2d", "\0", '{"a":', "a.b.C: ", "'", "letter\n", '{"log":"letter"}\n'],
)  # fmt: skip
@pytest.mark.no_cover
def test_a_long_text_takes_linear_time(ask: Ask, unit: str) -> None:
    with at_most(6):
        ask(unit * (200_000 // len(unit)))


def test_every_statement_is_located_back(opened: tuple[Index, Sources], ask: Ask) -> None:
    rng = random.Random(3)
    for kind in (LogTemplate, Raise):
        for fact in opened[0].all(kind):
            if fact.test or not fact.template.strip(HOLE + " "):
                continue
            line = HOLE.join(fact.template.split(HOLE))
            while HOLE in line:
                line = line.replace(HOLE, rng.choice(("7", "a b", "x-1", "http://h/p?q=1")), 1)
            found = {getattr(hit.fact, "template", "") for hit in ask(line).hits[:1]}
            assert found == {fact.template}, line


def test_the_statement_replaces_a_frame_that_has_moved(ask_services: Ask) -> None:
    finding = ask_services(
        "2025/05/08 07:56:01 pool.go:168: [PANIC]pool cannot start with 0 lanes\n"
        "panic: [PANIC]pool cannot start with 0 lanes\n\ngoroutine 1 [running]:\n"
        "github.com/langgenius/dify-plugin-daemon/internal/core.(*Pool).Start(0xc0002a4420, 0x0)\n"
        "\t/app/internal/core/pool.go:168 +0x168\n"
        "github.com/langgenius/dify-plugin-daemon/internal/server.(*App).Run(0xc00011a1c8)\n"
        "\t/app/internal/server/server.go:4 +0x1ae\n"
    )
    assert first(finding) == place(POOL, "log.Panic")


def test_of_functions_of_one_name_the_one_that_says_so_is_meant(ask_services: Ask) -> None:
    finding = ask_services(
        'Traceback (most recent call last):\n  File "/app/api/libs/gates.py", line 4, in decorated\n    refuse(args, because=text)\n'
        "ValueError: the parcel of letters is too heavy for this tariff"
    )
    assert first(finding) == place("api/libs/gates.py", "too heavy")


def test_each_kind_of_line_has_its_resolver() -> None:
    assert [resolve.__name__ for resolve in RESOLVERS] == [
        "resolve_request",
        "resolve_browser",
        "resolve_sent",
        "resolve_chunk",
        "resolve_task",
        "resolve_body",
        "resolve_proxy",
        "resolve_configuration",
        "resolve_compose",
        "resolve_chart",
        "resolve_object",
        "resolve_query",
        "resolve_script",
        "resolve_table",
        "resolve_interpreter",
        "resolve_validation",
        "resolve_error",
        "resolve_messages",
        "resolve_shown",
    ]


ARCHIVED = "Archived letter: 44e1c9be"
REJECTED = "storage bucket rejected letter 5"


def test_events_count_by_their_importance(ask: Ask) -> None:
    lines = [
        f"2026-05-26 13:22:31.627 {level} [x] [letter_service.py:7]  - {message}"
        for level, message in (("INFO", ARCHIVED), ("ERROR", REJECTED))
    ]
    for text in ("\n".join(lines), "\n".join(reversed(lines))):
        assert places(ask(text))[0] == place(LETTER, "storage bucket")
    stack = f'Traceback (most recent call last):\n  File "/app/{MAIL}", line 10, in deliver\n        if not recipient:\nValueError: zz'
    error = f"2026-05-26 13:22:31.627 ERROR [x] [gone.py:7]  - {REJECTED}"
    assert first(ask(f"{stack}\n{error}")) == (MAIL, 10)


def test_each_further_event_counts_less(ask: Ask) -> None:
    (one,) = [h for h in ask(ARCHIVED).hits if h.fact.path == LETTER]
    two = ask(f"{REJECTED}\n{ARCHIVED}")
    (later,) = [
        h for h in two.hits if h.fact.path == LETTER and h.fact.line != two.hits[0].fact.line
    ]
    assert later.score == pytest.approx(one.score - 6 / 60, abs=1e-4)


def test_twelve_events_are_located(ask: Ask) -> None:
    filler = [f"2026-05-26 13:22:31.627 INFO [x] [gone.py:{n}]  - zz{n}" for n in range(12)]
    assert ask("\n".join([*filler[:11], DELIVERING])).hits
    assert not ask("\n".join([*filler, DELIVERING])).hits


def test_ten_places_are_shown(tmp_path: Path) -> None:
    facts: list[Fact] = [
        LogTemplate(name="x", template="the box is quite full", line=n, end_line=n)
        for n in range(1, 13)
    ]
    asked = literal_index(tmp_path, {"dify": {"api/a.py": ("x\n" * 12, facts)}})
    assert len(locate(asked.index, asked.sources, "the box is quite full").hits) == 10


def test_scores_are_shares_of_what_is_certain(ask: Ask) -> None:
    scores = [
        hit.score for hit in ask(PREFIX.format(file="mail_service.py", line=12) + DELIVERING).hits
    ]
    assert scores[0] == 1.0
    assert all(0.0 <= score <= 1.0 for score in scores)
    (hit,) = ask(ARCHIVED).hits[:1]
    assert 0.5 < hit.score < 1.0


def test_everything_else_stays_below_the_best_stack_frame(ask: Ask) -> None:
    stack = (
        f"2025-07-21 14:24:42.166 ERROR [x] [mail_service.py:13]  - {DELIVERING}\n"
        f'Traceback (most recent call last):\n  File "/app/{LETTER}", line 6, in archive\n'
        "    def archive(letter_id: str) -> None:\nValueError: zz"
    )
    finding = ask(stack)
    assert first(finding) == (LETTER, 6)
    assert places(finding)[1] == place(MAIL, "Delivering invitation")
    assert finding.hits[1].score == pytest.approx(59 / 60, abs=1e-4)


def test_settings_are_shown_where_the_place_can_be_relied_on(ask: Ask) -> None:
    exhausted = "mail quota of a@b exhausted after 9 attempts"
    assert [key.name for key in ask(f"x: {exhausted}").keys] == ["MAIL_MAX_ATTEMPTS"]
    # Of a place that is doubtful, only what decides a failure of the kind that the line tells.
    assert [key.name for key in ask(f"said that ({exhausted})").keys] == ["MAIL_MAX_ATTEMPTS"]
    assert ask("said that (mail recipient is not configured)").keys == ()


def test_the_setting_that_a_line_complains_of_is_shown(tmp_path: Path) -> None:
    config = "class MailConfig:\n    MAIL_PAUSE: int = Field(\n        default=1,\n    )\n"
    declared = [
        Symbol(name="MailConfig", line=1, end_line=4, what="class"),
        ConfigKey(name="MAIL_PAUSE", line=2, end_line=4, origin="pydantic", default="1"),
    ]
    read = ConfigUse(name="MAIL_PAUSE", line=1, end_line=1, role="reads", via="dify_config")
    files = {
        "api/configs/mail.py": (config, declared),
        "api/box.py": ("sleep(dify_config.MAIL_PAUSE)\n", [read]),
    }
    asked = literal_index(tmp_path, {"dify": files})
    text = "1 validation error for MailConfig\nMAIL_PAUSE\n  Input should be a valid integer"
    assert [k.name for k in locate(asked.index, asked.sources, text).keys] == ["MAIL_PAUSE"]


@pytest.mark.parametrize(("said", "shown"), [("", []), ("invoke x: ", ["MAIL_MAX_ATTEMPTS"])])
def test_what_a_plugin_raised_is_not_decided_by_settings_of_the_api(
    ask: Ask, said: str, shown: list[str]
) -> None:
    raised = f'{{"args":{{}},"message":"{said}mail quota of a@b exhausted after 9 attempts"}}'
    log = PREFIX.format(file="mail_service.py", line=12)
    text = f"Delivering invitation letter to PluginInvokeError: {raised} on attempt 3"
    finding = ask(f"{log}{text}")
    assert first(finding) == place(MAIL, "Delivering invitation")
    assert [key.name for key in finding.keys] == shown


def test_a_setting_that_is_only_read_nearby_does_not_decide(ask: Ask) -> None:
    assert ask(f"x: {DELIVERING}").keys == ()


def test_a_quoted_message_is_never_certain(ask: Ask) -> None:
    text = f'it only says "{DELIVERING}" and stops'
    finding = ask(text)
    assert first(finding) == place(MAIL, "Delivering invitation")
    assert finding.confidence == "medium"
    assert ask('it only says "Archived letter: 5" and stops').confidence == "low"


QUOTED = "会提示“邮筒正在刷漆”，怎么办"
"""A message that is found only where the sentence around it is known to quote it."""


def test_six_quotes_are_located(ask: Ask) -> None:
    def text(before: int) -> str:
        others = [f'then it says "no such thing {n}" here' for n in range(before)]
        return "\n".join([*others, QUOTED])

    assert ask(text(5)).hits
    assert not ask(text(6)).hits


def test_quotes_in_lines_of_other_projects_are_not_located(ask: Ask) -> None:
    assert ask(f"postfix: {QUOTED}").hits
    assert not ask(f"kubelet: {QUOTED}").hits


def test_the_owner_is_not_named_where_a_statement_surely_wrote_the_line(ask: Ask) -> None:
    line = PREFIX.format(file="mail_service.py", line=13) + DELIVERING
    assert not [note for note in ask(line).notes if "was written by" in note]
    foreign = ask("1:M 22 Nov 2025 10:00:00.000 * Ready").notes
    assert foreign == (
        "the line was written by Redis, which is not in the indexed repositories",
        "no log statement in the indexed repositories matches this line",
    )


def test_plugin_texts_and_callers_are_looked_for_in_a_single_event_alone(ask: Ask) -> None:
    storm = "pigeonry.errors.StormError: no pigeon flies in this weather"
    assert ask(storm).hits
    assert not ask(f"{storm}\n{storm}").hits


def test_notes_of_resolvers_come_once_and_in_order(ask: Ask) -> None:
    request = '10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /console/api/stamps HTTP/1.0" 404 56'
    assert ask(f"{request}\n{request}").notes == (
        "no route in the indexed repositories accepts GET /console/api/stamps",
        "no log statement in the indexed repositories matches this line",
    )


def test_a_frame_that_is_a_guess_does_not_come_before_the_statement(ask: Ask) -> None:
    message = PREFIX.format(file="mail_service.py", line=12) + DELIVERING
    finding = ask(
        f'{message}\nTraceback (most recent call last):\n  File "/app/{LETTER}", line 6, in gone\n'
        "    return cut\nValueError: nothing of the kind"
    )
    assert first(finding) == place(MAIL, "Delivering invitation")
    assert finding.confidence == "high"


def moved_stack(*, message: str, confidence_of_frame: str = "changed()") -> str:
    return (
        'Traceback (most recent call last):\n  File "/app/api/services/mail_service.py", line 95, in deliver\n'
        f"    {confidence_of_frame}\nMailQuotaError: {message}"
    )


def test_the_statement_with_the_message_replaces_a_frame_that_has_moved(ask: Ask) -> None:
    message = "mail quota of a@b exhausted after 9 attempts"
    finding = ask(moved_stack(message=message))
    assert first(finding) == place(MAIL, "raise MailQuotaError")
    assert finding.hits[0].score == pytest.approx(57 / 60, abs=1e-4)
    assert any("which has moved" in why for why in finding.hits[0].why)
    other = ask(moved_stack(message="no stamps are left in the box"))
    assert first(other) == place(MAIL, "def deliver")
    here = ask(moved_stack(message=message, confidence_of_frame="if not recipient:"))
    assert first(here) == place(MAIL, "if not recipient")


@pytest.mark.parametrize(
    "form",
    [
        "- {}", "error: {}", "Run failed: {}", "“{}”", "「エラー：{}」", "msg={}", "```\n{}\n```", "<p>{}</p>", "1. '{}'",
        "> {}...",
    ],
)  # fmt: skip
def test_what_people_put_around_a_line_changes_nothing(ask: Ask, form: str) -> None:
    bare = ask(DELIVERING)
    found = ask(form.format(DELIVERING))
    assert (first(found), found.confidence) == (first(bare), "high")


def test_a_speaker_before_a_line_makes_it_doubtful(ask: Ask) -> None:
    assert ask(f"Alice: {DELIVERING}").confidence != "high"


@pytest.mark.parametrize("width", [60, 80])
def test_a_broken_line_is_found(ask: Ask, width: int) -> None:
    line = PREFIX.format(file="mail_service.py", line=12) + DELIVERING
    broken = "\n".join(line[i : i + width] for i in range(0, len(line), width))
    assert ask(broken).confidence == "high"
    assert first(ask(broken)) == first(ask(line))


def test_the_line_that_tells_a_failure_comes_first(ask: Ask) -> None:
    finding = ask(f"{DELIVERING}\nmail quota of a@b exhausted after 9 attempts, failed")
    assert first(finding) == place(MAIL, "mail quota of")
    assert [hit.score for hit in finding.hits] == sorted(
        (hit.score for hit in finding.hits), reverse=True
    )


def test_what_is_far_below_the_best_place_is_not_shown(ask: Ask) -> None:
    for line in (DELIVERING, PREFIX.format(file="mail_service.py", line=12) + DELIVERING):
        hits = ask(line).hits
        assert all(hit.score >= hits[0].score / 2 for hit in hits)
