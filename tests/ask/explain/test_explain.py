"""`explain` over literal facts in Dify's style: renames between layers, and names that only look
alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctxkit.ask.explain.explain import explain
from ctxkit.model import ConfigKey, ConfigUse, Fact, Finding, KeyAnswer
from ctxkit.output.diagram import chain_lines
from tests.ask.literal import Asked, Files, literal_index


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


def test_a_place_bears_the_line_and_the_name_that_it_has_there(asked: Asked) -> None:
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


def test_a_name_counts_only_in_the_program_that_bears_it(asked: Asked) -> None:
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


def test_what_is_named_like_a_setting_of_flask_is_not_called_unread(tmp_path: Path) -> None:
    fields = (field("SQLALCHEMY_ECHO", 3), field("HTTP_ECHO", 4))
    asked = literal_index(tmp_path, {"dify": {"api/configs/x.py": text(*fields)}})
    assert [only(asked, key.name).status for key in fields] == ["live", "unread"]


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
        "set `RETRIES` in docker/envs/core/shared.env (docker/envs/core/shared.env.example:1)" in n
        for n in answer.notes
    )
    assert only(asked, "OTHER").status == "undelivered"


def page(name: str, line: int, said: str) -> ConfigUse:
    return ConfigUse(
        name=name, line=line, end_line=line, role="documents", via="docs", description=said
    )


def test_the_user_documentation_is_quoted_in_english_where_there_are_translations(
    tmp_path: Path,
) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/configs/x.py": text(
                    field("RETRIES", 3, description="How often"), field("BARE", 4)
                ),
                "api/core/x.py": text(read("RETRIES", 5), read("BARE", 6)),
            },
            "dify-docs": {
                "en/configuration/environments.mdx": text(
                    page("RETRIES", 9, "Tries"), page("BARE", 12, "Said")
                ),
                "ja/configuration/environments.mdx": text(page("RETRIES", 9, "再試行")),
            },
        },
    )
    answer = only(asked, "RETRIES")
    assert places(answer)[-1] == "documents environments.mdx:9"
    assert (answer.description, len(answer.places)) == ("How often", 3)
    assert "the documentation says: Tries" in answer.notes
    assert only(asked, "BARE").description == "Said"


def test_a_credential_of_a_plugin_is_no_variable(tmp_path: Path) -> None:
    declared = ConfigKey(name="shop_api_key", line=3, end_line=3, origin="credential")
    asked = literal_index(
        tmp_path, {"dify-official-plugins": {"tools/shop/provider/shop.yaml": text(declared)}}
    )
    finding = ask(asked, "SHOP_API_KEY")
    assert (finding.keys, finding.confidence, finding.suggestions) == (
        (),
        "none",
        ("shop_api_key",),
    )
    assert any("set in the console" in note for note in finding.notes)
    assert ask(asked, "shopApiKey").confidence == "medium"


def test_services_that_take_a_setting_from_different_lines_are_told_apart(tmp_path: Path) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/configs/x.py": text(field("SENTRY_DSN", 3)),
                "api/core/x.py": text(read("SENTRY_DSN", 5)),
                "docker/.env.example": text(env("SENTRY_DSN", 1, ""), env("API_SENTRY_DSN", 2, "")),
                "docker/docker-compose.yaml": text(
                    compose("SENTRY_DSN", "SENTRY_DSN", 3, "worker_beat"),
                    compose("API_SENTRY_DSN", "SENTRY_DSN", 4, "api", "worker"),
                    compose("API_SENTRY_DSN", "UNKNOWN", 5, "web"),
                ),
            }
        },
    )
    note = next(note for note in only(asked, "SENTRY_DSN").notes if "compose" in note)
    assert "`SENTRY_DSN` in docker/.env (docker/.env.example:1) for worker_beat" in note
    assert "`API_SENTRY_DSN` in docker/.env (docker/.env.example:2) for api, worker" in note


def test_a_service_that_gets_a_setting_in_vain_is_told_apart(asked: Asked) -> None:
    answer = only(asked, "RETRIES")
    assert (answer.services, answer.idle_services) == ((), ())
    answer = only(asked, "DAEMON_KEY")
    assert (answer.services, answer.idle_services) == (("api", "plugin_daemon"), ())
    answer = only(asked, "NEVER_READ")
    assert (answer.services, answer.idle_services) == (("api", "plugin_daemon"), ("plugin_daemon",))


def test_what_docker_compose_itself_takes_is_a_link_and_its_service_is_restarted(
    tmp_path: Path,
) -> None:
    ports = ConfigUse(
        name="PORT",
        line=9,
        end_line=9,
        symbol="db.ports",
        role="reads",
        via="compose",
        services=("db",),
        value="1",
    )
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/configs/x.py": text(field("DEBUG_PORT", 3, type="int")),
                "api/core/x.py": text(read("DEBUG_PORT", 5)),
                "docker/.env.example": text(env("PORT", 1, "1")),
                "docker/docker-compose.yaml": text(compose("PORT", "DEBUG_PORT", 3, "api"), ports),
            }
        },
    )
    answer = only(asked, "PORT")
    assert answer.status_why == "read by dify api; docker compose itself uses it (db.ports), too"
    assert "PORT (.env) -> db.ports (docker-compose.yaml)" in chain_lines(answer.chain)
    assert any("`docker compose up -d api db`" in note for note in answer.notes)


def test_a_key_of_the_middleware_alone_says_so(tmp_path: Path) -> None:
    ports = ConfigUse(
        name="REDIS_PORT",
        line=9,
        end_line=9,
        symbol="redis.ports",
        role="reads",
        via="compose",
        services=("redis",),
    )
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "docker/docker-compose.yaml": text(),
                "docker/middleware.env.example": text(env("REDIS_PORT", 4, "6379")),
                "docker/docker-compose.middleware.yaml": text(ports),
            }
        },
    )
    answer = only(asked, "REDIS_PORT")
    assert (answer.status, answer.services) == ("live", ("redis",))
    assert "which starts the middleware alone, uses it (redis.ports)" in answer.status_why
    assert answer.notes == (
        "to change it with compose: set `REDIS_PORT` in docker/middleware.env (docker/middleware.env.example:4), "
        "then `docker compose -f docker-compose.middleware.yaml up -d redis`",
    )


def test_what_a_start_script_sets_is_ignored_in_the_environment(tmp_path: Path) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "docker/docker-compose.yaml": text(),
                "docker/nginx/docker-entrypoint.sh": text(
                    ConfigUse(
                        name="HTTPS_CONFIG", line=3, end_line=3, role="sets", via="shell", value=""
                    ),
                    ConfigUse(name="MODE", line=4, end_line=4, role="reads", via="shell"),
                    ConfigUse(
                        name="MODE", line=5, end_line=5, role="sets", via="shell", value="plain"
                    ),
                ),
                "docker/nginx/default.conf.template": text(
                    ConfigUse(name="HTTPS_CONFIG", line=9, end_line=9, role="reads", via="template")
                ),
            }
        },
    )
    answer = only(asked, "HTTPS_CONFIG")
    assert (answer.status, answer.notes) == ("computed", ())
    assert answer.status_why.startswith("docker/nginx/docker-entrypoint.sh:3 computes it")
    assert only(asked, "MODE").status == "undelivered"  # set only if it is not


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


def test_a_dead_key_that_the_middleware_takes_says_so(tmp_path: Path) -> None:
    ports = ConfigUse(
        name="DAEMON_PORT",
        line=9,
        end_line=9,
        symbol="daemon.ports",
        role="reads",
        via="compose",
        services=("daemon",),
    )
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "docker/.env.example": text(env("DAEMON_PORT", 1, "5002")),
                "docker/docker-compose.yaml": text(compose("DAEMON_PORT", "DAEMON_PORT", 3, "api")),
                "docker/docker-compose.middleware.yaml": text(ports),
            }
        },
    )
    answer = only(asked, "DAEMON_PORT")
    assert answer.status == "dead"
    assert answer.status_why.endswith("which starts the middleware alone, uses it (daemon.ports)")


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
    assert "which starts the middleware alone" in answer.status_why
    assert [note for note in answer.notes if "to change it" in note] == [
        "to change it with compose: set `DB_USER` in docker/middleware.env (docker/middleware.env.example:4), "
        "then `docker compose -f docker-compose.middleware.yaml up -d api`"
    ]


def test_a_block_that_only_idle_services_get_does_not_differ(tmp_path: Path) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "docker/docker-compose.yaml": text(
                    compose("POSTGRES_USER", "POSTGRES_USER", 3, "api", value=""),
                    compose("POSTGRES_USER", "POSTGRES_USER", 9, "db", value="postgres"),
                ),
                "docker/.env.example": text(env("POSTGRES_USER", 4, "postgres")),
            }
        },
    )
    assert [row.differs for row in only(asked, "POSTGRES_USER").layers] == [False, False, False]


def _chart(*values: ConfigUse, **templates: ConfigUse) -> Files:
    rendered = list(templates.values())
    return {
        "dify": {
            "api/configs/x.py": text(field("BUCKET", 3, type="str", default="none")),
            "api/core/x.py": text(read("BUCKET", 5)),
            "docker/.env.example": text(env("STORE_BUCKET", 1, "mine")),
            "docker/docker-compose.yaml": text(
                compose("STORE_BUCKET", "BUCKET", 3, "api", value="mine")
            ),
        },
        "dify-helm": {
            "charts/dify/values.yaml": text(*values),
            "charts/dify/templates/api.yaml": text(*rendered),
        },
    }


def test_the_chart_s_value_of_a_variable_is_told_by_whatever_name_one_asks(tmp_path: Path) -> None:
    value = ConfigUse(
        name="store.bucket", line=4, end_line=4, role="sets", via="helm-values", value="charted"
    )
    rendered = ConfigUse(
        name="store.bucket",
        target="BUCKET",
        line=9,
        end_line=9,
        role="renders",
        via="helm-template",
        services=("api",),
    )
    answer = only(literal_index(tmp_path, _chart(value, a=rendered)), "STORE_BUCKET")
    assert ("chart values", "charted", True) in {
        (row.layer, row.value, row.differs) for row in answer.layers
    }
    assert any(
        "with Helm: set `store.bucket` (charts/dify/values.yaml:4)" in note for note in answer.notes
    )


def test_a_value_of_the_chart_that_is_only_a_part_is_not_what_to_set(tmp_path: Path) -> None:
    value = ConfigUse(
        name="store.port", line=4, end_line=4, role="sets", via="helm-values", value="8194"
    )
    rendered = ConfigUse(
        name="store.port",
        target="BUCKET",
        line=9,
        end_line=9,
        role="renders",
        via="helm-template",
        services=("api",),
        partial=True,
    )
    listed = ConfigUse(
        name="api.extraEnv", line=7, end_line=7, role="sets", via="helm-values", value="[]"
    )
    asked = literal_index(tmp_path, _chart(value, listed, a=rendered))
    answer = only(asked, "BUCKET")
    where = "`api.extraEnv` of the values, then `helm upgrade`; it goes before what charts/dify/templates/api.yaml:9 sets"
    assert f"to change it with Helm: add `BUCKET` to {where}" in answer.notes
    assert ("chart values", "8194", False) in {
        (row.layer, row.value, row.differs) for row in answer.layers
    }
    assert any("set `store.port`" in note for note in only(asked, "store.port").notes)


def test_values_of_the_chart_that_feed_different_services_are_each_told(tmp_path: Path) -> None:
    values = [
        ConfigUse(
            name=f"{part}.bucket", line=n, end_line=n, role="sets", via="helm-values", value="b"
        )
        for n, part in ((4, "api"), (5, "worker"))
    ]
    rendered = [
        ConfigUse(
            name=f"{part}.bucket",
            target="BUCKET",
            line=n,
            end_line=n,
            role="renders",
            via="helm-template",
            services=(part,),
        )
        for n, part in ((9, "api"), (19, "worker"))
    ]
    answer = only(literal_index(tmp_path, _chart(*values, a=rendered[0], b=rendered[1])), "BUCKET")
    each = "`api.bucket` (charts/dify/values.yaml:4) for api, `worker.bucket` (charts/dify/values.yaml:5) for worker"
    assert f"to change it with Helm: set {each}, then `helm upgrade`" in answer.notes


def test_an_entry_of_the_chart_s_list_of_variables_is_a_layer(tmp_path: Path) -> None:
    listed = ConfigUse(
        name="api.extraEnv", line=3, end_line=5, role="sets", via="helm-values", value="[...]"
    )
    entry = ConfigUse(
        name="api.extraEnv",
        target="BUCKET",
        line=4,
        end_line=5,
        role="sets",
        via="helm-env",
        value="charted",
    )
    rendered = ConfigUse(
        name="api.extraEnv",
        target="env",
        line=9,
        end_line=9,
        role="renders",
        via="helm-template",
        services=("api",),
    )
    asked = literal_index(tmp_path, _chart(listed, entry, a=rendered))
    answer = only(asked, "BUCKET")
    assert ("chart values", "charted", ("api",)) in {
        (row.layer, row.value, row.services) for row in answer.layers
    }
    where = "`BUCKET` in the list `api.extraEnv` (charts/dify/values.yaml:4)"
    assert any(f"with Helm: set {where}" in note for note in answer.notes)
    assert only(asked, "api.extraEnv").default == "[...]"


def test_a_fixed_value_of_the_chart_is_changed_by_the_condition_that_chooses_it(
    tmp_path: Path,
) -> None:
    switch = ConfigUse(
        name="store.enabled", line=3, end_line=3, role="sets", via="helm-values", value="false"
    )
    condition = ConfigUse(
        name="store.enabled",
        line=8,
        end_line=8,
        role="renders",
        via="helm-condition",
        until=11,
        services=("api",),
    )
    fixed = ConfigUse(
        name="BUCKET",
        target="BUCKET",
        line=9,
        end_line=9,
        role="sets",
        via="helm-literal",
        services=("api",),
        value="s",
    )
    answer = only(literal_index(tmp_path, _chart(switch, a=condition, b=fixed)), "BUCKET")
    told = "to change it with Helm: the chart sets it by `store.enabled` (charts/dify/values.yaml:3); then `helm upgrade`"
    assert told in answer.notes


def test_what_plugins_hand_to_their_own_processes_is_no_setting_of_the_api(tmp_path: Path) -> None:
    files = _chart()
    files["dify-official-plugins"] = {
        "tools/aws/tools/memory.py": text(
            ConfigUse(
                name="BUCKET", line=5, end_line=5, role="sets", via="process-env", value="mine"
            )
        )
    }
    answer = only(literal_index(tmp_path, files), "BUCKET")
    assert all(place.location.repo != "dify-official-plugins" for place in answer.places)


def test_a_group_of_the_chart_s_values_says_so_and_names_them(tmp_path: Path) -> None:
    value = ConfigUse(
        name="store.log.size", line=4, end_line=4, role="sets", via="helm-values", value="1"
    )
    finding = ask(literal_index(tmp_path, _chart(value)), "store.log")
    assert (finding.keys, finding.suggestions) == ((), ("store.log.size",))
    assert finding.notes[0] == "store.log is no value by itself but a group of the chart's values"


def test_a_key_of_the_sandbox_s_file_is_edited_there(tmp_path: Path) -> None:
    key = ConfigKey(name="log_path", attribute="LogPath", line=3, end_line=3, origin="yaml")
    asked = literal_index(
        tmp_path,
        {
            "dify-sandbox": {
                "internal/types/config.go": text(key, read("LogPath", 9, via="field"))
            },
            "dify": {"docker/docker-compose.yaml": text()},
        },
    )
    assert (
        "add `log_path` to docker/volumes/sandbox/conf/config.yaml"
        in only(asked, "log_path").notes[0]
    )


def test_what_the_chart_takes_for_an_empty_value_is_told(tmp_path: Path) -> None:
    rendered = ConfigUse(
        name="proxy.size",
        target="client_max",
        line=9,
        end_line=9,
        role="renders",
        via="helm-template",
        value="15m",
    )
    value = ConfigUse(
        name="proxy.size", line=4, end_line=4, role="sets", via="helm-values", value=""
    )
    asked = literal_index(
        tmp_path,
        {
            "dify-helm": {
                "charts/dify/values.yaml": text(value),
                "charts/dify/templates/config.tpl": text(rendered),
            }
        },
    )
    told = "where proxy.size is empty, the chart takes 15m (charts/dify/templates/config.tpl:9)"
    assert told in only(asked, "proxy.size").notes


def test_an_alias_is_the_same_setting(asked: Asked) -> None:
    assert (
        places(only(asked, "PUBSUB_URL"))
        == places(only(asked, "BUS_URL"))
        == ["declares feature.py:9"]
    )


def test_layers_that_disagree_are_pointed_out(asked: Asked) -> None:
    told = "the layers differ: plain-key in code; placeholder in .env.example, compose; chart-key in chart values"
    assert told in only(asked, "DAEMON_KEY").notes


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


def test_a_setting_of_two_programs_is_told_for_each(asked: Asked) -> None:
    said = [
        (each.program, each.name, each.type, each.default)
        for each in only(asked, "DAEMON_KEY").programs
    ]
    assert said == [
        ("api", "DAEMON_KEY", "str", "plain-key"),
        ("plugin_daemon", "SERVER_KEY", "string", None),
    ]


def test_the_chain_goes_from_what_is_edited_to_what_the_code_reads(asked: Asked) -> None:
    assert chain_lines(only(asked, "DAEMON_KEY").chain) == [
        "DAEMON_KEY (.env) -> DAEMON_KEY (api) -> dify_config.DAEMON_KEY",
        "DAEMON_KEY (.env) -> SERVER_KEY (plugin_daemon) -> config.ServerKey",
        "daemon.auth.key -> DAEMON_KEY (api) -> dify_config.DAEMON_KEY",
    ]


def part(name: str, target: str, line: int) -> ConfigUse:
    return read(name, line, via="field", target=target)


def computed(name: str, line: int) -> ConfigKey:
    return ConfigKey(
        name=name, line=line, end_line=line, origin="computed", owner="Config", type="str"
    )


def test_what_many_settings_make_shows_their_declarations_and_not_who_sets_them(
    tmp_path: Path,
) -> None:
    names = ("DB_USER", "DB_PASS", "DB_HOST", "DB_NAME")
    fields = [
        field(name, n, attribute=name, default="x", type="int") for n, name in enumerate(names, 1)
    ]
    parts = [part(name, "DB_URI", 30) for name in names]
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/configs/db.py": text(*fields, computed("DB_URI", 29), *parts),
                "docker/.env.example": text(
                    *(env(name, n, "y") for n, name in enumerate(names, 1))
                ),
            }
        },
    )
    answer = only(asked, "DB_URI")
    assert places(answer)[:5] == [
        "declares db.py:29",
        *(f"declares db.py:{n}" for n in (1, 2, 3, 4)),
    ]
    assert not [place for place in places(answer) if "env" in place]
    assert (answer.type, answer.default, answer.status, answer.layers) == (
        "str",
        None,
        "computed",
        (),
    )
    assert chain_lines(answer.chain)[0] == "dify_config.DB_USER -> dify_config.DB_URI"
    assert "DB_URI" in {place.name for place in only(asked, "DB_HOST").places}


def test_what_one_setting_makes_is_followed_to_who_sets_that(tmp_path: Path) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/configs/db.py": text(
                    field("BUS_URL", 1), computed("BUS", 5), part("BUS_URL", "BUS", 6)
                ),
                "docker/.env.example": text(env("BUS_URL", 1, "redis://")),
                "docker/docker-compose.yaml": text(compose("BUS_URL", "BUS_URL", 2, "api")),
            }
        },
    )
    assert "sets .env.example:1" in places(only(asked, "BUS"))


def test_an_alias_that_is_a_setting_of_its_own_stays_one(tmp_path: Path) -> None:
    origins = field(
        "ALLOW_ORIGINS",
        3,
        attribute="inner_ALLOW_ORIGINS",
        aliases=("WEB_URL",),
        type="str",
        default="",
    )
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "api/configs/http.py": text(
                    field("WEB_URL", 1, type="str"), origins, computed("ALLOW_ORIGINS", 5)
                ),
                "api/mail.py": text(read("WEB_URL", 9)),
                "api/cors.py": text(read("ALLOW_ORIGINS", 8)),
            }
        },
    )
    answer = only(asked, "ALLOW_ORIGINS")
    assert places(answer) == [
        "declares http.py:3",
        "declares http.py:5",
        "declares http.py:1",
        "reads cors.py:8",
    ]
    assert any("first of ALLOW_ORIGINS, WEB_URL" in note for note in answer.notes)
    assert not any("ignored" in note for note in answer.notes)
    answer = only(asked, "WEB_URL")
    assert "reads mail.py:9" in places(answer)
    assert "reads cors.py:8" not in places(answer)
    assert any("stands in for ALLOW_ORIGINS" in note for note in answer.notes)


@pytest.mark.parametrize(
    "key", ["DAEMON_RETRY_TIMES", "", "   ", "日本語", "\x00\x1f", "a" * 10_000, "${", "=", "..."]
)
def test_a_key_that_does_not_exist_is_not_claimed(asked: Asked, key: str) -> None:
    finding = ask(asked, key)
    assert (finding.keys, finding.confidence) == ((), "none")


def test_a_name_that_only_a_pattern_covers_is_an_inference(tmp_path: Path) -> None:
    scan = ConfigUse(name="OPENDAL_*", line=9, end_line=12, role="reads", via="getenv")
    asked = literal_index(
        tmp_path, {"dify": {"api/extensions/storage.py": text(scan, read("*_MINUTES", 20))}}
    )
    finding = ask(asked, "OPENDAL_S3_BUCKET")
    assert (finding.confidence, places(finding.keys[0])) == ("low", ["reads storage.py:9"])
    assert any("OPENDAL_*" in note for note in finding.notes)
    for unknown in ("OPENDALS_BUCKET", "TEN_MINUTES"):
        assert ask(asked, unknown).keys == ()


def test_the_nearest_real_names_are_offered(asked: Asked) -> None:
    assert ask(asked, "DEAMON_KEY").suggestions[0] == "DAEMON_KEY"


def test_what_is_to_be_added_to_compose_has_the_default(asked: Asked) -> None:
    assert any(
        "add `RETRIES: ${RETRIES:-3}` to `environment`" in note
        for note in only(asked, "RETRIES").notes
    )


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
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_explain_never_fails_on_what_is_pasted(asked: Asked, text: str) -> None:
    finding = ask(asked, text)
    assert bool(finding.keys) == (finding.confidence != "none")


def test_a_name_that_only_a_comment_holds_is_shown_as_dead(asked: Asked) -> None:
    answer = only(asked, "COMMENTED")
    assert places(answer) == ["documents .env.example:7"]
    assert answer.status == "dead"
    assert "comments" in answer.status_why


def test_the_example_files_of_many_plugins_are_one_answer(tmp_path: Path) -> None:
    files = {
        f"models/m{n}/.env.example": text(
            ConfigUse(
                name="REMOTE_PORT", line=3, end_line=3, role="sets", via="env-example", value="5003"
            )
        )
        for n in range(60)
    }
    asked = literal_index(tmp_path, {"dify-official-plugins": files})
    answer = only(asked, "REMOTE_PORT")
    assert answer.status == "live"
    assert "SDK" in answer.status_why
    assert 10 < len(answer.places) <= 40


@pytest.mark.parametrize(
    ("value", "differs"), [("oss.TYPE_LOCAL", False), ("LOCAL_TYPE", False), ("s3", True)]
)
def test_a_constant_of_the_code_is_not_compared(tmp_path: Path, value: str, differs: bool) -> None:
    asked = literal_index(
        tmp_path,
        {
            "dify": {
                "docker/.env.example": text(env("STORAGE", 1, "local")),
                "docker/docker-compose.yaml": text(
                    compose("STORAGE", "STORAGE", 3, "plugin_daemon", value="local")
                ),
            },
            "dify-plugin-daemon": {
                "internal/config.go": text(
                    ConfigKey(
                        name="STORAGE", attribute="Storage", line=8, end_line=8, origin="envconfig"
                    ),
                    ConfigUse(
                        name="Storage",
                        line=20,
                        end_line=20,
                        role="sets",
                        via="code-default",
                        value=value,
                    ),
                    read("Storage", 30, via="field"),
                ),
            },
        },
    )
    assert any(row.differs for row in only(asked, "STORAGE").layers) is differs


def test_limits_that_bound_the_same_thing_are_named(asked: Asked) -> None:
    assert any(
        "CODE_EXECUTION_API_KEY: it must be the same secret" in note
        for note in only(asked, "SANDBOX_API_KEY").notes
    )
