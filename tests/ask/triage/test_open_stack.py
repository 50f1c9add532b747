"""A stack has the last error and the deepest frame outside of packages, and ends where it ends."""

from __future__ import annotations

import pytest

from ctxkit.ask.triage import open_stack
from ctxkit.ask.triage.open_stack import OpenStack, begins_stack

HEADER = "Traceback (most recent call last):"
DURING = "During handling of the above exception, another exception occurred:"
DIRECT = "The above exception was the direct cause of the following exception:"


def stack(*lines: str, prefixed: bytes = b"") -> OpenStack:
    found = OpenStack(prefixed)
    for line in lines:
        found.add(line.encode())
    return found


def frame(path: str, line: int = 3, function: str = "run") -> str:
    return f'  File "{path}", line {line}, in {function}'


def place(found: OpenStack) -> tuple[str, str, str, int]:
    return found.error, found.path, found.function, found.line


def test_limits() -> None:
    assert (open_stack.MAX_LINES, open_stack.MAX_KEPT_BYTES) == (400, 6_000)
    assert open_stack.MAX_PREFIX_BYTES == 2_000


@pytest.mark.parametrize(
    "line",
    [
        HEADER,
        f"  {HEADER}",
        f"\t{HEADER}",
        f"  + Exception Group {HEADER}",
        f"    | {HEADER}",
        "  +---------------- Traceback (most recent call last):",
        "panic: runtime error",
        "panic: ",
        "panic:",
        "goroutine 1 [running]:",
        "goroutine 1 [running]:  ",
        frame("/app/a.py"),
        'File "/app/a.py", line 3',
        '    | File "/app/a.py", line 3, in run',
    ],
)
def test_lines_that_begin_a_stack(line: str) -> None:
    assert begins_stack(line.encode())


@pytest.mark.parametrize(
    "line",
    [
        "",
        "it said: Traceback (most recent call last):",
        "Exception Group",
        "panic",
        "goroutine 1 is running",
        "goroutine leak]: 3",
        "goroutines [running]:",
        'File "/app/a.py" is missing',
        'a File "/app/a.py", line 3',
        'file "/app/a.py", line 3',
        "ValueError: no",
    ],
)
def test_lines_that_begin_no_stack(line: str) -> None:
    assert not begins_stack(line.encode())


def test_a_python_stack() -> None:
    found = stack(
        HEADER,
        frame("/app/api/a.py", 3, "first"),
        "    first()",
        frame("/app/api/b.py", 7, "second"),
        "    Boom: no error",
        frame("/usr/lib/python3.12/json.py", 9, "loads"),
        "pkg.ValueError: no letter",
    )
    assert place(found) == ("pkg.ValueError", "/app/api/b.py", "second", 7)
    assert found.has_place


@pytest.mark.parametrize(
    "path",
    [
        "/app/api/site-packages/a.py",
        "/usr/lib/python3/dist-packages/a.py",
        "<frozen importlib._bootstrap>",
        "/usr/lib/python3.12/a.py",
        "/usr/local/lib/python3.12/a.py",
        "/usr/local/go/src/a.go",
        "/go/pkg/mod/a.go",
        "/app/api/.venv/lib/a.py",
    ],
)
def test_frames_in_packages_are_no_places(path: str) -> None:
    assert place(stack(frame("/app/a.py"), frame(path, 9))) == ("", "/app/a.py", "run", 3)


@pytest.mark.parametrize("path", ["/app/packages/a.py", "/app/lib/a.py", "/usr/local/a.py"])
def test_frames_in_folders_of_similar_names_are_places(path: str) -> None:
    assert stack(frame("/app/a.py"), frame(path)).path == path


def test_a_frame_without_a_function() -> None:
    assert place(stack('File "/app/a.py", line 3')) == ("", "/app/a.py", "", 3)


def test_of_a_chain_the_first_place_and_the_last_error() -> None:
    found = stack(
        HEADER,
        frame("/app/cause.py"),
        "KeyError: 3",
        "",
        DURING,
        "",
        HEADER,
        frame("/app/outer.py", 9),
        "ValueError: no letter",
    )
    assert place(found) == ("ValueError", "/app/cause.py", "run", 3)


def test_of_a_chain_whose_cause_is_in_packages_the_first_place_that_there_is() -> None:
    found = stack(
        HEADER,
        frame("/usr/lib/a.py"),
        "KeyError: 3",
        DIRECT,
        HEADER,
        frame("/app/outer.py", 9),
        frame("/app/inner.py", 12),
        "ValueError: no letter",
    )
    assert place(found) == ("ValueError", "/app/inner.py", "run", 12)


def test_lines_of_a_message_are_no_errors() -> None:
    found = stack(HEADER, frame("/app/a.py"), "ValueError: no letter", "Hint: write one")
    assert found.error == "ValueError"


def test_lines_below_an_error_of_the_database_are_no_errors() -> None:
    assert stack("DETAIL: x", "ValueError: no").error == "ValueError"
    assert stack("DETAIL: x").error == ""


@pytest.mark.parametrize("line", [" Indented: x", "\tIndented: x", "two words", ""])
def test_lines_that_are_no_errors(line: str) -> None:
    found = stack(line)
    assert place(found) == ("", "", "", 0)
    assert not found.has_place


def test_an_error_or_a_path_is_a_place() -> None:
    assert stack("ValueError").has_place
    assert stack('File "/app/a.py", line 3').has_place


@pytest.mark.parametrize(
    ("lines", "line", "continues"),
    [
        ([HEADER], "ValueError: no", True),
        ([HEADER], "strange: no", True),
        ([HEADER], "two words", False),
        ([HEADER], HEADER, False),
        ([HEADER], DURING, True),
        ([HEADER], DIRECT, True),
        ([HEADER, "ValueError: no"], "KeyError: no", False),
        ([HEADER, "ValueError: no"], DIRECT, True),
        ([HEADER, "ValueError: no"], HEADER, False),
        ([HEADER, "ValueError: no", DIRECT], HEADER, True),
        ([HEADER, "ValueError: no", DURING], "KeyError: no", True),
        ([HEADER, "ValueError: no", DURING, HEADER], HEADER, False),
        ([HEADER, "ValueError: no", DURING, HEADER], "KeyError: no", True),
        ([HEADER, "ValueError: no", frame("/app/a.py")], "KeyError: no", True),
        ([HEADER, "ValueError: no"], "[SQL: select 1]", True),
        ([HEADER, "ValueError: no"], "[parameters: {}]", True),
        ([HEADER, "ValueError: no"], "(Background on this error at: x)", True),
        ([HEADER, "ValueError: no"], "DETAIL:  x", True),
        ([HEADER, "ValueError: no"], "HINT:  x", True),
        ([HEADER, "ValueError: no"], "LINE 1: select", True),
        ([HEADER, "ValueError: no"], "CONTEXT:  x", True),
        ([HEADER, "ValueError: no"], "LINES 1: select", False),
        ([HEADER, "ValueError: no", "DETAIL:  x"], "KeyError: no", False),
    ],
)
def test_lines_that_continue_a_python_stack(lines: list[str], line: str, continues: bool) -> None:
    assert stack(*lines).continues(line.encode()) is continues


@pytest.mark.parametrize(
    ("lines", "line", "continues"),
    [
        (["panic: no"], "any text at all", True),
        (["panic: no", "more"], "any text at all", True),
        (["panic: no", "more", "more"], "any text at all", False),
        (["panic: no", "more", "more"], "goroutine 1 [running]:", True),
        (["panic:", "more", "more"], "goroutine 1 [running]:", True),
        (["panic: no", "more", "more"], "created by main.run in goroutine 1", True),
        (["panic: no", "more", "more"], "[signal SIGSEGV]", True),
        (["panic: no", "more", "more"], "\t/app/a.go:3 +0x1d", True),
        (["panic: no", "more", "more"], "main.run(0x3, 0x4)", True),
        (["panic: no", "more", "more"], "main.run", False),
        (["panic: no", "more", "more"], "it failed (again)", False),
        (["panic: no", "more", "more"], HEADER, False),
    ],
)
def test_lines_that_continue_a_go_stack(lines: list[str], line: str, continues: bool) -> None:
    assert stack(*lines).continues(line.encode()) is continues


@pytest.mark.parametrize("first", [HEADER, "panic: no"])
def test_a_stack_has_a_limited_number_of_lines(first: str) -> None:
    found = stack(first, *["\tline"] * 398)
    assert found.continues(b"main.run(0x3)" if first != HEADER else b"ValueError: no")
    found.add(b"\tline")
    assert not found.continues(b"main.run(0x3)" if first != HEADER else b"ValueError: no")


def test_a_go_stack() -> None:
    found = stack(
        "panic: nil map",
        "",
        "goroutine 1 [running]:",
        "runtime.throw(0x1)",
        "\t/usr/local/go/src/runtime/panic.go:1 +0x1d",
        "main.(*App).Run(0x1)",
        "\t/app/run.go:7 +0x1d",
        "main.main(0x1)",
        "\t/app/main.go:9 +0x1d",
    )
    assert place(found) == ("panic", "/app/run.go", "main.(*App).Run", 7)


def test_a_goroutine_is_no_panic() -> None:
    found = stack(
        "goroutine 1 [running]:", "main.main(0x1)", "\t/app/main.go:9 +0x1d", "KeyError: 3"
    )
    assert place(found) == ("", "/app/main.go", "main.main", 9)


def test_a_panic_below_an_error_does_not_replace_it() -> None:
    assert stack("ValueError: no", "panic: no").error == "ValueError"
    assert stack("  panic: no").error == "panic"
    assert stack("it will panic: no").error == ""


def test_the_text_is_kept_with_the_line_before() -> None:
    assert stack(HEADER, "ValueError: no").text() == f"{HEADER}\nValueError: no".encode()
    assert stack(HEADER, prefixed=b"ERROR no").text() == f"ERROR no\n{HEADER}".encode()


def test_the_kept_text_is_limited() -> None:
    found = stack(prefixed=b"p" * 2_001)
    assert found.text() == b"p" * 2_000
    found = stack(" " * 2_999, "\t" * 2_998, "")
    assert found.text() == b" " * 2_999 + b"\n" + b"\t" * 2_998 + b"\n"
    found = stack(" " * 2_999, "\t" * 2_999, "")
    assert found.text() == b" " * 2_999 + b"\n" + b"\t" * 2_999
    found = stack(" " * 2_999, "\t" * 3_000, " " * 2_997, "\t")
    assert found.text() == b" " * 2_999 + b"\n" + b" " * 2_997 + b"\n\t"


def test_the_line_before_counts_as_kept() -> None:
    assert stack(" " * 5_995, prefixed=b"ERROR").text() == b"ERROR"
    assert stack(" " * 5_994, prefixed=b"ERROR").text() == b"ERROR\n" + b" " * 5_994


def test_a_line_too_long_is_left_out_and_a_shorter_one_after_it_kept() -> None:
    assert stack(" " * 6_000, "\t").text() == b"\t"
    assert stack(" " * 5_999).text() == b" " * 5_999


def test_the_error_that_ends_a_long_stack_is_kept() -> None:
    frames = [f'  File "/app/api/a{number}.py", line 1, in run' for number in range(200)]
    long = stack(HEADER, *frames, "ValueError: no", prefixed=b"ERROR no")
    assert long.text().endswith(b"\nValueError: no")
    many = stack(HEADER, *frames, *(f"E{number}" * 400 for number in range(20)))
    assert len(many.text()) < 6_000 + 8 * 601
