"""The words of the verdicts."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings import examples, reasons
from ctxkit.settings.examples import Example
from ctxkit.settings.verdicts import VERDICTS
from tests.settings.sources import declared, used
from tests.settings.test_status_evidence import CHART, COMPOSE, MIDDLEWARE, evidence, line
from tests.settings.test_verdicts import evidence as evidence_of_example

REASONS = {
    "used_by_middleware_only": "docker-compose.middleware.yaml, which starts only the middleware, "
    "uses it (redis.ports); docker-compose.yaml does not use it",
    "computed": "the program computes it and ignores an environment variable of that name",
    "overwritten": "docker/nginx/docker-entrypoint.sh:2 overwrites it: "
    "an environment variable of that name is ignored",
    "not_passed": "dify api reads it, "
    "but docker-compose.yaml does not pass it to the api container",
    "idle_in_plugins": "declared by the runtime of plugins, but only plugins on a serverless "
    "platform (INSTALL_METHOD=serverless) read it",
    "read": "read by dify api",
    "interpolated": "docker compose itself uses it (redis.ports)",
    "read_by_library": "read by Python, not by code in these repositories",
    "read_by_flask": "read by Flask: the api passes all of its settings to Flask",
    "passed_to_missing": "passed to dify-sandbox, "
    "but the sandbox (dify-sandbox) is not in this workspace",
    "declared_only": "declared by dify api, but no code reads it",
    "passed_to_foreign": "passed to the container db_postgres, "
    "whose code is not in these repositories",
    "rendered_in_vain": "the chart's templates pass it on as `RETRIES`, "
    "which no program here reads",
    "rendered": "rendered into `replicas` by the chart's templates",
    "idle_value": "in the chart's values, but no template uses it",
    "commented": "only comments or documentation mention it; "
    "no program in these repositories declares or reads it",
    "for_plugin_sdk": "no code of the plugin reads it: it is meant for the plugin SDK",
    "set_in_vain": "set, but no program in these repositories declares or reads it",
}


@pytest.mark.parametrize("verdict", VERDICTS, ids=list(REASONS))
def test_the_words_of_each_verdict(verdict: object, tmp_path: Path) -> None:
    found = evidence_of_example(tmp_path, verdict.example_yes)  # type: ignore[attr-defined]
    assert verdict.why(found) == REASONS[verdict.why.__name__]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("example", "chart"),
    [(examples.PASSED_BY_CHART_ONLY, True), (examples.READ_BUT_NOT_PASSED, False)],
)
def test_it_says_so_if_the_chart_passes_it(example: Example, chart: bool, tmp_path: Path) -> None:
    why = reasons.not_passed(evidence_of_example(tmp_path, example))
    assert why.endswith("; the Helm chart passes it") is chart


def test_several_readers_that_get_nothing(tmp_path: Path) -> None:
    facts = {
        "dify api/x.py": [used("A", 2)],
        "dify web/x.ts": [used("A", 2, via="env")],
        COMPOSE: [used("A", 9, via="compose", symbol="nginx.ports")],
    }
    why = reasons.not_passed(evidence(tmp_path, facts, "env A", "api A", "web A"))
    assert why == (
        "dify api and dify web read it, but docker-compose.yaml does not pass it to their "
        "containers; docker compose itself uses it, too (nginx.ports)"
    )


def test_three_places_of_compose_are_named(tmp_path: Path) -> None:
    def places(*lines: int) -> list[Fact]:
        return [used("A", n, via="compose", symbol=f"s{n}.ports") for n in lines]

    three = evidence(tmp_path / "3", {COMPOSE: places(1, 2, 3)}, "env A")
    assert reasons.interpolated(three).endswith("(s1.ports, s2.ports, s3.ports)")
    four = evidence(tmp_path / "4", {COMPOSE: places(1, 2, 3, 4)}, "env A")
    assert reasons.interpolated(four).endswith("(s1.ports, s2.ports, s3.ports, ...)")


def test_a_place_without_a_name_is_a_line(tmp_path: Path) -> None:
    found = evidence(tmp_path, {COMPOSE: [used("A", 7, via="compose")]}, "env A")
    assert reasons.interpolated(found).endswith(" (docker/docker-compose.yaml:7)")


def test_what_is_set_in_vain_may_still_serve_the_middleware(tmp_path: Path) -> None:
    facts = {
        COMPOSE: [line("A", "A", 3, "api")],
        MIDDLEWARE: [used("A", 9, via="compose", symbol="daemon.ports")],
    }
    why = reasons.set_in_vain(evidence(tmp_path, facts, "env A", "middleware A"))
    assert why.endswith(
        "; docker-compose.middleware.yaml, which starts only the middleware, uses it (daemon.ports)"
    )


def test_the_middleware_may_use_it_in_the_environment(tmp_path: Path) -> None:
    found = evidence(tmp_path, {MIDDLEWARE: [line("A", "A", 3, "db")]}, "middleware A")
    assert reasons.used_by_middleware_only(found).startswith(
        "docker-compose.middleware.yaml, which starts only the middleware, uses it; "
    )


def rendered(name: str = "a.b", **more: object) -> Fact:
    values = {"role": "renders", "via": "helm-template", **more}
    return used(name, 3, **values)


@pytest.mark.parametrize(
    ("uses", "why"),
    [
        (
            [rendered(via="helm-condition", description="switches the subchart redis on")],
            "it switches the subchart redis on",
        ),
        ([rendered("a", via="helm-subchart")], "passed to the subchart a"),
        (
            [rendered(target="image"), rendered(target="image"), rendered(target="tag")],
            "rendered into `image`, `tag` by the chart's templates",
        ),
        (
            [rendered(target=each) for each in ("b", "c", "d", "e")],
            "rendered into `b`, `c`, `d` by the chart's templates",
        ),
        ([rendered()], "rendered by the chart's templates"),
        ([rendered(via="helm-condition")], "only a condition in the chart's templates uses it"),
    ],
)
def test_what_templates_make_of_a_value(tmp_path: Path, uses: list[Fact], why: str) -> None:
    found = evidence(tmp_path, {CHART: uses}, "values a.b")
    assert reasons.rendered(found) == why


def test_several_declarations_are_named_in_order(tmp_path: Path) -> None:
    facts = {
        "dify web/x.ts": [declared("A", origin="zod")],
        "dify api/x.py": [declared("A")],
    }
    why = reasons.declared_only(evidence(tmp_path, facts, "web A", "api A"))
    assert why == "declared by dify api and dify web, but no code reads it"


def test_several_containers_of_others(tmp_path: Path) -> None:
    found = evidence(tmp_path, {COMPOSE: [line("A", "A", 3, "weaviate", "etcd")]}, "env A")
    assert reasons.passed_to_foreign(found) == (
        "passed to the containers etcd, weaviate, whose code is not in these repositories"
    )


def test_three_variables_that_nobody_reads_are_named(tmp_path: Path) -> None:
    uses = [rendered(target=each, services=("api",)) for each in ("B", "C", "D", "E")]
    found = evidence(tmp_path, {CHART: uses}, "values a.b")
    assert "as `B`, `C`, `D`, which" in reasons.rendered_in_vain(found)
