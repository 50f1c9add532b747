"""What each layer gives a setting."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact, LayerValue, Location
from ctxkit.settings.layer_values import differing_values, layers_of, same_value
from tests.settings.sources import declared, fact_index, study, used
from tests.settings.test_status_evidence import CHART, COMPOSE, line

EXAMPLE = "dify docker/.env.example"
VALUES = "dify-helm charts/dify/values.yaml"


def rows(folder: Path, facts: dict[str, list[Fact]], *start: str) -> list[tuple[str, str, bool]]:
    return [(row.layer, row.value, row.differs) for row in table(folder, facts, *start)]


def table(folder: Path, facts: dict[str, list[Fact]], *start: str) -> tuple[LayerValue, ...]:
    found = study(fact_index(folder, facts), *start)
    return layers_of(found.chain, found.records)


def env(name: str, value: str, number: int = 1) -> Fact:
    return used(name, number, role="sets", via="env-example", value=value)


WORLD: dict[str, list[Fact]] = {
    "dify api/x.py": [declared("KEY", 3, default="plain"), used("KEY", 9)],
    "dify-plugin-daemon x.go": [declared("SERVER_KEY", 8, origin="envconfig")],
    EXAMPLE: [env("KEY", "placeholder")],
    COMPOSE: [
        line("KEY", "KEY", 2, "api", "web", value="placeholder"),
        line("KEY", "SERVER_KEY", 31, "plugin_daemon", value="plain"),
    ],
    CHART: [line("daemon.key", "KEY", 9, "api", role="renders", via="helm-template")],
    VALUES: [used("daemon.key", 4, role="sets", via="helm-values", value="charted")],
}


def test_every_layer_is_a_row_a_program_s_own_first(tmp_path: Path) -> None:
    assert rows(tmp_path, WORLD, "env KEY") == [
        ("code", "plain", False),
        (".env.example", "placeholder", True),
        ("compose", "placeholder", True),
        ("compose", "plain", False),
        ("chart values", "charted", True),
    ]


def test_a_row_names_its_program_or_the_services_that_use_it(tmp_path: Path) -> None:
    found = [(row.name, row.program, row.services) for row in table(tmp_path, WORLD, "env KEY")]
    assert found == [
        ("KEY", "api", ()),
        ("KEY", "", ()),
        ("KEY", "", ("api",)),
        ("KEY", "", ("plugin_daemon",)),
        ("daemon.key", "", ()),
    ]


@pytest.mark.parametrize(
    ("place", "fact", "row"),
    [
        ("dify api/x.py", used("K", via="getenv", value="7"), ("code", "7")),
        ("dify api/x.py", used("K", via="config", value="7"), ("code", "7")),
        ("dify web/x.ts", used("K", via="env", value="7"), ("code", "7")),
        ("dify api/x.sh", used("K", via="shell", value="7"), ("entrypoint", "7")),
        ("dify docker/nginx/x.template", used("K", via="template", value="7"), ("template", "7")),
        ("dify api/x.py", used("K", via="dify_config", value="7"), None),
        (COMPOSE, used("K", via="compose", value="7"), ("compose", "7")),
        ("dify docker/docker-compose-template.yaml", used("K", via="compose", value="7"), None),
        ("dify docker/x.sh", used("K", via="shell", value="7"), None),
        ("dify docker/certbot/x.sh", used("K", via="shell", value="7"), None),
        ("dify api/x.sh", used("K", via="shell", role="sets", value="7"), ("entrypoint", "7")),
        ("dify api/Dockerfile",
         used("K", via="dockerfile", role="sets", value="7"), ("image", "7")),
        ("dify-sandbox conf/config.yaml",
         used("K", via="sandbox-config", role="sets", value="7"), ("config.yaml", "7")),
        ("dify-plugin-daemon x.go",
         used("K", via="code-default", role="sets", value="7"), ("code", "7")),
        (EXAMPLE, used("K", via="env-example", role="sets"), None),
        ("dify api/.env.example", used("K", via="env-example", role="sets", value="7"), None),
        (EXAMPLE, used("K", via="env-example-commented", role="sets", value="7"), None),
        (CHART, used("K", via="helm-literal", role="renders", value="7", target="K"),
         ("chart template", "7")),
        (CHART, used("K", via="helm-computed", role="renders", value="7", target="K"), None),
        ("dify api/x.py", declared("K", default="7"), ("code", "7")),
        ("dify api/x.py", declared("K"), None),
    ],
)  # fmt: skip
def test_the_layer_of_a_value(
    tmp_path: Path, place: str, fact: Fact, row: tuple[str, str] | None
) -> None:
    start = [f"{scope} K" for scope in ("api", "web", "nginx", "env", "sandbox", "plugin_daemon")]
    start += ["image:certbot K", "values K"]
    found = [(layer, value) for layer, value, _ in rows(tmp_path, {place: [fact]}, *start)]
    assert found == ([row] if row else [])


def test_related_settings_and_tests_have_no_rows(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [
            declared("A", 1, aliases=("B",), default="a"),
            declared("B", 2, default="b"),
        ],
        "dify api/tests/test_x.py": [declared("A", 1, default="t")],
    }
    assert rows(tmp_path, facts, "api A") == [("code", "a", False)]


def test_what_is_computed_from_the_setting_has_no_rows(tmp_path: Path) -> None:
    facts = {
        "dify api/configs.py": [
            declared("BROKER_URL", 1, default="redis://"),
            declared("USE_SSL", 2, origin="computed"),
            used("BROKER_URL", 9, via="field", target="USE_SSL"),
        ],
        "dify docker/.env.example": [env("BROKER_URL", "redis://x", 1), env("USE_SSL", "false", 2)],
        COMPOSE: [
            used("BROKER_URL", 3, role="sets", via="compose", services=("api",)),
            used("USE_SSL", 4, role="sets", via="compose", services=("api",)),
        ],
    }
    found = table(tmp_path, facts, "env BROKER_URL")
    assert {row.name for row in found} == {"BROKER_URL"}


@pytest.mark.parametrize(("via", "shown"), [("getenv", 1), ("shell", 2)])
def test_a_fallback_beside_the_declaration_is_no_layer(
    tmp_path: Path, via: str, shown: int
) -> None:
    read = used("URL", 2, via=via, value="http://127.0.0.1")
    facts = {"dify api/configs.py": [declared("URL", 1, default="")], "dify api/x.py": [read]}
    assert len(table(tmp_path / "a", facts, "api URL")) == shown
    alone = table(tmp_path / "b", {"dify api/x.py": [read]}, "api URL")
    assert [row.value for row in alone] == ["http://127.0.0.1"]


def test_without_a_program_s_own_value_the_first_layer_is_the_measure(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [used("K", 1)],
        EXAMPLE: [env("K", "1")],
        COMPOSE: [line("K", "K", 2, "api", value="2")],
    }
    assert rows(tmp_path, facts, "env K") == [
        (".env.example", "1", False),
        ("compose", "2", True),
    ]


def test_values_of_other_names_are_not_measured_by_the_first_layer(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [used("K", 1)],
        EXAMPLE: [env("TOP", "1")],
        COMPOSE: [line("TOP", "K", 2, "api", value="1")],
        CHART: [line("a.k", "K", 3, "api", role="renders", via="helm-template")],
        VALUES: [used("a.k", 4, role="sets", via="helm-values", value="2")],
    }
    assert rows(tmp_path, facts, "env TOP")[-1] == ("chart values", "2", False)


def test_a_row_that_only_idle_services_receive_does_not_differ(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        EXAMPLE: [env("USER", "postgres")],
        COMPOSE: [
            line("USER", "USER", 3, "web", value=""),
            line("USER", "USER", 9, "db", value="admin"),
        ],
    }
    assert rows(tmp_path, facts, "env USER") == [
        (".env.example", "postgres", False),
        ("compose", "", False),
        ("compose", "admin", True),
    ]


def test_a_container_of_others_may_use_what_it_receives(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        EXAMPLE: [env("USER", "postgres")],
        COMPOSE: [line("USER", "USER", 9, "web", "db", value="admin")],
    }
    assert rows(tmp_path, facts, "env USER")[-1] == ("compose", "admin", True)


@pytest.mark.parametrize(
    ("key", "value", "differs"),
    [
        (declared("K", 1, default="compute()", default_is_expression=True), "2", False),
        (declared("K", 1, default="1"), "2", True),
    ],
)
def test_an_expression_is_not_compared(
    tmp_path: Path, key: Fact, value: str, differs: bool
) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [key],
        COMPOSE: [line("K", "K", 2, "api", value=value)],
    }
    assert rows(tmp_path, facts, "env K")[-1] == ("compose", value, differs)


@pytest.mark.parametrize(
    ("value", "differs"), [("oss.TYPE_LOCAL", False), ("LOCAL_TYPE", False), ("s3", True)]
)
def test_a_constant_of_go_is_not_compared(tmp_path: Path, value: str, differs: bool) -> None:
    facts: dict[str, list[Fact]] = {
        COMPOSE: [line("K", "K", 2, "plugin_daemon", value="local")],
        "dify-plugin-daemon x.go": [
            declared("K", 8, origin="envconfig"),
            used("K", 20, role="sets", via="code-default", value=value),
        ],
    }
    assert rows(tmp_path, facts, "env K")[-1] == ("compose", "local", differs)


def rendered(number: int, **more: object) -> Fact:
    values = {"role": "renders", "via": "helm-template", **more}
    path = str(values.pop("path", "a.port"))
    return line(path, "URL", number, "api", **values)


@pytest.mark.parametrize(
    ("templates", "differs"),
    [
        ([rendered(9)], True),
        ([rendered(9, partial=True)], False),
        ([rendered(9), rendered(9, path="a.host")], False),
        ([rendered(9, via="helm-fallback")], False),
        ([rendered(9, via="helm-fallback"), rendered(10)], True),
        ([rendered(9), rendered(12), rendered(12, path="a.host")], True),
        ([rendered(9), rendered(12, partial=True)], False),
    ],
)
def test_a_value_that_is_only_a_part_is_not_compared(
    tmp_path: Path, templates: list[Fact], differs: bool
) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [declared("URL", 1, default="http://x:1")],
        CHART: templates,
        VALUES: [used("a.port", 4, role="sets", via="helm-values", value="8194")],
    }
    assert ("chart values", "8194", differs) in rows(tmp_path, facts, "values a.port")


def test_forty_rows_are_enough(tmp_path: Path) -> None:
    lines = [line("K", "K", n, "api", value=str(n)) for n in range(1, 50)]
    assert len(rows(tmp_path, {COMPOSE: lines}, "env K")) == 40


def test_no_rows(tmp_path: Path) -> None:
    assert rows(tmp_path, {"dify api/x.py": [used("K", 1)]}, "api K") == []


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("600", "600.0", True),
        ("true", "True", True),
        ("'x'", '"x"', True),
        (" x ", "x", True),
        ("None", "", True),
        ("null", None, True),
        ("undefined", "", True),
        ("1", "2", False),
        ("a", "b", False),
        ("0", "", False),
        ("", "x", False),
    ],
)
def test_values_that_mean_the_same(left: str | None, right: str | None, same: bool) -> None:
    assert same_value(left, right) is same


def value(layer: str, text: str, *, differs: bool) -> LayerValue:
    where = Location(repo="dify", path="x", line=1, end_line=1)
    return LayerValue(layer=layer, name="K", value=text, location=where, differs=differs)


def test_layers_that_differ_are_named_by_value() -> None:
    layers = [
        value("code", "1", differs=False),
        value(".env.example", "", differs=True),
        value("compose", "", differs=True),
        value("chart values", "x" * 41, differs=True),
        value("image", "52428800", differs=True),
    ]
    assert differing_values(layers) == (
        "the layers differ: 1 in code; empty in .env.example, compose; "
        f"{'x' * 40}... in chart values; 52428800 (50 MiB) in image"
    )
    assert differing_values(layers[:1]) == ""


def test_eight_values_are_enough() -> None:
    layers = [value("code", "0", differs=False)]
    layers += [value("compose", str(n), differs=True) for n in range(1, 12)]
    assert differing_values(layers).count(";") == 7


def test_a_value_of_forty_characters_is_whole() -> None:
    layers = [value("code", "0", differs=False), value("compose", "x" * 40, differs=True)]
    assert differing_values(layers).endswith(f"{'x' * 40} in compose")
