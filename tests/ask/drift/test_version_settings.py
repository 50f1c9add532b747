"""The settings of one version, over literal facts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.drift.version_settings import (
    COMPOSE,
    VersionSetting,
    computed_of,
    names_in_env,
    program_name,
    rank,
    settings_of,
)
from ctxkit.dify.paths import COMPOSE_FILE
from ctxkit.model import ConfigKey, ConfigUse, Fact, Location
from tests.ask.literal import Files, literal_index

API, DAEMON, ENV = "api/configs/app.py", "internal/types/app/config.go", "docker/.env.example"
VALUES, SUBCHART = "charts/dify/values.yaml", "charts/dify/charts/redis/values.yaml"


def key(name: str, default: str | None = None, **more: object) -> ConfigKey:
    return ConfigKey(
        name=name, line=1, end_line=1, default=default, **{"origin": "pydantic", **more}
    )  # type: ignore[arg-type]


def use(name: str, via: str, **more: object) -> ConfigUse:
    return ConfigUse(name=name, line=1, end_line=1, via=via, **{"role": "sets", **more})  # type: ignore[arg-type]


def settings(folder: Path, files: dict[tuple[str, str], list[Fact]]) -> list[VersionSetting]:
    written: Files = {}
    for (repo, path), facts in files.items():
        written.setdefault(repo, {})[path] = ("\n", facts)
    asked = literal_index(folder, written)
    uses = [use for use in asked.index.all(ConfigUse) if not use.test]
    return list(settings_of(asked.index, uses).values())


def named(found: list[VersionSetting]) -> list[tuple[str, str, str | None]]:
    return [(each.scope, each.name, each.default) for each in found]


def test_declarations_and_layers_in_the_order_of_programs(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        {
            ("dify", "web/env.ts"): [key("WEB", "w")],
            ("dify", API): [
                key("B", "b"),
                key("A", "a", type="int", attribute="attr", aliases=("A2",)),
            ],
            ("dify-plugin-daemon", DAEMON): [key("D")],
            ("dify", ENV): [use("E", "env-example", value="e", description="said")],
            ("dify", COMPOSE_FILE): [use("C", "compose", value="c")],
            ("dify-helm", VALUES): [use("api.x", "helm-values", value="x")],
        },
    )
    assert named(found) == [
        ("api", "A", "a"),
        ("api", "B", "b"),
        ("plugin_daemon", "D", None),
        ("web", "WEB", "w"),
        ("env", "E", "e"),
        ("compose", "C", "c"),
        ("values", "api.x", "x"),
    ]
    first = found[0]
    assert (first.type, first.attribute, first.aliases, first.program) == (
        "int",
        "attr",
        ("A2",),
        "dify api",
    )
    assert (found[4].description, found[4].program) == ("said", "docker/.env.example")


@pytest.mark.parametrize(
    ("path", "fact"),
    [
        (("dify", ENV), use("X", "env-example-commented", value="1")),
        (("dify", COMPOSE_FILE), use("X", "compose")),
        (("dify", COMPOSE_FILE), use("X", "compose-image", value="1")),
        (("dify", "docker/docker-compose.middleware.yaml"), use("X", "compose", value="1")),
        (("dify", "docker/middleware.env.example"), use("X", "env-example", value="1")),
        (("dify-helm", SUBCHART), use("X", "helm-values", value="1")),
        (("dify-helm", "charts/dify/values-test.yaml"), use("X", "helm-values", value="1")),
        (("dify-helm", VALUES), use("X", "helm-condition", value="1")),
        (("dify", API), use("X", "dify_config", role="reads")),
        (("dify", API), key("X", origin="computed")),
        (("dify", API), key("X", origin="property")),
        (("dify", "api/tests/conf.py"), key("X")),
        (("dify", "docker/middleware.env.example"), key("X")),
        (("dify", "scripts/x.py"), key("X")),
    ],
)
def test_facts_that_are_no_settings_of_a_version(
    tmp_path: Path, path: tuple[str, str], fact: Fact
) -> None:
    assert settings(tmp_path, {path: [fact]}) == []


def test_a_default_in_a_programs_own_file_counts_where_the_declaration_has_none(
    tmp_path: Path,
) -> None:
    own = [
        use("max_workers", "code-default", value="4"),
        use("other", "code-default", target="RENAMED", value="5"),
        use("attr", "sandbox-config", value="6"),
        use("has", "code-default", value="7"),
        use("none", "code-default"),
    ]
    keys = [
        key("MAX_WORKERS"),
        key("RENAMED"),
        key("BY", attribute="attr"),
        key("HAS", "own"),
        key("NONE"),
    ]
    found = settings(tmp_path, {("dify", API): keys, ("dify", "api/defaults.py"): own})
    assert {each.name: each.default for each in found} == {
        "MAX_WORKERS": "4",
        "RENAMED": "5",
        "BY": "6",
        "HAS": "own",
        "NONE": None,
    }


def test_of_several_declarations_the_best_counts(tmp_path: Path) -> None:
    found = settings(
        tmp_path,
        {
            ("dify", "api/a.py"): [key("X", "environment", origin="getenv"), key("Y")],
            ("dify", "api/b.py"): [key("X"), key("Y", "second")],
            ("dify", "api/c.py"): [key("X", "third"), key("Y", "third")],
        },
    )
    assert named(found) == [("api", "X", "third"), ("api", "Y", "second")]


def test_the_names_that_containers_give_a_variable(tmp_path: Path) -> None:
    passed = [
        use("X", "compose", role="renames", target="A", value="1"),
        use("X", "compose", role="renames", target="B", value="1"),
        use("X", "compose", role="sets", target="C", value="1"),
    ]
    found = settings(tmp_path, {("dify", COMPOSE_FILE): passed})
    assert [each.targets for each in found] == [("A", "B")]


def test_computed_settings(tmp_path: Path) -> None:
    facts = [key("A", origin="computed"), key("B", origin="property"), key("C")]
    files: Files = {
        "dify": {API: ("\n", list(facts)), "api/tests/t.py": ("\n", [key("T", origin="computed")])}
    }
    asked = literal_index(tmp_path, files)
    assert computed_of(asked.index) == {("api", "A"), ("api", "B")}


def test_the_names_that_docker_env_may_set() -> None:
    def setting(scope: str, name: str, *aliases: str) -> VersionSetting:
        location = Location(repo="dify", path="p", line=1, end_line=1)
        return VersionSetting(scope=scope, name=name, location=location, aliases=aliases)

    settings = [
        setting("api", "A", "A2"),
        setting("env", "E"),
        setting(COMPOSE, "C"),
        setting("values", "v.x"),
        setting("plugin:p", "P"),
    ]
    assert names_in_env(settings) == {"A", "A2", "E", "C"}


def test_ranks_and_names_of_scopes() -> None:
    scopes = [
        "plugin:x",
        "values",
        "compose",
        "env",
        "agent",
        "web",
        "sandbox",
        "plugin_daemon",
        "api",
    ]
    assert sorted(scopes, key=rank) == scopes[::-1]
    assert [program_name(scope) for scope in ("api", "env", COMPOSE, "values")] == [
        "dify api",
        "docker/.env.example",
        "docker-compose.yaml",
        "Helm values",
    ]
