"""Chains planted in generated source are found, whatever they go through
(`benchmarks/cause_mechanical.py` plants many more), and a slice never fails.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.slice import cause_of
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import LogTemplate
from tests.cause.planted import Outcome, misquoted, outcome_of, planted_chains, planted_workspace

CHAINS = planted_chains(seed=1, count=48)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    index, sources = planted_workspace(tmp_path_factory.mktemp("planted"), CHAINS)
    yield index, sources
    index.close()


@pytest.fixture(scope="module")
def outcomes(opened: tuple[Index, Sources]) -> list[Outcome]:
    return [outcome_of(*opened, chain) for chain in CHAINS]


@pytest.mark.parametrize("number", range(len(CHAINS)), ids=lambda n: " ".join(CHAINS[n].how))
def test_the_guard_and_the_caller_are_found(outcomes: list[Outcome], number: int) -> None:
    outcome = outcomes[number]
    assert outcome.located
    assert outcome.guards[0] == outcome.guards[1]
    assert outcome.callers[0] == outcome.callers[1]
    assert not outcome.wrong


def test_the_settings_are_named(outcomes: list[Outcome]) -> None:
    missed = [outcome.chain.how for outcome in outcomes if not outcome.named]
    assert len(missed) <= 1, missed


def test_no_other_setting_is_named(outcomes: list[Outcome]) -> None:
    named = [(outcome.chain.how, outcome.false) for outcome in outcomes if outcome.false]
    assert len(named) <= 1, named


def test_every_statement_of_the_planted_files_has_a_cause(opened: tuple[Index, Sources]) -> None:
    index, sources = opened
    for chain in CHAINS:
        for path in chain.files:
            for line in range(1, len(sources.lines(chain.repo, path)) + 1, 3):
                fact = LogTemplate(
                    repo=chain.repo, path=path, line=line, end_line=line, name="", template=""
                )
                cause = cause_of(Code(index, sources), fact, "timed out")
                assert list(misquoted(sources, cause)) == []
