"""A repository that the workspace lacks is named in the answers that it would have changed, and no
setting that it may read is called dead.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.drift.drift import drift
from ctxkit.ask.drift.version_settings import Snapshot
from ctxkit.ask.explain.explain import explain
from ctxkit.ask.find.find import find
from ctxkit.ask.locate.locate import locate
from ctxkit.model import CheckReport, Finding
from tests.ask.check.conftest import UPSTREAMS, facts_of, files_below
from tests.ask.check.running import checked
from tests.ask.literal import Asked, literal_index
from tests.ask.triage.asking import triage

CHART = "the chart (dify-helm) is not in this workspace"
SANDBOX = "the sandbox (dify-sandbox) is not in this workspace"
BOTH = "the chart (dify-helm) and the sandbox (dify-sandbox) are not in this workspace"
NEW_COMPOSE = """
services:
  api:
    image: langgenius/dify-api:1.16.0
    env_file: [./.env]
  sandbox:
    image: langgenius/dify-sandbox:0.2.15
    env_file: [./.env]
"""


def without(folder: Path, *missing: str) -> Asked:
    files = {repo: each for repo, each in files_below(UPSTREAMS).items() if repo not in missing}
    return literal_index(folder, files, versions={"dify": "1.14.0"}, missing=missing)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The index of `upstreams/` without the chart and the sandbox."""
    asked = without(tmp_path_factory.mktemp("bare"), "dify-helm", "dify-sandbox")
    yield asked
    asked.index.close()


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The index of all of `upstreams/`."""
    found = without(tmp_path_factory.mktemp("all"))
    yield found
    found.index.close()


def explained(asked: Asked, key: str) -> Finding:
    return explain(asked.index, asked.sources, key)


def test_a_value_of_a_chart_that_is_not_at_hand(bare: Asked) -> None:
    found = explained(bare, "worker.replicas")
    assert (found.confidence, found.keys, found.suggestions) == ("none", (), ())
    assert found.notes == ("no setting with this name in these repositories", CHART)


def test_an_unknown_name_may_be_of_any_of_them(bare: Asked) -> None:
    assert explained(bare, "QUITE_ANOTHER_THING").notes[-1] == BOTH


def test_helm_answers_are_missing_without_the_chart(bare: Asked, asked: Asked) -> None:
    note = f"{CHART}: nothing is known of Helm values"
    assert note in explained(bare, "LOG_LEVEL").notes
    assert not any("not in this workspace" in each for each in explained(asked, "LOG_LEVEL").notes)


def test_what_a_line_passes_to_code_that_is_not_at_hand_is_not_dead(
    bare: Asked, asked: Asked
) -> None:
    found = explained(bare, "SANDBOX_WORKER_TIMEOUT")
    assert (found.confidence, found.keys[0].status) == ("medium", "live")
    assert found.keys[0].status_why == f"passed to dify-sandbox, but {SANDBOX}"
    complete = explained(asked, "SANDBOX_WORKER_TIMEOUT")
    assert (complete.confidence, complete.keys[0].status) == ("high", "live")


def reported(asked: Asked, line: str) -> CheckReport:
    return checked(asked, env=f"{line}\n")


def test_check_does_not_judge_what_only_that_code_uses(bare: Asked) -> None:
    report = reported(bare, "SANDBOX_WORKER_TIMEOUT=20")
    assert [each for each in report.problems if each.key == "SANDBOX_WORKER_TIMEOUT"] == []
    assert report.notes == (f"{SANDBOX}: what only that code uses was not judged",)


def test_check_asks_to_remove_nothing_that_missing_code_may_read(bare: Asked, asked: Asked) -> None:
    def unknown(report: CheckReport) -> list[tuple[str, str]]:
        return [(p.message, p.fix) for p in report.problems if p.id == "unknown-key"]

    assert unknown(reported(bare, "QUITE_ANOTHER_THING=1")) == [
        ("unknown setting QUITE_ANOTHER_THING: nothing in this workspace reads it", "")
    ]
    complete = reported(asked, "QUITE_ANOTHER_THING=1")
    assert unknown(complete)[0][1] == "remove QUITE_ANOTHER_THING"
    assert complete.notes == ()


def test_a_file_that_the_sandbox_gets_whole_may_hold_anything(tmp_path: Path) -> None:
    for name, missing in (("all", ()), ("bare", ("dify-sandbox",))):
        asked = without(tmp_path / name, *missing)
        report = checked(asked, env="OLD_SWITCH=true\n", compose=NEW_COMPOSE)
        found = [each.id for each in report.problems if each.key == "OLD_SWITCH"]
        assert bool(found) is not bool(missing)
        asked.index.close()


def test_a_verdict_that_missing_code_could_change_is_not_certain(tmp_path: Path) -> None:
    for name, missing in (("all", ()), ("bare", ("dify-sandbox",))):
        files = files_below(UPSTREAMS)
        files["dify"]["docker/docker-compose.yaml"] = (
            NEW_COMPOSE,
            facts_of("dify", "docker/docker-compose.yaml", NEW_COMPOSE),
        )
        files = {repo: each for repo, each in files.items() if repo not in missing}
        asked = literal_index(tmp_path / name, files, missing=missing)
        found = explained(asked, "DECLARED_ONLY")
        assert found.keys[0].status == "unread"
        assert found.confidence == ("medium" if missing else "high")
        told = found.keys[0].status_why.endswith(f"; dify-sandbox may read it: {SANDBOX}")
        assert told is bool(missing)
        asked.index.close()


def test_check_of_values_without_the_chart(bare: Asked) -> None:
    report = checked(bare, values="api:\n  logLevel: INFO\n")
    assert report.notes == (f"{BOTH}: what only that code uses was not judged",)
    assert [each.id for each in report.problems] == []


def test_find_says_what_was_not_searched(bare: Asked, asked: Asked) -> None:
    assert find(bare.index, bare.sources, "log level").notes == (BOTH,)
    assert find(bare.index, bare.sources, "zebra crossing").notes[-1] == BOTH
    assert find(asked.index, asked.sources, "log level").notes == ()


def test_locate_says_who_could_have_written_a_line(bare: Asked) -> None:
    line = "sandbox-1  | 2026/05/26 13:22:31 box.go:14: [ERROR]the box is broken"
    assert BOTH in locate(bare.index, bare.sources, line).notes
    foreign = "redis-1  | 1:M 22 Nov 2025 10:00:00.000 * Ready to accept connections"
    assert BOTH not in locate(bare.index, bare.sources, foreign).notes


def test_triage_says_who_could_have_written_what_nothing_matches(
    bare: Asked, tmp_path: Path
) -> None:
    log = tmp_path / "a.log"
    log.write_text("2026/05/26 13:22:31 box.go:14: [ERROR]the box is broken\n")
    assert triage(bare.index, bare.sources, [str(log)], jobs=1).notes[0] == (
        f"{BOTH}: their lines are matched to no statement"
    )


def test_drift_says_what_was_not_compared(bare: Asked) -> None:
    version = Snapshot(index=bare.index, sources=bare.sources)
    assert drift(version, version).notes == (f"{BOTH}: settings there are not compared",)
