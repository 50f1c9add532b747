from __future__ import annotations

import pytest

from ctxkit.extract.dockerfile import LANGUAGE
from ctxkit.model import ConfigUse
from tests.extract.annotated import check
from tests.extract.literal import facts


def uses(code: str) -> list[tuple[str, str | None, int]]:
    return [(use.name, use.value, use.line) for use in facts("Dockerfile", code, ConfigUse)]


def test_what_an_image_sets() -> None:
    check("dockerfile/Dockerfile", ConfigUse)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("ENV A=1", [("A", "1", 1)]),
        ("env A 1 2 ", [("A", "1 2", 1)]),
        ("ENV A=\"b c\" D='e f'", [("A", "b c", 1), ("D", "e f", 1)]),
        ("ENV A=1 \\\n  B=2 \\\n\n  C=3", [("A", "1", 1), ("B", "2", 2)]),
        ("ARG X=1\nENV A=${X} B=$X C=$Y", [("A", "1", 2), ("B", "1", 2), ("C", "$Y", 2)]),
        ("ENV A=1 \\", [("A", "1", 1)]),
        ("ENV A=12\\\n B=3", [("A", "12", 1), ("B", "3", 2)]),
        ("ENV 1A b", []),
        ("RUN ENV A=1", []),
        ("# ENV A=1", []),
        ("ENVIRONMENT A=1", []),
    ],
)
def test_instructions(code: str, found: list[tuple[str, str | None, int]]) -> None:
    assert uses(code) == found


def test_an_instruction_has_limits() -> None:
    assert len(uses("ENV " + "A=1 \\\n" * 200 + "A=1")) == 201
    assert len(uses("ENV " + "A=1 \\\n" * 201 + "A=1")) == 201
    assert len(uses("ENV A=" + "x" * 900 + " B=" + "x" * 9_000)) == 2
    assert uses("ENV A=" + "x" * 10_000) == []


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("Dockerfile", True),
        ("web/Dockerfile", True),
        ("Dockerfile.dev", True),
        ("api.dockerfile", True),
        ("api.Dockerfile", True),
        ("web/Dockerfile.dockerignore", False),
        ("myDockerfile", False),
        ("Dockerfile.d/x", False),
    ],
)
def test_which_files_are_dockerfiles(path: str, matches: bool) -> None:
    assert LANGUAGE.reads(path) is matches
