from __future__ import annotations

import pytest

from ctxkit.extract.directives import LANGUAGE
from ctxkit.model import ConfigUse, Directive
from tests.extract.annotated import check
from tests.extract.literal import facts


def nginx(code: str) -> list[tuple[str, str, str, int, int]]:
    found = facts("docker/nginx/a.conf", code, Directive)
    return [(each.name, each.value, each.symbol, each.line, each.end_line) for each in found]


def test_directives_and_the_variables_that_are_filled_in() -> None:
    check("directives/docker/nginx/default.conf.template", Directive, ConfigUse)
    check("directives/docker/ssrf_proxy/squid.conf.template", Directive, ConfigUse)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("a_b c d;", [("a_b", "c d", "", 1, 1)]),
        ("a_b\n  c\n  d;", [("a_b", "c d", "", 1, 3)]),
        ("gzip on; # c", []),
        ("location /a {\n}", [("location", "/a", "", 1, 2)]),
        (
            "http {\n server {\n  listen 80;\n }\n}",
            [
                ("http", "", "", 1, 5),
                ("server", "", "http", 2, 4),
                ("listen", "80", "server", 3, 3),
            ],
        ),
        ("}\n}\nlisten 80;", [("listen", "80", "", 3, 3)]),
        ("# listen 80;\nlisten 81;", [("listen", "81", "", 2, 2)]),
        ("${HTTPS_CONFIG}\nlisten 80;", [("listen", "80", "", 2, 2)]),
        ("Listen 80;", []),
        ("a;", []),
    ],
)
def test_statements_of_nginx(code: str, found: list[tuple[str, str, str, int, int]]) -> None:
    assert nginx(code) == found


def test_text_without_an_end_is_given_up() -> None:
    assert [name for name, *_ in nginx("xy\n" * 1_333 + "a b;\nc_d e;")] == ["xy", "c_d"]
    assert [name for name, *_ in nginx("xy\n" * 1_334 + "a b;\nc_d e;")] == ["c_d"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("http_access deny all", [("http_access", "deny all")]),
        ("client_db", [("client_db", "")]),
        ("acl Safe_ports port 80\t# http", [("acl", "Safe_ports port 80")]),
        ("acl x url#a", [("acl", "x url#a")]),
        ("# acl x", []),
        ("\n  acl x\n#", []),
        ("ACL x", []),
    ],
)
def test_lines_of_squid(line: str, found: list[tuple[str, str]]) -> None:
    for path in ("docker/squid.conf", "docker/ssrf_proxy/a.conf.template"):
        directives = facts(path, line, Directive)
        assert [(each.name, each.value) for each in directives] == found
        assert all(each.program == "squid" for each in directives)


@pytest.mark.parametrize(
    ("path", "code", "says"),
    [
        ("squid.conf", "# ### Why\n# so\nacl a port 1 # web", "Why so web"),
        ("squid.conf", "# far\n\nacl a port 1", ""),
        ("squid.conf", "# other\nacl b port 2\nacl a port 1", ""),
        ("nginx.conf", "# big files\na_b 1;", "big files"),
        ("squid.conf", "# n\n" * 9 + "acl a port 1", "n n n n n n"),
    ],
)
def test_a_comment_belongs_to_the_directive_below_it(path: str, code: str, says: str) -> None:
    assert [each.description for each in facts(path, code, Directive)][-1] == says


def test_each_variable_is_read_once_a_line_and_not_in_comments() -> None:
    code = "a ${A_B} ${A_B} ${C};\n # ${D_E}\nb $F ${g} ${C2};"
    found = facts("docker/nginx/a.conf", code, ConfigUse)
    assert [(use.name, use.line, use.role, use.via) for use in found] == [
        ("A_B", 1, "reads", "template"),
        ("C2", 3, "reads", "template"),
    ]


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("docker/nginx/proxy.conf", True),
        ("docker/ssrf_proxy/squid.conf.template", True),
        ("nginx/https.conf.template", True),
        ("docker/pgvector/a.conf", False),
        ("nginx.md", False),
    ],
)
def test_which_files_are_configurations(path: str, matches: bool) -> None:
    assert LANGUAGE.reads(path) is matches
