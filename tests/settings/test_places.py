"""The places of a setting in order, with their source lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.model import Fact
from ctxkit.settings.layers import Layer
from ctxkit.settings.places import essential, ordered, to_places
from ctxkit.text.words import stem
from tests.settings.sources import declared, fact_index, study, used
from tests.settings.test_status_evidence import CHART, COMPOSE, line

EXAMPLE = "dify docker/.env.example"
VALUES = "dify-helm charts/dify/values.yaml"


def places(folder: Path, facts: dict[str, list[Fact]], *start: str) -> list[str]:
    return study(fact_index(folder, facts), *start).places


def test_declarations_come_first_then_what_is_set_then_reads_then_tests(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/a.py": [used("K", 9)],
        "dify api/z.py": [declared("K", 1)],
        "dify api/tests/test_x.py": [used("K", 2)],
        EXAMPLE: [used("K", 3, role="sets", via="env-example")],
        COMPOSE: [line("K", "K", 4, "api")],
    }
    assert places(tmp_path, facts, "env K", "api K") == [
        "z.py:1",
        ".env.example:3",
        "docker-compose.yaml:4",
        "a.py:9",
        "test_x.py:2",
    ]


def test_nearer_names_come_before_farther_ones(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        COMPOSE: [line("K", "B", 1, "plugin_daemon"), line("K", "A", 2, "api")],
        "dify-plugin-daemon x.go": [declared("B", 1, origin="envconfig")],
        "dify api/x.py": [declared("A", 2)],
        "dify web/x.ts": [declared("K", 3, origin="zod")],
    }
    assert places(tmp_path, facts, "env K", "web K")[:3] == ["x.ts:3", "x.py:2", "x.go:1"]


def test_one_place_for_a_line_and_role(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        COMPOSE: [line("K", "A", 1, "api"), line("K", "B", 1, "web"), used("K", 1, via="compose")],
    }
    assert places(tmp_path, facts, "env K") == ["docker-compose.yaml:1", "docker-compose.yaml:1"]


def test_reads_near_the_code_that_acts_come_first(tmp_path: Path) -> None:
    paths = [
        "api/configs/a.py",
        "api/commands/b.py",
        "api/dev/c.py",
        "api/migrations/d.py",
        "api/x/migrations/e.py",
        "api/core/f.py",
    ]
    facts: dict[str, list[Fact]] = {f"dify {path}": [used("K", 1)] for path in paths}
    facts["dify api/core/g.py"] = [used("K", 1, via="copy", group="self.k")]
    assert places(tmp_path, facts, "api K") == [
        "f.py:1",
        "a.py:1",
        "b.py:1",
        "g.py:1",
        "c.py:1",
        "d.py:1",
        "e.py:1",
    ]


@pytest.mark.parametrize("folder", ["dev", "scripts"])
def test_scripts_of_a_repository_say_least(tmp_path: Path, folder: str) -> None:
    facts: dict[str, list[Fact]] = {
        f"dify-sandbox {folder}/a.go": [used("K", 1, via="getenv")],
        "dify-sandbox cmd/b.go": [used("K", 1, via="getenv")],
    }
    assert places(tmp_path, facts, "sandbox K") == ["b.go:1", "a.go:1"]


CHARTED: dict[str, list[Fact]] = {
    VALUES: [used("api.logLevel", 4, role="sets", via="helm-values")],
    CHART: [
        line("api.logLevel", "OTHER", 7, "api", role="renders", via="helm-template"),
        line("api.logLevel", "LOG_LEVEL", 9, "api", role="renders", via="helm-template"),
        used("api", 6, role="renders", via="helm-with", until=10),
    ],
    "dify api/x.py": [declared("OTHER", 1), declared("LOG_LEVEL", 2)],
}


def test_a_question_from_the_chart_is_answered_from_the_chart(tmp_path: Path) -> None:
    assert places(tmp_path, CHARTED, "values api.logLevel") == [
        "values.yaml:4",
        "api.yaml:7",
        "api.yaml:9",
        "api.yaml:6",
        "x.py:2",
        "x.py:1",
    ]


def test_a_question_from_a_program_is_answered_from_its_code(tmp_path: Path) -> None:
    assert places(tmp_path, CHARTED, "api LOG_LEVEL")[0] == "x.py:2"


def test_related_settings_come_after_all_names_in_their_order(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/x.py": [
            declared("C", 1),
            declared("B", 2),
            declared("A", 3),
            declared("ALL", 9, origin="computed"),
            *(used(part, 20 + n, via="field", target="ALL") for n, part in enumerate("ABC")),
        ]
    }
    assert places(tmp_path, facts, "api ALL")[:4] == ["x.py:9", "x.py:3", "x.py:2", "x.py:1"]


def test_the_places_that_say_most_about_a_topic(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify api/configs/x.py": [declared("K", n) for n in range(1, 6)],
        "dify api/core/alpha.py": [used("K", 1), used("K", 2)],
        "dify api/core/beta.py": [used("K", 1, symbol="retry_call"), used("K", 2)],
        "dify api/core/gamma.py": [used("K", 1)],
        "dify api/configs/retry.py": [used("K", 1)],
        EXAMPLE: [used("K", 3, role="sets", via="env-example")],
    }
    found = study(fact_index(tmp_path, facts), "env K", "api K")
    shown = essential(found.records, 9, {stem("retry")})
    assert [f"{r.path.rpartition('/')[2]}:{r.line}" for r in shown] == [
        "x.py:1",
        "x.py:2",
        "x.py:3",
        "beta.py:1",
        "alpha.py:1",
        "gamma.py:1",
        "retry.py:1",
        "x.py:4",
        "x.py:5",
    ]
    assert len(essential(found.records, 2, set())) == 2


def test_a_default_in_the_code_is_as_good_as_a_declaration(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "dify-plugin-daemon x.go": [
            used("K", 5, role="sets", via="code-default", value="1"),
            used("K", 9, via="field"),
        ],
        EXAMPLE: [used("K", 1, role="sets", via="env-example")],
    }
    found = study(fact_index(tmp_path, facts), "plugin_daemon K", "env K")
    assert essential(found.records, 1, set())[0].layer is Layer.CODE_DEFAULT


def shown(folder: Path, fact: Fact, start: str = "api K") -> tuple[str, str, str | None, str]:
    path = CHART if fact.name == "a.k" else "dify api/x.py"
    found = study(fact_index(folder, {path: [fact]}), start)
    (place,) = to_places(found.records, found.sources)
    return place.role, place.name, place.value, place.text


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (declared("K", 3, default="7"), ("declares", "K", "7", "line 3")),
        (used("K", 3, value="7"), ("reads", "K", "7", "line 3")),
        (used("K", 3, target="K2", role="renames", via="shell"),
         ("renames", "K -> K2", None, "line 3")),
        (used("K", 3, target="K", via="getenv"), ("reads", "K", None, "line 3")),
        (used("K", 3, via="copy", group="self.k"), ("reads", "K -> self.k", None, "line 3")),
        (used("K", 3, via="getenv", group="x"), ("reads", "K", None, "line 3")),
        (used("K", 3, role="documents", via="docs"), ("documents", "K", None, "line 3")),
    ],
)  # fmt: skip
def test_a_place_has_a_role_a_name_a_value_and_a_text(
    tmp_path: Path, fact: Fact, expected: tuple[str, str, str | None, str]
) -> None:
    assert shown(tmp_path, fact) == expected


def test_a_merge_names_the_services(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        COMPOSE: [
            used("K", 2, target="K", role="sets", via="compose", group="shared"),
            used("*shared", 9, role="sets", via="compose-merge", services=("api", "worker")),
        ],
        "dify api/x.py": [used("K", 1)],
    }
    found = study(fact_index(tmp_path, facts), "env K")
    names = [place.name for place in to_places(found.records, found.sources)]
    assert "*shared -> api, worker" in names


@pytest.mark.parametrize(("until", "last"), [(3, 3), (9, 9), (10, 3)])
def test_a_short_block_is_shown_whole(tmp_path: Path, until: int, last: int) -> None:
    block = used("a.k", 3, role="renders", via="helm-condition", until=until)
    text = shown(tmp_path, block, "values a.k")[3]
    assert text.splitlines()[-1] == f"line {last}"


def test_a_long_place_is_cut(tmp_path: Path) -> None:
    text = shown(tmp_path, used("K", 3, end_line=40))[3]
    assert text.splitlines()[-1] == "line 14"


def test_a_hundred_and_twenty_places_are_enough(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        f"dify api/x{n}.py": [used("K", 1), used("K", 2)] for n in range(70)
    }
    found = study(fact_index(tmp_path, facts), "api K")
    assert len(to_places(ordered(found.chain), found.sources)) == 120
