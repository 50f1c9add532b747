"""Which repositories a workspace lacks, in words, and whose code they have."""

from __future__ import annotations

import pytest

from ctxkit.dify.repositories import (
    REPOSITORIES,
    missing_in_words,
    missing_programs,
    missing_repositories,
    repository_of,
)

ALL = [row.name for row in REPOSITORIES]


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        ([], ""),
        (["dify-helm"], "the chart (dify-helm) is not in this workspace"),
        (
            ["dify-sandbox", "dify-plugin-daemon"],
            "the sandbox (dify-sandbox) and the plugin daemon (dify-plugin-daemon) are not in this "
            "workspace",
        ),
        (
            ["dify-official-plugins", "dify-helm", "dify"],
            "Dify itself (dify), the chart (dify-helm) and the plugins (dify-official-plugins) are "
            "not in this workspace",
        ),
    ],
)
def test_what_is_missing_in_words(missing: list[str], words: str) -> None:
    present = [name for name in ALL if name not in missing]
    assert missing_in_words(missing_repositories(present)) == words


def test_the_programs_whose_code_is_missing() -> None:
    assert missing_programs(ALL) == frozenset()
    assert missing_programs([*ALL[:2], *ALL[3:]]) == {"sandbox"}
    assert missing_programs(["dify"]) == {"sandbox", "plugin_daemon"}
    assert {"api", "web", "nginx"} <= missing_programs([])


def test_the_repository_of_a_program() -> None:
    assert repository_of("plugin_daemon").name == "dify-plugin-daemon"
    assert repository_of("web").name == "dify"
