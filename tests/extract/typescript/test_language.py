"""TypeScript sources: what is found, and what is not, by annotated sources."""

from __future__ import annotations

from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.model import ClientCall, ConfigKey, ConfigUse, Directive, LogTemplate, Raise, Symbol
from tests.extract.annotated import check


def test_messages_definitions_and_uses_of_settings_in_a_component() -> None:
    check("typescript/web/app/page.tsx", LogTemplate, Raise, Symbol, ConfigUse)


def test_settings_of_the_schema() -> None:
    check("typescript/web/env.ts", ConfigKey, ConfigUse)


def test_settings_of_the_older_helpers() -> None:
    check("typescript/web/config/index.ts", ConfigKey, ConfigUse)


def test_calls_of_the_api() -> None:
    check("typescript/web/service/common.ts", ClientCall)
    check("typescript/web/contract/apps.ts", ClientCall)


def test_the_content_security_policy() -> None:
    check("typescript/web/proxy.ts", Directive)


def test_a_definition_ends_where_its_last_line_does_even_if_a_literal_stands_in_the_first_column() -> (
    None
):
    source = b"const template = `\n<iframe>\n  a\n</iframe>`\n\nfunction next() {}\n"
    found = {fact.name: fact for fact in extract(Source(repo="dify", path="web/a.ts", data=source))}
    assert (found["next"].line, found["next"].end_line) == (6, 6)


def test_tests_yield_definitions_only() -> None:
    source = b"export const LIMIT = 3\nfunction render() {\n  throw new Error('no line of the program')\n}\n"
    found = list(extract(Source(repo="dify", path="web/__tests__/a.tsx", data=source, test=True)))
    assert [(fact.kind, fact.name, fact.line, fact.end_line) for fact in found] == [
        ("symbol", "render", 2, 4)
    ]


def test_minified_files_are_left_out() -> None:
    source = b"function a(){throw new Error('minified away')}" * 1000
    assert list(extract(Source(repo="dify", path="web/public/a.js", data=source))) == []
