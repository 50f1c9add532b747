"""The settings of a user's file, and the changes that affect them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ctxkit.ask.drift.drift import Drift
from ctxkit.ask.drift.own_settings import affecting, settings_in
from ctxkit.errors import UsageError
from ctxkit.files.user_files import CustomerFile
from ctxkit.model import ConfigUse, Fact
from tests.ask.drift.test_drift import compared, key, names, snapshot


def settings(path: str, text: str) -> dict[str, Any]:
    return settings_in(CustomerFile(path=path, data=text.encode()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LOG_LEVEL: DEBUG\n", {"LOG_LEVEL": "DEBUG"}),
        ('K="a\\"b"\n', {"K": 'a"b'}),
        ('K="one\ntwo"\n', {"K": "one\ntwo"}),
        ("C=x\t# note\n", {"C": "x\t# note"}),
        ("F=${A:-5}\n", {"F": "5"}),
        ("# A=1\nexport B=2\r\n", {"B": "2"}),
    ],
)
def test_a_env_is_read_as_compose_reads_it(text: str, expected: dict[str, str]) -> None:
    assert settings("my.env", text) == expected
    assert settings("folder.yaml/my", text) == expected


def test_a_values_file_sets_its_paths_and_the_variables_in_its_lists() -> None:
    text = (
        "api:\n  replicas: 2\n  extraEnv:\n  - name: A\n    value: '1'\n"
        "  - {name: B, valueFrom: {}}\n  - {value: 3}\n  - {name: 4, value: 5}\n  - text\n"
    )
    for path in ("my.yaml", "MY.YML"):
        found = settings(path, text)
        assert list(found) == ["A", "B", "api.replicas", "api.extraEnv"]
        assert (found["A"], found["B"], found["api.replicas"]) == ("1", None, 2)


def test_a_file_without_settings_is_refused() -> None:
    with pytest.raises(UsageError, match=r"my\.txt: no settings found") as raised:
        settings("my.txt", "Ask ops first.\n")
    assert ".yaml" in raised.value.hint
    with pytest.raises(UsageError, match=r"my\.yaml:1: invalid YAML"):
        settings("folder/my.yaml", "a: 'b")


def renamed(name: str, target: str) -> ConfigUse:
    return ConfigUse(
        name=name, target=target, line=2, end_line=2,
        role="renames", via="compose", services=("api",), value="x",
    )  # fmt: skip


def changed(tmp_path: Path, mine: list[str], facts: list[Fact] | None = None) -> Drift:
    compose = facts or []
    old: list[list[Fact]] = [[key("A", "1"), key("B", "1", aliases=("B2",))], compose]
    new: list[list[Fact]] = [[key("A", "2"), key("B", "2", aliases=("B2",))], compose]
    found, before, after = compared(tmp_path, old, new)
    return affecting(found, mine, before.index, after.index)


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        (["A"], {"A": ("A",)}),
        (["B2"], {"B": ("B2",)}),
        (["API_A"], {"A": ("API_A",)}),
        (["a"], {}),
        ([], {}),
        (["A", "B", "B2"], {"A": ("A",), "B": ("B", "B2")}),
    ],
)
def test_a_name_or_what_it_is_set_from(
    tmp_path: Path, mine: list[str], expected: dict[str, tuple[str, ...]]
) -> None:
    found = changed(tmp_path, mine, [renamed("API_A", "A")])
    assert {change.setting.name: change.mine for change in found.defaults} == expected


def test_a_setting_of_a_layer_is_only_affected_by_its_own_name(tmp_path: Path) -> None:
    def env(value: str) -> ConfigUse:
        return ConfigUse(name="E", line=1, end_line=1, role="sets", via="env-example", value=value)

    found, before, after = compared(tmp_path, [[], [], [env("1")]], [[], [], [env("2")]])
    assert names(affecting(found, ["E"], before.index, after.index).defaults) == [("E", "E")]
    assert not affecting(found, ["F"], before.index, after.index)


@pytest.mark.parametrize(
    ("mine", "expected"),
    [
        (["api.log"], ("api.log",)),
        (["api"], ("api",)),
        (["api.log.level", "api.log.file"], ("api.log.level", "api.log.file")),
        (["api.logs"], ()),
        (["log"], ()),
    ],
)
def test_a_value_is_affected_at_above_and_below_its_path(
    tmp_path: Path, mine: list[str], expected: tuple[str, ...]
) -> None:
    from tests.ask.literal import literal_index

    def value(text: str) -> ConfigUse:
        return ConfigUse(
            name="api.log", line=1, end_line=1, role="sets", via="helm-values", value=text
        )

    from ctxkit.ask.drift.drift import drift

    sides = []
    for name, text in (("old", "1"), ("new", "2")):
        (tmp_path / name).mkdir()
        files = {"dify-helm": {"charts/dify/values.yaml": ("\n", [value(text)])}}
        sides.append(snapshot(literal_index(tmp_path / name, files)))  # type: ignore[arg-type]
    found = affecting(drift(*sides), mine, *(side.index for side in sides))
    assert [change.mine for change in found.defaults] == ([expected] if expected else [])


def test_notes_stay(tmp_path: Path) -> None:
    found, before, after = compared(tmp_path, [[], []], [[], []])
    noted = Drift(notes=("said",), defaults=found.defaults)
    assert affecting(noted, [], before.index, after.index).notes == ("said",)
