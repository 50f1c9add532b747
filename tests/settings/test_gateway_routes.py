"""Routes in the Caddyfile of the gateway of Dify Enterprise."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.explain.explain import explain
from ctxkit.ask.locate.locate import locate
from ctxkit.settings.gateway_routes import read_routes, route_of
from tests.ask.literal import Asked, literal_index
from tests.pace import at_most

PATH = "charts/dify/templates/gateway/configmap.yaml"
TEMPLATE = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "dify.gateway.fullname" . }}-config
data:
  Caddyfile: |
    :80 {
      # reverse_proxy /comment/* dify-audit:8083
      @audit path /audit/* /v1/audit/*
      reverse_proxy @audit {{ include "dify.enterpriseAudit.fullname" . }}:8083
      @admin {
        method GET POST
        path /admin-api/*
      }
      handle @admin {
        {{- if .Values.gateway.transport }}
        reverse_proxy http://{{ .Release.Name }}-enterprise-svc:8082 {
          transport http {
            dial_timeout {{ .Values.gateway.transport.dialTimeout }}
          }
        }
        {{- end }}
      }
      handle_path /admin-api/public/* {
        reverse_proxy {{ template "dify.api.fullname" . }}:5001
      }
      reverse_proxy /scim dify-enterprise:8082
      handle /e/* {
        reverse_proxy dify-plugin-daemon:5002
      }
      handle {
        reverse_proxy dify-web:3000
      }
    }
"""


def parts(path: str) -> tuple[str, str]:
    found = route_of(list(read_routes(PATH, TEMPLATE.splitlines())), path)
    assert found
    return found.pattern, found.component.part if found.component else ""


def test_paths_lead_to_components() -> None:
    assert parts("/audit/logs") == ("/audit/*", "enterpriseAudit")
    assert parts("/v1/audit/logs") == ("/v1/audit/*", "enterpriseAudit")
    assert parts("/admin-api/users") == ("/admin-api/*", "enterprise")
    assert parts("/admin-api/public/x") == ("/admin-api/public/*", "")
    assert parts("/scim") == ("/scim", "enterprise")
    assert parts("/e/hook") == ("/e/*", "")


@pytest.mark.parametrize("path", ["/scim/x", "/comment/x", "/console/api/apps", "/v1/audit"])
def test_other_paths_have_no_route(path: str) -> None:
    assert route_of(list(read_routes(PATH, TEMPLATE.splitlines())), path) is None


def asked(folder: Path, path: str = PATH) -> Asked:
    return literal_index(folder, {"dify-helm": {path: (TEMPLATE, [])}})


NOTE = (
    "the gateway sends /admin-api/* to the Enterprise service, a closed component of Dify "
    f"Enterprise (dify-helm {PATH}:17)"
)


@pytest.mark.parametrize(
    "line",
    [
        '10.0.0.1 - - [26/May/2026] "GET /admin-api/v1/users HTTP/1.1" 502 0',
        "request to https://console.example.com/admin-api/v1/users failed",
        '{"level":"error","uri":"/admin-api/v1/users","status":502}',
    ],
)
def test_a_request_of_a_closed_component_is_said_to_be_one(tmp_path: Path, line: str) -> None:
    made = asked(tmp_path)
    assert NOTE in locate(made.index, made.sources, line).notes


def test_explain_of_a_route_names_the_component(tmp_path: Path) -> None:
    made = asked(tmp_path)
    assert NOTE in explain(made.index, made.sources, "/admin-api/v1/users").notes


def test_without_such_a_chart_or_for_other_paths_nothing_is_said(tmp_path: Path) -> None:
    made = asked(tmp_path / "a")
    for text in ("GET /console/api/apps 502", "no path", "/e/hook 404"):
        notes = locate(made.index, made.sources, text).notes
        assert not [note for note in notes if "the gateway sends" in note]
    made = asked(tmp_path / "b", "charts/dify/templates/proxy.yaml")
    notes = locate(made.index, made.sources, "GET /admin-api/x 502").notes
    assert not [note for note in notes if "the gateway sends" in note]


@pytest.mark.no_cover
def test_hostile_templates_and_lines_take_linear_time(tmp_path: Path) -> None:
    with at_most(5):
        list(read_routes(PATH, ["{{" * 50_000, "handle /a {" * 1, *["{"] * 50_000, "/" * 100_000]))
        made = asked(tmp_path)
        locate(made.index, made.sources, "/a" * 10_000)
