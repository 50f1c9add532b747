from __future__ import annotations

import pytest

from ctxkit.extract.helm.objects import KubernetesObject, objects
from ctxkit.extract.helm.text import FILL
from tests.extract.helm.parsing import blank


def made(text: str) -> list[KubernetesObject]:
    return objects(blank(text), text.split("\n"))


HEAD = "apiVersion: v1\nkind: Pod\n"


def test_an_object() -> None:
    text = (
        f"{HEAD}metadata:\n  name: a-{{{{ b }}}}\ndata:\n  c: d\n{{{{- e | nindent 2 }}}}\n\n---\n"
    )
    [found] = made(text)
    assert (found.kind, found.line, found.end_line) == ("Pod", 2, 7)
    assert (found.name, found.template) == ("a-{b}", f"a-{FILL}")
    assert found.sections == (
        ("apiVersion", 1, 1),
        ("kind", 2, 2),
        ("metadata", 3, 4),
        ("data", 5, 7),
    )


@pytest.mark.parametrize("text", ["kind: Pod", "apiVersion: v1", "- kind: Pod\n  apiVersion: v1"])
def test_other_documents_are_not_objects(text: str) -> None:
    assert made(text) == []


def test_several_objects_in_a_template() -> None:
    assert len(made(f"{HEAD}---\n{HEAD}")) == 2
    assert made(HEAD)[0].name == made(HEAD)[0].template == ""


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("plain", "plain"),
        ("'plain'", "plain"),
        ('{{ template "a.b" . }}', "a.b"),
        ('{{- include "a.b" $ -}}', "a.b"),
        ('"{{ include "a.b" . }}"', "a.b"),
        ('{{ include "a.b" .x }}', '{include "a.b" .x}'),
        ('{{ include "a.b" . }}-x', "{a.b}-x"),
        ("{{ .Release.Name }}-x", "{.Release.Name}-x"),
        ("{{ a }}" + "x" * 300, "{a}" + "x" * 293),
    ],
)
def test_the_expression_of_a_name(written: str, name: str) -> None:
    [found] = made(f"{HEAD}metadata:\n  name: {written}\n")
    assert found.name == name


POD = """\
apiVersion: v1
kind: Deployment
spec:
  template:
    spec:
      containers:
      - name: api
        envFrom:
        - configMapRef:
            name: settings
        - secretRef: {name: keys}
        - prefix: X
          otherRef: {name: other}
        - secretRef: {optional: true}
        volumeMounts:
        - name: files
        - name: certificates
        - name: unknown
        - mountPath: /x
        {{- x | nindent 8 }}

        {{- y | nindent 8 }}
      - name: {{ .b }}
      - text
      initContainers:
      - name: prepare
        envFrom:
        - configMapRef: {name: settings}
        - configMapRef: {name: settings}
      volumes:
      - name: files
        configMap:
          name: data
      - name: certificates
        secret:
          secretName: tls
      - name: empty
        emptyDir: {}
"""


def test_containers_and_what_they_take_in() -> None:
    [found] = made(POD)
    api, other, prepare = found.containers
    assert (api.name, api.line, api.end_line, api.is_init) == ("api", 7, 22, False)
    assert [(each.name, each.line, each.key) for each in api.sources] == [
        ("settings", 10, "configMapRef"),
        ("keys", 11, "secretRef"),
        ("data", 33, "configMap"),
        ("tls", 36, "secret"),
    ]
    assert (other.name, other.line, other.sources) == ("{.b}", 23, ())
    assert (prepare.name, prepare.is_init) == ("prepare", True)
    assert [(each.name, each.line) for each in prepare.sources] == [
        ("settings", 28),
        ("settings", 29),
    ]


def test_an_action_that_is_not_right_of_the_dash_is_after_the_container() -> None:
    for indent, end_line in ((1, 5), (0, 4)):
        text = f"{HEAD}containers:\n- name: a\n{' ' * indent}{{{{- x | nindent 2 }}}}"
        [container] = made(text)[0].containers
        assert container.end_line == end_line


def test_containers_that_are_no_list_are_not_those_of_a_pod() -> None:
    assert made(f"{HEAD}containers:\n  a: b\n")[0].containers == ()
    nested = f"{HEAD}containers:\n  containers:\n  - name: a\n"
    assert [each.name for each in made(nested)[0].containers] == ["a"]
