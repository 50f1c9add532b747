"""squid's access rules, applied to requests."""

from __future__ import annotations

import pytest

from ctxkit.ask.locate.squid_rules import AccessList, ProxiedRequest, access_lists, denials
from ctxkit.model import Directive

ACLS = (
    "SSL_ports port 443",
    "Safe_ports port 80",
    "Safe_ports port 443",
    "Safe_ports port 1025-65535",
    "CONNECT method CONNECT",
    "private dst 10.0.0.0/8",
    "odd port x",
)
RULES = (
    "allow localhost",
    "deny !Safe_ports",
    "deny CONNECT !SSL_ports",
    "deny manager",
    "deny private",
    "deny odd",
    "deny all",
)


def directives(name: str, values: tuple[str, ...]) -> list[Directive]:
    return [
        Directive(name=name, program="squid", value=value, line=line, end_line=line)
        for line, value in enumerate(values, 1)
    ]


def test_lines_of_one_list_add_up() -> None:
    lists = access_lists(directives("acl", ACLS))
    assert lists["Safe_ports"] == AccessList("port", ("80", "443", "1025-65535"))
    assert lists["CONNECT"] == AccessList("method", ("CONNECT",))


@pytest.mark.parametrize(
    ("method", "target", "port", "denied"),
    [
        ("GET", "http://a/", 80, ["private", "all"]),
        ("GET", "http://a:25/", 25, ["!Safe_ports", "private", "all"]),
        ("GET", "http://a:1024/", 1024, ["!Safe_ports", "private", "all"]),
        ("GET", "http://a:1025/", 1025, ["private", "all"]),
        ("GET", "http://a:65535/", 65535, ["private", "all"]),
        ("CONNECT", "a:443", 443, ["private", "all"]),
        ("CONNECT", "a:8443", 8443, ["CONNECT !SSL_ports", "private", "all"]),
        ("CONNECT", "a:25", 25, ["!Safe_ports", "CONNECT !SSL_ports", "private", "all"]),
        ("GET", "cache_object://a/info", 80, ["manager", "private", "all"]),
        ("GET", "http://a/squid-internal-mgr/info", 80, ["manager", "private", "all"]),
    ],
)
def test_which_rules_may_have_denied_a_request(
    method: str, target: str, port: int, denied: list[str]
) -> None:
    lists = access_lists(directives("acl", ACLS))
    request = ProxiedRequest(method=method, target=target, port=port)
    found = denials(directives("http_access", RULES), lists, request)
    assert [denial.rule.value.removeprefix("deny ") for denial in found] == denied
    for denial in found:
        value = denial.rule.value
        assert denial.certain is (value != "deny private")
        assert denial.of_everything is (value == "deny all")
        assert denial.port_list == value.partition("!")[2]


def test_without_its_list_a_rule_may_hold() -> None:
    request = ProxiedRequest(method="GET", target="http://a/", port=80)
    (found,) = denials(directives("http_access", ("deny !Safe_ports",)), {}, request)
    assert (found.certain, found.port_list) == (False, "")
