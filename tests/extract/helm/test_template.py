import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.extract.helm.template import LANGUAGE, extract
from ctxkit.extract.source import Source
from ctxkit.model import ConfigUse, Directive, LogTemplate, Manifest, Raise, Symbol, TemplateCall
from tests.extract.annotated import check


def uses(text: str) -> list[tuple[int, str, str, str]]:
    source = Source(repo="dify-helm", path="charts/dify/templates/x.yaml", data=text.encode())
    return [(f.line, f.name, f.via, f.target) for f in extract(source) if isinstance(f, ConfigUse)]


def test_configuration_that_templates_define() -> None:
    check(
        "helm/charts/dify/templates/config.tpl", ConfigUse, Symbol, TemplateCall, Directive, Raise
    )


def test_containers_their_environment_and_its_sources() -> None:
    check("helm/charts/dify/templates/api-deployment.yaml", ConfigUse, Manifest, LogTemplate)


def test_an_action_may_span_lines() -> None:
    text = "{{- if not (or\n  .Values.a.on\n  .Values.b.on\n  ) }}\nkind: X\n{{- end }}"
    assert uses(text) == [(2, "a.on", "helm-condition", ""), (3, "b.on", "helm-condition", "")]


def test_a_list_may_stand_as_far_left_as_its_key() -> None:
    text = """\
containers:
- name: api
  env:
  - name: A
    valueFrom: {}
  {{- toYaml .Values.extraEnv | nindent 2 }}
  args:
  {{- toYaml .Values.args | nindent 2 }}
  {{- toYaml .Values.more | nindent 2 }}
"""
    assert [(name, target) for _, name, _, target in uses(text)] == [
        ("extraEnv", "env"),
        ("args", "args"),
        ("more", "args"),
    ]


def test_coalesce_and_or_name_what_stands_in() -> None:
    text = 'A: {{ coalesce .Values.a .Values.b "c" }}\nB: {{ or .Values.d .Values.e }}'
    assert [(name, via) for _, name, via, _ in uses(text)] == [
        ("a", "helm-template"),
        ("b", "helm-fallback"),
        ("d", "helm-template"),
        ("e", "helm-fallback"),
    ]


def test_text_in_quotes_is_no_action() -> None:
    assert uses('a: "{{ `{{ .Values.a }}` }}"\nB: {{ "}}" }}{{ .Values.b }}') == [
        (2, "b", "helm-template", "B")
    ]


def test_which_files_are_chart_templates() -> None:
    assert LANGUAGE.matches("charts/dify/templates/validations/_x.tpl")
    assert LANGUAGE.matches("templates/NOTES.txt")
    assert not LANGUAGE.matches("charts/dify/values.yaml")
    assert not LANGUAGE.matches("api/templates/mail.html")


@pytest.mark.parametrize(
    "text",
    [
        "{{" * 40_000,
        "{{/*" * 40_000,
        '{{ "' + '\\"' * 40_000,
        "{{ `" * 15_000,
        "{{ (" + "(" * 40_000,
        "{{ .a" * 30_000 + "}}",
        "{{if .Values.a}}{{$x = .Values.b}}" * 6_000,
        "{{with .Values.a}}" * 6_000,
        "{{$x := .Values.a}}" + "{{$x := $x.b}}" * 6_000,
        "{{ a" + " | f .Values.a" * 6_000 + "}}",
        "{{ dict " + ' "k" .Values.a' * 6_000 + "}}",
        "  containers:\n  - name: a\n" * 3_000,
        "apiVersion: v1\nkind: X\n"
        + "\n".join(" " * n + "containers:\n" + " " * n + "- a:" for n in range(700)),
        "apiVersion: v1\nkind: X\nmetadata:\n  name: {{ x }}" + "{{" * 30_000,
        "echo " + " " * 40_000 + "x",
        "echo '" + "$(" * 30_000,
        '{{define "squid"}}\n' + "a_b \n" * 15_000,
        "- " * 30_000 + "a: b",
        "{{ end }}" * 15_000 + "{{ else }}" * 15_000,
    ],
)
@pytest.mark.no_cover
def test_hostile_templates_take_linear_time_and_never_raise(text: str) -> None:
    started = time.process_time()
    uses(text)
    assert time.process_time() - started < 4


words = st.sampled_from(
    re.findall(
        r"[^ ]+",
        "{{ {{- }} -}} if else end with range define include dict default or ( ) | := = $ $x . .a .Values .Values.a.b "
        '"s" `r` "x /* */ , : - # name: value: KEY: kind: apiVersion: containers: envFrom: \n \n- \n\t',
    )
)


@settings(max_examples=200, deadline=None)
@given(st.lists(words, max_size=40))
def test_no_template_makes_it_raise(parts: list[str]) -> None:
    text = " ".join(parts)
    for line, *_ in uses(text):
        assert 1 <= line <= text.count("\n") + 1
