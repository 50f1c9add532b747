"""What changed between two values.yaml, and what was only renamed."""

from __future__ import annotations

import pytest

from ctxkit.files.values import ValuesFile, parse_values
from ctxkit.files.values_changes import affecting, compare_values


def parsed(text: str) -> ValuesFile:
    return parse_values("values.yaml", text.encode())


def test_leaves_are_added_removed_and_changed() -> None:
    old = parsed("a:\n  b: 1\n  c: [1, 2]\nd: 1\ne: same\n")
    new = parsed("a:\n  b: 1.0\n  c: [2, 1]\nd:\n  x: true\ne: same\n")
    changes = compare_values(old, new)
    assert [(value.path, value.plain) for value in changes.added] == [("d.x", True)]
    assert [(value.path, value.plain) for value in changes.removed] == [("d", 1)]
    assert [(was.path, was.plain, now.plain) for was, now in changes.changed] == [
        ("a.c", [1, 2], [2, 1])
    ]


@pytest.mark.parametrize("empty", ["{}", "", "null", "  # to fill in"])
def test_an_empty_mapping_that_gains_keys_is_not_removed(empty: str) -> None:
    old, new = parsed(f"d: {empty}\n"), parsed("d:\n  x: true\n  y: 1\n")
    gained = compare_values(old, new)
    assert ([value.path for value in gained.added], gained.removed) == (["d.x", "d.y"], ())
    lost = compare_values(new, old)
    assert ([value.path for value in lost.removed], lost.added) == (["d.x", "d.y"], ())


def test_a_list_that_becomes_a_mapping_is_removed() -> None:
    changes = compare_values(parsed("d: []\n"), parsed("d: {x: 1}\n"))
    assert [value.path for value in changes.removed] == ["d"]


def test_a_file_does_not_differ_from_itself() -> None:
    file = parsed("a: {b: [1, {c: 2}]}\n")
    assert not compare_values(file, file)


def test_only_changes_that_affect_a_customers_file_are_left() -> None:
    old = parsed("api:\n  a: 1\n  b: 1\nweb:\n  tls: []\n  c: 1\n")
    new = parsed("api:\n  a: 2\n  b: 2\nweb:\n  tls:\n    on: true\n  c: 2\n")
    changes = affecting(compare_values(old, new), parsed("api: {a: 7}\nweb: {tls: [x]}\n"))
    assert [was.path for was, _ in changes.changed] == ["api.a"]
    assert [value.path for value in changes.added + changes.removed] == ["web.tls.on", "web.tls"]


def renames(old: str, new: str) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (r.old.path, r.new.path, r.evidence)
        for r in compare_values(parsed(old), parsed(new)).renames
    ]


def test_a_rename_needs_two_signs() -> None:
    old = (
        "enterprise:\n  # Who may send requests from browsers.\n"
        "  corsOrigins: http://a,http://b\n  x: 1\n"
    )
    assert renames(old, "gateway:\n  allowOrigins: [http://a, http://b, http://c]\n") == [
        ("enterprise.corsOrigins", "gateway.allowOrigins", ("similar name", "same value"))
    ]
    assert renames(
        old, "gateway:\n  # Who may send requests from browsers.\n  corsOrigins: all\n"
    ) == [("enterprise.corsOrigins", "gateway.corsOrigins", ("same name", "same comment"))]


def test_one_sign_is_not_enough_and_switches_are_no_sign() -> None:
    assert renames("a:\n  timeout: 30s\n", "b:\n  retention: 30s\n") == []
    assert renames("a:\n  enabled: true\n", "b:\n  insecure: true\n") == []


@pytest.mark.parametrize(
    ("old", "new", "evidence"),
    [
        (
            "m: {resendApiKey: ''}\n",
            "m: {resend: {apiKey: xxxx}}\n",
            ("similar name", "same words"),
        ),
        ("m: {secretId: your-id}\n", "m: {accessKey: your-id}\n", ("same value", "same place")),
        (
            "u:\n  # DEPRECATED: Use g.siteDomain instead.\n  page: ''\n",
            "g: {siteDomain: ''}\n",
            ("named in the old chart's comment",),
        ),
    ],
)
def test_a_renamed_value_has_evidence(old: str, new: str, evidence: tuple[str, ...]) -> None:
    (rename,) = compare_values(parsed(old), parsed(new)).renames
    assert rename.evidence == evidence


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a: {probe: {period: 10}}\n", "b: {probe: {period: 10}}\n"),  # of another program
        ("m: {port: 25}\n", "m: {limit: 25}\n"),  # so short a value is that of many
        ("u:\n  # Like g.siteDomain.\n  page: ''\n", "g: {siteDomain: ''}\n"),
        ("u:\n  # Moved to g.a or g.b.\n  page: ''\n", "g: {a: '', b: ''}\n"),
    ],
)
def test_too_little_speaks_for_a_rename(old: str, new: str) -> None:
    assert compare_values(parsed(old), parsed(new)).renames == ()
