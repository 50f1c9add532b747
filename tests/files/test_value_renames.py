"""Which removed value became which added one: the evidence, and its limits."""

from __future__ import annotations

from typing import Any

import pytest

from ctxkit.files.value_renames import (
    MAX_ITEMS,
    MAX_PAIRS,
    MIN_COMMENT_CHARS,
    MIN_VALUE_CHARS,
    MIN_VALUE_CHARS_ELSEWHERE,
    calls_deprecated,
    likely_renames,
    recommended_for,
)
from ctxkit.files.values import ValuesFile, parse_values
from ctxkit.files.values_text import as_generated


def parsed(text: str) -> ValuesFile:
    return parse_values("v.yaml", text.encode())


def renames(
    old: str, new: str, value_of: str | None = None
) -> list[tuple[str, str, tuple[str, ...]]]:
    before, after = parsed(old), parsed(new)
    defaults = parsed(value_of) if value_of is not None else None
    found = likely_renames(before, before.values, after, after.values, value_of=defaults)
    return [(rename.old.path, rename.new.path, rename.evidence) for rename in found]


def evidence(old: str, new: str) -> tuple[str, ...]:
    """Return the evidence for the only rename, nothing if there is none."""
    found = renames(old, new)
    return found[0][2] if found else ()


def of_text(key: str, value: Any) -> str:
    return f"m:\n  {key}: {as_generated(value).inline}\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("m: {hosts: 'a,b'}", "n: {hosts: [a, b]}", ("same name", "same value")),
        ("m: {hosts: [a, b]}", "n: {hosts: 'a, b, c'}", ("same name", "same value")),
        ("m: {resendApiKey: ''}", "m: {resend: {apiKey: x}}", ("similar name", "same words")),
        ("m: {accessKeys: 1}", "m: {accessKey: 1}", ("similar name", "same place and default")),
        ("m: {secretId: your-id}", "m: {accessKey: your-id}", ("same value", "same place")),
        (
            "m:\n  # Signs the cookie.\n  key: 1\n",
            "n:\n  # Signs the cookie.\n  key: 2\n",
            ("same name", "same comment"),
        ),
        (
            "m: {url: 'http://example.org'}",
            "n: {url: 'http://example.org'}",
            ("same name", "same value"),
        ),
    ],
)
def test_evidence(old: str, new: str, expected: tuple[str, ...]) -> None:
    assert evidence(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("m: {port: 25}", "m: {limit: 25}"),
        ("m: {enabled: true}", "n: {insecure: true}"),
        ("m: {probe: {period: 10}}", "n: {probe: {period: 10}}"),
        ("m: {timeout: 30s}", "n: {retention: 30s}"),
        ("m: {accessKeys: 1}", "n: {accessKey: 1}"),
        ("m: {hosts: 'a'}", "n: {hosts: [a]}"),
        ("m: {hosts: 'a,b'}", "n: {hosts: [a]}"),
        ("m: {hosts: 'a,b'}", "n: {hosts: 'b,a'}"),
        ("m: {same: x}", "n: {other: y}"),
        ("m:\n  # A key.\n  key: 1\n", "n:\n  # A key.\n  key: 2\n"),
    ],
)
def test_too_little_evidence(old: str, new: str) -> None:
    assert evidence(old, new) == ()


def test_an_equal_value_must_be_long_enough() -> None:
    long, short = "x" * MIN_VALUE_CHARS, "x" * (MIN_VALUE_CHARS - 1)
    assert evidence(of_text("alpha", long), of_text("omega", long)) == ("same value", "same place")
    assert evidence(of_text("alpha", short), of_text("omega", short)) == ()


def test_an_equal_value_of_another_program_must_be_longer() -> None:
    for chars, expected in (
        (MIN_VALUE_CHARS_ELSEWHERE, ("same name", "same value")),
        (MIN_VALUE_CHARS_ELSEWHERE - 1, ()),
    ):
        text = of_text("hostname", "x" * chars)
        assert evidence(text, text.replace("m:", "n:")) == expected


def test_a_number_of_another_program_is_no_evidence() -> None:
    text = of_text("hostname", 10**MIN_VALUE_CHARS_ELSEWHERE)
    assert evidence(text, text.replace("m:", "n:")) == ()


def test_an_equal_comment_must_be_long_enough() -> None:
    for chars, expected in (
        (MIN_COMMENT_CHARS, ("same name", "same comment")),
        (MIN_COMMENT_CHARS - 1, ()),
    ):
        comment = "c" * chars
        old = f"m:\n  # {comment}\n  hostname: 1\n"
        assert evidence(old, f"n:\n  # {comment}\n  hostname: 2\n") == expected


@pytest.mark.parametrize(
    ("name", "other", "similar"),
    [
        ("corsOrigins", "corsOrigin", True),
        ("corsOrigins", "allowOrigins", True),
        ("corsOrigins", "hosts", False),
        ("aOne", "aTwo", False),  # a word in common, but half of the letters
        ("apple", "apples", False),  # no word in common
    ],
)
def test_similar_names(name: str, other: str, similar: bool) -> None:
    found = evidence(of_text(name, "a,b"), f"n:\n  {other}: [a, b]\n")
    assert (found == ("similar name", "same value")) is similar


def test_a_long_list_is_not_compared() -> None:
    for items, expected in ((MAX_ITEMS, ("same name", "same value")), (MAX_ITEMS + 1, ())):
        text = ",".join(f"h{number}" for number in range(items))
        listed = ", ".join(f"h{number}" for number in range(items))
        assert evidence(f"m: {{hosts: '{text}'}}", f"n: {{hosts: [{listed}]}}") == expected


def test_a_comment_that_names_the_new_value_is_enough() -> None:
    old = "u:\n  # DEPRECATED: Use g.siteDomain instead.\n  page: ''\n"
    assert renames(old, "g: {siteDomain: x}\n") == [
        ("u.page", "g.siteDomain", ("named in the old chart's comment",))
    ]


@pytest.mark.parametrize(
    ("comment", "named"),
    [
        ("Replaced by g.a.", True),
        ("Renamed to g.a", True),
        ("Moved to g.a, g.a!", True),
        ("use g.a INSTEAD", True),
        ("Like g.a.", False),
        ("Moved to g.a or g.b.", False),
        ("Moved to g.none.", False),
    ],
)
def test_comments_that_name_a_value(comment: str, named: bool) -> None:
    found = renames(f"u:\n  # {comment}\n  page: 'zz'\n", "g: {a: 1, b: 2}\n")
    assert bool(found) is named


def test_the_best_candidate_is_taken_and_only_once() -> None:
    old = "m: {accessKey: your-id, accessKeys: your-id}\n"
    new = "m: {secretKey: your-id, accessKeyId: your-id}\n"
    assert [(was, now) for was, now, _ in renames(old, new)] == [
        ("m.accessKey", "m.accessKeyId"),
        ("m.accessKeys", "m.secretKey"),
    ]


def test_a_customers_value_is_compared_by_the_defaults_of_the_old_chart() -> None:
    base = "m:\n  # Signs the cookie.\n  key: your-id\n"
    new = "n:\n  # Signs the cookie.\n  key: x\n"
    assert renames("m: {key: mine}\n", new) == []
    assert renames("m: {key: mine}\n", new, base) == [
        ("m.key", "n.key", ("same name", "same comment"))
    ]
    assert renames("m: {key: mine}\n", "m: {secret: your-id}\n", base) == [
        ("m.key", "m.secret", ("same value", "same place"))
    ]
    assert renames("m: {key: mine-too}\n", "m: {secret: mine-too}\n", "z: 1\n") == [
        ("m.key", "m.secret", ("same value", "same place"))
    ]
    assert renames("m: {key: mine-too}\n", "m: {secret: mine-too}\n", "m: {key: {a: 1}}\n") == []


def test_too_many_pairs_are_not_compared() -> None:
    count = 400
    assert count * count > MAX_PAIRS
    old = "m:\n" + "".join(f"  key{n}: your-value{n}\n" for n in range(count))
    assert renames(old, old.replace("key", "name")) == []
    named = old + "  # Moved to m.name1.\n  last: 1\n"
    assert [was for was, _, _ in renames(named, old.replace("key", "name"))] == ["m.last"]


@pytest.mark.parametrize(
    ("comment", "expected"), [("DEPRECATED", True), ("This is Deprecated.", True), ("old", False)]
)
def test_deprecated_values(comment: str, expected: bool) -> None:
    assert calls_deprecated(comment) is expected


PATHS = {"global.appSecretKey", "api.newKey", "api.url.newKey", "global.url.page"}


@pytest.mark.parametrize(
    ("text", "keys", "expected"),
    [
        (
            "api:\n  # DEPRECATED: Use global.appSecretKey instead.\n  k: ''\n",
            "api.k",
            "global.appSecretKey",
        ),
        ("api:\n  k: ''  # deprecated, use global.appSecretKey\n", "api.k", "global.appSecretKey"),
        (
            "api:\n  # obsolete: see .Values.global.appSecretKey\n  k: ''\n",
            "api.k",
            "global.appSecretKey",
        ),
        ("api:\n  # deprecated, use newKey\n  k: ''\n", "api.k", "api.newKey"),
        (
            "api:\n  url:\n    # deprecated, use `newKey`.\n    k: ''\n",
            "api.url.k",
            "api.url.newKey",
        ),
        ("api:\n  # deprecated, use unknown\n  k: ''\n", "api.k", ""),
        ("api:\n  # like global.appSecretKey\n  k: ''\n", "api.k", ""),
        ("api:\n  # use api.newKey instead of global.appSecretKey\n  k: ''\n", "api.k", ""),
        ("# DEPRECATED: use global.url instead\nurl:\n  page: ''\n", "url.page", "global.url.page"),
        ("# DEPRECATED: use global.url instead\nurl:\n  other: ''\n", "url.other", ""),
        ("# a part\nurl:\n  page: ''\n", "url.page", ""),
        ("api:\n  # deprecated, use newKey\n  newKey: ''\n", "api.newKey", ""),
        ("api: {}\n", "api.k", ""),
    ],
)
def test_where_a_comment_says_that_a_value_is(text: str, keys: str, expected: str) -> None:
    assert recommended_for(parsed(text), tuple(keys.split(".")), PATHS) == expected
