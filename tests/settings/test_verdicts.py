"""Every verdict with an example that has it and one that has not, and the order of the verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from ctxkit.settings import conditions, examples, reasons
from ctxkit.settings.chains import chains_of
from ctxkit.settings.examples import Example
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.resolve import resolve
from ctxkit.settings.status import effect_of
from ctxkit.settings.status_evidence import StatusEvidence, evidence_of
from ctxkit.settings.verdicts import VERDICTS, Verdict
from tests.settings.sources import source_index

COMPOSE_FILE = "dify docker/docker-compose.yaml"
IDS = [verdict.why.__name__ for verdict in VERDICTS]


def evidence(folder: Path, example: Example) -> StatusEvidence:
    """Return the evidence on the key of an example, as `explain` finds it."""
    asked = source_index(folder, example.sources)
    graph = SettingsGraph(asked.index)
    (chain,) = chains_of(graph, resolve(graph, asked.index, [example.key]).names)
    with_compose = any(place == COMPOSE_FILE for place, _ in example.sources)
    return evidence_of(chain, with_compose=with_compose, missing=example.missing)


def given(found: StatusEvidence) -> Verdict:
    return next(verdict for verdict in VERDICTS if verdict.holds(found))


@pytest.mark.parametrize("verdict", VERDICTS, ids=IDS)
def test_an_example_that_has_the_verdict(verdict: Verdict, tmp_path: Path) -> None:
    found = evidence(tmp_path, verdict.example_yes)
    assert given(found) is verdict
    assert verdict.why(found)


@pytest.mark.parametrize("verdict", VERDICTS, ids=IDS)
def test_an_example_that_has_another_one(verdict: Verdict, tmp_path: Path) -> None:
    assert given(evidence(tmp_path, verdict.example_no)) is not verdict


def also_holding(found: StatusEvidence) -> list[str]:
    return [verdict.why.__name__ for verdict in VERDICTS if verdict.holds(found)]


@pytest.mark.parametrize(
    ("example", "holding"),
    [
        (examples.COMPUTED, ["computed", "read", "declared_only"]),
        (examples.OVERWRITTEN, ["overwritten", "not_passed", "read"]),
        (examples.READ_BUT_NOT_PASSED, ["not_passed", "read", "declared_only"]),
        (examples.READ_AND_PASSED, ["read", "declared_only"]),
        (examples.LIBRARY_VARIABLE, ["read_by_library"]),
        (examples.FLASK_SETTING, ["read_by_flask", "declared_only"]),
        (examples.RENDERED_VALUE, ["rendered", "idle_value"]),
        (examples.DECLARED_PORT, ["interpolated", "declared_only", "passed_to_foreign"]),
        (examples.DECLARED_FOR_POSTGRES, ["declared_only", "passed_to_foreign"]),
        (examples.LIBRARY_VARIABLE_DECLARED, ["read_by_library", "declared_only", "commented"]),
        (examples.LIBRARY_VARIABLE_READ, ["read", "read_by_library"]),
        (examples.MIDDLEWARE_PORT, ["used_by_middleware_only", "commented"]),
        (examples.COMMENTED_FOR_PLUGIN, ["commented", "for_plugin_sdk"]),
        (examples.PASSED_TO_POSTGRES, ["passed_to_foreign"]),
        (examples.DECLARED_AND_PASSED_TO_MISSING, ["passed_to_missing", "declared_only"]),
    ],
)
def test_of_the_verdicts_that_hold_the_first_is_given(
    example: Example, holding: Iterable[str], tmp_path: Path
) -> None:
    """The order matters only where several hold: each such pair has an example here."""
    assert also_holding(evidence(tmp_path, example)) == [*holding, "set_in_vain"]


def test_every_condition_and_every_reason_is_in_the_table() -> None:
    def public(module: object) -> set[str]:
        functions = [value for value in vars(module).values() if callable(value)]
        return {
            f.__name__
            for f in functions
            if f.__module__ == module.__name__ and not f.__name__.startswith("_")  # type: ignore[attr-defined]
        }

    assert public(conditions) == {verdict.holds.__name__ for verdict in VERDICTS}
    assert public(reasons) == {verdict.why.__name__ for verdict in VERDICTS}


@pytest.mark.parametrize(
    ("example", "status"),
    [(verdict.example_yes, verdict.status) for verdict in VERDICTS],
    ids=IDS,
)
def test_the_status_is_that_of_the_verdict(example: Example, status: str, tmp_path: Path) -> None:
    found = evidence(tmp_path, example)
    effect = effect_of(found.chain, compose=found.with_compose, missing=found.missing)
    assert effect.status == status


def test_the_statuses_are_these() -> None:
    """A changed row must show in a reviewed difference."""
    assert [(verdict.why.__name__, verdict.status) for verdict in VERDICTS] == [
        ("used_by_middleware_only", "live"),
        ("computed", "computed"),
        ("overwritten", "computed"),
        ("not_passed", "undelivered"),
        ("idle_in_plugins", "unread"),
        ("read", "live"),
        ("interpolated", "live"),
        ("read_by_library", "live"),
        ("read_by_flask", "live"),
        ("passed_to_missing", "live"),
        ("declared_only", "unread"),
        ("passed_to_foreign", "live"),
        ("rendered_in_vain", "dead"),
        ("rendered", "live"),
        ("idle_value", "dead"),
        ("commented", "dead"),
        ("for_plugin_sdk", "live"),
        ("set_in_vain", "dead"),
    ]
