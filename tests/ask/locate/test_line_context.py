"""Metadata of a line's prefix, and what it says about files, modules and levels."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.line_context import (
    LineContext,
    homes_of,
    is_weak_prefix,
    language_of,
    may_be_own,
    may_be_unlogged,
    names_other_module,
    of_logger,
    read_context,
    runs,
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
    ("service", "path", "home"),
    [
        ("api", "api/app.py", True),
        ("worker", "api/app.py", True),
        ("worker_beat", "api/app.py", True),
        ("web", "web/app/page.tsx", True),
        ("web", "api/app.py", False),
        ("nginx", "docker/nginx/nginx.conf.template", True),
        ("ssrf_proxy", "docker/ssrf_proxy/squid.conf.template", True),
        ("db", "api/app.py", False),
        ("", "api/app.py", False),
    ],
)
def test_which_component_runs_a_file(service: str, path: str, home: bool) -> None:
    assert runs(service, "dify", path) is home


def test_repositories_of_the_go_programs() -> None:
    assert [repo for repo, _ in homes_of("plugin_daemon")] == [
        "dify-plugin-daemon",
        "dify-official-plugins",
    ]
    assert homes_of("sandbox") == (("dify-sandbox", ""),)
    assert homes_of("redis") == ()
    assert not runs("sandbox", "dify-plugin-daemon", "main.go")


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
    ("line_format", "weak", "unlogged", "own"),
    [
        ("", False, True, True),
        ("api-text", False, False, True),
        ("daemon-slog", False, False, True),
        ("json", False, False, True),
        ("go-log", False, False, True),
        ("time-level", True, True, True),
        ("time", True, True, True),
        ("python-basic", True, True, False),
        ("python-logger", True, False, False),
        ("python-dashes", True, False, False),
        ("go-plain", True, False, False),
        ("next", True, True, False),
        ("squid-cache", True, False, False),
        ("postgres", False, False, False),
    ],
)
def test_what_a_format_says_of_its_prefix(
    line_format: str, weak: bool, unlogged: bool, own: bool
) -> None:
    assert is_weak_prefix(line_format) is weak
    assert may_be_unlogged(line_format) is unlogged
    assert may_be_own(line_format) is own


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
