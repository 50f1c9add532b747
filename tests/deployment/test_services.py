"""The services of one compose file; what they hand over is in `test_compose_containers.py`."""

from __future__ import annotations

import pytest

from ctxkit.deployment.services import (
    MAX_EXTENDS,
    MAX_SERVICES,
    ComposeService,
    ComposeText,
    EnvironmentEntry,
    joined,
    read_services,
)

FILES = {
    "sub/base.yaml": b"services:\n  b:\n    image: y\n    environment:\n      A: 1.0\n",
    "loop.yaml": b"services:\n  a:\n    extends: {file: loop.yaml, service: a}\n",
}


def services(text: str) -> dict[str, ComposeService]:
    file = ComposeText(path="compose.yaml", data=text.encode())
    return {each.name: each for each in read_services(file, file.documents(), FILES.get)}


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [("", "a.env", "a.env"), ("", "./a", "a"), ("x/y", "../a", "x/a"), ("x", "/a", "/a")],
)
def test_a_path_below_a_folder(folder: str, path: str, expected: str) -> None:
    assert joined(folder, path) == expected


def test_an_entry_of_another_file_has_its_path() -> None:
    extends = "extends: {file: sub/base.yaml, service: b}"
    found = services(f"services:\n  a:\n    {extends}\n    environment: {{B: x}}\n")["a"]
    assert found.environment == {
        "A": EnvironmentEntry("1", 5, "sub/base.yaml"),
        "B": EnvironmentEntry("x", 4),
    }
    assert found.image == EnvironmentEntry("y", 3)


@pytest.mark.parametrize(
    "extends",
    [
        "a",
        "none",
        "{service: a}",
        "{file: no.yaml, service: b}",
        "{file: sub/base.yaml, service: c}",
    ],
)
def test_what_cannot_be_extended_is_left_out(extends: str) -> None:
    found = services(f"services:\n  a: {{extends: {extends}, environment: {{B: 1}}}}\n")
    assert found["a"].environment == {"B": EnvironmentEntry("1", 2)}


def test_services_that_extend_each_other_end() -> None:
    extends = "{file: loop.yaml, service: a}"
    both = f"  b: {{extends: c, image: x}}\n  c: {{extends: b}}\n  a: {{extends: {extends}}}\n"
    found = services(f"services:\n{both}")
    assert found["c"].image == EnvironmentEntry("x", 2)
    assert list(found) == ["b", "c", "a"]


def test_a_long_chain_is_followed_up_to_a_limit() -> None:
    lines = [f"  s{n}: {{extends: s{n + 1}, environment: {{V{n}: 1}}}}\n" for n in range(30)]
    found = services("services:\n" + "".join(lines) + "  s30: {image: x}\n")
    assert len(found["s0"].environment) == MAX_EXTENDS + 1


def test_at_most_so_many_services() -> None:
    text = "".join(f"  s{n}: {{}}\n" for n in range(MAX_SERVICES + 5))
    assert len(services(f"services:\n{text}")) == MAX_SERVICES


def test_tags_take_back_what_earlier_files_say() -> None:
    found = services(
        "services:\n  a:\n    environment: !override {A: 1}\n    env_file: !reset []\n"
        "  b:\n    environment:\n      A: !reset null\n"
        "  c: !override {image: x}\n  d: !reset null\n"
    )
    assert found["a"].replaced == {"environment", "env_file"}
    assert (found["b"].removed, found["b"].environment) == ({"A"}, {})
    assert (found["c"].is_new, found["c"].is_removed) == (True, False)
    assert (found["d"].is_new, found["d"].is_removed) == (False, True)
