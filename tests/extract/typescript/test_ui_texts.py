from __future__ import annotations

import pytest

from ctxkit.extract.source import Source
from ctxkit.extract.typescript.language import extract
from ctxkit.model import MessageUse
from tests.extract.annotated import check
from tests.extract.literal import facts, shown
from tests.pace import at_most

PATH = "web/app/a.tsx"


def uses(code: str) -> list[tuple[str, str, str]]:
    found = facts(PATH, code, MessageUse)
    return [(use.name, use.namespace, shown(use.pattern)) for use in found]


def test_components_that_show_a_text() -> None:
    check("typescript/web/app/letter-box.tsx", MessageUse)
    check("typescript/web/app/hook.tsx", MessageUse)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("t('a.b')", ("a.b", "", "")),
        ('t("a.b")', ("a.b", "", "")),
        ("t(`a.b`)", ("a.b", "", "")),
        ("t(\n  'a')", ("a", "", "")),
        ("t('a.b', { ns: 'c' })", ("a.b", "c", "")),
        ("t('a.b', {ns:\"c-d\"})", ("a.b", "c-d", "")),
        ("t('a.b') || f({ ns: 'c' })", ("a.b", "", "")),
        ("t('a', { x: '" + "y" * 283 + "', ns: 'c' })", ("a", "", "")),
        ("t('a', { x: '" + "y" * 282 + "', ns: 'c' })", ("a", "c", "")),
        ("t(`a.${b}.c`)", ("a.*", "", "a.<>.c")),
        ("t(`a${b}`)", (".*", "", "a<>")),
        ("t('a/b')", None),
        ("t('a', 'b')", ("a", "", "")),
        ("t(key)", None),
        ("test('a')", None),
        ("$t('a')", None),
        ("x.t('a')", ("a", "", "")),
        ("<Trans i18nKey='a.b' />", ("a.b", "", "")),
        ("<Trans i18nKey={`a.b`} ns='c' />", ("a.b", "c", "")),
        ("<Trans i18nKey='a.b'> ns='c'", ("a.b", "", "")),
        ("<Trans i18nkey='a.b' />", None),
        ("x = { labelKey: 'a.b' }", None),
        ("x = { labelKey: 'ab.c' }", ("ab.c", "", "")),
        ("x = { labelKey: 'ab' }", None),
        ("x = { labelKey: 'Ab.c' }", None),
        ("x = { label: 'ab.c' }", None),
        ("t('" + "a" * 161 + "')", ("a" * 161, "", "")),
        ("t('" + "a" * 162 + "')", None),
    ],
)
def test_places(code: str, found: tuple[str, str, str] | None) -> None:
    assert uses(code) == ([found] if found else [])


@pytest.mark.parametrize(
    "end",
    [
        ".css",
        ".svg",
        ".png",
        ".json",
        ".tsx",
        ".ts",
        ".js",
        ".md",
        ".mdx",
        ".yml",
        ".yaml",
        ".com",
        ".ai",
        ".app",
    ],
)
def test_names_of_files_are_not_keys(end: str) -> None:
    assert uses(f"x = {{ aKey: 'file{end}' }}") == []
    assert uses(f"x = {{ aKey: 'file{end}.a' }}") == [(f"file{end}.a", "", "")]


def test_the_namespace_of_the_hook_is_that_of_all_calls() -> None:
    code = "useTranslation('c')\nt('a')\nt('b', { ns: 'd' })\nx = { k: 'ab.e' }"
    assert uses(code) == [("a", "c", ""), ("b", "d", ""), ("ab.e", "", "")]
    assert uses(code.replace("('c')", '(lng, "c")'))[0] == ("a", "c", "")


def test_constants_of_the_file_are_filled_in() -> None:
    code = "const P = 'a.b'\nconst q: string = 'c'\nt(`${P}.${q}.${r}.d`)"
    assert uses(code) == [("a.b.c.*", "", "a.b.c.<>.d")]


def test_files_without_the_words_are_not_searched() -> None:
    assert uses("x = { a: 'ab.c' }") == []


@pytest.mark.no_cover
def test_hostile_components_take_linear_time() -> None:
    with at_most(4):
        for text in (
            "t('" * 30_000,
            "t(" + " " * 100_000,
            "t(`${" * 20_000,
            "useTranslation(" * 5_000 + "t('a.b'" * 10_000,
        ):
            list(extract(Source(repo="dify", path="web/app/x.tsx", data=text.encode())))
