"""The conditions of the verdicts, beyond the examples in `test_verdicts.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings import conditions, examples
from ctxkit.settings.examples import Example
from ctxkit.settings.status_evidence import evidence_of
from tests.settings.sources import declared, source_index, study, used
from tests.settings.test_status_evidence import CHART, COMPOSE, evidence, line


@pytest.mark.parametrize(
    ("example", "start", "expected"),
    [
        (examples.PASSED_BY_CHART_ONLY, "api RETRIES", True),
        (examples.ASKED_BY_PATH, "values api.retries", False),
        (examples.READ_AND_PASSED, "api RETRIES", False),
        (examples.READ_BUT_NOT_PASSED, "api RETRIES", True),
    ],
)
def test_what_the_chart_passes_is_still_not_passed_by_compose(
    example: Example, start: str, expected: bool, tmp_path: Path
) -> None:
    chain = study(source_index(tmp_path, example.sources), start).chain
    assert conditions.is_not_passed(evidence_of(chain, with_compose=True)) is expected


def test_without_a_compose_file_nothing_is_missing_there(tmp_path: Path) -> None:
    facts = {"dify api/x.py": [declared("A", 1), used("A", 2)]}
    assert conditions.is_not_passed(evidence(tmp_path / "a", facts, "api A"))
    assert not conditions.is_not_passed(evidence(tmp_path / "b", facts, "api A", compose=False))


@pytest.mark.parametrize(
    ("place", "start", "expected"),
    [
        ("dify api/x.py", "api A", True),
        ("dify web/x.ts", "web A", True),
        ("dify-sandbox x.go", "sandbox A", True),
        ("dify-plugin-daemon x.go", "plugin_daemon A", True),
        ("dify docker/nginx/x.template", "nginx A", True),
        ("dify docker/ssrf_proxy/x.template", "ssrf_proxy A", True),
        ("dify-official-plugins tools/x/x.py", "plugin:tools/x A", False),
        ("dify dify-agent/x.py", "agent A", False),
        ("dify docker/certbot/x.sh", "image:certbot A", False),
    ],
)
def test_compose_passes_variables_to_these_programs_one_by_one(
    tmp_path: Path, place: str, start: str, expected: bool
) -> None:
    found = evidence(tmp_path, {place: [used("A", 2, via="getenv")]}, start)
    assert conditions.is_not_passed(found) is expected


def test_one_reader_that_gets_it_is_enough(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("A", 2)],
        "dify web/x.ts": [used("A", 2, via="env")],
        COMPOSE: [line("A", "A", 3, "web")],
    }
    assert not conditions.is_not_passed(evidence(tmp_path, facts, "env A", "api A"))


def test_a_computed_setting_with_a_settable_alias_is_settable(tmp_path: Path) -> None:
    facts = [declared("A", 1, origin="computed"), declared("A", 2, attribute="inner_A")]
    found = evidence(tmp_path, {"dify api/x.py": facts}, "api A")
    assert not conditions.is_computed(found)


def test_what_nobody_declares_is_not_computed(tmp_path: Path) -> None:
    assert not conditions.is_computed(evidence(tmp_path, {COMPOSE: [line("A", "A", 1)]}, "env A"))


@pytest.mark.parametrize(
    ("start", "expected"),
    [(("plugin:tools/x A",), True), (("plugin:tools/x A", "env A"), False)],
)
def test_a_setting_of_plugins_is_of_plugins_alone(
    tmp_path: Path, start: tuple[str, ...], expected: bool
) -> None:
    facts = {
        "dify-official-plugins tools/x/.env.example": [used("A", role="sets", via="env-example")]
    }
    assert conditions.is_of_plugin(evidence(tmp_path, facts, *start)) is expected


@pytest.mark.parametrize(
    ("uses", "expected"),
    [
        ([line("a.k", "K", 1, "api", role="renders", via="helm-template")], True),
        (
            [
                line("a.k", "K", 1, "api", role="renders", via="helm-template"),
                line("a.k", "replicas", 2, "api", role="renders", via="helm-template"),
            ],
            False,
        ),
        ([line("a.k", "", 1, "api", role="renders", via="helm-condition")], False),
        ([used("a.k", 1, role="sets", via="helm-values")], False),
    ],
)
def test_a_value_is_rendered_in_vain_if_it_becomes_variables_alone(
    uses: list[Fact], expected: bool, tmp_path: Path
) -> None:
    found = evidence(tmp_path, {CHART: uses}, "values a.k")
    assert conditions.is_rendered_in_vain(found) is expected


def test_a_reference_to_a_vault_is_not_rendered_in_vain(tmp_path: Path) -> None:
    name = "externalSecret.api.remoteRefs.K.key"
    uses = [line(name, "K", 1, "api", role="renders", via="helm-template")]
    assert not conditions.is_rendered_in_vain(evidence(tmp_path, {CHART: uses}, f"values {name}"))
