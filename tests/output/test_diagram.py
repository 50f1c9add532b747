"""Chains as text and as Mermaid: bounded, the same every time, and safe against names."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from ctxkit.model import ChainLink, ChainNode
from ctxkit.output.diagram import chain_lines, mermaid


def node(name: str, scope: str = ".env") -> ChainNode:
    return ChainNode(scope=scope, name=name)


def link(source: ChainNode, target: ChainNode, how: str = "compose") -> ChainLink:
    return ChainLink(source=source, target=target, how=how)


VALUE, CONTAINER = node("global.appSecretKey", "values.yaml"), node("SECRET_KEY", "api, worker")
FIELD, READ = node("dify_config.SECRET_KEY", "dify api"), node("passport.py:9 sign", "dify api")
LINKS = (
    link(VALUE, CONTAINER, "chart"),
    link(CONTAINER, FIELD, "declared"),
    link(FIELD, READ, "reads"),
)


def test_a_chain_is_a_line_from_the_operator_to_the_code() -> None:
    assert chain_lines(LINKS) == [
        "global.appSecretKey -> SECRET_KEY (api, worker) -> dify_config.SECRET_KEY"
    ]


def test_a_chain_is_a_mermaid_flowchart() -> None:
    assert mermaid(LINKS).splitlines() == [
        "flowchart LR",
        '  n1["global.appSecretKey<br/>values.yaml"] -->|chart| n2["SECRET_KEY<br/>api, worker"]',
        '  n2 -->|declared| n3["dify_config.SECRET_KEY<br/>dify api"]',
        '  n3 -->|reads| n4["passport.py:9 sign<br/>dify api"]',
    ]


def test_a_single_link_needs_no_diagram() -> None:
    assert mermaid(LINKS[:1]) == ""


def test_a_circle_ends() -> None:
    a, b, c = node("A"), node("B"), node("C")
    links = (link(a, b), link(b, c), link(c, b))
    assert chain_lines(links) == ["A (.env) -> B (.env) -> C (.env)"]


def test_many_ways_are_counted_and_not_all_told() -> None:
    links = [link(node(f"N{n}"), CONTAINER) for n in range(30)]
    lines = chain_lines(links)
    assert (len(lines), lines[-1]) == (7, "... and 24 more ways")
    assert len(set(re.findall(r"\bn\d+\b", mermaid(links)))) == 20


@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=90)), min_size=2, max_size=30))
def test_no_name_breaks_out_of_its_label(names: list[tuple[str, str]]) -> None:
    text = mermaid([link(node(a), node(b, "api")) for a, b in names])
    for line in text.splitlines()[1:]:
        assert re.fullmatch(
            r'  n\d+(\["[^"\[\]<>`]*<br/>[^"\[\]<>`]*"\])? -->\|compose\| n\d+(\["[^"\[\]<>`]*<br/>[^"\[\]<>`]*"\])?',
            line,
        )
