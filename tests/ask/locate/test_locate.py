"""From a pasted text to the code that wrote it: events, quotes, stacks together."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import HOLE, LogTemplate, Raise
from tests.ask.locate_workspace import POOL, Ask, first, place, places


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
def test_a_megabyte_takes_linear_time(ask: Ask, unit: str) -> None:
    start = time.process_time()
    ask(unit * (1_000_000 // len(unit)))
    assert time.process_time() - start < 6


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
