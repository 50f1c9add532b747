from __future__ import annotations

import pytest

from ctxkit.extract.helm.reader import TemplateReader
from ctxkit.model import ConfigUse, Symbol, TemplateCall
from tests.extract.helm.parsing import template


def uses(text: str) -> list[tuple[int, str, str, str]]:
    found = template(text).facts
    return [(f.line, f.name, f.via, f.target) for f in found if isinstance(f, ConfigUse)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A: {{ .Values.a }}", [(1, "a", "helm-template", "A")]),
        ("{{ .Values.a }}: b", [(1, "a", "helm-template", "")]),
        ("x:\n  {{ .Values.a }}: b", [(2, "a", "helm-template", "x")]),
        ("x:\n  {{ .Values.a }}b: {{ .Values.c }}", [
            (2, "a", "helm-template", "x"), (2, "c", "helm-template", "x"),
        ]),
        ("x: y\nz:\n  a: {{ .Values.b }}", [(3, "b", "helm-template", "a")]),
        ("A: {{ .Release.Name }}", []),
        ("# A: {{ .Values.a }}", []),
        ("A: {{ or .Values.a .Values.b }}", [
            (1, "a", "helm-template", "A"), (1, "b", "helm-fallback", "A"),
        ]),
        ("{{ $x := .Values.a }}", [(1, "a", "helm-variable", "")]),
        ("{{ $x := .Values.a }}\nA: {{ $x.b }}", [
            (1, "a", "helm-variable", ""), (2, "a.b", "helm-template", "A"),
        ]),
        ("{{ fail .Values.a }}", []),
        ("{{ break }}A: {{ continue }}", []),
        ("- name: A\n  value: {{ .Values.a }}", [(2, "a", "helm-template", "A")]),
        ("{{/* .Values.a */}}", []),
    ],
)  # fmt: skip
def test_what_is_rendered(text: str, found: list[tuple[int, str, str, str]]) -> None:
    assert uses(text) == found


@pytest.mark.parametrize(
    "action",
    [
        "if x",
        "with x",
        "range x",
        'define "x"',
        'block "x" .',
        "else",
        "end",
        "break",
        "continue",
        'fail "x"',
        "$x := 3",
        "$x = 3",
        "$k, $v := x",
        "/* x */",
    ],
)
def test_actions_that_render_no_text_do_not_end_what_is_around_them(action: str) -> None:
    text = "a:\n{{" + action + "}}\n  {{ $.Values.b }}"
    assert [target for _, name, _, target in uses(text) if name == "b"] == ["a"]
    text = text.replace(action, "include")
    assert [target for _, name, _, target in uses(text) if name == "b"] == [""]


def conditions(text: str) -> list[tuple[str, str, int, int]]:
    found = template(text).facts
    return [(f.name, f.via, f.line, f.until) for f in found if isinstance(f, ConfigUse) and f.until]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{{ if .Values.a }}\n\n{{ end }}", [("a", "helm-condition", 1, 3)]),
        ("{{ with .Values.a }}\n{{ end }}", [("a", "helm-with", 1, 2)]),
        ("{{ range .Values.a }}\n{{ end }}", [("a", "helm-range", 1, 2)]),
        ("{{ if .Values.a }}\n{{ else }}\n{{ end }}", [("a", "helm-condition", 1, 2)]),
        ("{{ if .Values.a }}\n{{ else if .Values.b }}\n{{ end }}", [
            ("a", "helm-condition", 1, 2), ("b", "helm-condition", 2, 3),
        ]),
        ("{{ if x }}\n{{ else with .Values.b }}\n{{ end }}", [("b", "helm-with", 2, 3)]),
        ("{{ if .Values.a }}\n", [("a", "helm-condition", 1, 2)]),
        ("{{ if not (or\n .Values.a\n .Values.b) }}\n{{ end }}", [
            ("a", "helm-condition", 2, 4), ("b", "helm-condition", 3, 4),
        ]),
        ("{{ end }}{{ else }}{{ if .Values.a }}{{ end }}", [("a", "helm-condition", 1, 1)]),
    ],
)  # fmt: skip
def test_blocks_and_how_far_they_reach(text: str, found: list[tuple[str, str, int, int]]) -> None:
    assert conditions(text) == found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{{ with .Values.a }}{{ .b }}{{ end }}{{ .b }}", ["a.b", "a"]),
        ("{{ with $x := .Values.a }}{{ $x.b }}{{ .c }}{{ end }}", ["a.b", "a.c", "a"]),
        ("{{ range .Values.a }}{{ .b }}{{ end }}", ["a", "a"]),
        ("{{ range $k, $v := .Values.a }}{{ $v.b }}{{ $k }}{{ end }}", ["a", "a"]),
        ('{{ range $v := dict "k" .Values.a }}{{ $v.b }}{{ end }}', ["a"]),
        ("{{ with .Values.a }}{{ else }}{{ .Values.b }}{{ end }}", ["a", "b"]),
        ("{{ with .Values.a }}{{ $.Values.b }}{{ end }}", ["b", "a"]),
        ("{{ if .Values.a }}{{ .Values.b }}{{ end }}", ["b", "a"]),
        ("{{ if x }}{{ $y := .Values.a }}{{ end }}{{ $y }}", ["a"]),
        ("{{ $y := 3 }}{{ if x }}{{ $y = .Values.a }}{{ end }}{{ $y }}", ["a", "a"]),
        ('{{ define "d" }}{{ .Values.a }}{{ .b }}{{ end }}', ["a"]),
        ('{{ $y := .Values.a }}{{ define "d" }}{{ $y }}{{ end }}', ["a"]),
        ("{{ range .Values.a }}{{ else }}{{ .Values.b }}{{ end }}", ["a", "b"]),
    ],
)
def test_scopes(text: str, names: list[str]) -> None:
    assert [name for _, name, *_ in uses(text)] == names


def test_contexts_that_calls_give() -> None:
    reader = TemplateReader('{{ define "d" }}{{ .b }}{{ $.c }}{{ end }}', {"d": ("Values", "a")})
    reader.read()
    names = [fact.name for fact in reader.facts if isinstance(fact, ConfigUse)]
    assert names == ["a.b", "a.c"]


def test_definitions_are_symbols_of_what_is_in_them() -> None:
    text = (
        '{{ define "d" }}\nA: {{ .Values.a }}\n{{ include "e" . }}\n{{ end }}\n'
        '{{ block "f" . }}{{ end }}{{ define }}{{ end }}'
    )
    reader = template(text)
    symbols = [fact for fact in reader.facts if isinstance(fact, Symbol)]
    assert [(each.name, each.line, each.end_line) for each in symbols] == [
        ("d", 1, 4),
        ("f", 5, 5),
        ("", 5, 5),
    ]
    assert {fact.symbol for fact in reader.facts if not isinstance(fact, Symbol)} == {"d"}
    assert reader.define_by_line == {1: "d", 2: "d", 3: "d", 4: "d", 5: ""}


@pytest.mark.parametrize(
    ("text", "is_partial"),
    [
        ("A: {{ .Values.a }}", False),
        ("A: '{{ .Values.a }}'", False),
        ("A: x{{ .Values.a }}", True),
        ('A: {{ printf "http://%s" .Values.a }}', True),
        ('A: {{ printf "%s%d" .Values.a .Values.b }}', False),
        ('A: {{ printf "%-5.2f%%" .Values.a }}', False),
        ('A: {{ print "http" .Values.a }}', False),
    ],
)
def test_text_around_a_value(text: str, is_partial: bool) -> None:
    found = [fact for fact in template(text).facts if isinstance(fact, ConfigUse)]
    assert found[0].partial is is_partial


def test_the_default_of_a_value() -> None:
    found = template("A: {{ .Values.a | default .Values.b }}").facts
    assert [(f.name, f.value) for f in found if isinstance(f, ConfigUse)] == [
        ("a", ".Values.b"),
        ("b", None),
    ]


OBJECT = """\
apiVersion: v1
kind: Pod
metadata:
  name: {{ include "x" . }}
spec:
  containers:
  - name: api
    image: {{ .Values.image }}
    {{- include "y" .Values.y | nindent 4 }}
  - image: {{ .Values.other }}
  # {{ include "z" . }}
"""


def test_containers_and_sections_of_a_use() -> None:
    found = template(OBJECT).facts
    uses = [fact for fact in found if isinstance(fact, ConfigUse)]
    assert [(use.name, use.services, use.target) for use in uses] == [
        ("image", ("api",), "image"),
        ("y", ("api",), "containers"),
        ("other", (), "image"),
    ]
    calls = [fact for fact in found if isinstance(fact, TemplateCall)]
    assert [(call.name, call.section, call.services, call.context) for call in calls] == [
        ("x", "metadata", (), ""),
        ("y", "spec", ("api",), "y"),
        ("z", "", (), ""),
    ]


def test_configuration_of_other_programs_has_directives_as_targets() -> None:
    body = "http_port {{ .Values.a }}\n{{ .Values.b }}\nkey: {{ .Values.c }}\n"
    text = '{{ define "my.squid" }}\n' + body + "{{ end }}"
    assert [target for *_, target in uses(text)] == ["http_port", "", "key"]
    assert [target for *_, target in uses(text.replace("squid", "api"))] == ["", "", "key"]


def test_blocks_inside_each_other_have_a_limit() -> None:
    text = (
        "{{ if x }}" * 200 + "{{ $y := .Values.a }}{{ if x }}{{ $z := .Values.b }}{{ end }}{{ $z }}"
    )
    assert [name for _, name, *_ in uses(text)] == ["a", "b"]
    deeper = "{{ if x }}" * 201 + "{{ if x }}{{ $z := .Values.b }}{{ end }}{{ $z }}"
    assert [name for _, name, *_ in uses(deeper)] == ["b", "b"]


def test_targets_to_which_values_are_rendered_are_kept() -> None:
    reader = template("A: {{ .Values.a }}\nB: x\n{{ if .Values.c }}{{ end }}")
    assert reader.rendered == {(1, "A")}
    assert (reader.line_at(0), reader.line_at(20)) == (1, 2)
