"""Bundles as they are, whole, in `golden/`: their difference is reviewed.

`CTXKIT_GOLDEN=write` writes them anew.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import ctxkit
from ctxkit.text.languages import LANGUAGES, Language
from tests.commands.running import run
from tests.conftest import GOLDEN, assert_golden

PROMPTED_LINE = "WARNING [ssrf_proxy.py:31] - Request to http://db/ failed at attempt 2: timed out"

CASES: tuple[tuple[str, str, str, dict[str, object]], ...] = (
    ("explain-renamed", "explain", "PLUGIN_DAEMON_KEY", {}),
    ("explain-helm-value", "explain", "api.limits.uploadFileSize", {}),
    ("explain-undelivered", "explain", "SSRF_DEFAULT_MAX_RETRIES", {"format": "xml"}),
    ("explain-small-budget", "explain", "UPLOAD_FILE_SIZE_LIMIT", {"budget": 600}),
    ("explain-unknown", "explain", "UPLOAD_SIZE_LIMIT", {}),
    (
        "locate-traceback",
        "locate",
        "Traceback (most recent call last):\n"
        '  File "/app/api/core/helper/ssrf_proxy.py", line 33, in make_request\n'
        '    raise MaxRetriesExceededError(f"Gave up on {url} after {max_retries} retries")\n'
        "core.helper.ssrf_proxy.MaxRetriesExceededError: "
        "Gave up on http://u:hunter2@db/ after 3 retries\n",
        {},
    ),
    (
        "locate-go",
        "locate",
        "plugin_daemon-1  | 2026/05/04 09:12:44 install.go:20: "
        "[INFO]install plugin plugin=parrot size=7\n",
        {},
    ),
    ("locate-foreign", "locate", "LOG:  checkpoint starting: time", {}),
    ("find-topic", "find", "plugin package size", {}),
)


@pytest.mark.parametrize(
    ("name", "command", "text", "options"), CASES, ids=[case[0] for case in CASES]
)
def test_a_bundle_is_as_it_was_reviewed(
    demo_workspace: ctxkit.Workspace, name: str, command: str, text: str, options: dict[str, object]
) -> None:
    made = getattr(demo_workspace, command)(text).bundle(**options).markdown
    assert_golden(f"{name}.md", made)


def test_every_golden_bundle_has_its_case() -> None:
    assert {file.stem for file in GOLDEN.glob("*.md")} == {case[0] for case in CASES}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("command", "asked", "name"),
    [
        ("explain", "SSRF_DEFAULT_MAX_RETRIES", "explain-setting"),
        ("locate", PROMPTED_LINE, "locate-log"),
        ("find", "retry policy", "change-behaviour"),
    ],
)
def test_a_prompt_with_its_bundle(
    demo_workspace: ctxkit.Workspace, command: str, asked: str, name: str, lang: Language
) -> None:
    answer = getattr(demo_workspace, command)(asked)
    assert_golden(
        f"prompts/{lang}-{name}.md",
        answer.prompted(name, 1500, lang=lang, detail="brief").markdown,
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sync_in_each_language(demo_folder: Path, lang: Language) -> None:
    done = run("sync", "--locked", cwd=demo_folder, env={"CTXKIT_LANG": lang})
    # The sources are ready in any order.
    told = sorted(done.stderr.decode().splitlines())
    assert_golden(f"sync-{lang}.txt", "\n".join([*told, done.stdout.decode()]))
