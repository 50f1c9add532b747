"""What changed between the demo's two versions, and between two values files of some 350 lines, as
`golden/drift/` holds it: the report and the JSON form, of everything and of what concerns a
deployment.

The values files are those of `tests/ask/upgrade/test_golden.py`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import ctxkit
from ctxkit.api.comparisons import ValuesComparison, VersionComparison
from ctxkit.output.tables import Report, to_markdown
from tests.conftest import assert_golden

OWN_ENV = Path(__file__).parent / "deployment.env"
CHART = Path(__file__).parents[1] / "upgrade" / "chart"


@pytest.fixture(scope="module")
def workspace(
    demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ctxkit.Workspace]:
    """A workspace of this module's own: a comparison adds a version to the index."""
    folder = tmp_path_factory.mktemp("drift") / "workspace"
    shutil.copytree(demo_folder, folder, symlinks=True)
    with ctxkit.open_workspace(folder) as opened:
        yield opened


@pytest.fixture
def in_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(CHART)  # reports name the files as they were given


def assert_report(name: str, found: VersionComparison | ValuesComparison) -> None:
    assert_golden(f"drift/{name}.md", found.markdown)
    text = json.dumps(found.to_dict(), indent=1, ensure_ascii=False)
    assert_golden(f"drift/{name}.json", text + "\n")


def assert_languages(name: str, report: Report) -> None:
    for lang in ("ja", "zh"):
        assert_golden(f"drift/{name}.{lang}.md", to_markdown(report, lang))


def test_two_versions(workspace: ctxkit.Workspace) -> None:
    found = workspace.drift("1.13.3")
    assert_report("versions", found)


def test_two_versions_backwards(workspace: ctxkit.Workspace) -> None:
    found = workspace.drift("1.14.0", "1.13.3")
    assert_report("versions-backwards", found)
    assert_languages("versions-backwards", found.report)


def test_two_versions_for_a_deployment(workspace: ctxkit.Workspace) -> None:
    assert_report("versions-mine", workspace.drift("1.13.3", mine=OWN_ENV))


@pytest.mark.usefixtures("in_chart")
def test_two_values_files() -> None:
    assert_report("values", ctxkit.drift_values("old.yaml", "new.yaml"))


@pytest.mark.usefixtures("in_chart")
def test_two_values_files_for_a_deployment() -> None:
    found = ctxkit.drift_values("old.yaml", "new.yaml", mine="mine.yaml")
    assert_report("values-mine", found)
    assert_languages("values-mine", found.report)


@pytest.mark.usefixtures("in_chart")
def test_from_a_chart_to_a_deployments_own_values() -> None:
    assert_report("values-own", ctxkit.drift_values("old.yaml", "mine.yaml"))
