from __future__ import annotations

import pytest

from ctxkit.extract.helm.environment import source_objects, variables
from tests.extract.helm.parsing import template


def found(text: str) -> list[tuple[int, str, str, str | None, str]]:
    uses = variables(template(text))
    return [(use.line, use.name, use.via, use.value, use.target) for use in uses]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A_B: c", [(1, "A_B", "helm-literal", "c", "")]),
        ("AB: 'c' # d", [(1, "AB", "helm-literal", "c", "")]),
        ('AB: "c\'"', [(1, "AB", "helm-literal", "c'", "")]),
        ("AB: c # d", [(1, "AB", "helm-literal", "c", "")]),
        ("AB: c#d", [(1, "AB", "helm-literal", "c#d", "")]),
        ("AB: {{ x }}-c", [(1, "AB", "helm-computed", "{{ x }}-c", "")]),
        ("AB: {{ .Values.a }}", []),
        ("AB:", []),
        ("A: c", []),
        ("ab: c", []),
        ("- name: AB\n  value: c", [(2, "AB", "helm-literal", "c", "")]),
        ("- name: ab\n  value: c", []),
        (
            "- name: AB\n  valueFrom:\n    secretKeyRef:\n      name: s\n      key: k",
            [(5, "k", "helm-value-from", None, "AB")],
        ),
        (
            "- name: AB\n  valueFrom:\n    configMapKeyRef:\n      key: 'k'",
            [(4, "k", "helm-value-from", None, "AB")],
        ),
        ("- name: AB\n  valueFrom:\n    fieldRef:\n      key: k", []),
        ("secretKeyRef:\n  key: k", []),
        ("- name: AB\n  secretKeyRef:\n    other: k", []),
    ],
)
def test_variables_without_a_value_of_the_chart(
    text: str, expected: list[tuple[int, str, str, str | None, str]]
) -> None:
    assert found(text) == expected


def test_where_a_variable_is_set() -> None:
    text = '{{ define "d" }}\nAB: c\n{{ end }}'
    [use] = variables(template(text))
    assert (use.symbol, use.role) == ("d", "renders")
    text = "apiVersion: v1\nkind: Pod\ncontainers:\n- name: a\n  env:\n  - name: AB\n    value: c"
    assert [use.services for use in variables(template(text))] == [("a",)]
    text = text.replace("value: c", "valueFrom:\n      secretKeyRef: \n        key: k")
    assert [(use.services, use.role) for use in variables(template(text))] == [(("a",), "renames")]


def test_objects_from_which_containers_take_more() -> None:
    text = """\
apiVersion: v1
kind: Pod
containers:
- name: a
  envFrom:
  - configMapRef: {name: x}
  - secretRef: {name: y}
  volumeMounts:
  - name: v
  - name: w
- name: b
  volumeMounts:
  - name: v
volumes:
- name: v
  configMap: {name: z}
- name: w
  secret: {secretName: s}
"""
    [made] = template(text).objects
    uses = list(source_objects(made))
    assert [(use.name, use.via, use.value, use.services, use.line) for use in uses] == [
        ("x", "helm-env-from", "configMapRef", ("a",), 6),
        ("y", "helm-env-from", "secretRef", ("a",), 7),
        ("z", "helm-volume", "configMap", ("a", "b"), 16),
        ("s", "helm-volume", "secret", ("a",), 18),
    ]
    assert {use.role for use in uses} == {"sets"}
