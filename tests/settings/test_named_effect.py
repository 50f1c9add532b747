"""The effect of a setting by its name, the same for every question."""

from __future__ import annotations

from pathlib import Path

from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.named_effect import effect_of_name
from ctxkit.settings.names import Name
from tests.settings.sources import declared, fact_index, used

COMPOSE = "dify docker/docker-compose.yaml"
FACTS = {
    "dify api/configs.py": [declared("RETRIES", 1), declared("LEVEL", 2), declared("IDLE", 3)],
    "dify api/x.py": [used("RETRIES", 1), used("LEVEL", 2)],
    "dify-plugin-daemon config.go": [declared("IDLE", 1, origin="envconfig"), used("IDLE", 2)],
    COMPOSE: [
        used("LEVEL", 3, role="sets", via="compose", target="LEVEL", services=("api",)),
    ],
}


def status(folder: Path, scope: str, name: str) -> str:
    index = fact_index(folder, FACTS).index
    effect = effect_of_name(index, SettingsGraph(index), Name(scope, name))
    return effect.status if effect is not None else ""


def test_a_setting_that_nothing_passes_on(tmp_path: Path) -> None:
    assert status(tmp_path, "api", "RETRIES") == "undelivered"


def test_a_setting_that_is_passed_on(tmp_path: Path) -> None:
    assert status(tmp_path, "api", "LEVEL") == "live"


def test_of_settings_of_one_name_it_is_that_of_the_program(tmp_path: Path) -> None:
    assert status(tmp_path / "a", "api", "IDLE") == "unread"
    assert status(tmp_path / "b", "plugin_daemon", "IDLE") == "undelivered"


def test_what_is_no_setting_has_none(tmp_path: Path) -> None:
    assert status(tmp_path, "api", "NOTHING") == ""
