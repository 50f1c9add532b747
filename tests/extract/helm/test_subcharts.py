"""The files of the charts in `charts/`."""

from __future__ import annotations

from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.model import ConfigUse

REDIS = "charts/dify/charts/redis/"


def names(path: str, text: str) -> list[tuple[str, str]]:
    facts = extract(Source(repo="dify-helm", path=path, data=text.encode()))
    return [(fact.name, fact.via) for fact in facts if isinstance(fact, ConfigUse)]


def test_values_have_the_names_by_which_the_chart_around_sets_them() -> None:
    text = "auth:\n  password: ''\nextraEnv:\n- name: A\n  value: b\nglobal:\n  x: 1\nglobalX: 2\n"
    assert names(f"{REDIS}values.yaml", text) == [
        ("redis.auth.password", "helm-values"),
        ("redis.extraEnv", "helm-values"),
        ("redis.extraEnv", "helm-env"),
        ("redis.globalX", "helm-values"),
    ]


def test_a_subchart_of_a_subchart_is_below_both() -> None:
    assert names(f"{REDIS}charts/common/values.yaml", "a: 1\n") == [
        ("redis.common.a", "helm-values")
    ]
    chart = "name: redis\ndependencies:\n- name: common\n  condition: common.on\n"
    assert names(f"{REDIS}Chart.yaml", chart) == [
        ("redis.common", "helm-subchart"),
        ("redis.common.on", "helm-condition"),
    ]


def test_templates_of_a_subchart_say_nothing_of_the_chart() -> None:
    text = "kind: Deployment\nmetadata:\n  name: x\nspec:\n  replicas: {{ .Values.replicas }}\n"
    assert names("charts/dify/templates/a.yaml", text) == [("replicas", "helm-template")]
    assert (
        list(extract(Source(repo="dify-helm", path=f"{REDIS}templates/a.yaml", data=text.encode())))
        == []
    )
