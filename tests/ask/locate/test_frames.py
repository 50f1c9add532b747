"""Stack frames lead to places in the workspace."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.frames import resolve_frames
from ctxkit.logline import parse_events
from ctxkit.model import LogTemplate, Raise, Symbol
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import (
    LAUNCHER,
    MAIL,
    POOL,
    Ask,
    ContextOf,
    first,
    line_of,
    place,
    places,
)

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


def test_a_frame_that_was_cut_off_before_its_function(ask: Ask) -> None:
    line = line_of("dify", MAIL, "mail recipient")
    head = f'Traceback (most recent call last):\n  File "/app/{MAIL}", line {line}'
    for cut in (", in", ", i", ","):
        finding = ask(head + cut)
        assert places(finding)[0] == place(MAIL, "mail recipient")
        assert finding.confidence == "medium"


def test_a_frame_that_was_cut_off_before_its_line(ask: Ask) -> None:
    head = "Traceback (most recent call last):\n"
    frame = f'  File "/app/{MAIL}", l'
    finding = ask(f"Exception in thread Thread-17 (deliver):\n{head}{frame}")
    assert places(finding)[0] == place(MAIL, "def deliver")
    assert finding.confidence == "medium"
    other = ask(f"Exception in thread Thread-17 (away):\n{head}{frame}")
    assert places(other)[0] == (MAIL, 1)
    assert other.confidence == "low"
    assert not any("differs at" in note for note in (*finding.notes, *other.notes))


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


def python_stack(*frames: tuple[str, int, str, str], error: str = "ValueError: zz") -> str:
    lines = [
        f'  File "{path}", line {line}, in {function}\n    {code}'
        for path, line, function, code in frames
    ]
    return "\n".join(["Traceback (most recent call last):", *lines, error])


ENGINE = ("/app/api/core/engine.py", 4, "run", "node.execute()")
CLOSE = ("/app/api/services/mail_service.py", 17, "close", "logger.exception(reason)")
DELIVER = ("/app/api/services/mail_service.py", 11, "deliver", "if not recipient:")


def scores(context_of: ContextOf, text: str) -> list[tuple[str, float, str]]:
    found = resolve_frames(context_of(text)).candidates
    return [(c.fact.symbol.rpartition(".")[2], c.score, c.confidence) for c in found]


def test_each_caller_is_worth_less(context_of: ContextOf) -> None:
    assert scores(context_of, python_stack(ENGINE, DELIVER, CLOSE)) == [
        ("close", 60.0, "high"),
        ("deliver", 56.0, "high"),
        ("run", 52.0, "high"),
    ]
    assert all(c.from_frame for c in resolve_frames(context_of(python_stack(ENGINE))).candidates)


def test_a_frame_that_moved_or_is_a_guess_is_worth_less(context_of: ContextOf) -> None:
    path = "/app/api/core/engine.py"
    assert scores(context_of, python_stack((path, 4, "run", "changed(node)"))) == [
        ("run", 57.0, "medium")
    ]
    assert scores(context_of, python_stack((path, 4, "walk", "changed(node)"))) == [
        ("run", 30.0, "low")
    ]


def test_of_chained_errors_the_cause_comes_first(context_of: ContextOf) -> None:
    again = "\n\nDuring handling of the above exception, another exception occurred:\n\n"
    text = python_stack(CLOSE) + again + python_stack(ENGINE, DELIVER)
    assert scores(context_of, text) == [
        ("close", 60.0, "high"),
        ("deliver", 58.0, "high"),
        ("run", 54.0, "high"),
    ]


def test_only_the_last_sixty_frames_are_looked_at(context_of: ContextOf) -> None:
    text = python_stack(DELIVER, *[ENGINE] * 59, CLOSE)
    found = scores(context_of, text)
    assert len(found) == 60
    assert found[0][0] == "close"
    assert {name for name, _, _ in found[1:]} == {"run"}


def test_an_error_of_a_long_stack_still_has_its_message(context_of: ContextOf) -> None:
    code = 'raise ValueError("mail recipient is not configured")'
    raised = ("/app/api/services/mail_service.py", 12, "deliver", code)
    error = "ValueError: no stamps left"
    text = python_stack(*[ENGINE] * 70, raised, error=error)
    first_found = resolve_frames(context_of(text)).candidates[0]
    assert not isinstance(first_found.fact, Raise)
    assert first_found.confidence == "medium"


def test_packages_are_named_once_and_no_more_than_six(context_of: ContextOf) -> None:
    frames = [
        (f"/x/lib/python3.12/site-packages/{name}/a.py", 1, "f", "g()")
        for name in ("flask", "flask", *"abcdefg")
    ]
    (note,) = resolve_frames(context_of(python_stack(*frames))).notes
    assert note == (
        "the stack passes through g, f, e, d, c, b, which is not in the indexed repositories"
    )


def test_a_frame_on_a_line_of_a_statement_means_the_statement(context_of: ContextOf) -> None:
    found = resolve_frames(context_of(python_stack(CLOSE))).candidates
    assert isinstance(found[0].fact, LogTemplate)
    found = resolve_frames(context_of(python_stack(DELIVER))).candidates
    assert isinstance(found[0].fact, Symbol)


@pytest.mark.parametrize(
    ("message", "raised"),
    [("mail recipient is not configured", True), ("no stamps left", False), ("", True)],
)
def test_the_statement_on_the_line_must_say_what_the_error_says(
    context_of: ContextOf, message: str, raised: bool
) -> None:
    code = 'raise ValueError("mail recipient is not configured")'
    frame = ("/app/api/services/mail_service.py", 12, "deliver", code)
    text = python_stack(ENGINE, frame, error=f"ValueError: {message}".rstrip(": "))
    found = resolve_frames(context_of(text)).candidates[0]
    assert isinstance(found.fact, Raise) is raised
    assert found.confidence == ("high" if raised else "medium")


@pytest.mark.parametrize(
    ("function", "path", "shown"),
    [
        ("log.Panic", "pkg/utils/log/log.go", False),
        ("log.writeLog", "pkg/utils/log/log.go", False),
        ("log.Open", "pkg/utils/log/log.go", True),
        ("core.Panic", "internal/core/pool.go", True),
        ("core.captureStackTrace", "internal/core/pool.go", False),
    ],
)
def test_the_logging_package_panics_for_its_callers(
    tmp_path: Path, function: str, path: str, shown: bool
) -> None:
    asked = literal_index(tmp_path, {"dify-plugin-daemon": {path: ("x\n" * 9, [])}})
    text = (
        f"panic: x\n\ngoroutine 1 [running]:\ngithub.com/x/{function}(0x1)\n\t/app/{path}:3 +0x86"
    )
    context = LocateContext(event=parse_events(text)[0], index=asked.index, sources=asked.sources)
    assert bool(resolve_frames(context).candidates) is shown


def test_four_frames_of_moved_files_are_looked_for(tmp_path: Path) -> None:
    code = "raise ValueError('no stamps left')"
    text = f"def send():\n    {code}\n"
    send = Symbol(name="send", what="function", line=1, end_line=2)
    files = {f"api/new/f{n}.py": (text, [send]) for n in range(6)}
    asked = literal_index(tmp_path, {"dify": files})  # type: ignore[dict-item]
    frames = [(f"/app/api/old/f{n}.py", 2, "send", code) for n in range(6)]
    context = LocateContext(
        event=parse_events(python_stack(*frames))[0], index=asked.index, sources=asked.sources
    )
    found = resolve_frames(context)
    assert [c.fact.path for c in found.candidates] == [f"api/new/f{n}.py" for n in (5, 4, 3, 2)]
    assert {c.confidence for c in found.candidates} == {"medium"}
    assert found.notes == []


@pytest.mark.parametrize(
    ("code", "function", "found"),
    [
        ("raise ValueError('no stamps left')", "send", True),
        ("raise ValueError('no stamps left')", "post", False),
        ("raise ValueError('no stamp')", "send", False),
        ("check(self)", "send", False),
    ],
)
def test_a_moved_file_has_the_line_in_a_function_of_the_name(
    tmp_path: Path, code: str, function: str, found: bool
) -> None:
    text = "def send():\n    raise ValueError('no stamps left')\n    check(self)\n"
    send = Symbol(name="send", what="function", line=1, end_line=3)
    asked = literal_index(tmp_path, {"dify": {"api/new/a.py": (text, [send])}})
    event = parse_events(python_stack(("/app/api/old/a.py", 2, function, code)))[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    assert bool(resolve_frames(context).candidates) is found


def test_a_file_that_moved_to_two_places_is_not_known(tmp_path: Path) -> None:
    code = "raise ValueError('no stamps left')"
    send = Symbol(name="send", what="function", line=1, end_line=2)
    files = {path: (f"def send():\n    {code}\n", [send]) for path in ("api/x/a.py", "api/y/a.py")}
    asked = literal_index(tmp_path, {"dify": files})  # type: ignore[dict-item]
    event = parse_events(python_stack(("/app/api/old/a.py", 2, "send", code)))[0]
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    assert resolve_frames(context).candidates == []
