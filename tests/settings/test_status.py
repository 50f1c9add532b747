"""The effect of setting a key."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from ctxkit.settings import examples
from ctxkit.settings.names import SettingFact
from ctxkit.settings.status import Effect, effect_of, is_dead_end
from tests.settings.sources import declared, source_index, study, used


@pytest.mark.parametrize(("compose", "status"), [(True, "undelivered"), (False, "live")])
def test_the_effect_depends_on_the_deployment(tmp_path: Path, compose: bool, status: str) -> None:
    asked = source_index(tmp_path, examples.READ_BUT_NOT_PASSED.sources)
    assert effect_of(study(asked, "api RETRIES").chain, compose=compose).status == status


def test_an_effect_names_its_reason_and_the_services(tmp_path: Path) -> None:
    asked = source_index(tmp_path, examples.READ_AND_PASSED.sources)
    assert study(asked, "env RETRIES").effect == Effect(
        status="live", why="read by dify api", services=("api",)
    )


@pytest.mark.parametrize(
    ("fact", "dead_end"),
    [
        (declared("A"), False),
        (used("A"), False),
        (used("A", via="getenv"), False),
        (used("A", via="field"), True),
        (used("A", via="credential"), True),
        (used("A", via="settings"), True),
        (used("A", via="getattr"), True),
        (used("A", role="documents", via="docs"), True),
        (used("A", role="sets", via="env-example-commented"), True),
        (replace(declared("A"), test=True), True),
        (replace(used("A"), test=True), True),
    ],
)
def test_a_fact_that_alone_proves_no_setting(fact: SettingFact, dead_end: bool) -> None:
    assert is_dead_end(fact) is dead_end
