"""What led to a line of a chart template or of a program's configuration: each test asks for one
line of a small chart.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.templates import template_cause_of
from ctxkit.model import Directive, LogTemplate, Manifest
from ctxkit.model.cause import StatementCause
from tests.ask.locate_workspace import build

FOLDER = "charts/dify/templates"
SQUID = "docker/ssrf_proxy/squid.conf.template"

CHART = {
    "_helpers.tpl": """{{- define "dify.urn.fullname" -}}
{{ .Release.Name }}-urn
{{- end -}}
""",
    "config.tpl": """{{- define "dify.urn.config" }}
URN_HOST: {{ template "dify.urn.fullname" . }}
URN_SIZE: {{ .Values.urn.size }}
{{- if .Values.urn.heated }}
{{- if eq .Values.urn.kind "iron" }}
URN_HEAT: {{ .Values.urn.heat | quote }}
{{- else if .Values.urn.glazed }}
URN_GLAZE: "1"
{{- else }}
URN_CLAY: "1"
{{- end }}
URN_WARM: "1"
{{- end }}
URN_LAST: "1"
{{- end }}
""",
    "inline.tpl": """{{- define "dify.tap.config" }}
TAP_KIND: {{ if .Values.tap.brass }}brass{{ else }}tin{{ end }}
TAP_LAST: "1"
{{- if .Values.tap.open }}
TAP_OPEN: "1"
{{- else }}
TAP_SHUT: "1"
{{- with .Values.tap.handle }}
TAP_HANDLE: "1"
{{- end }}
TAP_CLOSED: "1"
{{- if .Values.tap.drips }}
TAP_DRIPS: "1"
{{- else }}
TAP_DRY: "1"
{{- end }}
{{- end }}
{{- range .Values.tap.drops }}
TAP_DROP: "1"
{{- end }}
{{- end }}
""",
    "urn-svc.yaml": """{{- if .Values.urn.service.enabled }}
apiVersion: v1
kind: Service
metadata:
  name: {{ template "dify.urn.fullname" . }}
spec:
  ports:
    - port: {{ .Values.urn.service.port }}
{{- if .Values.urn.service.node }}
      nodePort: 3
{{- end }}
{{- end }}
""",
    "urn-deployment.yaml": """{{- if .Values.urn.deployed }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ template "dify.urn.fullname" . }}
spec:
  replicas: 1
{{- end }}
""",
    "cups.tpl": """{{- define "dify.cups.inner" }}
{{- if not (or
  .Values.cups.paper
  .Values.cups.tin
  ) }}
CUPS_OF: clay
{{- end }}
{{- end }}
{{- define "dify.cups.outer" }}
{{ include "dify.cups.inner" . }}
{{- end }}
""",
    "cups.yaml": """{{- if .Values.cups.enabled }}
apiVersion: v1
kind: Secret
metadata:
  name: cups
data:
{{ include "dify.cups.outer" . | indent 2 }}
{{- end }}
""",
    "pots.yaml": """apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: {{ printf "%s-pots" (include "dify.urn.fullname" . | trunc 58) }}
---
apiVersion: v1
kind: Secret
metadata:
  name: {{ template "dify.pot.fullname" . }}
""",
    "_pots.tpl": """{{- define "dify.pot.fullname" -}}
{{ template "dify.urn.fullname" . }}-pot
{{- end -}}
""",
    "kiln.yaml": """apiVersion: apps/v1
kind: Deployment
metadata:
  name: kiln
spec:
  template:
    metadata:
      labels:
        app: {{ template "dify.pot.fullname" . }}
    spec:
      containers:
        - name: kiln
          envFrom:
            - secretRef:
                name: {{ template "dify.pot.fullname" . }}
            - configMapRef:
                name: {{ template "dify.pot.fullname" . }}
      volumes:
        - persistentVolumeClaim:
            claimName: {{ .Values.claim | default (printf "%s" (include "dify.urn.fullname" .)) }}
        - persistentVolumeClaim:
            claimName: {{ printf "%s-pots" (include "dify.urn.fullname" . | trunc 58) }}
""",
    "configmap.yaml": """{{- if .Values.urn.enabled }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: urn
data:
{{ include "dify.urn.config" . | indent 2 }}
{{- end }}
""",
}

SITE = """server {
    listen ${SITE_PORT};
    ssl_certificate ${SITE_CERT_PATH};
    root ${SITE_ROOT};
}
"""
START = """#!/bin/sh
if [ "${SITE_SECURE}" = "true" ]; then
    SITE_CERT_PATH="/etc/ssl/${SITE_CERT_FILE}"
fi
export SITE_CERT_PATH
SITE_ROOT="${SITE_ROOT:-/srv}"
envsubst < /etc/nginx/site.conf.template > /etc/nginx/site.conf
"""
SITE_COMPOSE = """services:
  nginx:
    image: nginx:1
    environment:
      SITE_PORT: ${SITE_PORT:-80}
      SITE_ROOT: ${SITE_ROOT:-/srv}
      SITE_SECURE: ${SITE_SECURE:-false}
      SITE_CERT_FILE: ${SITE_CERT_FILE:-site.crt}
"""

RULES = """acl localnet src 10.0.0.0/8
http_access allow localnet
include /etc/squid/conf.d/*.conf
acl Safe port 80
http_access deny !Safe
http_access deny all
http_access deny late
"""


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    files = {
        "dify-helm": {f"{FOLDER}/{name}": text for name, text in CHART.items()},
        "dify": {
            SQUID: RULES,
            "docker/nginx/site.conf.template": SITE,
            "docker/nginx/docker-entrypoint.sh": START,
            "docker/docker-compose.yaml": SITE_COMPOSE,
        },
    }
    return Code(*build(tmp_path_factory.mktemp("chart"), changed=files))


def cause(code: Code, words: str) -> StatementCause:
    """Return the cause of the line of the chart that has some words."""
    for name, text in CHART.items():
        for number, line in enumerate(text.splitlines(), 1):
            if words in line:
                defined = text.split('"')[1] if "define" in text else ""
                fact = LogTemplate(
                    repo="dify-helm",
                    path=f"{FOLDER}/{name}",
                    line=number,
                    end_line=number,
                    symbol=defined,
                    name="",
                    template="",
                )
                return template_cause_of(code, fact, "")
    raise AssertionError(words)


def of_object(code: Code, name: str) -> StatementCause:
    [manifest] = [m for m in code.index.all(Manifest) if m.name == name]
    return template_cause_of(code, manifest, "")


def own(found: StatementCause, name: str = "config.tpl") -> list[tuple[int, str]]:
    """Return the conditions in the file itself, by line, and what they have to do with it."""
    return [
        (place.location.line, place.why)
        for place in found.guards
        if place.location.path == f"{FOLDER}/{name}"
    ]


def decides(found: StatementCause) -> list[tuple[str, float]]:
    return [(decider.use.name, round(decider.cost, 2)) for decider in found.decides]


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        # only the script gives it a value: what is in that, and what was asked before
        ("ssl_certificate", ["SITE_SECURE", "SITE_CERT_FILE"]),
        # from outside, whatever the script makes of it
        ("listen", ["SITE_PORT"]),
        ("root", ["SITE_ROOT"]),
    ],
)
def test_a_variable_that_a_script_gives_its_value(
    code: Code, name: str, settings: list[str]
) -> None:
    [fact] = code.index.named(Directive, name)
    found = template_cause_of(code, fact, "")
    assert [decider.use.name for decider in found.decides] == settings


INCLUDED = ("urn.enabled", 0.4)
"""The chart includes the configuration of the urn under a condition of its own."""


@pytest.mark.parametrize(
    ("words", "around", "settings"),
    [
        # A value in the line, outside of every condition.
        ("URN_SIZE", [], [("urn.size", 0.2), INCLUDED]),
        ("URN_LAST", [], [INCLUDED]),
        # The inner condition comes first, then the value.
        (
            "URN_HEAT",
            [(5, "condition"), (4, "condition")],
            [("urn.kind", 0.1), ("urn.heat", 0.2), ("urn.heated", 0.25), INCLUDED],
        ),
        # After an inner block, only the outer one.
        (
            "URN_WARM",
            [(4, "condition")],
            [("urn.heated", 0.1), INCLUDED],
        ),
        # In an `else`, what was not taken, the last first; so in an `else if`.
        (
            "URN_CLAY",
            [(4, "condition"), (7, "not taken"), (5, "not taken")],
            [
                ("urn.heated", 0.1),
                ("urn.glazed", 0.25),
                ("urn.kind", 0.4),
                INCLUDED,
            ],
        ),
        (
            "URN_GLAZE",
            [(7, "condition"), (4, "condition"), (5, "not taken")],
            [
                ("urn.glazed", 0.1),
                ("urn.heated", 0.25),
                ("urn.kind", 0.25),
                INCLUDED,
            ],
        ),
    ],
)
def test_the_conditions_around_a_line(
    code: Code, words: str, around: list[tuple[int, str]], settings: list[tuple[str, float]]
) -> None:
    found = cause(code, words)
    assert own(found) == around
    assert decides(found) == settings


@pytest.mark.parametrize(
    ("words", "around"),
    [
        # A condition that begins and ends before, on one line, is not around.
        ("TAP_LAST", []),
        ("TAP_OPEN", [(4, "condition")]),
        ("TAP_SHUT", [(4, "not taken")]),
        ("TAP_HANDLE", [(8, "condition"), (4, "not taken")]),
        # A block within the `else` that has ended leaves it open.
        ("TAP_CLOSED", [(4, "not taken")]),
        # Beyond the end of the `else`.
        ("TAP_DROP", [(18, "condition")]),
        # Of one `else` in another, both conditions were not taken.
        ("TAP_DRIPS", [(12, "condition"), (4, "not taken")]),
        ("TAP_DRY", [(12, "not taken"), (4, "not taken")]),
    ],
)
def test_with_range_and_else_on_one_line(
    code: Code, words: str, around: list[tuple[int, str]]
) -> None:
    assert own(cause(code, words), "inline.tpl") == around


def test_conditions_are_told_apart_from_values(code: Code) -> None:
    found = {d.use.name: d.conditional for d in cause(code, "URN_HEAT").decides}
    assert found == {
        "urn.kind": True,
        "urn.heat": False,
        "urn.heated": True,
        "urn.enabled": True,
    }


def test_the_template_that_includes_the_line_leads_there(code: Code) -> None:
    found = cause(code, "URN_SIZE")
    assert [(p.location.path, p.location.line, p.why) for p in found.callers] == [
        (f"{FOLDER}/configmap.yaml", 7, "includes dify.urn.config")
    ]
    [guard] = found.guards
    assert (guard.text, guard.why) == ("{{- if .Values.urn.enabled }}", "condition")


def test_a_line_that_names_an_object_depends_on_whether_it_is_there(code: Code) -> None:
    """Without its service nobody answers at the name; who runs behind it comes after."""
    found = cause(code, "URN_HOST")
    assert [(p.text, p.why) for p in found.guards[1:]] == [
        ("{{- if .Values.urn.service.enabled }}", "condition of the Service"),
        ("{{- if .Values.urn.deployed }}", "condition of the Deployment"),
        ('{{- define "dify.urn.fullname" -}}', "value of dify.urn.fullname"),
    ]
    assert decides(found) == [
        ("URN_HOST", 0.2),
        INCLUDED,
        ("urn.service.enabled", 0.5),
        ("urn.deployed", 0.5),
    ]


def test_an_object_is_decided_by_what_is_around_it_and_in_it(code: Code) -> None:
    found = of_object(code, "Service")
    assert [(p.location.line, p.why) for p in found.guards] == [
        (1, "condition"),
        (9, "condition inside"),
    ]
    assert decides(found) == [
        ("urn.service.enabled", 0.1),
        ("urn.service.node", 0.5),
        ("urn.service.port", 0.9),
    ]


def test_a_condition_of_several_lines_is_shown_from_where_it_begins(code: Code) -> None:
    found = cause(code, "CUPS_OF")
    assert own(found, "cups.tpl") == [(2, "condition")]
    assert {name for name, _ in decides(found)} >= {"cups.paper", "cups.tin"}


def test_what_includes_a_template_is_followed_to_the_object(code: Code) -> None:
    found = cause(code, "CUPS_OF")
    assert [(p.location.path.rpartition("/")[2], p.location.line) for p in found.callers] == [
        ("cups.tpl", 10),
        ("cups.yaml", 7),
    ]
    assert own(found, "cups.yaml") == [(1, "condition")]


def test_a_rule_of_squid_comes_after_those_before_it(code: Code) -> None:
    """The first rule that fits decides; files that are included may have others."""
    rules = [f for f in code.index.in_file("dify", SQUID, Directive) if f.line == 6]
    found = template_cause_of(code, rules[0], "")
    assert [(p.location.line, p.why) for p in found.guards] == [
        (5, "rule before it"),
        (3, "rule before it"),
        (2, "rule before it"),
    ]


def test_eight_rules_before_it_are_enough(tmp_path: Path) -> None:
    rules = "".join(f"http_access deny kind{n}\n" for n in range(11))
    code = Code(*build(tmp_path, changed={"dify": {SQUID: rules}}))
    last = [f for f in code.index.in_file("dify", SQUID, Directive) if f.line == 10]
    found = template_cause_of(code, last[0], "")
    assert [p.location.line for p in found.guards] == [9, 8, 7, 6, 5, 4, 3, 2]


def test_who_uses_an_object_is_known_by_its_name_and_the_key_before_it(code: Code) -> None:
    pots = [m for m in code.index.all(Manifest) if m.path.endswith("/pots.yaml")]
    used = {
        m.name: [(p.location.line, p.why) for p in template_cause_of(code, m, "").callers]
        for m in pots
    }
    assert used == {
        "PersistentVolumeClaim": [(22, "uses the PersistentVolumeClaim")],
        "Secret": [(15, "uses the Secret")],
    }


def test_the_name_in_a_line_is_put_together_in_its_template(code: Code) -> None:
    found = cause(code, "URN_HOST")
    assert ("value of dify.urn.fullname", 1, 3) in [
        (g.why, g.location.line, g.location.end_line) for g in found.guards
    ]
