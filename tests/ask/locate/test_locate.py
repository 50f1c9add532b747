"""From a pasted line to the code that wrote it."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxkit.ask.locate.locate import locate
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import HOLE, Finding, LogTemplate, Raise
from tests.ask.locate_workspace import FILES, build, line_of

Ask = Callable[[str], Finding]

MAIL = "api/services/mail_service.py"
LETTER = "api/services/letter_service.py"
LAUNCHER = "internal/core/launcher.go"
PREFIX = (
    "2026-05-26 13:22:31.627 INFO [Dummy-685] [{file}:{line}] 7c13e32e0c455c8fb169b28b94e35e04 - "
)
DELIVERING = "Delivering invitation letter to a@example.com on attempt 3"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = build(tmp_path_factory.mktemp("workspace"))
    yield index, sources
    index.close()


@pytest.fixture(scope="module")
def ask(opened: tuple[Index, Sources]) -> Ask:
    return lambda text: locate(*opened, text)


def places(finding: Finding) -> list[tuple[str, int]]:
    return [(hit.fact.path, hit.fact.line) for hit in finding.hits]


def place(path: str, fragment: str, repo: str = "dify") -> tuple[str, int]:
    return path, line_of(repo, path, fragment)


def test_a_bare_message_binds_its_values(ask: Ask) -> None:
    finding = ask(DELIVERING)
    assert places(finding)[0] == place(MAIL, "Delivering invitation")
    assert dict(finding.hits[0].values) == {"recipient": "a@example.com", "attempt": "3"}


def test_test_code_comes_last(ask: Ask) -> None:
    assert not any("tests/" in path for path, _ in places(ask(DELIVERING))[:1])


def test_a_prefix_makes_it_sure(ask: Ask) -> None:
    finding = ask("api-1  | " + PREFIX.format(file="mail_service.py", line=12) + DELIVERING)
    assert finding.confidence == "high"
    assert "file name mail_service.py" in finding.hits[0].why


def test_the_file_name_decides_between_equal_texts(ask: Ask) -> None:
    finding = ask(PREFIX.format(file="letter_service.py", line=7) + "Archived letter: 44e1c9be")
    assert places(finding)[0] == place(LETTER, "Archived letter")
    assert finding.confidence == "high"


def test_equal_texts_that_nothing_tells_apart_are_equals(ask: Ask) -> None:
    finding = ask("Archived letter: 44e1c9be-5938-4989-a4b0-101683d1cd05")
    assert {path for path, _ in places(finding)[:2]} == {LETTER, "api/tasks/archive_letter_task.py"}
    assert finding.confidence != "high"
    assert any("the same text stands at 2 places" in reason for reason in finding.hits[0].why)


def test_a_line_number_of_another_version_is_told(ask: Ask) -> None:
    finding = ask(PREFIX.format(file="mail_service.py", line=99) + DELIVERING)
    assert places(finding)[0] == place(MAIL, "Delivering invitation")
    assert any("line 99 in the log" in reason for reason in finding.hits[0].why)


def test_the_version_that_a_line_number_fits_is_named(tmp_path: Path) -> None:
    old = line_of("dify", MAIL, "Delivering invitation")
    build(tmp_path)[0].close()
    moved = {"dify": {MAIL: "# two lines\n# more\n" + FILES["dify"][MAIL]}}
    index, sources = build(tmp_path, "1.15.0", moved)
    with index:
        earlier = locate(
            index, sources, PREFIX.format(file="mail_service.py", line=old) + DELIVERING
        )
        now = locate(
            index, sources, PREFIX.format(file="mail_service.py", line=old + 2) + DELIVERING
        )
        never = locate(index, sources, PREFIX.format(file="mail_service.py", line=99) + DELIVERING)
    assert [hit.fact.line for hit in (earlier.hits[0], now.hits[0], never.hits[0])] == [old + 2] * 3
    assert any(f"line {old} fits dify 1.14.0" in note for note in earlier.notes)
    assert any("the log is of another version" in note for note in never.notes)
    assert not any("the log says" in note for note in now.notes)


def test_the_version_that_a_stack_fits_is_named(tmp_path: Path) -> None:
    build(tmp_path)[0].close()
    moved = {
        "dify": {
            MAIL: "# two lines\n# more\n" + FILES["dify"][MAIL],
            "api/new.py": "def new():\n    return 1\n",
        }
    }
    index, sources = build(tmp_path, "1.15.0", moved)
    at = line_of("dify", MAIL, "Delivering invitation") - 1
    code = FILES["dify"][MAIL].split("\n")[at - 1].strip()
    name = next(
        s.name
        for s in index.symbols_of(index.files(base="mail_service.py")[0])
        if s.line <= at + 2 <= s.end_line and s.what != "class"
    ).rpartition(".")[2]

    def notes(line: int, source: str = code, function: str = name, path: str = MAIL) -> list[str]:
        stack = f'Traceback (most recent call last):\n  File "/app/{path}", line {line}, in {function}\n    {source}\nValueError: zz'
        return [
            n
            for n in locate(index, sources, stack).notes
            if "the stack is not" in n or "is not in" in n
        ]

    assert notes(at + 2) == []
    assert notes(at) == [
        f"the stack is not of dify 1.15.0, whose {MAIL} has something else at line {at} in {name}; it fits dify 1.14.0 (1 of 1 frames)"
    ]
    assert notes(at, "nobody_wrote(this)") == [
        f"the stack is not of dify 1.15.0, whose {MAIL} has something else at line {at} in {name}"
    ]
    assert notes(1, "", "new", "api/new.py") == []
    assert notes(at + 1, "", name) == []  # both versions have the function there
    first = next(
        s.line
        for s in index.symbols_of(index.files(base="mail_service.py")[0])
        if s.name.endswith(name)
    )
    assert "it fits dify 1.14.0" in notes(first - 1, "")[0]


def test_a_file_that_only_another_version_has_is_told(tmp_path: Path) -> None:
    build(
        tmp_path,
        "1.14.0",
        {"dify": {"api/services/old_service.py": "def old():\n    return 1\n", MAIL: "x = 1\n"}},
    )[0].close()
    (tmp_path / "dify/api/services/old_service.py").unlink()
    index, sources = build(tmp_path, "1.15.0", {"dify": {MAIL: "x = 2\n"}})
    stack = 'Traceback (most recent call last):\n  File "/app/api/services/old_service.py", line 2, in old\n    return 1\nValueError: zz'
    assert (
        "api/services/old_service.py is not in dify 1.15.0; dify 1.14.0 has it"
        in locate(index, sources, stack).notes
    )


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


def test_a_class_that_is_named_alone_leads_to_its_definition(ask: Ask) -> None:
    finding = ask("LetterLimitError: somebody wrote too many of whatever it was")
    assert place("api/controllers/console/error.py", "class LetterLimit") in places(finding)
    assert finding.confidence == "low"


def test_the_deepest_frame_and_the_raise_site(ask: Ask) -> None:
    finding = ask(
        'Traceback (most recent call last):\n  File "/app/api/core/engine.py", line 40, in run\n    node.execute()\n'
        '  File "/app/api/services/mail_service.py", line 95, in deliver\n'
        "    raise ValueError('mail recipient is not configured')\nValueError: mail recipient is not configured"
    )
    assert places(finding)[:2] == [
        place(MAIL, "mail recipient"),
        place("api/core/engine.py", "node.execute()"),
    ]
    assert finding.confidence == "high"
    assert "the stack says 95" in finding.hits[0].why[0]


DEEPER = (
    'Traceback (most recent call last):\n  File "/app/api/core/engine.py", line 4, in run\n    node.execute()\n'
    '  File "/app/api/services/mail_service.py", line 95, in deliver\n    '
)


def test_a_frame_whose_line_was_cut_is_still_the_deepest(ask: Ask) -> None:
    finding = ask(f"{DEEPER}raise ValueErr")
    assert places(finding)[0] == place(MAIL, "mail recipient")
    assert finding.confidence == "high"


def test_a_frame_whose_line_has_changed_is_still_the_deepest(ask: Ask) -> None:
    finding = ask(f"{DEEPER}self.post_office.open()")
    assert places(finding)[:2] == [
        place(MAIL, "def deliver"),
        place("api/core/engine.py", "node.execute()"),
    ]
    assert finding.confidence == "medium"


def test_a_frame_of_a_file_whose_folder_was_renamed(ask: Ask) -> None:
    moved = DEEPER.replace(
        "api/services/mail_service.py", "api/post/office/mail_service.py"
    ).replace("core/engine", "old/x")
    finding = ask(f"{moved}raise ValueError('mail recipient is not configured')")
    assert places(finding)[0] == place(MAIL, "mail recipient")
    assert finding.confidence == "medium"
    assert ask(f"{moved}raise ValueError('nothing of that')").hits == ()


def test_a_line_that_stands_in_another_function_is_not_sure(ask: Ask) -> None:
    frame = (
        '  File "/app/api/services/mail_service.py", line 95, in post_parcel\n    raise ValueError('
    )
    finding = ask(
        f"Traceback (most recent call last):\n{frame}\nValueError: the parcel is too heavy"
    )
    assert finding.confidence == "low"


def test_a_statement_that_says_something_else_did_not_raise_the_error(ask: Ask) -> None:
    code = 'raise ValueError("mail recipient is not configured")'
    frame = f'  File "/app/api/services/mail_service.py", line 95, in deliver\n    {code}'
    assert (
        ask(f"Traceback (most recent call last):\n{frame}\nValueError: no stamps left").confidence
        == "medium"
    )
    right = ask(
        f"Traceback (most recent call last):\n{frame}\nValueError: mail recipient is not configured"
    )
    assert right.confidence == "high"


def test_an_error_of_another_class_is_not_sure(ask: Ask) -> None:
    assert ask("MailQuotaError: mail quota of a@b exhausted after 9 attempts").confidence == "high"
    assert (
        ask("LetterQuotaError: mail quota of a@b exhausted after 9 attempts").confidence == "medium"
    )


def stack(line: int, request: str = "") -> str:
    head = (
        f"2025-07-21 14:24:42.166 ERROR [x] [app.py:875]  - Exception on {request}\n"
        if request
        else ""
    )
    path = "/app/api/controllers/console/letters.py"
    return f'{head}Traceback (most recent call last):\n  File "{path}", line {line}, in get\n    raise Forbidden()\nForbidden: 403'


def test_the_request_tells_functions_of_one_name_apart(ask: Ask) -> None:
    handlers = "api/controllers/console/letters.py"
    first, last = (
        line_of("dify", handlers, "raise Forbidden()"),
        line_of("dify", handlers, "return []") - 1,
    )
    assert ask(stack(90)).confidence == "medium"
    assert places(ask(stack(90)))[0] == (handlers, last)
    finding = ask(stack(90, "/console/api/letters/fec0e836-3029-4bf5-ac89-6dfa35a7ef55 [GET]"))
    assert places(finding)[0] == (handlers, first)


def test_frames_of_packages_are_named_but_not_shown(ask: Ask) -> None:
    finding = ask(
        '  File "/app/api/.venv/lib/python3.12/site-packages/boto/client.py", line 3, in call\n    raise x\nE: no'
    )
    assert not finding.hits
    assert any("boto" in note for note in finding.notes)


def test_an_error_of_a_package_leads_to_who_handles_it_and_who_calls_it(ask: Ask) -> None:
    finding = ask("pigeonry.errors.StormError: no pigeon flies in this weather")
    assert finding.confidence == "low"
    assert [(hit.fact.path.rpartition("/")[2], hit.fact.line) for hit in finding.hits] == [
        ("ext_pigeons.py", 7),
        ("ext_lofts.py", 1),
    ]
    assert "handles StormError" in finding.hits[0].why[0]
    assert "the package pigeonry" in finding.notes[0]
    assert not ask("falconry.StormError: no falcon flies in this weather").hits


def test_a_goroutine_leads_to_its_function(ask: Ask) -> None:
    finding = ask(
        "panic: runtime error: index out of range\n\ngoroutine 1 [running]:\n"
        "github.com/langgenius/dify-plugin-daemon/internal/core.Launch({0xc0001})\n"
        "\t/app/internal/core/launcher.go:13 +0x86"
    )
    assert places(finding)[0][0] == LAUNCHER


@pytest.mark.parametrize(("method", "fragment"), [("uv sync", '"uv sync"'), ("pip", '"pip"')])
def test_attributes_tell_equal_statements_apart(ask: Ask, method: str, fragment: str) -> None:
    finding = ask(
        f'2026-05-22T13:11:43Z INFO dify-plugin-daemon launcher.go:9 acquired launch lease method="{method}" plugin=a'
    )
    assert places(finding)[0] == place(LAUNCHER, fragment, "dify-plugin-daemon")


def test_a_statement_that_no_query_knows_is_read_from_the_file(ask: Ask) -> None:
    line = line_of("dify-plugin-daemon", LAUNCHER, "lease holder changed")
    finding = ask(
        f"2026-05-22T13:11:43Z INFO dify-plugin-daemon launcher.go:{line} lease holder changed plugin=a/b"
    )
    assert places(finding)[0] == (LAUNCHER, line)
    assert finding.confidence == "high"


def test_pythons_own_errors_lead_to_the_names(ask: Ask) -> None:
    finding = ask(
        "PluginInvokeError: {\"message\":\"type object 'Engine' has no attribute 'LIMIT'\""
    )
    assert places(finding)[0] == place("api/core/engine.py", "Engine.LIMIT")
    assert finding.confidence == "medium"


def test_a_setting_that_the_configuration_lacks_leads_to_its_readers(ask: Ask) -> None:
    finding = ask("AttributeError: 'DifyConfig' object has no attribute 'MAIL_MAX_ATTEMPTS'")
    assert places(finding)[0] == place(MAIL, "dify_config.MAIL_MAX_ATTEMPTS")


def test_what_python_itself_says_leads_to_no_statement_that_says_so_too(ask: Ask) -> None:
    finding = ask("AttributeError: module 'openai' has no attribute 'ChatCompletion'")
    assert place("api/services/parcel_service.py", "has no attribute") in places(finding)
    assert finding.confidence == "low"


def test_a_name_that_nothing_had_leads_to_its_few_uses(ask: Ask) -> None:
    finding = ask("Run failed: 'NoneType' object has no attribute 'customs_form'")
    assert places(finding)[0] == place("api/services/parcel_service.py", "customs_form")
    assert finding.confidence == "low"
    found = places(ask("'NoneType' object has no attribute 'weight'"))
    assert place("api/services/parcel_service.py", "customs_form") not in found


def test_a_message_is_found_in_words_of_another_language(ask: Ask) -> None:
    finding = ask("发送邀请时报错：mail quota of a@b exhausted after 9 attempts，怎么解决？")
    assert places(finding)[0] == place(MAIL, "mail quota of")


@pytest.mark.parametrize("quotes", ["“{}”", '"{}"', "`{}`", "'{}'", "「{}」"])
def test_a_message_that_a_sentence_quotes_is_found_and_never_sure(ask: Ask, quotes: str) -> None:
    finding = ask(
        f"when I post it, it only says {quotes.format('The postman refused this letter.')} and stops"
    )
    assert ("web/i18n/en-US/letter-box.json", 3) in places(finding)
    assert finding.confidence in ("low", "medium")


def test_a_quoted_word_is_no_message(ask: Ask) -> None:
    assert ask("the field 'letters' of \"mail\" is empty").hits == ()
    assert places(ask("会提示“邮筒正在刷漆”，怎么办"))[0][0].startswith("web/i18n/zh-Hans")


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
        ("most of its words stand in the line",),
    )
    assert (
        ask("redis.exceptions.RedisError: the recipient of the mail is not yet configured").hits
        == ()
    )


def test_the_settings_that_the_code_reads(ask: Ask) -> None:
    [key] = ask("mail quota of a@b exhausted after 9 attempts").keys
    assert (key.name, key.default, key.description) == (
        "MAIL_MAX_ATTEMPTS",
        "5",
        "Attempts to deliver a letter",
    )
    assert [p.role for p in key.places] == ["declares", "reads"]


def test_celery_leads_to_the_task(ask: Ask) -> None:
    finding = ask(
        "Task tasks.archive_letter_task.archive_letter_task[2d028073-8f9a] raised unexpected: KeyError('x')"
    )
    assert finding.confidence == "high"
    assert finding.hits[0].fact.path == "api/tasks/archive_letter_task.py"


def test_an_error_body_leads_to_its_class(ask: Ask) -> None:
    body = {
        "code": "letter_limit_exceeded",
        "message": "The number of letters is over the limit of this plan.",
        "status": 403,
    }
    finding = ask(json.dumps(body, indent=1))
    assert finding.confidence == "high"
    assert places(finding)[0][0] == "api/controllers/console/error.py"


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        (
            '10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /console/api/letters/drafts?page=1 HTTP/1.0" 500 56',
            "def get(self):",
        ),
        (
            "api-1 | 2025-07-21 14:24:42,166.166 ERROR [Dummy-6] [app.py:875] - "
            "Exception on /console/api/letters/fec0e836-3029-4bf5-ac89-6dfa35a7ef55 [DELETE]",
            "def delete(",
        ),
        (
            "GET http://localhost/console/api/letters/fec0e836-3029-4bf5-ac89-6dfa35a7ef55 500 (INTERNAL SERVER ERROR)",
            "def get(",
        ),
    ],
)
def test_requests_lead_to_the_method_of_their_handler(ask: Ask, line: str, fragment: str) -> None:
    finding = ask(line)
    assert places(finding)[0] == place("api/controllers/console/letters.py", fragment)
    assert finding.confidence == "high"


def test_a_request_without_a_method_leads_to_the_handlers(ask: Ask) -> None:
    finding = ask(
        "http://localhost/console/api/letters/drafts Failed to load resource: the server responded with a status of 401"
    )
    assert finding.hits[0].fact.name.startswith("DraftListApi")
    assert finding.confidence == "medium"


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        (
            "[2025-05-15 06:32:18 +0000] [31] [ERROR] Error handling request /console/api/letters/drafts",
            "high",
        ),
        ("All of them report 500 : console/api/letters/drafts?page=1&limit=30", "medium"),
        (
            "HTTPConnectionPool(host='api', port=80): Max retries exceeded with url: /console/api/letters/drafts",
            "medium",
        ),
    ],
)
def test_a_path_in_other_words_leads_to_the_handlers(ask: Ask, line: str, sure: str) -> None:
    finding = ask(line)
    assert finding.hits[0].fact.name.startswith("DraftListApi")
    assert finding.confidence == sure


@pytest.mark.parametrize(
    "line",
    [
        "HTTPConnectionPool(host='shop', port=80): Max retries exceeded with url: /console/api/letters/drafts",
        "see api/controllers/console/letters.py for more",
    ],
)
def test_a_path_of_something_else_leads_nowhere(ask: Ask, line: str) -> None:
    assert ask(line).hits == ()


def test_a_path_with_a_placeholder_is_that_path(ask: Ask) -> None:
    finding = ask("404 errors for /console/api/letters/{letter_id}.")
    assert finding.hits[0].fact.name.startswith("LetterApi")
    assert ask("404 errors for /console/api/letters/drafts/{letter_id}").hits == ()


def test_the_request_that_failed_comes_before_the_one_that_it_made(ask: Ask) -> None:
    finding = ask(
        "2025-07-21 14:24:42.166 ERROR [x] [app.py:875]  - Exception on /console/api/parcels [POST]\n"
        "Traceback (most recent call last):\nrequests.exceptions.ConnectionError: HTTPConnectionPool(host='api', port=80):"
        " Max retries exceeded with url: /console/api/letters/drafts"
    )
    assert places(finding)[0] == place("api/controllers/console/letters.py", "def post")


def test_the_request_in_a_body_tells_equal_messages_apart(ask: Ask) -> None:
    suggestion = (
        "No such parcel. You have requested this URI [{}] but did you mean /console/api/parcels ?"
    )
    for path, function in (
        ("/console/api/parcels", "def post"),
        ("/console/api/parcels/{}", "def get(self, parcel_id"),
    ):
        path = path.format("fec0e836-3029-4bf5-ac89-6dfa35a7ef55")
        body = json.dumps({"code": "not_found", "message": suggestion.format(path), "status": 404})
        escaped = json.dumps(body)
        wanted = place("api/controllers/console/letters.py", function)
        for text in (body, f"404 - {escaped}", f"404 - {escaped[:-20]}"):
            assert places(ask(text))[0] == (wanted[0], wanted[1] + 1)


def test_a_request_that_no_route_takes_is_told(ask: Ask) -> None:
    finding = ask(
        '10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /console/api/stamps HTTP/1.0" 404 56'
    )
    assert not finding.hits
    assert "no route of these repositories takes GET /console/api/stamps" in finding.notes


SQUID = "docker/ssrf_proxy/squid.conf.template"


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        ("TCP_DENIED/403 3721 CONNECT example.com:443 - HIER_NONE/- text/html", "deny all"),
        (
            "1716000000.123 5 172.18.0.5 TCP_DENIED/403 3721 CONNECT example.com:8443 - HIER_NONE/- text/html",
            "!SSL_ports",
        ),
        ("TCP_DENIED/403 3721 GET http://example.com:25/ - HIER_NONE/- text/html", "!Safe_ports"),
        ("ssrf_proxy-1 | 2024/05/16 07:25:06| Detected DEAD Parent: sandbox", "cache_peer"),
    ],
)
def test_the_proxys_lines_lead_to_its_rules(ask: Ask, line: str, fragment: str) -> None:
    assert places(ask(line))[0] == place(SQUID, fragment)


def test_events_of_a_cluster_lead_to_the_chart(ask: Ask) -> None:
    finding = ask('FailedMount: persistentvolumeclaim "dify-plugin-daemon" not found')
    assert places(finding)[0][0] == "charts/dify/templates/pvc.yaml"


def test_helms_stack_leads_to_the_define(ask: Ask) -> None:
    finding = ask(
        'Error: INSTALLATION FAILED: template: dify/templates/config.tpl:3:3: executing "dify.worker.config" at <include>: '
        'error calling include: template: dify/templates/config.tpl:89:4: executing "dify.vectordb.config" at <.x>: nil'
    )
    tpl = "charts/dify/templates/config.tpl"
    assert places(finding)[0] == (tpl, line_of("dify-helm", tpl, 'define "dify.vectordb.config"'))
    assert "Helm says line 89" in finding.hits[0].why[0]


def test_a_template_that_refuses_to_be_rendered_is_named(ask: Ask) -> None:
    tpl = "charts/dify/templates/config.tpl"
    finding = ask(
        "Error: UPGRADE FAILED: execution error at (dify/templates/config.tpl:3:5): a password is required"
    )
    assert places(finding)[0][0] == tpl


@pytest.mark.parametrize(
    "error",
    ['relation "letters" does not exist', 'null value in column "body" of relation "letters"'],
)
def test_errors_of_the_database_lead_to_the_model(ask: Ask, error: str) -> None:
    finding = ask(f"psycopg2.errors.UndefinedTable: {error}")
    assert places(finding)[0] == place("api/models/letter.py", "class Letter")


MIGRATION = "api/migrations/versions/9f1d2c3b4a5e_add_letters.py"


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        ('relation "letters" already exists', "create_table('letters'"),
        ('column "body" of relation "letters" already exists', "'body', sa.Text"),
        (
            "INFO  [alembic.runtime.migration] Running upgrade 0a1b2c3d4e5f -> 9f1d2c3b4a5e, add letters",
            "add letters",
        ),
    ],
)
def test_what_a_migration_failed_to_make_leads_to_the_migration(
    ask: Ask, line: str, fragment: str
) -> None:
    assert places(ask(line))[0] == place(MIGRATION, fragment)


def test_a_constraint_leads_to_its_table_and_its_migration(ask: Ask) -> None:
    finding = ask(
        'psycopg2.errors.UniqueViolation: duplicate key value violates unique constraint "unique_body"'
    )
    wanted = [place("api/models/letter.py", "class Letter"), place(MIGRATION, "UniqueConstraint")]
    assert places(finding)[:2] == wanted


@pytest.mark.parametrize(
    "line",
    [
        "INFO  [alembic.runtime.migration] Running upgrade 0a1b2c3d4e5f -> 5e4d3c2b1a0f, of another program",
        "Error: Can't locate revision identified by '5e4d3c2b1a0f'",
        'relation "envelopes" already exists',
        'duplicate key value violates unique constraint "unique_envelope"',
    ],
)
def test_parts_of_another_database_lead_nowhere(ask: Ask, line: str) -> None:
    finding = ask(line)
    assert finding.confidence in ("none", "low")
    assert not any(path == MIGRATION for path, _ in places(finding))


def test_an_error_event_of_a_stream_leads_to_the_converter_and_the_class(ask: Ask) -> None:
    body = '{"event": "error", "code": "letter_limit_exceeded", "status": 429, "message": "Too many letters."}'
    finding = ask(f"data: {body}")
    converter = "api/core/app/base_app_generate_response_converter.py"
    assert places(finding)[0] == place(converter, "letter_limit_exceeded")
    assert place("api/controllers/console/error.py", "class LetterLimit") in places(finding)
    assert not any(
        path == converter for path, _ in places(ask(body.replace('"event": "error", ', "")))
    )


@pytest.mark.parametrize(
    ("line", "fragment"),
    [
        (
            'nginx: [emerg] host not found in upstream "api" in /etc/nginx/conf.d/default.conf:9',
            "location /v1",
        ),
        (
            '2026/05/22 02:57:35 [emerg] 1#1: host not found in upstream "web" in /x/default.conf:1',
            "location / {",
        ),
        (
            "2026/05/22 02:57:35 [error] 29#29: *1 client intended to send too large body: 9 bytes",
            "client_max_body",
        ),
        (
            'nginx: [emerg] "client_max_body_size" directive invalid value in /etc/nginx/nginx.conf:3',
            "client_max_body",
        ),
    ],
)
def test_what_nginx_says_of_its_configuration_leads_to_the_directive(
    ask: Ask, line: str, fragment: str
) -> None:
    path, number = places(ask(line))[0]
    inside = place("docker/nginx/conf.d/default.conf.template", fragment)
    assert path == inside[0]
    assert 0 <= number - inside[1] <= 1


@pytest.mark.parametrize(
    ("line", "sure"),
    [
        (
            "Failed to load resource: the server responded with a status of 413 (Request Entity Too Large)",
            "medium",
        ),
        ("413 Request Entity Too Large", "low"),
    ],
)
def test_what_nginx_refuses_itself_leads_to_its_directive(ask: Ask, line: str, sure: str) -> None:
    finding = ask(line)
    assert (places(finding)[0], finding.confidence) == (
        place("docker/nginx/conf.d/default.conf.template", "client_max_body"),
        sure,
    )


@pytest.mark.parametrize(
    ("url", "setting"),
    [("http://a.example/api", "WEB_API"), ("http://a.example/console/api", "CONSOLE")],
)
def test_a_refused_origin_leads_to_where_the_api_allows_origins(
    ask: Ask, url: str, setting: str
) -> None:
    said = f"Access to fetch at '{url}' from origin 'http://b.example' has been blocked by CORS policy: No header is present."
    assert places(ask(said))[0] == place("api/extensions/ext_blueprints.py", f"{setting}_CORS")


@pytest.mark.parametrize(
    ("command", "method"),
    [
        (
            "wget 'http://a.example/console/api/letters/44e1c9be-5938-4989-a4b0-101683d1cd05'",
            "def get(self, letter_id)",
        ),
        (
            "curl -X DELETE http://a/console/api/letters/44e1c9be-5938-4989-a4b0-101683d1cd05",
            "def delete(self, letter_id)",
        ),
        ("curl http://a.example/console/api/parcels -H 'A: b' --data-raw '{}'", "def post(self)"),
    ],
)
def test_a_command_that_sends_a_request_leads_to_the_handler(
    ask: Ask, command: str, method: str
) -> None:
    assert places(ask(command))[0] == place("api/controllers/console/letters.py", method)


def test_a_command_may_be_sent_to_any_site(ask: Ask) -> None:
    assert ask("curl https://a.example/console/api/letters/drafts").confidence == "medium"
    assert ask("curl https://api.openai.com/v1/models").confidence in ("none", "low")


def test_a_chain_behind_words_of_its_own_leads_to_the_inner_message(ask: Ask) -> None:
    finding = ask(f"we saw that our daemon says it: could not come up: {DELIVERING}")
    assert places(finding)[0] == place(MAIL, "Delivering invitation")


def test_a_log_statement_is_not_found_inside_another_sentence(ask: Ask) -> None:
    assert ask(f"said that ({DELIVERING})").confidence in ("none", "low")
    assert ask(f"somewhere: {DELIVERING}").confidence in ("medium", "high")


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/apps?page=2", "web/app/(common)/apps/page.tsx"),
        ("/app/44e1c9be/stamps", "web/app/(common)/app/[appId]/stamps/page.tsx"),
    ],
)
def test_a_request_for_a_page_leads_to_the_page(ask: Ask, path: str, page: str) -> None:
    finding = ask(f'10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET {path} HTTP/1.1" 200 5 "-" "x"')
    assert places(finding)[0] == (page, 1)


def test_a_built_page_in_a_browsers_stack_is_only_a_hint(ask: Ask) -> None:
    chunk = "http://h/_next/static/chunks/app/(common)/app/%5BappId%5D/stamps/page-4ae9741f67eeba1f.js:1:512130"
    finding = ask(f"TypeError: e.some is not a function\n    at Object.check ({chunk})")
    assert places(finding)[0] == ("web/app/(common)/app/[appId]/stamps/page.tsx", 1)
    assert finding.confidence == "low"


@pytest.mark.parametrize(
    "line",
    ['"POST /apps HTTP/1.1" 405', '"GET /wp-login.php HTTP/1.1" 404', '"GET /a/b HTTP/1.1" 404'],
)
def test_requests_for_no_page_lead_nowhere(ask: Ask, line: str) -> None:
    assert ask(f'10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] {line} 5 "-" "x"').hits == ()


def test_an_error_without_a_message_leads_to_its_class_and_where_it_is_raised(ask: Ask) -> None:
    finding = ask("controllers.console.error.LetterLimitError")
    assert place("api/controllers/console/error.py", "class LetterLimit") in places(finding)
    assert finding.confidence != "high"
    assert ask("controllers.web.error.LetterLimitError").hits == ()


def test_an_unregistered_task_leads_to_the_task(ask: Ask) -> None:
    finding = ask(
        "celery.exceptions.NotRegistered: 'tasks.archive_letter_task.archive_letter_task'"
    )
    assert places(finding)[0][0] == "api/tasks/archive_letter_task.py"


def test_a_refused_value_leads_to_its_setting(ask: Ask) -> None:
    error = "pydantic_core._pydantic_core.ValidationError: 1 validation error for DifyConfig\n{}\n  Input should be a valid integer"
    config = "api/configs/feature/__init__.py"
    assert places(ask(error.format("MAIL_MAX_ATTEMPTS")))[0] == place(config, "MAIL_MAX_ATTEMPTS")
    assert not any(path == config for path, _ in places(ask(error.format("MAIL_MAX_STAMPS"))))


def test_what_a_validator_raised_is_found_in_pydantics_words(ask: Ask) -> None:
    error = "1 validation error for Letterhead\n  Value error, mail recipient is not configured [type=value_error, input_value={}]"
    assert places(ask(f"pydantic_core._pydantic_core.ValidationError: {error}"))[0] == place(
        MAIL, "mail recipient"
    )
    assert places(ask(f"Run failed: {error}".replace("\n", " ")))[0] == place(
        MAIL, "mail recipient"
    )


def test_a_frame_of_the_development_server_leads_to_the_component(ask: Ask) -> None:
    frame = "    at Stamps (webpack-internal:///(app-pages-browser)/./app/(common)/app/[appId]/stamps/page.tsx:2:18)"
    finding = ask(f"TypeError: Cannot read properties of undefined (reading 'map')\n{frame}")
    assert places(finding)[0][0] == "web/app/(common)/app/[appId]/stamps/page.tsx"
    assert ask(f"TypeError: x\n{frame.replace('page.tsx', 'page.js')}").hits == ()


def test_an_event_of_a_stream_leads_to_the_error_inside(ask: Ask) -> None:
    event = {
        "event": "node_finished",
        "data": {"status": "failed", "error": "mail recipient is not configured"},
    }
    assert places(ask(f"data: {json.dumps(event)}"))[0] == place(MAIL, "raise ValueError")


def test_an_upstream_of_another_nginx_leads_nowhere(ask: Ask) -> None:
    assert (
        ask('nginx: [emerg] host not found in upstream "shop" in /etc/nginx/nginx.conf:9').hits
        == ()
    )


@pytest.mark.parametrize(
    ("line", "owner"),
    [
        (
            "docker-api-1 | ERROR [flask_migrate] Error: Can't locate revision identified by '08ec'",
            "Alembic",
        ),
        (
            'db-1 | 2025-05-22 02:57:35.123 UTC [55] ERROR:  relation "x" does not exist',
            "PostgreSQL",
        ),
        ("ChunkLoadError: Loading chunk 5983 failed.", "Next.js"),
        (
            "2026-05-26 13:22:40.889 INFO [GraphWorker-1] [some_node.py:227] abcdef0123 - suspended",
            "graphon",
        ),
        (
            "db-1 | FATAL:  remaining connection slots are reserved for roles with SUPERUSER",
            "PostgreSQL",
        ),
        ("1:M 22 Nov 2025 10:00:00.000 * Background saving terminated with success", "Redis"),
        (
            '{"action":"grpc_startup","level":"info","msg":"grpc server listening","time":"2026-05-26T13:22:40Z"}',
            "Weaviate",
        ),
        ("2026-05-26T13:22:40.123456Z  INFO qdrant::settings: Loaded config", "Qdrant"),
        ("[2025-08-13 09:15:34,105: INFO/MainProcess] celery@4f6a ready.", "Celery"),
        ("[2025-08-13 09:15:34 +0000] [1] [CRITICAL] WORKER TIMEOUT (pid:77)", "Gunicorn"),
        (" * Running on http://127.0.0.1:5001", "Werkzeug"),
        ("INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)", "Uvicorn"),
        (
            "May 22 02:57:35 node1 containerd[812]: cleaning up after shim disconnected",
            "containerd",
        ),
        ("/docker-entrypoint.sh: Configuration complete; ready for start up", "nginx"),
        ("ERROR: Could not find a version that satisfies the requirement x==9", "pip"),
        (
            "Unchecked runtime.lastError: The message port closed before a response was received.",
            "browser",
        ),
        ("x ⨯ [TypeError: fetch failed] { code: 'ENOTFOUND' }", "Next.js"),
        (
            "/app/api/.venv/lib/python3.12/site-packages/celery/platforms.py:829: SecurityWarning: root",
            "celery",
        ),
        (
            "dify-audit-5f7 | 2026-05-26T13:22:40Z ERROR audit/consumer.go:51 failed to write",
            "Enterprise",
        ),
        ("The quick brown fox", ""),
        (
            'dify-enterprise-1  | {"level":"error","ts":1.5,"caller":"license/check.go:3","msg":"license expired"}',
            "Enterprise",
        ),
        ("[pod/my-plugin-manager-7c9f8d6b5-x2x4q/manager] something happened", "Enterprise"),
        (
            "Uncaught TypeError: Cannot read properties of undefined (reading 'length')",
            "JavaScript engine",
        ),
    ],
)
def test_lines_from_elsewhere_are_refused_and_their_owner_named(
    ask: Ask, line: str, owner: str
) -> None:
    finding = ask(line)
    assert finding.confidence in ("low", "none")
    assert any(owner in note for note in finding.notes)


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
