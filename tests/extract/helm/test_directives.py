from __future__ import annotations

import pytest

from ctxkit.extract.helm.directives import directives
from tests.extract.helm.parsing import template


def found(body: str, define: str = "my.nginx") -> list[tuple[str, str, int]]:
    text = f'{{{{ define "{define}" }}}}\n{body}\n{{{{ end }}}}'
    return [(each.name, each.value, each.line) for each in directives(template(text))]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("gzip on;", ("gzip", "on")),
        ("  server {", ("server", "")),
        ("gzip;", ("gzip", "")),
        ("listen {{ .Values.a }} http2;", ("listen", "{{ .Values.a }} http2")),
        ("gzip on; # why", ("gzip", "on")),
        ("gzip on;\t# why", ("gzip", "on")),
        ("gzip a#b;", ("gzip", "a#b")),
        ("# gzip on;", None),
        ("}", None),
        ("key: value", None),
    ],
)
def test_lines(line: str, expected: tuple[str, str] | None) -> None:
    assert found(line) == ([(*expected, 2)] if expected else [])


def test_only_those_of_nginx_and_squid() -> None:
    assert found("gzip on;", "my.api") == []
    [directive] = directives(template('{{ define "a.Squid" }}\nacl x\n{{ end }}'))
    assert (directive.program, directive.symbol) == ("squid", "a.Squid")
    assert list(directives(template("gzip on;"))) == []
