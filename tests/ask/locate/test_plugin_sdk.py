"""Which version of the SDK the plugin of a line runs with."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ctxkit.ask.locate.locate import locate
from ctxkit.ask.locate.plugin_sdk import sdk_notes
from ctxkit.model import LogTemplate
from tests.ask.literal import Asked, literal_index
from tests.pace import at_most

MANIFEST = 'version: {version}\nauthor: "langgenius"\nname: "parrot"\n'
LOCK = '[[package]]\nname = "dify-plugin"\nversion = "0.5.1"\n'
MODULE = 'logger.error("the parrot flew away from %s", cage)\n'
LINE = "the parrot flew away from home"


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@e.org"]
    done = subprocess.run(
        ["git", "-C", str(folder), *who, *arguments], capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def asked(folder: Path, *, version: str = "0.2.3", sdk: str = "v0.7.4", lock: str = LOCK) -> Asked:
    plugins = folder / "dify-official-plugins"
    home = plugins / "models" / "parrot"
    home.mkdir(parents=True)
    (home / "manifest.yaml").write_text(MANIFEST.format(version=version))
    (home / "uv.lock").write_text(lock)
    git(plugins, "init", "-q")
    git(plugins, "add", "-A")
    git(plugins, "commit", "-q", "-m", "x")
    text = LogTemplate(name="error", template="the parrot flew away from {}", line=1, end_line=1)
    return literal_index(
        folder,
        {
            "dify-official-plugins": {},
            "dify-plugin-sdks": {"src/dify_plugin/core.py": (MODULE, [text])},
        },
        versions={"dify-plugin-sdks": sdk},
        commits={"dify-official-plugins": git(plugins, "rev-parse", "HEAD")},
    )


def told(made: Asked, text: str) -> list[str]:
    return [note for note in locate(made.index, made.sources, text).notes if "locks" in note]


@pytest.mark.parametrize(
    "named",
    [
        "plugin langgenius/parrot:0.2.3 failed: ",
        "/app/storage/cwd/langgenius/parrot-0.2.3@0a1b2c/main.py: ",
        "langgenius/parrot:0.2.3@0a1b2c langgenius/parrot:0.2.3 ",
    ],
)
def test_a_plugin_with_another_sdk_is_told(tmp_path: Path, named: str) -> None:
    assert told(asked(tmp_path), named + LINE) == [
        "langgenius/parrot:0.2.3 locks dify_plugin 0.5.1, and the places in dify-plugin-sdks are "
        "of v0.7.4: lines may differ"
    ]


def test_the_lock_of_another_version_of_the_plugin_is_the_nearest(tmp_path: Path) -> None:
    (note,) = told(asked(tmp_path, version="0.3.0"), f"langgenius/parrot:0.2.3 {LINE}")
    assert note.startswith(
        "langgenius/parrot:0.2.3 locks dify_plugin 0.5.1 (nearest: that lock is of its version "
        "0.3.0), and"
    )


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        f"langgenius/parrot:0.2.3 and langgenius/crow:0.1.0 {LINE}",
        f"somebody/parrot:0.2.3 {LINE}",
        f"langgenius/crow:0.1.0 {LINE}",
        f"langgenius/parrot {LINE}",
        "langgenius/parrot:0.2.3 another line",
        f"registry.example.org/langgenius/parrot:0.2.3 {LINE}",
    ],
)
def test_without_one_known_plugin_or_a_place_in_the_sdk_nothing_is_said(
    tmp_path: Path, text: str
) -> None:
    assert told(asked(tmp_path), text) == []


def test_the_same_version_or_none_is_not_told(tmp_path: Path) -> None:
    text = f"langgenius/parrot:0.2.3 {LINE}"
    assert told(asked(tmp_path / "same", sdk="v0.5.1"), text) == []
    assert told(asked(tmp_path / "none", lock=""), text) == []


@pytest.mark.no_cover
def test_hostile_text_takes_linear_time(tmp_path: Path) -> None:
    made = asked(tmp_path)
    found = locate(made.index, made.sources, LINE)
    for text in (
        "a/" * 50_000,
        "/cwd/" + "a/" * 50_000,
        "a/b:1.1.1" * 10_000,
        "/cwd/a/" + "-" * 90_000,
    ):
        with at_most(1):
            list(sdk_notes(made.index, made.sources, text, found.hits))  # type: ignore[arg-type]
