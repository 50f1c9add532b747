"""`explain` as a whole, over literal facts in Dify's style."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxkit.ask.explain.explain import answer_for, explain
from ctxkit.dify.repositories import REPOSITORIES
from ctxkit.model import ConfigKey, ConfigUse, Fact, Finding, KeyAnswer
from ctxkit.output.diagram import chain_lines
from ctxkit.settings.graph import SettingsGraph
from tests.ask.literal import Asked, Files, literal_index
from tests.settings.sources import source_index


def text(*facts: Fact) -> tuple[str, list[Fact]]:
    """Return a file whose line n says n, with facts."""
    return "\n".join(f"line {n}" for n in range(1, 60)) + "\n", list(facts)


def field(name: str, line: int, **more: object) -> ConfigKey:
    return ConfigKey(name=name, line=line, end_line=line, origin="pydantic", owner="Config", **more)  # type: ignore[arg-type]


def read(name: str, line: int, **more: object) -> ConfigUse:
    return ConfigUse(
        **{
            "role": "reads",
            "via": "dify_config",
            "name": name,
            "line": line,
            "end_line": line,
            **more,
        }
    )  # type: ignore[arg-type]


def env(name: str, line: int, value: str) -> ConfigUse:
    return ConfigUse(
        name=name, line=line, end_line=line, role="sets", via="env-example", value=value
    )


def compose(name: str, target: str, line: int, *services: str, **more: object) -> ConfigUse:
    role = "sets" if name == target else "renames"
    return ConfigUse(
        name=name,
        target=target,
        line=line,
        end_line=line,
        role=role,
        via="compose",
        services=services,
        **more,  # type: ignore[arg-type]
    )


FILES: Files = {
    "dify": {
        "api/configs/feature.py": text(
            field(
                "DAEMON_KEY",
                3,
                attribute="DAEMON_KEY",
                type="str",
                default="plain-key",
                description="Key of the daemon",
            ),
            field("RETRIES", 5, attribute="RETRIES", type="PositiveInt", default="3"),
            field("NEVER_READ", 7, attribute="NEVER_READ", type="int", default="1"),
            field("BUS_URL", 9, attribute="PUBSUB_URL", aliases=("PUBSUB_URL",), type="str"),
            ConfigKey(
                name="DB_URI", line=11, end_line=13, origin="computed", owner="Config", type="str"
            ),
        ),
        "api/core/daemon.py": text(
            read("DAEMON_KEY", 10),
            read("RETRIES", 12),
            read("RETRIES", 20, via="copy", group="self.tries", symbol="Daemon.call"),
            read("BATCH", 14, via="getenv", value="10"),
        ),
        "api/core/api_key.py": text(read("API_KEY", 20)),
        "api/tests/test_daemon.py": text(read("DAEMON_KEY", 1)),
        "docker/.env.example": text(
            env("DAEMON_KEY", 1, "placeholder"),
            env("SANDBOX_API_KEY", 2, "dify-sandbox"),
            env("NEVER_READ", 3, "2"),
            env("NOBODY", 4, "9"),
            env("RETRIES", 5, "3"),
            env("DB_PASS", 6, "x"),
            ConfigUse(
                name="COMMENTED",
                line=7,
                end_line=7,
                role="sets",
                via="env-example-commented",
                value="1",
            ),
            env("CODE_EXECUTION_API_KEY", 8, "dify-sandbox"),
        ),
        "docker/docker-compose.yaml": text(
            compose("DAEMON_KEY", "DAEMON_KEY", 2, group="shared", value="placeholder"),
            compose("NEVER_READ", "NEVER_READ", 3, group="shared", value="2"),
            compose("NOBODY", "NOBODY", 4, group="shared", value="9"),
            ConfigUse(
                name="*shared",
                line=20,
                end_line=20,
                role="sets",
                via="compose-merge",
                services=("api",),
            ),
            ConfigUse(
                name="*shared",
                line=30,
                end_line=30,
                role="sets",
                via="compose-merge",
                services=("plugin_daemon",),
            ),
            compose("DAEMON_KEY", "SERVER_KEY", 31, "plugin_daemon", value="placeholder"),
            compose("SANDBOX_API_KEY", "API_KEY", 40, "sandbox", value="dify-sandbox"),
            compose("DB_PASS", "POSTGRES_PASSWORD", 50, "db_postgres", value="x"),
        ),
    },
    "dify-plugin-daemon": {
        "internal/config.go": text(
            ConfigKey(
                name="SERVER_KEY",
                attribute="ServerKey",
                type="string",
                line=8,
                end_line=8,
                origin="envconfig",
            ),
            read("ServerKey", 30, via="field"),
        ),
    },
    "dify-sandbox": {
        "internal/static/config.go": text(
            ConfigKey(
                name="API_KEY",
                attribute="Key",
                type="string",
                line=58,
                end_line=58,
                origin="getenv",
            ),
        ),
    },
    "dify-helm": {
        "charts/dify/values.yaml": text(
            ConfigUse(
                name="daemon.auth.key",
                line=4,
                end_line=4,
                role="sets",
                via="helm-values",
                value="chart-key",
            ),
        ),
        "charts/dify/templates/api-secret.yaml": text(
            ConfigUse(
                name="daemon.auth.key",
                target="DAEMON_KEY",
                line=9,
                end_line=9,
                role="renders",
                via="helm-template",
                services=("api",),
            ),
        ),
    },
}


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    asked = literal_index(tmp_path, FILES)
    yield asked
    asked.index.close()


def ask(asked: Asked, key: str) -> Finding:
    return explain(asked.index, asked.sources, key)


def only(asked: Asked, key: str) -> KeyAnswer:
    (answer,) = ask(asked, key).keys
    return answer


def places(answer: KeyAnswer) -> list[str]:
    return [
        f"{p.role} {p.location.path.rpartition('/')[2]}:{p.location.line}" for p in answer.places
    ]


def test_a_key_is_followed_through_its_rename_into_another_program(asked: Asked) -> None:
    answer = only(asked, "DAEMON_KEY")
    assert places(answer)[:3] == [
        "declares feature.py:3",
        "declares config.go:8",
        "sets .env.example:1",
    ]
    assert "renames docker-compose.yaml:31" in places(answer)
    assert "reads config.go:30" in places(answer)
    assert "renders api-secret.yaml:9" in places(answer)
    assert places(answer)[-1] == "reads test_daemon.py:1"
    assert (answer.default, answer.type, answer.description) == (
        "plain-key",
        "str",
        "Key of the daemon",
    )
    assert answer.status == "live"
    assert set(answer.services) == {"api", "plugin_daemon"}


def test_a_place_has_its_line_and_its_name(asked: Asked) -> None:
    place = next(p for p in only(asked, "DAEMON_KEY").places if p.role == "renames")
    assert (place.text, place.name, place.value) == (
        "line 31",
        "DAEMON_KEY -> SERVER_KEY",
        "placeholder",
    )


def test_a_setting_that_code_copies_is_followed_to_where_the_copy_is_read(asked: Asked) -> None:
    reads = [p for p in only(asked, "RETRIES").places if p.role == "reads"]
    assert [(p.location.line, p.name) for p in reads] == [
        (12, "RETRIES"),
        (20, "RETRIES -> self.tries"),
    ]


def test_a_name_counts_only_in_its_program(asked: Asked) -> None:
    answer = only(asked, "SANDBOX_API_KEY")
    assert "declares config.go:58" in places(answer)
    assert "reads api_key.py:20" not in places(answer)
    assert all("feature.py" not in place for place in places(answer))


def test_one_name_in_two_programs_is_two_settings(asked: Asked) -> None:
    finding = ask(asked, "API_KEY")
    assert [places(answer)[0] for answer in finding.keys] == [
        "declares config.go:58",
        "reads api_key.py:20",
    ]


@pytest.mark.parametrize(
    "spelling",
    [
        "daemon-key",
        "dify_config.DAEMON_KEY",
        "${DAEMON_KEY:-x}",
        "DAEMON_KEY=secret",
        "daemonKey",
        " `DAEMON_KEY` ",
    ],
)
def test_any_spelling_leads_to_the_key(asked: Asked, spelling: str) -> None:
    finding = ask(asked, spelling)
    assert "declares feature.py:3" in places(finding.keys[0])
    assert finding.confidence == ("medium" if spelling in ("daemon-key", "daemonKey") else "high")


def test_a_chart_value_is_answered_from_the_chart(asked: Asked) -> None:
    for spelling in ("daemon.auth.key", "{{ .Values.daemon.auth.key | quote }}"):
        answer = only(asked, spelling)
        assert places(answer)[:3] == [
            "sets values.yaml:4",
            "renders api-secret.yaml:9",
            "declares feature.py:3",
        ]
        assert answer.default == "chart-key"


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("DAEMON_KEY", "live"),
        ("RETRIES", "undelivered"),
        ("NEVER_READ", "unread"),
        ("NOBODY", "dead"),
        ("DB_URI", "computed"),
        ("DB_PASS", "live"),
    ],
)
def test_status(asked: Asked, key: str, status: str) -> None:
    assert only(asked, key).status == status


def test_the_fallback_of_a_read_is_the_default_of_an_undeclared_key(asked: Asked) -> None:
    assert only(asked, "BATCH").default == "10"


def test_what_getattr_takes_from_any_object_is_a_read_of_a_declared_setting_alone(
    tmp_path: Path,
) -> None:
    taken = [read("OTLP_URL", 5, via="getattr"), read("HTTP_OK", 6, via="getattr")]
    files: Files = {
        "dify": {"api/configs/x.py": text(field("OTLP_URL", 3)), "api/core/x.py": text(*taken)}
    }
    asked = literal_index(tmp_path, files)
    assert places(only(asked, "OTLP_URL")) == ["declares x.py:3", "reads x.py:5"]
    assert only(asked, "OTLP_URL").status == "live"
    assert ask(asked, "HTTP_OK").keys == ()


def test_a_line_of_a_file_that_a_service_reads_whole_reaches_it_under_its_own_name(
    tmp_path: Path,
) -> None:
    whole = ConfigUse(
        name="./envs/core/shared.env",
        line=4,
        end_line=4,
        role="sets",
        via="compose-env-file",
        services=("api",),
    )
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/configs/x.py": text(field("RETRIES", 3, default="3"), field("OTHER", 4)),
                "api/core/x.py": text(read("RETRIES", 5), read("OTHER", 6)),
                "docker/envs/core/shared.env.example": text(env("RETRIES", 1, "5")),
                "docker/envs/core/web.env.example": text(env("OTHER", 1, "5")),
                "docker/docker-compose.yaml": text(whole),
            }
        },
    )
    answer = only(asked, "RETRIES")
    assert (answer.status, answer.services) == ("live", ("api",))
    assert any(
        "set `RETRIES` in docker/envs/core/shared.env (docker/envs/core/shared.env.example:1; "
        "copy it to shared.env first if that file is missing)" in n
        for n in answer.notes
    )
    assert only(asked, "OTHER").status == "undelivered"


def test_a_service_that_does_not_use_a_setting_is_idle(asked: Asked) -> None:
    answer = only(asked, "RETRIES")
    assert (answer.services, answer.idle_services) == ((), ())
    answer = only(asked, "DAEMON_KEY")
    assert (answer.services, answer.idle_services) == (("api", "plugin_daemon"), ())
    answer = only(asked, "NEVER_READ")
    assert (answer.services, answer.idle_services) == (("api", "plugin_daemon"), ("plugin_daemon",))


def test_a_script_of_another_container_reads_what_that_container_gets(tmp_path: Path) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "docker/.env.example": text(env("CERTBOT_OPTIONS", 1, "")),
                "docker/docker-compose.yaml": text(
                    compose("CERTBOT_OPTIONS", "CERTBOT_OPTIONS", 3, "certbot", "api", value="")
                ),
                "docker/certbot/docker-entrypoint.sh": text(
                    ConfigUse(name="CERTBOT_OPTIONS", line=3, end_line=3, role="reads", via="shell")
                ),
            }
        },
    )
    answer = only(asked, "CERTBOT_OPTIONS")
    assert (answer.status, answer.status_why) == ("live", "read by container certbot")
    assert (answer.services, answer.idle_services) == (("certbot", "api"), ("api",))
    assert any("`docker compose up -d certbot`" in note for note in answer.notes)


def test_a_name_that_only_the_middleware_gives_to_a_setting_of_the_api_says_so(
    tmp_path: Path,
) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/configs/x.py": text(field("DB_USERNAME", 3)),
                "api/core/x.py": text(read("DB_USERNAME", 5)),
                "docker/docker-compose.yaml": text(compose("DB_USERNAME", "DB_USERNAME", 3, "api")),
                "docker/middleware.env.example": text(env("DB_USER", 4, "postgres")),
                "docker/docker-compose.middleware.yaml": text(
                    compose("DB_USER", "DB_USERNAME", 3, "api")
                ),
            }
        },
    )
    answer = only(asked, "DB_USER")
    assert "which starts only the middleware" in answer.status_why
    assert [note for note in answer.notes if "to change it" in note] == [
        "to change it with compose: set `DB_USER` in docker/middleware.env "
        "(docker/middleware.env.example:4), "
        "then `docker compose -f docker-compose.middleware.yaml up -d api`"
    ]


def test_an_alias_is_the_same_setting(asked: Asked) -> None:
    assert (
        places(only(asked, "PUBSUB_URL"))
        == places(only(asked, "BUS_URL"))
        == ["declares feature.py:9"]
    )


def test_layers_that_disagree_are_pointed_out(asked: Asked) -> None:
    assert only(asked, "DAEMON_KEY").notes[0] == (
        "the layers differ: plain-key in code; placeholder in .env.example, compose; "
        "chart-key in chart values"
    )


def test_every_layer_is_a_row_with_its_place_and_what_differs_is_marked(asked: Asked) -> None:
    rows = [
        (row.layer, row.program, row.services, row.value, row.location.line, row.differs)
        for row in only(asked, "DAEMON_KEY").layers
    ]
    assert rows == [
        ("code", "api", (), "plain-key", 3, False),
        (".env.example", "", (), "placeholder", 1, True),
        ("compose", "", ("api",), "placeholder", 2, True),
        ("compose", "", ("plugin_daemon",), "placeholder", 31, True),
        ("chart values", "", (), "chart-key", 4, True),
    ]


def test_the_chain_goes_from_what_is_edited_to_what_the_code_reads(asked: Asked) -> None:
    assert chain_lines(only(asked, "DAEMON_KEY").chain) == [
        "DAEMON_KEY (.env) -> DAEMON_KEY (api) -> dify_config.DAEMON_KEY",
        "DAEMON_KEY (.env) -> SERVER_KEY (plugin_daemon) -> config.ServerKey",
        "daemon.auth.key -> DAEMON_KEY (api) -> dify_config.DAEMON_KEY",
    ]


@pytest.mark.parametrize(
    "key", ["DAEMON_RETRY_TIMES", "", "   ", "日本語", "\x00\x1f", "a" * 10_000, "${", "=", "..."]
)
def test_a_key_that_does_not_exist_is_not_claimed(asked: Asked, key: str) -> None:
    finding = ask(asked, key)
    assert (finding.keys, finding.confidence) == ((), "none")


def test_the_nearest_real_names_are_offered(asked: Asked) -> None:
    assert ask(asked, "DEAMON_KEY").suggestions[0] == "DAEMON_KEY"


def test_it_says_how_to_change_a_setting(asked: Asked) -> None:
    assert any(
        ".env.example:1" in note and "plugin_daemon" in note
        for note in only(asked, "DAEMON_KEY").notes
    )
    assert any("`daemon.auth.key`" in note for note in only(asked, "DAEMON_KEY").notes)
    assert any(
        "add `RETRIES:" in note and "worker_beat" in note for note in only(asked, "RETRIES").notes
    )
    assert not any(
        "to change it" in note
        for note in (*only(asked, "DB_URI").notes, *only(asked, "NOBODY").notes)
    )


@given(
    st.text(max_size=60) | st.binary(max_size=60).map(lambda data: data.decode("utf8", "replace"))
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_explain_never_fails_on_what_is_pasted(asked: Asked, text: str) -> None:
    finding = ask(asked, text)
    assert bool(finding.keys) == (finding.confidence != "none")


def test_a_name_in_a_comment_alone_is_dead(asked: Asked) -> None:
    answer = only(asked, "COMMENTED")
    assert places(answer) == ["documents .env.example:7"]
    assert answer.status == "dead"
    assert "comments" in answer.status_why


def test_a_setting_that_does_not_exist_in_a_repository_is_not_found(asked: Asked) -> None:
    finding = ask(asked, "DEAMON_KEY")
    assert finding.notes == ("no setting with this name in these repositories",)
    assert finding.question.command == "explain"
    assert [each.repo for each in finding.versions] == sorted(row.name for row in REPOSITORIES)


def values_of_chart(*paths: str) -> Files:
    values = [
        ConfigUse(name=path, line=n, end_line=n, role="sets", via="helm-values")
        for n, path in enumerate(paths, 1)
    ]
    return {"dify-helm": {"charts/dify/values.yaml": text(*values)}}


def test_a_group_of_values_names_the_values(tmp_path: Path) -> None:
    paths = [f"a.store.v{n:02}" for n in range(1, 15)]
    asked = literal_index(tmp_path, values_of_chart(*paths, "a.storeAll"))
    finding = ask(asked, "a.store")
    assert finding.notes == ("a.store is not a value but a group of values in the chart",)
    assert finding.suggestions == tuple(paths[:12])
    assert ask(asked, "a.stor").notes == ("no setting with this name in these repositories",)
    assert ask(asked, "a").notes == ("no setting with this name in these repositories",)


def test_credentials_of_plugins_are_not_variables(tmp_path: Path) -> None:
    keys = [
        ConfigKey(name="shop_api_key", line=3, end_line=3, origin="credential"),
        ConfigKey(name="shop_apikey", line=4, end_line=4, origin="credential"),
    ]
    asked = literal_index(
        tmp_path, {"dify-official-plugins": {"tools/shop/provider/shop.yaml": text(*keys)}}
    )
    finding = ask(asked, "SHOP_API_KEY")
    assert (finding.keys, finding.confidence) == ((), "none")
    assert finding.notes[1] == (
        "plugins have the credential shop_api_key, shop_apikey, "
        "which is set in the console, not by an environment variable"
    )


def test_names_that_differ_in_case_alone_are_pointed_out(tmp_path: Path) -> None:
    facts = [read("LOG_LEVEL", 1, via="getenv"), read("log-level", 2, via="getenv")]
    asked = literal_index(tmp_path, {"dify": {"api/x.py": text(*facts)}})
    assert ask(asked, "LOG_LEVEL").notes == ("not to be confused with log-level",)
    alone = literal_index(tmp_path / "alone", {"dify": {"api/x.py": text(facts[0])}})
    assert ask(alone, "LOG_LEVEL").notes == ()


def test_six_similar_names_are_enough(tmp_path: Path) -> None:
    names = ["A_B_C", "a_b_c", "A-B-C", "a-b-c", "A.B.C", "a.b.c", "ABC", "abc"]
    facts = [read(name, n, via="getenv") for n, name in enumerate(names, 1)]
    asked = literal_index(tmp_path, {"dify": {"api/x.py": text(*facts)}})
    (note,) = ask(asked, "A_B_C").notes
    assert note.count(",") == 5


@pytest.mark.parametrize(("count", "note"), [(6, ()), (8, ("2 more settings have this name: ",))])
def test_six_settings_of_one_name_are_answered(
    tmp_path: Path, count: int, note: tuple[str, ...]
) -> None:
    files = {f"tools/p{n}/x.py": text(read("PORT_NUMBER", 1, via="getenv")) for n in range(count)}
    finding = ask(literal_index(tmp_path, {"dify-official-plugins": files}), "PORT_NUMBER")
    assert len(finding.keys) == 6
    assert [each[: len(note[0])] if note else each for each in finding.notes] == list(note)


def test_eight_scopes_are_named(tmp_path: Path) -> None:
    files = {f"tools/p{n:02}/x.py": text(read("PORT_NUMBER", 1, via="getenv")) for n in range(15)}
    (note,) = ask(literal_index(tmp_path, {"dify-official-plugins": files}), "PORT_NUMBER").notes
    assert note.endswith("plugin tools/p13, ...")
    assert note.count("plugin ") == 8


def test_a_path_of_a_chart_that_is_not_at_hand_is_answered_without_compose(
    tmp_path: Path,
) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/configs/x.py": text(field("WEAVIATE_API_KEY", 3)),
                "api/core/x.py": text(read("WEAVIATE_API_KEY", 3)),
                "docker/docker-compose.yaml": text(),
            },
            "dify-helm": {
                "charts/dify/values.yaml": text(
                    ConfigUse(
                        name="vectorDB.weaviate.apiKeys",
                        line=3,
                        end_line=3,
                        role="sets",
                        via="helm-values",
                    )
                )
            },
        },
    )
    finding = ask(asked, "vectorDB.externalWeaviate.apiKey")
    assert finding.confidence == "low"
    assert [key.status for key in finding.keys] == ["live"]
    assert finding.suggestions == ("vectorDB.weaviate.apiKeys",)
    assert ask(asked, "WEAVIATE_API_KEY").keys[0].status == "undelivered"


def test_an_answer_for_a_topic_has_the_places_that_say_most(asked: Asked) -> None:
    graph = SettingsGraph(asked.index)
    answer = answer_for(graph, asked.index, asked.sources, "DAEMON_KEY", places=2)
    assert answer is not None
    assert [place.role for place in answer.places] == ["declares", "declares"]
    assert answer.status == "live"
    retries = answer_for(graph, asked.index, asked.sources, "RETRIES", places=2)
    assert retries is not None
    assert retries.status == "undelivered"
    assert answer_for(graph, asked.index, asked.sources, "NO_SUCH", places=2) is None


_SAME_BYTES = """
import sys
from pathlib import Path
from ctxkit.ask.explain.explain import answer_for, explain
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources

folder = Path(sys.argv[1])
roots = {repo.name: repo for repo in folder.iterdir() if repo.name != "index"}
index = Index.open(folder / "index")
for key in sys.argv[2:]:
    print(explain(index, Sources(index, roots), key))
"""


def _many_siblings() -> Files:
    """Return a setting with several sources, each of which feeds several other settings."""
    lines, rendered, reads = [], [], []
    for n, source in enumerate(("REDIS_HOST", "REDIS_PORT", "REDIS_PASSWORD", "REDIS_USER")):
        lines.append(compose(source, "BROKER_URL", 10 * n + 1, "api"))
        lines.append(compose(source, f"OTHER_{source}", 10 * n + 2, "web"))
        rendered.append(
            ConfigUse(
                name=f"redis.{source.lower()}.x",
                target="BROKER_URL",
                line=n + 1,
                end_line=n + 1,
                role="renders",
                via="helm-template",
                services=("api",),
            )
        )
        reads.append(read(f"OTHER_{source}", n + 1, via="env"))
    aliases = ("B_URL", "C_URL", "D_URL")
    return {
        "dify": {
            "api/configs/x.py": text(
                field("BROKER_URL", 1, aliases=aliases), *(field(a, 5) for a in aliases[:2])
            ),
            "docker/docker-compose.yaml": text(*lines),
            "web/env.ts": text(*reads),
        },
        "dify-helm": {"charts/dify/templates/x.yaml": text(*rendered)},
    }


def test_the_same_question_gives_the_same_bytes_whatever_the_hash_seed_is(tmp_path: Path) -> None:
    """Sets of strings have another order in each process: none may decide that of an answer."""
    literal_index(tmp_path, _many_siblings()).index.close()
    keys = ("BROKER_URL", "REDIS_PORT", "OTHER_REDIS_USER", "redis.redis_host.x", "C_URL")
    answers = {
        subprocess.run(
            [sys.executable, "-c", _SAME_BYTES, str(tmp_path), *keys],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in range(5)
    }
    (answer,) = answers
    assert b"also sets" in answer


CHART_VALUES = "gateway:\n  image: {repository: x/enterprise_gateway, tag: '1'}\n  timeout: 3\n"
GATEWAY = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: gateway-config
data:
  DIAL_TIMEOUT: {{ .Values.gateway.timeout | quote }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: gateway
spec:
  template:
    spec:
      containers:
        - name: gateway
          envFrom:
            - configMapRef:
                name: gateway-config
"""
CADDY = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: gateway-config
data:
  caddyfile: |
    dial_timeout {{ .Values.gateway.timeout }}
"""


@pytest.mark.parametrize(
    ("key", "template"),
    [("gateway.timeout", GATEWAY), ("DIAL_TIMEOUT", GATEWAY), ("gateway.timeout", CADDY)],
)
def test_a_setting_of_a_closed_component_says_whose_it_is(
    tmp_path: Path, key: str, template: str
) -> None:
    opened = source_index(
        tmp_path,
        {
            "dify-helm charts/dify/values.yaml": CHART_VALUES,
            "dify-helm charts/dify/templates/gateway.yaml": template,
        },
    )
    (answer,) = explain(opened.index, opened.sources, key).keys
    assert answer.status == "live"
    assert answer.status_why.endswith(
        ": it is for the gateway, a closed component of Dify Enterprise"
    )


def test_a_value_of_a_closed_component_that_no_chart_has(tmp_path: Path) -> None:
    opened = source_index(tmp_path, {"dify-helm charts/dify/values.yaml": "api: {timeout: 3}\n"})
    found = explain(opened.index, opened.sources, "gateway.timeout")
    assert (found.confidence, found.keys, found.suggestions) == ("none", (), ())
    assert found.notes[1] == (
        "gateway has the values of the gateway, a closed component of Dify Enterprise: "
        "no code here reads them"
    )
    assert found.notes[2].startswith("gateway of the Enterprise chart; port 80; ")
