"""The lines of stacks in three languages, and lines that only look like them."""

from __future__ import annotations

import pytest

from ctxkit.logline import stacks
from ctxkit.logline.stacks import (
    error_line,
    go_frame,
    go_function,
    js_frame,
    python_frame,
)


def test_limits() -> None:
    assert (stacks.MAX_FRAME_CHARS, stacks.MAX_ERROR_CHARS) == (2_000, 1_000)


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('  File "/app/a.py", line 3, in run', ("/app/a.py", 3, "run", "")),
        ('File "/app/a.py", line 3', ("/app/a.py", 3, "", "")),
        ('  File "/app/a.py", line 3, in <module>', ("/app/a.py", 3, "<module>", "")),
        ('    | File "/app/a.py", line 3, in run', ("/app/a.py", 3, "run", "")),
        (r"  File \"/app/a.py\", line 3, in run", ("/app/a.py", 3, "run", "")),
        ('  File "a.py", line 3, in run    send(x) ^^^^~~', ("a.py", 3, "run", "send(x)")),
        ('  File "a.py", line 3, in run, send(x),', ("a.py", 3, "run", "send(x)")),
        ('  File "' + "a" * 500 + '", line 9999999', ("a" * 500, 9_999_999, "", "")),
        ('  File "/app/a.py", line 3, in', ("/app/a.py", 3, "", "")),
        ('  File "/app/a.py", line 3, i', ("/app/a.py", 3, "", "")),
        ('  File "/app/a.py", line', ("/app/a.py", None, "", "")),
        ('  File "/app/a.py", l', ("/app/a.py", None, "", "")),
        ('  File "/app/a.py", ', ("/app/a.py", None, "", "")),
        ('  File "/app/a.py",...', ("/app/a.py", None, "", "")),
        ('  File "/app/a.py"', ("/app/a.py", None, "", "")),
    ],
)
def test_python_frames(line: str, place: tuple[str, int | None, str, str]) -> None:
    frame = python_frame(line)
    assert frame
    assert (frame.language, (frame.path, frame.line, frame.function, frame.code)) == (
        "python",
        place,
    )


@pytest.mark.parametrize(
    "line",
    [
        "",
        'File "/app/a.py" is missing',
        'in File "/app/a.py", line 3',
        'File "", line 3',
        'File "a.py", line x',
        'File "a.py", lines',
        'File "a.txt", l',
        "File a.py, line 3",
        " " * 41 + 'File "a.py", line 3',
        'File "' + "a" * 501 + '", line 3',
    ],
)
def test_no_python_frames(line: str) -> None:
    assert python_frame(line) is None


def test_the_code_of_a_frame_is_cut() -> None:
    frame = python_frame('File "a.py", line 3, in f ' + "x" * 3_000)
    assert frame
    assert len(frame.code) == 2_000 - len('File "a.py", line 3, in f ')


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("\t/app/run.go:7 +0x1d", ("/app/run.go", 7)),
        ("/app/run.go:7", ("/app/run.go", 7)),
        ("  run.go:7 (0x1d)  ", ("run.go", 7)),
    ],
)
def test_go_frames(line: str, place: tuple[str, int]) -> None:
    frame = go_frame(line, "github.com/a/b/core.(*App).Run(0x1)")
    assert frame
    assert (frame.path, frame.line) == place
    assert (frame.language, frame.function, frame.module) == (
        "go",
        "core.(*App).Run",
        "github.com/a/b/core",
    )


@pytest.mark.parametrize(
    "line", ["", "run.go", "run.py:7", "run.go:7 failed", "at run.go:7", "run.go:x", "run.s:7"]
)
def test_no_go_frames(line: str) -> None:
    assert go_frame(line, "main.main()") is None


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("main.main()", "main.main"),
        ("main.run(0x1, 0x2)", "main.run"),
        ("main.run(...)", "main.run"),
        ("main.run({0x1, 0x2}, 0x3)", "main.run"),
        ("net/http.(*conn).serve", "http.(*conn).serve"),
        ("github.com/a/b/log.(*Log).Panic(0x1)", "log.(*Log).Panic"),
        ("github.com/a/b/log.(*Log).Panic(...)", "log.(*Log).Panic"),
        ("created by main.run in goroutine 7", "main.run"),
        ("  main.run(0x1)  ", "main.run"),
        ("main.run[...](0x1)", "main.run[...]"),
        ("words of a message", ""),
        ("words (0x1)", ""),
        ("", ""),
    ],
)
def test_go_functions(line: str, name: str) -> None:
    assert go_function(line) == name


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("    at run (https://a.b/x.js:1:2)", ("run", "https://a.b/x.js", 1)),
        ("at async send (x.js:3:4)", ("send", "x.js", 3)),
        ("  at https://a.b/x.js:1:2", ("", "https://a.b/x.js", 1)),
        ("at x.js:7", ("", "x.js", 7)),
        ("at new Box (x.js:7:1)", ("new Box", "x.js", 7)),
    ],
)
def test_js_frames(line: str, place: tuple[str, str, int]) -> None:
    frame = js_frame(line)
    assert frame
    assert (frame.language, (frame.function, frame.path, frame.line)) == ("js", place)


@pytest.mark.parametrize(
    "line", ["", "at noon", "met at x.js:7", "at run (x.js:7:1) again", " " * 58 + "at x.js:7"]
)
def test_no_js_frames(line: str) -> None:
    assert js_frame(line) is None


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        ("ValueError: no letter", "ValueError", "no letter"),
        ("ValueError", "ValueError", ""),
        ("ValueError:", "ValueError", ""),
        ("pkg.errors.StormWarning: it rains ", "pkg.errors.StormWarning", "it rains"),
        ("| KeyError: 3", "KeyError", "3"),
        ("requests.exceptions.ConnectTimeout: x", "requests.exceptions.ConnectTimeout", "x"),
        ("opendal.exceptions.PermissionDenied: x", "opendal.exceptions.PermissionDenied", "x"),
    ],
)
def test_errors(line: str, error: str, message: str) -> None:
    for ends_stack in (True, False):
        found = error_line(line, ends_stack=ends_stack)
        assert found
        assert (found.error, found.message) == (error, message)


@pytest.mark.parametrize(
    "line",
    [
        "Storm: it rains",
        "valueError: no",
        "Error: no",
        "HTTP: no",
        "Storm",
        "a.exceptions.storm: no",
        "a.exceptional.Storm: no",
        "exceptions: no",
    ],
)
def test_any_name_is_an_error_at_the_end_of_a_stack(line: str) -> None:
    assert error_line(line, ends_stack=True)
    assert error_line(line, ends_stack=False) is None


@pytest.mark.parametrize(
    "line", ["", "two words", "3Error: no", "ValueError : no", "ValueError:no", " ValueError: no"]
)
def test_no_errors(line: str) -> None:
    assert error_line(line, ends_stack=True) is None


@pytest.mark.parametrize("suffix", stacks._ERROR_SUFFIXES)
def test_names_that_look_like_errors(suffix: str) -> None:
    assert error_line(f"My{suffix}: x", ends_stack=False)
    assert error_line(f"my{suffix}: x", ends_stack=False) is None
    assert error_line(f"My{suffix}s: x", ends_stack=False) is None or suffix == "Warning"


@pytest.mark.parametrize("name", sorted(stacks._NOT_ERRORS))
def test_words_that_are_no_errors(name: str) -> None:
    assert error_line(f"{name.capitalize()}: x", ends_stack=False) is None
    assert error_line(f"{name.upper()}: x", ends_stack=False) is None


def test_the_message_of_an_error_is_whole() -> None:
    found = error_line("ValueError: " + "x" * 5_000, ends_stack=False)
    assert found
    assert len(found.message) == 5_000
