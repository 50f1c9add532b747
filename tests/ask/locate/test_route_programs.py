"""Which programs may have answered the request that a line is about."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.route_programs import is_gin, of_writer
from ctxkit.logline import parse_events
from ctxkit.model import Directive, Fact, Route
from tests.ask.literal import literal_index

GIN = '[GIN] 2025/05/07 - 08:38:54 | 200 | 4µs | 1.1.1.1 | GET "/run"'
ACCESS = '10.1.2.3 - - [11/Nov/2025:06:19:07 +0000] "GET /run HTTP/1.0" 200 56'
UVICORN = 'INFO:     172.18.0.9:41234 - "GET /run HTTP/1.1" 200 OK'
GO = "2026/07/20 10:11:12 GET /run -> 200 (2ms)"

HOMES = {
    "api": ("dify", "api/a.py"),
    "agent": ("dify", "dify-agent/src/a.py"),
    "runtime": ("dify", "dify-agent-runtime/a.go"),
    "daemon": ("dify-plugin-daemon", "internal/a.go"),
    "sandbox": ("dify-sandbox", "internal/a.go"),
}
ALL = list(HOMES)

Kept = Callable[[str], list[str]]


def proxy_pass(value: str) -> Fact:
    return Directive(name="proxy_pass", program="nginx", value=value, line=1, end_line=1)


@pytest.fixture(params=[True, False], ids=["with nginx", "without"], scope="module")
def proxied(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, proxied: bool) -> Kept:
    """Return the programs whose routes are kept for a line."""
    hosts = ["http://api:5001", "http://plugin_daemon:5002", "http://$other", "https://web:3000/"]
    directives = [proxy_pass(host) for host in hosts] if proxied else []
    asked = literal_index(
        tmp_path_factory.mktemp("programs"),
        {"dify": {"docker/nginx/conf.d/default.conf.template": ("x\n", directives)}},
    )
    found = [
        (Route(name="/run", router="r", repo=repo, path=path, line=1, end_line=1), "/run")
        for repo, path in HOMES.values()
    ]

    def of_line(line: str) -> list[str]:
        event = parse_events(line)[0]
        context = LocateContext(event=event, index=asked.index, sources=asked.sources)
        names = {home: name for name, home in HOMES.items()}
        return [names[route.repo, route.path] for route, _ in of_writer(context, found)]

    return of_line


@pytest.mark.parametrize(
    ("line", "programs"),
    [
        (GIN, ["daemon", "sandbox"]),
        (UVICORN, ["agent"]),
        (GO, ["runtime", "daemon", "sandbox"]),
        ("curl http://a/run", ALL),
        (f"plugin_daemon-1  | {ACCESS}", ["daemon"]),
        (f"sandbox-1  | {ACCESS}", ["sandbox"]),
        (f"agent_backend-1  | {ACCESS}", ["agent"]),
        (f"plugin_daemon-1  | {UVICORN}", ["daemon"]),
        (f"other-1  | {UVICORN}", ["agent"]),
    ],
)
def test_the_programs_of_a_line(kept: Kept, line: str, programs: list[str]) -> None:
    assert kept(line) == programs


@pytest.mark.parametrize("service", ["", "nginx-1  | ", "api-1  | "])
def test_only_what_nginx_passes_on_is_in_its_log(kept: Kept, proxied: bool, service: str) -> None:
    assert kept(service + ACCESS) == (["api", "daemon"] if proxied else ALL)


def test_routes_of_gin_come_last(kept: Kept) -> None:
    assert kept("curl http://a/run")[-2:] == ["daemon", "sandbox"]


def test_whether_gin_wrote_a_line(kept: Kept) -> None:
    for line, gin in ((GIN, True), (GO, False), (ACCESS, False)):
        context = LocateContext(event=parse_events(line)[0], index=None, sources=None)  # type: ignore[arg-type]
        assert is_gin(context) is gin
