"""Images that do not fit the program that calls them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ctxkit.ask.check.image_pairs import IMAGE_DOES_NOT_FIT
from ctxkit.model import CheckReport, ConfigUse, Fact
from tests.ask.check.running import checked
from tests.ask.literal import Asked
from tests.ask.paired import paired


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """The api 1.9.0 with the plugin daemon 0.3.0, which has all routes."""
    found = paired(tmp_path_factory.mktemp("paired"), "0.3.0")
    yield found
    found.index.close()


def compose(tag: str, *more: str) -> str:
    services = "".join(f"  s{n}:\n    image: {image}\n" for n, image in enumerate(more))
    daemon = f"  plugin_daemon:\n    image: langgenius/dify-plugin-daemon:{tag}\n"
    return f"services:\n{daemon}{services}"


def told(report: CheckReport) -> list[tuple[str, str, str]]:
    found = [p for p in report.problems if p.id == IMAGE_DOES_NOT_FIT.id]
    return [(p.key, p.severity, p.fix) for p in found]


def test_each_missing_feature_is_a_problem_with_the_release_that_has_it(shipped: Asked) -> None:
    report = checked(shipped, override=compose("0.1.0-local"))
    assert told(report) == [
        ("dispatch/box", "note", "dify-plugin-daemon 0.3.0 has them"),
        ("image", "warning", "use 0.1.1 or later"),
        ("management/stamps", "warning", "dify-plugin-daemon 0.2.0 has it"),
    ]


def test_the_release_that_belongs_to_the_version_fits(shipped: Asked) -> None:
    assert told(checked(shipped, override=compose("0.3.0-local"))) == []


def test_a_release_whose_sources_are_not_there_is_unknown(shipped: Asked) -> None:
    report = checked(shipped, override=compose("0.2.7-local"))
    assert told(report) == []
    assert [note for note in report.notes if "unknown" in note] == [
        "dify api 1.9.0 calls dify-plugin-daemon 0.2.7: whether they fit is unknown, "
        "its sources are not in the workspace"
    ]


def test_with_another_version_of_dify_nothing_is_compared(shipped: Asked) -> None:
    report = checked(shipped, override=compose("0.1.0-local", "langgenius/dify-api:1.8.1"))
    assert told(report) == []


def test_what_the_workspace_itself_lacks_is_a_note(tmp_path: Path) -> None:
    asked = paired(tmp_path, "0.2.0")
    report = checked(asked, env="LOG_LEVEL=INFO\n")
    fitting = checked(asked, override=compose("0.1.0-local"))
    asked.index.close()
    [note] = [note for note in report.notes if "dispatch/box" in note]
    assert note.endswith("which dify api 1.9.0 calls; dify-plugin-daemon 0.3.0 has them")
    # The user runs another release, of which there are problems instead.
    assert not [note for note in fitting.notes if "dispatch/box" in note]


@pytest.mark.parametrize(("tag", "ids"), [("0.5.5", []), ("0.5.2", ["image-does-not-fit"])])
def test_a_better_release_than_the_one_that_dify_names_is_no_problem(
    tmp_path: Path, tag: str, ids: list[str]
) -> None:
    """1.13.3 names a release with a known fault."""
    asked = paired(tmp_path, "0.3.0", dify="1.13.3")
    report = checked(asked, override=compose(f"{tag}-local"))
    asked.index.close()
    assert [p.id for p in report.problems if p.key == "image"] == ids


VALUES = """\
api:
  logLevel: INFO
image:
  api: {{repository: langgenius/dify-api, tag: "{api}"}}
  pluginDaemon: {{repository: registry.example.org/dify-plugin-daemon, tag: {daemon}-local}}
"""


def test_images_of_a_chart_are_compared_as_those_of_compose(shipped: Asked) -> None:
    report = checked(shipped, values=VALUES.format(api="1.9.0", daemon="0.1.0"))
    assert told(report) == [
        ("dispatch/box", "note", "dify-plugin-daemon 0.3.0 has them"),
        ("image.pluginDaemon.tag", "warning", "use 0.1.1 or later"),
        ("management/stamps", "warning", "dify-plugin-daemon 0.2.0 has it"),
    ]
    assert {p.line for p in report.problems if p.id == IMAGE_DOES_NOT_FIT.id} == {5}


@pytest.mark.parametrize(("api", "daemon"), [("1.9.0", "0.3.0"), ("1.8.1", "0.1.0"), ("", "0.1.0")])
def test_images_that_fit_or_of_another_dify_are_no_problem(
    shipped: Asked, api: str, daemon: str
) -> None:
    assert told(checked(shipped, values=VALUES.format(api=api, daemon=daemon))) == []


def test_the_next_patch_of_dify_calls_the_same(shipped: Asked) -> None:
    assert told(checked(shipped, values=VALUES.format(api="1.9.1", daemon="0.1.0"))) != []


def test_an_image_of_the_chart_itself_that_does_not_fit_is_a_note(tmp_path: Path) -> None:
    def value(path: str, text: str, line: int) -> ConfigUse:
        return ConfigUse(
            name=path, role="sets", via="helm-values", value=text, line=line, end_line=line
        )

    facts: list[Fact] = [
        value("image.api.repository", "langgenius/dify-api", 1),
        value("image.api.tag", "1.9.0", 2),
        value("image.pluginDaemon.repository", "langgenius/dify-plugin-daemon", 3),
        value("image.pluginDaemon.tag", "0.2.0-local", 4),
        value("api.logLevel", "INFO", 5),
    ]
    asked = paired(tmp_path, "0.3.0", chart=facts)
    report = checked(asked, values="api:\n  logLevel: DEBUG\n")
    fitting = checked(
        asked, values='api:\n  logLevel: DEBUG\nimage:\n  pluginDaemon:\n    tag: "0.3.0"\n'
    )
    own = checked(asked, values='image:\n  pluginDaemon:\n    tag: "0.1.0"\n')
    asked.index.close()
    assert told(report) == told(fitting) == []
    [note] = [note for note in report.notes if "dispatch/box" in note]
    assert note.endswith("which dify api 1.9.0 calls; dify-plugin-daemon 0.3.0 has them")
    assert not [note for note in fitting.notes if "dispatch/box" in note]
    assert ("image.pluginDaemon.tag", "warning", "use 0.1.1 or later") in told(own)
