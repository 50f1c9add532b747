"""The services of a compose file, with merges and `extends` followed."""

from __future__ import annotations

import pytest

from ctxkit.extract.compose import entry_text
from ctxkit.extract.compose_services import (
    MAX_MERGES,
    MAX_SERVICES,
    ComposeDocument,
    alias_names,
    read_services,
    variable_of,
)
from ctxkit.files.yaml_lines import read_documents
from ctxkit.files.yaml_tree import Node


def document(text: str) -> ComposeDocument:
    return read_services(read_documents(text.split("\n"))[0])


def environment(text: str, service: str) -> dict[str, str | None]:
    entries = document(text).environment(service)
    return {name: entry_text(entry) for name, entry in entries.items()}


def env_files(text: str, service: str = "a") -> list[str]:
    return [path.value for path in document(text).env_files(service)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("services:\n  a:\n    environment: {A: 1, B: }", {"A": "1", "B": None}),
        (
            "services:\n  a:\n    environment: {A: 1.0, B: True, C: '1.0', D: ~}",
            {"A": "1", "B": "true", "C": "1.0", "D": None},
        ),
        (
            "services:\n  a:\n    environment:\n    - A=1\n    - B\n    - C=\n    - D=x=y",
            {"A": "1", "B": None, "C": "", "D": "x=y"},
        ),
        ("services:\n  a:\n    environment: [not a name=1, {X: 1}]", {}),
        ("services:\n  a: {image: x}", {}),
        ("x-e: &e {A: 1, B: 2}\nservices:\n  a:\n    environment: *e", {"A": "1", "B": "2"}),
        (
            (
                "x-e: &e {A: 1, B: 2}\nx-f: &f {B: 3, C: 3}\n"
                "services:\n  a:\n    environment:\n      <<: [*e, *f]\n      A: own"
            ),
            {"A": "own", "B": "2", "C": "3"},
        ),
        ("services:\n  b: &b\n    environment: {A: 1}\n  a:\n    <<: *b", {"A": "1"}),
        (
            # an alias means the last anchor before it
            "x-e: &e {A: 1}\nservices:\n  a:\n    environment: *e\nx-f: &e {A: 2}",
            {"A": "1"},
        ),
        (
            "x-e: &e {A: 1}\nservices:\n  a:\n    environment: {<<: *e}\nx-f: &e {A: 2}",
            {"A": "1"},
        ),
        (
            (
                "services:\n  b: &b\n    environment: {A: 1}\n"
                "  a:\n    <<: *b\n    environment: {B: 2}"
            ),
            {"B": "2"},
        ),
        (
            (
                "services:\n  b:\n    environment: {A: 1, B: 1}\n"
                "  a:\n    extends: b\n    environment: {B: 2}"
            ),
            {"B": "2", "A": "1"},
        ),
        ("services:\n  b:\n    environment: {A: 1}\n  a:\n    extends: {service: b}", {"A": "1"}),
        (
            (
                "services:\n  b:\n    environment: {A: 1}\n"
                "  a:\n    extends: {service: b, file: x.yaml}"
            ),
            {},
        ),
        ("services:\n  a:\n    extends: none\n    environment: *none", {}),
        ("services:\n  a:\n    extends: a\n    environment: {A: 1}", {"A": "1"}),
    ],
)
def test_the_environment_of_a_service(text: str, expected: dict[str, str | None]) -> None:
    assert environment(text, "a") == expected


def test_blocks_know_the_services_that_use_them() -> None:
    read = document(
        "x-e: &e {A: 1}\nservices:\n  a:\n    environment: *e\n"
        "  b:\n    environment:\n      <<: *e\n      B: 2\n"
    )
    for name in read.services:
        read.environment(name)
    assert [(block.symbol, block.services) for block in read.blocks.values()] == [
        ("x-e", ["a", "b"]),
        ("b.environment", ["b"]),
    ]


def test_a_block_inside_an_environment_has_the_name_of_the_outer_one() -> None:
    read = document(
        "services:\n  a:\n    environment: &e {A: 1}\n  b:\n    environment:\n      <<: *e\n"
    )
    read.environment("b")
    assert [block.symbol for block in read.blocks.values()] == ["b.environment"] * 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("services:\n  a:\n    env_file: .env", [".env"]),
        ("services:\n  a:\n    env_file: [one.env, two.env]", ["one.env", "two.env"]),
        (
            (
                "services:\n  a:\n    env_file:\n"
                "    - path: one.env\n      required: false\n    - two.env"
            ),
            ["one.env", "two.env"],
        ),
        ("services:\n  a:\n    env_file:\n    - {required: false}\n    - two.env", ["two.env"]),
        ("x-f: &f [one.env]\nservices:\n  a:\n    env_file: *f", ["one.env"]),
        ("x-s: &s {env_file: one.env}\nservices:\n  a:\n    <<: *s", ["one.env"]),
        (
            "x-s: &s {env_file: one.env}\nservices:\n  a:\n    <<: *s\n    env_file: own.env",
            ["own.env"],
        ),
        (
            "x-s: &s {image: x}\nx-t: &t {env_file: t.env}\nservices:\n  a:\n    <<: [*s, *t]",
            ["t.env"],
        ),
        ("services:\n  a: {image: x}", []),
        ("services:\n  a: text", []),
    ],
)
def test_the_files_that_an_environment_is_read_from(text: str, expected: list[str]) -> None:
    assert env_files(text) == expected


@pytest.mark.parametrize("text", ["", "services:", "services: x", "services: [a]", "other: {a: 1}"])
def test_files_without_services(text: str) -> None:
    assert document(text).services == {}


def test_the_number_of_services_is_limited() -> None:
    text = "services:\n" + "".join(f"  s{n}: {{}}\n" for n in range(MAX_SERVICES + 1))
    assert len(document(text).services) == MAX_SERVICES


def chain(length: int) -> str:
    blocks = "".join(f"x-{n}: &b{n}\n  <<: *b{n - 1}\n" for n in range(1, length))
    return f"x-0: &b0 {{A: 1}}\n{blocks}services:\n  a:\n    environment: *b{length - 1}\n"


def test_merges_of_merges_are_limited() -> None:
    # The service itself is one of the nodes that are followed.
    assert environment(chain(MAX_MERGES), "a") == {"A": "1"}
    assert environment(chain(MAX_MERGES + 1), "a") == {}


def entry(text: str) -> tuple[Node, Node]:
    block = read_documents(text.split("\n"))[0]
    return block, block.children[0]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A: 1", "A"),
        ("a.b: 1", "a.b"),
        ("<<: *x", ""),
        ("- A=1", "A"),
        ("- A", "A"),
        ("- A =1", "A"),
        ("- =1", ""),
        ("- 1A=1", ""),
        ("- {A: 1}", ""),
    ],
)
def test_the_variable_of_an_entry(text: str, name: str) -> None:
    assert variable_of(*entry(text)) == name


@pytest.mark.parametrize(
    ("text", "names"), [("<<: *a", ["a"]), ("<<: [*a, x, *b]", ["a", "b"]), ("<<: {a: *b}", [])]
)
def test_the_anchors_of_a_merge_key(text: str, names: list[str]) -> None:
    assert list(alias_names(entry(text)[1])) == names
