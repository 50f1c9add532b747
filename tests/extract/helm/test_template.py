from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ctxkit.extract.helm.template import LANGUAGE, extract
from ctxkit.extract.source import Source
from ctxkit.model import (
    ConfigUse,
    Directive,
    Fact,
    LogTemplate,
    Manifest,
    Raise,
    Symbol,
    TemplateCall,
)
from tests.extract.annotated import check
from tests.extract.literal import facts, shown
from tests.pace import at_most

PATH = "charts/dify/templates/x.yaml"


def uses(text: str) -> list[tuple[int, str, str, str]]:
    return [(f.line, f.name, f.via, f.target) for f in facts(PATH, text, ConfigUse)]


def test_configuration_that_templates_define() -> None:
    check(
        "helm/charts/dify/templates/config.tpl", ConfigUse, Symbol, TemplateCall, Directive, Raise
    )


def test_containers_their_environment_and_its_sources() -> None:
    check("helm/charts/dify/templates/api-deployment.yaml", ConfigUse, Manifest, LogTemplate)


def test_a_list_may_be_as_far_left_as_its_key() -> None:
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
  ports:
  - {{ .Values.port }}
"""
    assert [(name, target) for _, name, _, target in uses(text)] == [
        ("extraEnv", "env"),
        ("args", "args"),
        ("more", "args"),
        ("port", "ports"),
    ]


def test_text_in_quotes_is_no_action() -> None:
    assert uses('a: "{{ `{{ .Values.a }}` }}"\nB: {{ "}}" }}{{ .Values.b }}') == [
        (2, "b", "helm-template", "B")
    ]


CALLED = '{{ define "d" }}{{ .b }}{{ end }}'


@pytest.mark.parametrize(
    ("calls", "names"),
    [
        ('{{ include "d" .Values.a }}', ["a.b", "a"]),
        ('{{ include "d" (dict "b" .Values.a) }}', ["a", "a"]),
        ('{{ include "d" .Values.a }}{{ include "d" .Values.c }}', ["a", "c"]),
        ('{{ include "d" .Values.a }}{{ include "d" .Values.a }}', ["a.b", "a"]),
        ('{{ include "d" . }}', []),
        ('{{ include "e" .Values.a }}', ["a"]),
    ],
)
def test_a_definition_has_the_context_that_all_calls_give(calls: str, names: list[str]) -> None:
    assert [name for _, name, *_ in uses(f"{CALLED}\n{calls}")] == names


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    data = b"\xef\xbb\xbfA_B: c\r\nD_E: {{ .Values.f }}\r\n"
    found = [(fact.name, fact.line) for fact in extract(Source(repo="r", path=PATH, data=data))]
    assert sorted(found) == [("A_B", 1), ("f", 2)]


def test_a_manifest() -> None:
    text = """\
    apiVersion: v1
    kind: Deployment
    metadata:
      name: "{{ include "x" . }}-a"
    containers:
    - name: b
    - image: c
    initContainers:
    - name: d
    """
    [found] = facts(PATH, text, Manifest)
    assert (found.name, found.object, shown(found.template)) == ("Deployment", "{x}-a", "<>-a")
    assert (found.line, found.end_line, found.containers) == (2, 9, ("b",))


def test_a_manifest_may_have_no_action() -> None:
    assert facts(PATH, "apiVersion: v1\nkind: X\n", Manifest)


def test_notes_print_and_set_no_variables() -> None:
    text = "A_B: {{ c }} dd ee\n"
    kinds = {fact.kind for fact in facts("templates/NOTES.txt", text, Fact)}
    assert kinds == set()
    text = "A_B: {{ c }} dd ee ff\n"
    kinds = {fact.kind for fact in facts("templates/NOTES.txt", text, Fact)}
    assert kinds == {"log_template"}
    assert {fact.kind for fact in facts(PATH, text, Fact)} == {"config_use"}


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("charts/dify/templates/validations/_x.tpl", True),
        ("charts/dify/templates/a.yml", True),
        ("templates/NOTES.txt", True),
        ("templates/other.txt", False),
        ("charts/dify/values.yaml", False),
        ("api/templates/mail.html", False),
        ("mytemplates/a.yaml", False),
    ],
)
def test_which_files_are_chart_templates(path: str, matches: bool) -> None:
    assert LANGUAGE.reads(path) is matches


@pytest.mark.parametrize(
    "text",
    [
        "{{" * 40_000,
        "{{/*" * 40_000,
        "{{/*" + "*/" * 40_000,
        '{{ "' + '\\"' * 40_000,
        '{{ "\n' * 20_000,
        "{{ `" * 15_000,
        "{{ (" + "(" * 40_000,
        "{{ .a" * 30_000 + "}}",
        "A: " + "{{ .Values.a }}" * 6_000,
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
    with at_most(4):
        list(extract(Source(repo="dify-helm", path=PATH, data=text.encode())))


words = st.sampled_from(
    re.findall(
        r"[^ ]+",
        "{{ {{- }} -}} if else end with range define include dict default or ( ) | := = $ $x . .a "
        '.Values .Values.a.b "s" `r` "x /* */ , : - # name: value: KEY: kind: apiVersion: '
        "containers: envFrom: \n \n- \n\t",
    )
)


@settings(max_examples=200, deadline=None)
@given(st.lists(words, max_size=40))
def test_no_template_makes_it_raise(parts: list[str]) -> None:
    text = " ".join(parts)
    for fact in extract(Source(repo="dify-helm", path=PATH, data=text.encode())):
        assert 1 <= fact.line <= text.count("\n") + 1
