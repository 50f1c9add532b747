"""Chains as text and as Mermaid: bounded, the same every time, and safe against names."""

from __future__ import annotations

import itertools
import re

import pytest
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


@pytest.mark.parametrize(
    ("paths", "lines", "last"),
    [
        (6, 6, "N5 (.env) -> SECRET_KEY (api, worker)"),
        (7, 7, "N6 (.env) -> SECRET_KEY (api, worker)"),
        (8, 7, "... and 2 more paths"),
        (30, 7, "... and 24 more paths"),
    ],
)
def test_six_paths_are_lines_and_the_others_counted(paths: int, lines: int, last: str) -> None:
    found = chain_lines([link(node(f"N{n}"), CONTAINER) for n in range(paths)])
    assert (len(found), found[-1]) == (lines, last)


def test_the_paths_from_one_name_are_bounded() -> None:
    names = [node(f"N{n}") for n in range(70)]
    assert chain_lines([link(VALUE, name) for name in names])[-1] == "... and 54 more paths"


@pytest.mark.parametrize(("links", "nodes"), [(19, 20), (20, 20), (40, 20)])
def test_a_diagram_has_at_most_20_nodes(links: int, nodes: int) -> None:
    text = mermaid([link(node(f"N{n}"), CONTAINER) for n in range(links)])
    assert len(set(re.findall(r"\bn\d+\b", text))) == nodes
    assert text.count("-->") == min(links, 19)


def test_links_between_drawn_nodes_are_drawn_though_the_diagram_is_full() -> None:
    names = [node(f"N{n}") for n in range(22)]
    links = [link(a, b) for a, b in itertools.pairwise(names)]
    text = mermaid([*links, link(names[19], names[0])])
    assert text.splitlines()[-1] == "  n20 -->|compose| n1"


def test_a_link_is_drawn_once() -> None:
    assert mermaid([*LINKS, *LINKS]) == mermaid(LINKS)


@pytest.mark.parametrize(("count", "shown"), [(8, 8), (9, 8), (12, 8)])
def test_a_line_has_at_most_eight_names(count: int, shown: int) -> None:
    names = [node(f"N{n}") for n in range(count)]
    (line,) = chain_lines([link(a, b) for a, b in itertools.pairwise(names)])
    assert line.count(" -> ") == shown - 1


def test_what_reads_a_setting_is_no_part_of_a_line() -> None:
    assert chain_lines([link(FIELD, READ, "reads")]) == []


def test_a_name_that_leads_to_several_gives_a_line_each() -> None:
    other = node("SECRET_KEY", "web")
    assert chain_lines([link(VALUE, CONTAINER), link(VALUE, other), link(VALUE, other)]) == [
        "global.appSecretKey -> SECRET_KEY (api, worker)",
        "global.appSecretKey -> SECRET_KEY (web)",
    ]


@pytest.mark.parametrize(
    ("name", "scope", "text"),
    [
        ("a.b", "values.yaml", "a.b"),
        ("KEY", "values.yaml", "KEY"),
        ("dify_config.KEY", "dify api", "dify_config.KEY"),
        ("config.Key", "dify-sandbox", "config.Key"),
        ("KEY", "dify api", "KEY (dify api)"),
        ("a.b", "api", "a.b (api)"),
        ("x" * 60, ".env", f"{'x' * 60} (.env)"),
        ("x" * 61, ".env", f"{'x' * 59}… (.env)"),
    ],
)
def test_a_name_has_its_scope_unless_its_form_implies_it(name: str, scope: str, text: str) -> None:
    assert chain_lines([link(node("A"), node(name, scope))]) == [f"A (.env) -> {text}"]


def test_other_signs_are_escaped_in_a_label() -> None:
    text = mermaid([link(node('a"b]|`\x00'), node("é日 _-.,:/()*'…")), *LINKS])
    assert '["a#34;b#93;#124;#96;<br/>' in text
    assert "[\"é日 _-.,:/()*'…<br/>" in text


@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=90)), min_size=2, max_size=30))
def test_no_name_breaks_out_of_its_label(names: list[tuple[str, str]]) -> None:
    text = mermaid([link(node(a), node(b, "api")) for a, b in names])
    label = r'[^"\[\]<>`]*'
    drawn = rf'n\d+(\["{label}<br/>{label}"\])?'
    for line in text.splitlines()[1:]:
        assert re.fullmatch(rf"  {drawn} -->\|compose\| {drawn}", line)
