"""The map of a deployment."""

from __future__ import annotations

from ctxkit.model.maps import DecidedAt, DeploymentMap, MapLink
from ctxkit.network.inputs import MapInput
from ctxkit.network.mapping import map_of
from tests.ask.literal import Asked
from tests.network.conftest import Drawn


def link(drawn: DeploymentMap, caller: str, callee: str) -> MapLink:
    [found] = [each for each in drawn.links if (each.caller, each.callee) == (caller, callee)]
    return found


def test_the_services_in_their_columns(network: Asked, shipped: MapInput) -> None:
    drawn = map_of(shipped, network.index)
    assert [(each.name, each.column) for each in drawn.services] == [
        ("nginx", "entry"),
        ("api", "application"),
        ("web", "application"),
        ("worker", "async"),
        ("worker_beat", "async"),
        ("plugin_daemon", "plugin"),
        ("sandbox", "code"),
        ("ssrf_proxy", "code"),
        ("db_postgres", "store"),
        ("redis", "store"),
        ("weaviate", "store"),
    ]
    assert drawn.off == ("qdrant", "etcd", "milvus-standalone")
    assert drawn.notes == ()


def test_what_a_service_runs(network: Asked, shipped: MapInput) -> None:
    drawn = map_of(shipped, network.index)
    services = {each.name: each for each in drawn.services}
    daemon = services["plugin_daemon"]
    assert (daemon.repo, daemon.version) == ("dify-plugin-daemon", "0.6.0")
    assert (daemon.ports, daemon.published) == (("5002", "5003"), ("5003:5003",))
    assert services["worker"].ports == ()
    assert services["nginx"].repo == ""
    api = services["api"]
    assert api.mounts == ("./volumes/app:/app/storage",)
    # a health check may have a password
    assert api.health.startswith("curl -f http://localhost:5001/health -u a:${ADMIN_PASSWORD:-<")


def test_links_between_two_services_on_a_port_are_one(network: Asked, shipped: MapInput) -> None:
    drawn = map_of(shipped, network.index)
    found = link(drawn, "api", "redis")
    assert [each.name for each in found.settings] == ["REDIS_HOST", "CELERY_BROKER_URL"]
    assert [each.decided for each in found.settings] == [
        DecidedAt(name="REDIS_HOST", path="docker/.env.example", line=2, repo="dify"),
        DecidedAt(name="CELERY_BROKER_URL", path="docker/docker-compose.yaml", line=6, repo="dify"),
    ]
    proxied = link(drawn, "nginx", "api")
    assert proxied.kind == "proxy"
    names = [each.name for each in proxied.settings]
    assert names == ["/api", "/socket.io/", "NGINX_SOCKET_IO_UPSTREAM"]


def test_who_sends_tasks_to_whom(network: Asked, shipped: MapInput) -> None:
    drawn = map_of(shipped, network.index)
    found = [each for each in drawn.links if each.kind == "queue"]
    assert [(each.caller, each.callee) for each in found] == [
        ("api", "worker"),
        ("worker_beat", "worker"),
    ]
    assert found[0].queues == ("dataset", "mail", "rbac", "workflow")


def test_the_line_of_the_user_decides(network: Asked, with_env: Drawn) -> None:
    drawn = map_of(with_env("SSRF_SANDBOX_HOST=sandbox"), network.index)
    [setting] = link(drawn, "ssrf_proxy", "sandbox").settings
    assert setting.name == "SANDBOX_HOST"
    assert setting.decided == DecidedAt(name="SSRF_SANDBOX_HOST", path=".env", line=7)


def test_a_setting_decides_only_if_it_has_the_host(network: Asked, with_env: Drawn) -> None:
    text = (
        "services:\n  api:\n    environment:\n"
        "      PLUGIN_DAEMON_URL: ${OWN_URL:-http://${OWN_NAME:-x}@plugin_daemon:5002}\n"
    )
    drawn = map_of(with_env("OWN_NAME=me", compose=text), network.index)
    [setting] = link(drawn, "api", "plugin_daemon").settings
    assert (setting.decided.path, setting.decided.line) == ("docker-compose.override.yaml", 4)


def test_what_cannot_be_reached_is_a_note(network: Asked, with_env: Drawn) -> None:
    drawn = map_of(with_env("COMPOSE_PROFILES=weaviate"), network.index)
    assert "DB_HOST of api names db_postgres, which is not started" in drawn.notes
    given = with_env("VECTOR_STORE=milvus", "COMPOSE_PROFILES=milvus,postgresql")
    notes = map_of(given, network.index).notes
    assert "MILVUS_URI of api names milvus-standalone, with which it shares no network" in notes


def test_a_name_that_no_service_has_is_a_note(network: Asked, with_env: Drawn) -> None:
    drawn = map_of(with_env("REDIS_HOST=cache"), network.index)
    assert "REDIS_HOST of api names cache, a name that no service here has" in drawn.notes


def test_an_image_of_another_version_is_a_note(network: Asked, with_env: Drawn) -> None:
    text = "services:\n  api:\n    image: mirror.example/langgenius/dify-api:1.13.0-fix1\n"
    [note] = map_of(with_env(compose=text), network.index).notes
    assert note == (
        "api runs mirror.example/langgenius/dify-api:1.13.0-fix1, but the source of dify is at "
        "1.14.0"
    )


def test_hosts_outside(network: Asked, shipped: MapInput) -> None:
    drawn = map_of(shipped, network.index)
    assert [(each.host, each.port, each.services) for each in drawn.outside] == [
        ("files.pythonhosted.org", "443", ("plugin_daemon",)),
        ("market.example.com", "443", ("api", "worker")),
        ("pypi.org", "443", ("plugin_daemon",)),
        ("templates.example.com", "443", ("api", "worker")),
    ]
    by_host = {each.host: each.settings for each in drawn.outside}
    [default] = by_host["templates.example.com"]
    assert (default.name, default.decided.path) == ("TEMPLATES_URL", "api/configs/app_config.py")
    assert [each.is_unset for each in by_host["pypi.org"]] == [True]


def test_a_mirror_takes_the_place_of_what_is_fixed(network: Asked, with_env: Drawn) -> None:
    given = with_env("PIP_MIRROR_URL=https://mirror.example/simple")
    hosts = [each.host for each in map_of(given, network.index).outside]
    assert "pypi.org" not in hosts
    assert "mirror.example" in hosts
