from __future__ import annotations

import pytest

from ctxkit.ask.find.weights import (
    FINAL_COVER,
    FINAL_SEARCH_SCORE,
    NAME_COVER,
    SEARCH_SCORE,
    document_weight,
    fact_weight,
)
from ctxkit.model import ConfigKey, ConfigUse, Fact, LogTemplate, Raise, Symbol, Task

WHERE = {"repo": "dify", "path": "api/a.py", "line": 1, "end_line": 1}


def symbol(what: str, path: str = "api/a.py", repo: str = "dify") -> Symbol:
    return Symbol(name="f", what=what, repo=repo, path=path, line=1, end_line=1)  # type: ignore[arg-type]


def use(role: str, via: str) -> ConfigUse:
    return ConfigUse(name="X", role=role, via=via, **WHERE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fact", "weight"),
    [
        (ConfigKey(name="X", origin="pydantic", **WHERE), 1.0),
        (use("sets", "compose"), 0.92),
        (use("reads", "dify_config"), 0.65),
        (use("reads", "field"), 0.65),
        (use("reads", "shell"), 0.92),
        (use("reads", "getenv"), 0.92),
        (use("reads", "env"), 0.92),
        (use("reads", "template"), 0.92),
        (use("reads", "compose"), 0.92),
        (symbol("constant"), 0.92),
        (symbol("argument"), 0.86),
        (symbol("function"), 0.82),
        (symbol("method"), 0.8),
        (symbol("class"), 0.79),
        (symbol("template"), 0.5),
        (symbol("another"), 0.6),
        (LogTemplate(name="l", template="t", **WHERE), 0.5),
        (Raise(name="E", template="t", **WHERE), 0.45),
        (Task(name="t", **WHERE), 0.4),
    ],
)
def test_what_a_fact_is(fact: Fact, weight: float) -> None:
    assert fact_weight(fact) == weight


@pytest.mark.parametrize(
    ("path", "what", "factor"),
    [
        ("web/app/x.tsx", "function", 0.8),
        ("sdks/x.ts", "function", 0.8),
        ("web/app/x.tsx", "constant", 1.0),
        ("api/web/x.py", "function", 1.0),
    ],
)
def test_components_of_the_console(path: str, what: str, factor: float) -> None:
    assert fact_weight(symbol(what, path)) == pytest.approx(factor * fact_weight(symbol(what)))


@pytest.mark.parametrize(
    ("repo", "weight"),
    [
        ("dify", 1.0),
        ("dify-plugin-daemon", 0.97),
        ("dify-sandbox", 0.97),
        ("dify-helm", 0.8),
        ("dify-official-plugins", 0.62),
        ("another", 0.62),
    ],
)
def test_where_a_fact_is(repo: str, weight: float) -> None:
    assert document_weight("config_key", repo) == weight
    assert fact_weight(symbol("constant", repo=repo)) == 0.92 * weight


@pytest.mark.parametrize(
    ("kind", "weight"),
    [
        ("config_key", 1.0),
        ("config_use", 0.92),
        ("symbol", 0.85),
        ("log_template", 0.5),
        ("raise", 0.45),
        ("task", 0.3),
    ],
)
def test_what_a_document_is(kind: str, weight: float) -> None:
    assert document_weight(kind, "dify") == weight


def test_the_share_of_the_topic_counts_more_than_the_rank_of_the_search() -> None:
    assert (SEARCH_SCORE, NAME_COVER) == (0.35, 0.65)
    assert (FINAL_SEARCH_SCORE, FINAL_COVER) == (0.3, 0.7)
