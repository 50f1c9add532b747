"""The closed sets of words: extractors write nothing else, and every word is in use."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import ctxkit
from ctxkit.extract.registry import extract
from ctxkit.model import ConfigKey, ConfigUse, Directive, Fact
from ctxkit.model.vocabulary import Match, Origin, Role, ServerProgram, Via
from tests.extract.annotated import FIXTURES, read_fixture

EXTRACTORS = Path(ctxkit.__file__).parent / "extract"
CODE = "\n".join(
    file.read_text("utf8")
    for suffix in ("py", "scm")
    for file in sorted(EXTRACTORS.rglob(f"*.{suffix}"))
)


def facts() -> list[Fact]:
    fixtures = [file for file in sorted(FIXTURES.rglob("*")) if file.is_file()]
    sources = [read_fixture(file.relative_to(FIXTURES).as_posix())[0] for file in fixtures]
    return [fact for source in sources for fact in extract(source)]


def test_extractors_write_no_other_words() -> None:
    found = facts()
    uses = [fact for fact in found if isinstance(fact, ConfigUse)]
    assert len(uses) > 100
    assert {use.via for use in uses} <= set(get_args(Via))
    assert {use.role for use in uses} <= set(get_args(Role))
    keys = [fact for fact in found if isinstance(fact, ConfigKey)]
    assert {key.origin for key in keys} <= set(get_args(Origin))
    directives = [fact for fact in found if isinstance(fact, Directive)]
    assert {directive.program for directive in directives} <= set(get_args(ServerProgram))


@pytest.mark.parametrize("word", [*get_args(Via), *get_args(Origin), *get_args(ServerProgram)])
def test_an_extractor_writes_the_word(word: str) -> None:
    assert f'"{word}"' in CODE


def test_words_that_scripts_read() -> None:
    """These are in the JSON form: a changed word breaks whoever reads it."""
    assert get_args(Match) == ("exact", "tag", "nearest", "as-of", "guess")
    assert get_args(Role) == ("declares", "sets", "renames", "renders", "reads", "documents")
