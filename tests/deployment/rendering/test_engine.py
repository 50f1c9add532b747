"""Templates, by what Go and Helm make of them."""

from __future__ import annotations

from typing import Any

import pytest

from ctxkit.deployment.rendering.engine import ChartRenderer, Partial
from ctxkit.deployment.rendering.parsing import parsed
from ctxkit.deployment.rendering.unknown import NotTold
from tests.pace import at_most

VALUES: dict[str, Any] = {
    "name": "api",
    "port": 5001,
    "off": False,
    "hosts": ["a", "b"],
    "ports": {"http": 80, "grpc": 50051},
    "text": "{{ .Values.name }}-x",
    "none": None,
}


def rendered(text: str, values: dict[str, Any] | None = None, **others: str) -> str:
    context = {"Values": VALUES if values is None else values, "Release": {"Name": "dify"}}
    return ChartRenderer({"main": text, **others}).render("main", context)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a {{ .Values.name }} b", "a api b"),
        ("a\n{{- .Values.name -}}\n b", "aapib"),
        ("{{/* a comment */}}{{- /* another */ -}} x", "x"),
        ("{{ .Values.none }}{{ .Values.missing }}|", "|"),
        ("{{ if .Values.off }}a{{ else if eq .Values.port 5001 }}b{{ else }}c{{ end }}", "b"),
        ("{{ if .Values.off }}a{{ else if .Values.none }}b{{ else }}c{{ end }}", "c"),
        ("{{ with .Values.ports }}{{ .http }}{{ $.Release.Name }}{{ end }}", "80dify"),
        ("{{ with .Values.none }}a{{ else }}{{ .Release.Name }}{{ end }}", "dify"),
        ("{{ with $p := .Values.ports }}{{ $p.http }}{{ end }}", "80"),
        ("{{ range .Values.hosts }}<{{ . }}>{{ end }}", "<a><b>"),
        ("{{ range $i, $h := .Values.hosts }}{{ $i }}{{ $h }}{{ end }}", "0a1b"),
        ("{{ range $k, $v := .Values.ports }}{{ $k }}={{ $v }},{{ end }}", "grpc=50051,http=80,"),
        ("{{ range .Values.none }}a{{ else }}b{{ end }}", "b"),
        ("{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
        ("{{ $x := 1 }}{{ if true }}{{ $x := 2 }}{{ end }}{{ $x }}", "1"),
        ('{{ define "n" }}{{ .name }}!{{ end }}{{ include "n" .Values | upper }}', "API!"),
        ('{{ template "n" .Values }}{{ define "n" }}<{{ .name }}>{{ end }}', "<api>"),
        ('a{{ block "n" .Values }}<{{ .name }}>{{ end }}{{ template "n" .Values }}', "a<api><api>"),
        ("{{ tpl .Values.text . }}", "api-x"),
        ("{{ (index .Values.hosts 1) }}", "b"),
        ('{{ (dict "a" (dict "b" 2)).a.b }}', "2"),
        ("{{ and .Values.name .Values.port }}", "5001"),
        ("{{ or .Values.off .Values.name }}", "api"),
        ("{{ .Values.off | or .Values.name }}", "api"),
        ('{{ and .Values.off (fail "never") }}', "false"),
        ('{{ required "no name" .Values.name }}', "api"),
        ('{{ .Values.name | required "no name" | upper }}', "API"),
        ("{{ .Values.name | default (randAlphaNum 5) }}", "api"),
        ("{{ if uuidv4 }}a{{ end }}", "a"),
        ('{{ printf "%s:%d" .Values.name (.Values.port | int) | quote }}', '"api:5001"'),
    ],
)
def test_a_template(text: str, expected: str) -> None:
    assert rendered(text) == expected


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{{ randAlphaNum 5 }}", "the function randAlphaNum"),
        ("{{ .Values.missing.below }}", ".below of what has no fields"),
        ("{{ .Values.partial.unknown }}", "the default of unknown in a chart"),
        ('{{ fail "no secret" }}', "the chart refuses these values: no secret"),
        ('{{ required "no key" .Values.none }}', "the chart refuses these values: no key"),
        ('{{ fail (printf "%s is no secret" .Values.name) }}', "the chart refuses these values$"),
        ('{{ .Values.none | required "no key" }}', "the chart refuses these values: no key"),
        ('{{ include "none" . }}', "a template that the chart does not define"),
        ("{{ $missing }}", "the variable $missing"),
        ("{{ if true }}a", "a block that is never closed"),
        ("{{ end }}", "an end without a block"),
        ("{{ range .Values.name }}{{ end }}", "a range over what is no list"),
        ("{{ range .Values.hosts }}{{ break }}{{ end }}", "break"),
        ('{{ .Capabilities.APIVersions.Has "v1" }}', "a call of"),
        ("{{ join 1 }}", "join of what it does not take"),
    ],
)
def test_what_only_helm_can_tell(text: str, why: str) -> None:
    with pytest.raises(NotTold, match=why.replace("$m", r"\$m")):
        rendered(text, {**VALUES, "partial": Partial({"known": 1})})


def test_a_file_that_is_no_template_spoils_no_other() -> None:
    assert rendered("{{ .Values.name }}", other="{{ if") == "api"


@pytest.mark.parametrize(
    "text",
    [
        '{{ define "n" }}{{ include "n" . }}{{ end }}{{ include "n" . }}',
        "{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}",
        '{{ $x := "aaaaaaaaaa" }}{{ range until 40 }}{{ $x = print $x $x }}{{ end }}',
        '{{ $x := "{{ tpl $.Values.self $ }}" }}{{ tpl .Values.self . }}',
        "{{ range until 1000 }}{{ tpl $.Values.comments $ }}{{ end }}",
        "{{ range until 1000 }}{{ $x := list " + "1 " * 100_000 + "}}{{ end }}",
        "{{ range until 1000 }}{{ $x := fromYaml $.Values.long }}{{ end }}",
        '{{ $x := join "" (until 1000) }}{{ range until 1000 }}{{ $y := contains "z" $x }}'
        "{{ range until 1000 }}{{ $y := contains $x $x }}{{ end }}{{ end }}",
        "{{ range until 1000 }}{{ range until 9 }}{{ $x := deepCopy $.Values }}{{ end }}{{ end }}",
        "{{ $x := 9 }}{{ range until 40 }}{{ $x = mul $x $x }}{{ end }}",
        '{{ $x := repeat 9000 "a" }}{{ $y := replace "a" $x $x }}',
        '{{ $x := repeat 9000 "a" }}{{ $y := join $x (until 1000) }}',
        '{{ $x := repeat 9000 "\\n" }}{{ $y := indent 900 $x }}',
        '{{ $x := dict }}{{ range until 60 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ toYaml $x }}',
        "{{ $x := list }}{{ range until 60 }}{{ $x = list $x $x }}{{ end }}{{ $x }}",
        '{{ define "n" }}'
        + "{{ if true }}" * 50
        + '{{ include "n" . }}'
        + "{{ end }}" * 50
        + '{{ end }}{{ include "n" . }}',
        "{{ int .Values.endless }}",
        "{{ if true }}" * 300 + "{{ end }}" * 300,
    ],
)
@pytest.mark.no_cover  # its hooks take time of their own
def test_what_does_not_end(text: str) -> None:
    with at_most(5):
        with pytest.raises(NotTold):
            rendered(
                text,
                {
                    "self": "{{ tpl .Values.self . }}",
                    "comments": "{{/* */}}" * 40_000,
                    "long": "a: [1, 2]\n" * 20_000,
                    "big": list(range(9000)),
                    "endless": float("inf"),
                },
            )


def test_blocks_of_a_parsed_template() -> None:
    found = parsed('{{ define "a" }}x{{ end }}y')
    assert [each.text for each in found.defined["a"]] == ["x"]  # type: ignore[union-attr]
    assert [each.text for each in found.body] == ["y"]  # type: ignore[union-attr]
