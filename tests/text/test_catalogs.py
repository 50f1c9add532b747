from __future__ import annotations

import pytest

from ctxkit.model import HOLE
from ctxkit.text.catalogs import (
    CatalogEntry,
    CatalogPlace,
    catalog_of,
    entries,
    template_of_text,
    unquote,
)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("web/i18n/en-US/app.json", CatalogPlace("en-US", "app")),
        ("i18n/zh_Hans/app-debug.ts", CatalogPlace("zh-Hans", "appDebug")),
        ("web/i18n/de/plugin_tags-x.ts", CatalogPlace("de", "pluginTagsX")),
        ("web/i18n-config/en-US/app.ts", None),
        ("web/i18n/en-US/deep/app.ts", None),
        ("web/i18n/en-US/app.js", None),
        ("web/i18n/english/app.ts", None),
        ("web/app/common.json", None),
        ("webi18n/en-US/app.json", None),
    ],
)
def test_the_place_of_a_catalog(path: str, place: CatalogPlace | None) -> None:
    assert catalog_of(path) == place


def read(source: str) -> list[tuple[str, str, int]]:
    return [tuple(entry) for entry in entries(source)]  # type: ignore[misc]


def test_a_flat_catalog_is_read_line_by_line() -> None:
    source = '{\r\n  "a.b": "one \\"x\\"",\r\n  "c": "two"\r\n}\n'
    assert read(source) == [("a.b", 'one "x"', 2), ("c", "two", 3)]


def test_a_catalog_that_only_begins_flat_is_read_as_nested() -> None:
    nested = '{\n  "a": "one",\n  "b": {\n    "c": "two"\n  }\n}'
    assert read(nested) == [("a", "one", 2), ("b.c", "two", 4)]
    # What comes behind the first five lines is believed to be like them.
    flat = "{\n" + '  "a": "x",\n' * 5 + '  "b": {"c": "two"}\n}'
    assert ("b.c", "two", 7) not in read(flat)


def test_a_module_that_exports_an_object() -> None:
    source = "\n".join(
        [
            "import x from 'y'",
            "const translation = {",
            "  // a comment: 'x'",
            "  plain: 'one',",
            "  'quoted-key': \"two\",",
            "  nested: { deep: `three",
            "lines`, },",
            "  long: 'first '",
            "    + 'second',",
            "  list: ['no', 'keys'],",
            "  empty: '',",
            "  number: 5,",
            "  last: 'four'",
            "}",
            "export default { other: 'not read' }",
        ]
    )
    assert read(source) == [
        ("plain", "one", 4),
        ("quoted-key", "two", 5),
        ("nested.deep", "three\nlines", 6),
        ("long", "first second", 8),
        ("last", "four", 13),
    ]


def test_a_text_has_the_line_on_which_it_begins() -> None:
    assert read("{ a:\n\n 'x' }") == [("a", "x", 3)]


def test_names_in_a_value_are_not_its_key() -> None:
    assert read("{ key: prefix + 'x', list: [a, 'b'], next: 'y' }") == [
        ("key", "x", 1),
        ("next", "y", 1),
    ]


def test_what_comes_before_the_object_is_passed_over() -> None:
    assert read("} , 'x' : y; z = { a: 'b' }") == [("a", "b", 1)]


def test_deep_nesting_ends_the_reading() -> None:
    def nested(depth: int) -> str:
        return "{k:" * depth + "'x'" + "}" * depth

    assert read(nested(13)) == [(".".join("k" * 13), "x", 1)]
    assert read(nested(14)) == []


@pytest.mark.parametrize("source", ["", "{", "const translation = {", "}{:,'", "{" * 40 + "a: 'x'"])
def test_broken_catalogs_do_no_harm(source: str) -> None:
    assert read(source) == []


@pytest.mark.parametrize(
    ("literal", "text"),
    [
        ('"plain"', "plain"),
        ('"\\u00e9 \\n"', "é \n"),
        ("'it\\'s\\n\\t\\\\'", "it's\n\t\\"),
        ('"a \\x b"', "a x b"),  # no JSON
        ("`a\\\nb`", "a\nb"),
    ],
)
def test_string_literals(literal: str, text: str) -> None:
    assert unquote(literal) == text


@pytest.mark.parametrize(
    ("text", "template", "names"),
    [
        ("{{count}} of {total}", f"{HOLE} of {HOLE}", ("count", "total")),
        ("{{- name | upper }}", HOLE, ("name",)),
        ("See <a>the docs</a> <br/> now", "See the docs now", ()),
        ("See <docs/> now", f"See {HOLE} now", ("docs",)),
        ("a {not a name} b", "a {not a name} b", ()),
        (" two\n lines ", "two lines", ()),
    ],
)
def test_templates_of_texts(text: str, template: str, names: tuple[str, ...]) -> None:
    assert template_of_text(text) == (template, names)


def test_an_entry_is_key_text_and_line() -> None:
    assert list(entries("{ a: 'b' }")) == [CatalogEntry("a", "b", 1)]
