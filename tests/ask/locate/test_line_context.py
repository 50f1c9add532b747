"""Metadata of a line's prefix, and what it says about files, modules and levels."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.line_context import (
    LineContext,
    language_of,
    names_other_module,
    of_logger,
    read_context,
    same_level,
)
from tests.ask.locate_workspace import ContextOf


def read(context_of: ContextOf, line: str) -> LineContext:
    context = context_of(line)
    return read_context(context.event, context.index)


def test_an_api_line_has_file_line_level_and_language(context_of: ContextOf) -> None:
    line = "2026-05-26 13:22:31.627 WARNING [Dummy-6] [mail_service.py:65] 7c13e32e - gone"
    assert read(context_of, f"docker-worker-1 | {line}") == LineContext(
        base="mail_service.py",
        line=65,
        level="warning",
        language="py",
        service="worker",
        logged=True,
        base_known=True,
    )


def test_a_file_that_the_workspace_lacks_is_unknown(context_of: ContextOf) -> None:
    found = read(context_of, "2026-05-26 13:22:31.627 INFO [Dummy-6] [gone.py:65]  - x")
    assert (found.base, found.base_known) == ("gone.py", False)


def test_slog_has_attributes_and_the_language_of_its_format(context_of: ContextOf) -> None:
    found = read(context_of, "2026-05-22T13:11:43Z INFO dify-plugin-daemon a.go:9 x plugin=p")
    assert (found.language, found.fields, found.line) == ("go", (("plugin", "p"),), 9)
    assert read(context_of, " ⨯ TypeError: fetch failed").language == "ts"


def test_the_class_of_the_error_is_plain(context_of: ContextOf) -> None:
    assert read(context_of, "core.exc.LaunchError: no pad").error == "LaunchError"
    assert read(context_of, "no pad").error == ""


@pytest.mark.parametrize(
    ("line", "logged"),
    [
        ('{"level": "info", "message": "x", "time": "2026-05-22T13:11:43Z"}', True),
        ("2025/05/22 02:57:35 a.go:9: [INFO]x", True),
        ("[2025-08-13 09:15:34,105: INFO/MainProcess] x", False),
        ("2025-05-22 02:57:35 x", False),
        ("x", False),
    ],
)
def test_a_loggers_prefix_precedes_the_message(
    context_of: ContextOf, line: str, logged: bool
) -> None:
    assert read(context_of, line).logged is logged


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a.py", "py"),
        ("a.go", "go"),
        ("a.ts", "ts"),
        ("a.tsx", "ts"),
        ("a.js", "ts"),
        ("a.jsx", "ts"),
        ("a.mjs", "ts"),
        ("a.rb", ""),
        ("py", "py"),
        ("", ""),
    ],
)
def test_the_language_of_a_file(path: str, language: str) -> None:
    assert language_of(path) == language


@pytest.mark.parametrize(
    ("logger", "path", "own", "other"),
    [
        ("services.mail", "api/services/mail.py", True, False),
        ("services.mail", "api/services/mail/__init__.py", True, False),
        ("services.mail", "api/other_services/mail.py", False, True),
        ("services.mail", "api/services/mail_box.py", False, True),
        ("mail", "api/services/mail.py", True, False),
        ("root", "api/services/mail.py", False, False),
        ("", "api/services/mail.py", False, False),
    ],
)
def test_a_logger_is_named_after_its_module(logger: str, path: str, own: bool, other: bool) -> None:
    context = LineContext(logger=logger)
    assert of_logger(context, path) is own
    assert names_other_module(context, path) is other


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("warn", "warning", True),
        ("WARN", "warning", True),
        ("critical", "error", True),
        ("fatal", "error", True),
        ("info", "debug", False),
        ("error", "warning", False),
        ("odd", "odd", True),
        ("odd", "error", False),
    ],
)
def test_spellings_of_one_level(a: str, b: str, same: bool) -> None:
    assert same_level(a, b) is same
    assert same_level(b, a) is same
