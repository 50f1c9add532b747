"""What questions make of the packages outside the five repositories: with their sources, without
them, and in versions that do not use them yet.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.explain.explain import explain
from ctxkit.ask.find.find import find
from ctxkit.ask.locate.locate import locate
from ctxkit.model import ConfigKey, LogTemplate, PythonProject, Raise, Symbol
from tests.ask.literal import Asked, Files, literal_index

PROJECT = '[project]\ndependencies = ["graphon==0.6.0"]\n'
ENGINE = """\
import logging
logger = logging.getLogger(__name__)

class Worker:
    def run(self):
        raise ValueError("the node has no edge")
"""
SDK = """\
class Environment(BaseSettings):
    MAX_REQUEST_TIMEOUT: int = Field(default=300)
"""
STACK = """\
Traceback (most recent call last):
  File "/app/api/.venv/lib/python3.12/site-packages/graphon/engine/worker.py", line 6, in run
    raise ValueError("the node has no edge")
ValueError: the node has no edge
"""
LINE = "2026-05-26 13:22:40.889 INFO [GraphWorker-1] [some_node.py:227] abcdef0123 - suspended"
ENGINE_WORDS = "the workflow engine (graphon) is not in this workspace"


def asked(
    folder: Path, *, sources: bool, project: str = PROJECT, more: Files | None = None
) -> Asked:
    files: Files = {
        "dify": {"api/pyproject.toml": (project, []), "api/app.py": ("x = 1\n", [])},
        "dify-official-plugins": {"models/x/main.py": ("from dify_plugin import Plugin\n", [])},
    }
    if sources:
        symbol = Symbol(name="Worker.run", what="method", line=5, end_line=6)
        text = "the node has no edge"
        error = Raise(name="ValueError", template=text, symbol="Worker.run", line=6, end_line=6)
        key = ConfigKey(
            name="MAX_REQUEST_TIMEOUT",
            origin="pydantic",
            type="int",
            default="300",
            attribute="MAX_REQUEST_TIMEOUT",
            line=2,
            end_line=2,
        )
        files["graphon"] = {
            "src/graphon/__init__.py": ("", []),
            "src/graphon/engine/worker.py": (ENGINE, [symbol, error]),
        }
        files["dify-plugin-sdks"] = {
            "python/dify_plugin/__init__.py": ("", []),
            "python/dify_plugin/config.py": (SDK, [key]),
        }
    return literal_index(folder, {**files, **(more or {})})


def test_a_frame_of_an_installed_package_leads_into_its_source(tmp_path: Path) -> None:
    made = asked(tmp_path, sources=True)
    finding = locate(made.index, made.sources, STACK)
    place = finding.hits[0].fact
    assert (place.repo, place.path, place.line) == ("graphon", "src/graphon/engine/worker.py", 6)
    assert not [note for note in finding.notes if "not in" in note]


def test_a_frame_of_a_package_without_source_says_which_source_is_missing(tmp_path: Path) -> None:
    made = asked(tmp_path, sources=False)
    notes = locate(made.index, made.sources, STACK).notes
    assert "the stack passes through graphon, which is not in the indexed repositories" in notes
    assert ENGINE_WORDS in notes


@pytest.mark.parametrize("sources", [True, False])
def test_a_thread_of_the_engine_is_another_project_only_without_its_source(
    tmp_path: Path, sources: bool
) -> None:
    made = asked(tmp_path, sources=sources)
    notes = " ".join(locate(made.index, made.sources, LINE).notes)
    assert ("was written by the workflow engine" in notes) is not sources


def test_where_the_engine_is_inside_dify_its_thread_is_no_other_project(tmp_path: Path) -> None:
    engine: Files = {"dify": {"api/dify_graph/engine.py": ("x = 1\n", [])}}
    made = asked(tmp_path, sources=False, more=engine)
    notes = " ".join(locate(made.index, made.sources, LINE).notes)
    assert "was written by" not in notes


def test_find_names_the_packages_that_were_not_searched(tmp_path: Path) -> None:
    made = asked(tmp_path, sources=False)
    (note,) = find(made.index, made.sources, "retry policy of a node").notes[-1:]
    assert note == (
        "the workflow engine (graphon) and the runtime of plugins (dify-plugin-sdks) are not in "
        "this workspace"
    )
    made = asked(tmp_path / "with", sources=True)
    assert "not in this workspace" not in " ".join(find(made.index, made.sources, "edge").notes)


def test_a_version_that_does_not_use_a_package_lacks_none(tmp_path: Path) -> None:
    made = asked(tmp_path, sources=False, project="[project]\n")
    assert "graphon" not in " ".join(find(made.index, made.sources, "retry").notes)


def test_explain_names_the_packages_that_may_have_a_setting(tmp_path: Path) -> None:
    made = asked(tmp_path, sources=False)
    notes = " ".join(explain(made.index, made.sources, "MAX_REQUEST_TIMEOUT").notes)
    assert "the runtime of plugins (dify-plugin-sdks)" in notes


def test_a_setting_of_the_runtime_of_plugins_is_live_in_plugins(tmp_path: Path) -> None:
    made = asked(tmp_path, sources=True)
    (answer,) = explain(made.index, made.sources, "MAX_REQUEST_TIMEOUT").keys
    assert (answer.status, answer.default) == ("live", "300")
    assert answer.status_why == (
        "read by the runtime of plugins, in the environment of plugin_daemon"
    )


def test_a_setting_of_the_runtime_is_set_in_the_environment_of_the_daemon(
    tmp_path: Path,
) -> None:
    more: Files = {"dify": {"docker/docker-compose.yaml": ("services: {}\n", [])}}
    made = asked(tmp_path, sources=True, more=more)
    (answer,) = explain(made.index, made.sources, "MAX_REQUEST_TIMEOUT").keys
    (step,) = [change for change in answer.change if change.deployment == "compose"]
    assert (step.file, step.restart) == ("docker/docker-compose.override.yaml", ("plugin_daemon",))
    assert answer.notes[0].startswith(
        "to change it with compose: add `MAX_REQUEST_TIMEOUT: ${MAX_REQUEST_TIMEOUT:-300}` to "
        "`environment` of plugin_daemon in a docker-compose.override.yaml"
    )
    assert "a plugin has the environment of the plugin_daemon container" in answer.notes[1]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("INSTALL_METHOD", "the daemon sets it to `local` for every plugin that it starts"),
        ("SERVERLESS_WORKERS", "only plugins on a serverless platform"),
        ("REMOTE_INSTALL_HOST", "only a plugin that a developer runs by hand"),
    ],
)
def test_what_has_no_effect_on_plugins_is_not_advised(tmp_path: Path, name: str, why: str) -> None:
    sdk = SDK.replace("MAX_REQUEST_TIMEOUT", name)
    key = ConfigKey(
        name=name, origin="pydantic", type="int", default="3", attribute=name, line=2, end_line=2
    )
    more: Files = {
        "dify": {"docker/docker-compose.yaml": ("services: {}\n", [])},
        "dify-plugin-sdks": {"src/dify_plugin/config.py": (sdk, [key])},
    }
    made = asked(tmp_path, sources=False, more=more)
    (answer,) = explain(made.index, made.sources, name).keys
    assert answer.status == "unread"
    assert why in answer.status_why
    assert answer.change == ()


def test_a_project_says_where_the_package_of_a_source_is(tmp_path: Path) -> None:
    project = PythonProject(name="y", line=1, end_line=1, packages=("src/graphon",), built=True)
    more: Files = {
        "graphon": {
            "pyproject.toml": ("[project]\n", [project]),
            "src/graphon/__init__.py": ("", []),
            "src/graphon/a.py": ("", [LogTemplate(name="x", template="y", line=1, end_line=1)]),
        }
    }
    made = asked(tmp_path, sources=False, more=more)
    assert ENGINE_WORDS not in locate(made.index, made.sources, STACK).notes
