"""Stack frames lead to places in the workspace."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from tests.ask.locate_workspace import LAUNCHER, MAIL, POOL, Ask, first, line_of, place, places

DEEPER = (
    'Traceback (most recent call last):\n  File "/app/api/core/engine.py", line 4, in run\n    node.execute()\n'
    '  File "/app/api/services/mail_service.py", line 95, in deliver\n    '
)


def stack(line: int, request: str = "") -> str:
    head = (
        f"2025-07-21 14:24:42.166 ERROR [x] [app.py:875]  - Exception on {request}\n"
        if request
        else ""
    )
    path = "/app/api/controllers/console/letters.py"
    return f'{head}Traceback (most recent call last):\n  File "{path}", line {line}, in get\n    raise Forbidden()\nForbidden: 403'


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
    assert "line 95 in the stack" in finding.hits[0].why[0]


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


def test_a_source_line_in_another_function_is_a_guess(ask: Ask) -> None:
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


def test_the_request_distinguishes_functions_of_one_name(ask: Ask) -> None:
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


def test_a_goroutine_leads_to_its_function(ask: Ask) -> None:
    finding = ask(
        "panic: runtime error: index out of range\n\ngoroutine 1 [running]:\n"
        "github.com/langgenius/dify-plugin-daemon/internal/core.Launch({0xc0001})\n"
        "\t/app/internal/core/launcher.go:13 +0x86"
    )
    assert places(finding)[0][0] == LAUNCHER


def test_a_frame_of_the_development_server_leads_to_the_component(ask: Ask) -> None:
    frame = "    at Stamps (webpack-internal:///(app-pages-browser)/./app/(common)/app/[appId]/stamps/page.tsx:2:18)"
    finding = ask(f"TypeError: Cannot read properties of undefined (reading 'map')\n{frame}")
    assert places(finding)[0][0] == "web/app/(common)/app/[appId]/stamps/page.tsx"
    assert ask(f"TypeError: x\n{frame.replace('page.tsx', 'page.js')}").hits == ()


def test_frames_without_functions_are_named_by_their_caller(ask_services: Ask) -> None:
    stack = "[Recovery] 2025/05/13 - 08:16:06 panic recovered:\nruntime error: index out of range\n/usr/local/go/src/runtime/panic.go:262 (0x476858)\n/app/internal/core/pool.go:{} (0xdadb12)\n/app/internal/core/pool.go:11 (0xdab4fa)\n"
    path, number = place(POOL, "p.lanes = make")
    assert first(ask_services(stack.format(number))) == (path, number)
    assert ask_services(stack.format(number)).confidence == "high"
    assert ask_services(stack.format(number)).hits[0].fact.symbol == "Pool.open"
    moved = ask_services(stack.format(9))
    assert moved.hits[0].fact.symbol == "Pool.open"
    assert moved.confidence == "medium"
