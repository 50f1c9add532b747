"""Kubernetes events lead to the chart's templates."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import Candidate, LocateContext
from ctxkit.ask.locate.kubernetes import REFUSALS, TROUBLES, resolve_object
from ctxkit.logline import parse_events
from ctxkit.model import Manifest, Symbol
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import DEPLOYMENT, VALUES, Ask, ContextOf, first, place, places


def test_events_of_a_cluster_lead_to_the_chart(ask: Ask) -> None:
    finding = ask('FailedMount: persistentvolumeclaim "dify-plugin-daemon" not found')
    assert places(finding)[0][0] == "charts/dify/templates/pvc.yaml"


def test_an_image_that_cannot_be_pulled_is_named_in_the_values(ask_services: Ask) -> None:
    assert first(
        ask_services('Failed to pull image "example/letter-box:9": rpc error: code = NotFound')
    ) == place(VALUES, "example/")


TEMPLATES = "charts/dify/templates"


@pytest.fixture(scope="module")
def context_in(tmp_path_factory: pytest.TempPathFactory) -> ContextOf:
    def manifest(kind: str, component: str) -> list[Manifest]:
        name = f"dify.{component}.fullname" if component else ""
        return [Manifest(name=kind, object=name, line=1, end_line=9)]

    helpers = "{{ x }}-plugin-daemon\n{{ end }}\n{{ x }}-api\n{{ end }}\n{{ x }}\n{{ end }}\n"
    symbols = [
        Symbol(name=f"dify.{name}.fullname", what="template", line=line, end_line=line + 1)
        for line, name in ((1, "pluginDaemon"), (3, "api"), (5, "plain"))
    ]
    files = {
        f"{TEMPLATES}/_helpers.tpl": (helpers, symbols),
        "charts/dify/Chart.yaml": ("apiVersion: v2\nname: dify\n", []),
        f"{TEMPLATES}/tests/api.yaml": ("x\n" * 9, manifest("Deployment", "api")),
    }
    printed = 'kind: x\n  name: {{ printf "%s-postgresql" (include "dify.name" .) }}\n' + "x\n" * 9
    store = [Manifest(name="ExternalSecret", object="", line=1, end_line=9)]
    files[f"{TEMPLATES}/postgres-store.yaml"] = (printed, store)  # type: ignore[assignment]
    files[f"{TEMPLATES}/other-store.yaml"] = ("x\n" * 9, store)  # type: ignore[assignment]
    for kind in ("Deployment", "Service", "ConfigMap"):
        for component in ("pluginDaemon", "api", "plain", ""):
            path = f"{TEMPLATES}/{component or 'nameless'}-{kind.lower()}.yaml"
            files[path] = ("x\n" * 9, manifest(kind, component))  # type: ignore[assignment]
    asked = literal_index(tmp_path_factory.mktemp("chart"), {"dify-helm": files})  # type: ignore[dict-item]
    return lambda line: LocateContext(
        event=parse_events(line)[0], index=asked.index, sources=asked.sources
    )


def resolved(context_in: ContextOf, line: str) -> list[tuple[str, float, str]]:
    found = resolve_object(context_in(line)).candidates
    return [
        (c.fact.path.rpartition("/")[2].partition("-")[0], round(c.score, 2), c.confidence)
        for c in found
    ]


def test_an_event_that_names_no_object_may_be_about_any(context_in: ContextOf) -> None:
    found = resolve_object(
        context_in('no matches for kind "ConfigMap" in version "x/v1"')
    ).candidates
    assert len(found) == 4
    assert {(c.confidence, c.decides) for c in found} == {("low", True)}


def test_an_object_is_of_the_component_that_its_name_ends_in(context_in: ContextOf) -> None:
    assert resolved(context_in, 'configmap "my-dify-plugin-daemon" not found') == [
        ("api", 31.0, "medium"),
        ("nameless", 34.0, "medium"),
        ("plain", 31.0, "medium"),
        ("pluginDaemon", 34.0 + 2.0 + 12 / 2, "medium"),
    ]


def test_an_object_of_ones_own_is_of_the_component_of_its_pod(context_in: ContextOf) -> None:
    """Its name tells nothing: what the pod has in its place is meant."""
    line = 'configmap "settings-old" not found (pod/my-dify-plugin-daemon-6b7c9d5f48-x2x8l)'
    assert resolved(context_in, line) == [
        ("api", 31.0, "medium"),
        ("nameless", 34.0, "medium"),
        ("plain", 31.0, "medium"),
        ("pluginDaemon", 34.0 + 2.0 + 12 / 2, "medium"),
    ]
    # The name of the object goes first.
    assert resolved(context_in, line.replace("settings-old", "my-dify-api"))[0][1] == 37.5


@pytest.mark.parametrize(
    "line",
    [
        'externalsecret/my-dify-postgresql   could not get SecretStore "vault"',
        'external-secrets  ExternalSecret dify/my-dify-postgresql: could not get SecretStore "vault"',
    ],
)
def test_an_external_secret_is_known_by_the_name_that_is_put_together(
    context_in: ContextOf, line: str
) -> None:
    assert resolved(context_in, line) == [
        ("other", 34.0, "medium"),
        ("postgres", 34.0 + 2.0 + 10 / 2, "medium"),
    ]


def test_a_kind_that_the_chart_does_not_create_is_reported(context_in: ContextOf) -> None:
    resolution = resolve_object(context_in('secret "x" not found'))
    assert (list(resolution.candidates), resolution.notes) == (
        [],
        ["the chart does not create any Secret"],
    )


POD = "{}  pod/{}-7d48576c67-vmjxl  x"


@pytest.mark.parametrize("trouble", TROUBLES)
def test_each_trouble_of_a_pod_leads_to_its_deployment(context_in: ContextOf, trouble: str) -> None:
    found = resolved(context_in, POD.format(trouble, "my-dify-plugin-daemon"))
    assert found == [("pluginDaemon", 34.0 + 13 / 10, "medium")]


@pytest.mark.parametrize(
    ("pod", "confidence"),
    [
        ("my-dify-api", "medium"),
        ("letters-api", "low"),
        ("my-dify-web", ""),
        ("my-dify-apiary", ""),
    ],
)
def test_a_release_of_any_name_is_answered(
    context_in: ContextOf, pod: str, confidence: str
) -> None:
    found = resolved(context_in, POD.format("BackOff", pod))
    assert found == ([("api", 34.3, confidence)] if confidence else [])


@pytest.mark.parametrize(
    "line",
    [
        "fine  pod/my-dify-api-7d48576c67-vmjxl",
        "BackOff  pod/my-dify-api-0",
        "BackOff  pod/my-dify-api-7d48576c67-aeiou",
    ],
)
def test_what_no_deployment_made_or_troubles_nobody(context_in: ContextOf, line: str) -> None:
    assert resolved(context_in, line) == []


@pytest.mark.parametrize("refusal", REFUSALS)
def test_each_refusal_of_an_object_is_a_guess(context_in: ContextOf, refusal: str) -> None:
    assert resolved(context_in, f'services "my-dify-api" {refusal} x') == [("api", 37.5, "low")]


@pytest.mark.parametrize(
    "line",
    [
        'services "my-shop-api" already exists',
        'services "my-dify-api" was made',
        'services "my-dify-web" already exists',
        "my-dify-api already exists",
    ],
)
def test_an_object_of_another_chart_is_not_claimed(context_in: ContextOf, line: str) -> None:
    assert resolved(context_in, line) == []


@pytest.mark.parametrize(
    ("line", "scores"),
    [
        ('Failed to pull image "example/box:9": rpc error', [36.0, 33.0]),
        ("pull access denied for example/box, repository does not exist", [36.0, 37.0]),
        ("manifest for example/box:9 not found", [36.0, 37.0]),
        ('Failed to pull image "example/other:9"', []),
        # from a registry of one's own
        ('Failed to pull image "registry.corp.example/example/box:9": not found', [36.0, 33.0]),
        ('Failed to pull image "registry:5000/example/box:9": not found', [36.0, 33.0]),
        ('Failed to pull image "mirror/example/box:9": not found', []),
        ('Failed to pull image "registry.corp.example/tools/box:9": not found', []),
        # through a project of the registry
        (
            'Failed to pull image "registry.corp.example/proxy/example/box:9": not found',
            [36.0, 33.0],
        ),
        ('Failed to pull image "registry.corp.example/example/other:9": not found', []),
        ("the image example/box is nice", []),
    ],
)
def test_where_an_image_is_set(tmp_path: Path, line: str, scores: list[float]) -> None:
    found = images_in(tmp_path, line)
    assert [c.score for c in found] == scores
    assert [(c.fact.line, c.confidence) for c in found] == [(3, "low"), (4, "low")][: len(scores)]


@pytest.mark.parametrize(
    ("image", "lines"),
    [
        ("registry.corp.example/tools/dify-web:9", [5, 7]),  # below another folder of the registry
        ("registry.corp.example/tools/not-dify-web:9", []),
        ("tools/dify-web:9", []),
    ],
)
def test_where_an_image_of_dify_is_set(tmp_path: Path, image: str, lines: list[int]) -> None:
    found = images_in(tmp_path, f'Failed to pull image "{image}": not found')
    assert [c.fact.line for c in found] == lines


def images_in(tmp_path: Path, line: str) -> Sequence[Candidate]:
    values = "image:\n  repository: example/boxes\n  repository: example/box\n"
    values += "web:\n  repository: langgenius/dify-web\n"
    compose = "services:\n  box:\n    # image: example/box\n    image: example/box:9\n    image: example/box:8\n"
    compose += "  web:\n    image: langgenius/dify-web:9\n"
    asked = literal_index(
        tmp_path,
        {
            "dify": {"docker/docker-compose.yaml": (compose, [])},
            "dify-helm": {"charts/dify/values.yaml": (values, [])},
        },
    )
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    return resolve_object(context).candidates


def test_a_pod_in_trouble_leads_to_the_chart(ask_services: Ask) -> None:
    line = "2m  Warning  BackOff  pod/my-{}-pillar-box-7d48576c67-vmjxl  Back-off restarting failed container"
    finding = ask_services(line.format("dify"))
    assert first(finding) == place(DEPLOYMENT, "kind: Deployment")
    assert finding.confidence == "medium"
    assert ask_services(line.format("shop")).confidence == "low"
