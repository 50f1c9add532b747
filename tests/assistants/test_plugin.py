"""The plugin of Claude Code: its files in the repository are those that are made of the words.

`CTXKIT_GOLDEN=write` writes them anew; review the difference. `make assistants` has Claude Code
itself validate them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ctxkit import __version__
from ctxkit.assistants.plugin import PLUGIN, plugin_files
from ctxkit.assistants.words import skill_files

ROOT = Path(__file__).parents[2]
FILES = dict(plugin_files())
WRITING = os.environ.get("CTXKIT_GOLDEN") == "write"


@pytest.mark.parametrize("path", FILES)
def test_a_file_of_the_plugin(path: str) -> None:
    file = ROOT / path
    if WRITING:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(FILES[path], encoding="utf8")
    assert file.read_text(encoding="utf8") == FILES[path]


def test_there_is_no_other_file() -> None:
    found = {
        file.relative_to(ROOT).as_posix()
        for top in (PLUGIN, ".claude-plugin")
        for file in (ROOT / top).rglob("*")
        if file.is_file()
    }
    assert found == set(FILES)


def test_it_has_the_skills_of_setup_and_no_hook() -> None:
    assert {path.removeprefix(f"{PLUGIN}/skills/") for path in FILES if "/skills/" in path} == set(
        dict(skill_files())
    )
    assert not any("hook" in path for path in FILES)


def test_the_marketplace_leads_to_the_plugin() -> None:
    market = json.loads(FILES[".claude-plugin/marketplace.json"])
    [entry] = market["plugins"]
    plugin = json.loads((ROOT / entry["source"] / ".claude-plugin/plugin.json").read_text())
    assert (plugin["name"], plugin["version"]) == (entry["name"], __version__)


def test_no_file_has_a_path_of_one_machine() -> None:
    for path, text in FILES.items():
        assert "/home/" not in text, path
        assert "/Users/" not in text, path
        if path.endswith(".json"):
            assert ': "/' not in text, path
