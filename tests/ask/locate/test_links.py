"""The errors of a chain are links of it; what fits worse at the same place is an alternative."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.locate.links import links_among
from ctxkit.ask.locate.locate import locate
from ctxkit.ask.locate.matching import match_template
from ctxkit.ask.locate.statement_score import ScoredStatement
from ctxkit.model import HOLE, Fact, LogTemplate, Raise
from tests.ask.locate_workspace import build, places

CHAIN = "failed to build the nest: failed to fetch twigs: no twigs left"
NEST = "internal/core/nest/nest.go"
GO = {
    "dify-plugin-daemon": {
        NEST: """package nest

func Build() error {
	if err := fetch(); err != nil {
		err = fmt.Errorf("failed to fetch twigs: %w", err)
		return errors.Join(err, fmt.Errorf("nest was abandoned"))
	}
	return nil
}

func Open() error {
	return errors.New("nest 7 is full of eggs")
}
""",
        "internal/core/tree/tree.go": """package tree

func Report(err error, name string) {
	log.Error("brood was lost in the storm of this spring", "tree", name, "error", err)
}

func Plant() error {
	return errors.New("failed to fetch twigs of oak")
}
""",
    }
}


def statement(template: str, text: str = CHAIN, **fields: object) -> ScoredStatement:
    """Return a statement with a template as it fits a text."""
    given = {"path": "nest.go", "repo": "dify", "line": 10, "end_line": 10, **fields}
    template = template.replace("{}", HOLE)
    bits = float(given.pop("bits", 20.0))  # type: ignore[arg-type]
    kind = given.pop("kind", Raise)
    fact: Fact = kind(name="errors.New", template=template, **given)  # type: ignore[operator]
    match = match_template(template, text, anywhere=True)
    assert match is not None
    return ScoredStatement(fact=fact, match=match, text=text, bits=bits, score=bits, why=())


@pytest.mark.parametrize(
    "template",
    [
        "failed to build the nest: {}",
        "failed to build the nest",
        "failed to fetch twigs: {}",
        "no twigs left",
        "{} no twigs left",  # as errors.Join is indexed
    ],
)
def test_an_error_between_the_marks_of_wrapping_is_a_link(template: str) -> None:
    found = statement(template)
    assert links_among([found]) == [found]


@pytest.mark.parametrize(
    "other",
    [
        statement("failed to fetch twigs: {}", kind=LogTemplate),
        statement("failed to fetch twigs: {}", test=True),
        statement("failed to fetch twigs: {}", bits=13.0),
        statement("to fetch twigs: {}"),
        statement("failed to fetch"),
        statement("{} twigs left", path="nest.py"),
        statement("failed to fetch twigs: no straw {}"),
    ],
)
def test_what_only_shares_words_is_no_link(other: ScoredStatement) -> None:
    assert links_among([other]) == []


def test_a_worse_fit_at_the_same_place_is_an_alternative() -> None:
    best = statement("failed to fetch twigs: {}")
    worse = statement("failed to fetch twigs", line=20)
    assert links_among([best, worse]) == [best]


def test_an_error_of_one_text_in_many_places_is_told_by_none() -> None:
    few = [statement("no twigs left", line=line) for line in range(3)]
    assert links_among(few) == few
    assert links_among([*few, statement("no twigs left", line=9)]) == []


def test_the_answer_has_each_link_however_far_below_the_statement(tmp_path: Path) -> None:
    index, sources = build(tmp_path, changed=GO)
    cause = r"failed to fetch twigs: lane is dry\nnest was abandoned"
    finding = locate(
        index,
        sources,
        "2026-05-26T13:22:40.1Z ERROR dify-plugin-daemon tree.go:4"
        f' brood was lost in the storm of this spring tree=oak error="{cause}"',
    )
    index.close()
    assert places(finding)[0] == ("internal/core/tree/tree.go", 4)
    assert set(places(finding)[1:]) == {(NEST, 5), (NEST, 6)}
    assert finding.confidence == "high"
