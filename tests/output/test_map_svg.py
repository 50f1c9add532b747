"""A map as a picture."""

from __future__ import annotations

from xml.dom.minidom import parseString

import pytest

from ctxkit.model.maps import (
    DecidedAt,
    DeploymentMap,
    LinkSetting,
    MapLink,
    MapService,
    OutsideHost,
)
from ctxkit.output.map_diagram import map_diagram
from ctxkit.output.map_svg import map_svg

HOSTILE = "<b>\"&'`\n</svg>\x07"


def service(name: str, column: str = "application", repo: str = "") -> MapService:
    return MapService(name=name, column=column, repo=repo, version="1", image="x/y:1")  # type: ignore[arg-type]


def drawn(*links: MapLink, outside: int = 0) -> DeploymentMap:
    decided = DecidedAt(name="X_URL", path=".env", line=1)
    return DeploymentMap(
        of=f"docker-compose.yaml {HOSTILE}",
        services=(
            service("nginx", "entry"),
            service("api", repo="dify"),
            service(HOSTILE, "async", repo="dify-sandbox"),
            service("redis", "store"),
            service("alone"),
        ),
        links=links,
        outside=tuple(
            OutsideHost(
                host=f"h{n}.example.com",
                port="443",
                settings=(LinkSetting(name="X_URL", decided=decided),),
                services=("api",),
            )
            for n in range(outside)
        ),
    )


LINKS = (
    MapLink(caller="nginx", callee="api", port="5001", kind="proxy"),
    MapLink(caller="api", callee="redis", port="6379"),
    MapLink(caller="api", callee="redis", port="16379"),
    MapLink(caller="api", callee=HOSTILE, port="", kind="queue"),
    MapLink(caller=HOSTILE, callee="api", port="5001", is_possible=True),
)


def test_names_are_no_markup() -> None:
    text = map_svg(drawn(*LINKS))
    document = parseString(text)
    texts = [node.firstChild.data for node in document.getElementsByTagName("text")]  # type: ignore[union-attr]
    assert any(each.startswith('<b>"&') for each in texts)
    assert "\x07" not in text
    assert "<b>" not in text


def test_a_service_without_a_link_is_not_drawn() -> None:
    assert "alone" not in map_svg(drawn(*LINKS))


def test_the_columns_that_there_are() -> None:
    document = parseString(map_svg(drawn(*LINKS, outside=2)))
    heads = [
        node.firstChild.data  # type: ignore[union-attr]
        for node in document.getElementsByTagName("text")
        if node.getAttribute("class") == "head"
    ]
    assert heads == ["Entry", "Application", "Asynchronous", "Stores", "Outside"]


def test_all_links_between_two_services_are_one_arrow() -> None:
    document = parseString(map_svg(drawn(*LINKS)))
    arrows = [p for p in document.getElementsByTagName("path") if p.getAttribute("marker-end")]
    assert len(arrows) == 4
    classes = sorted(arrow.getAttribute("class").split()[-1] for arrow in arrows)
    assert classes == ["link", "link", "possible", "queue"]


@pytest.mark.parametrize("count", [0, 1, 200])
def test_any_number_of_hosts(count: int) -> None:
    text = map_svg(drawn(*LINKS, outside=count))
    parseString(text)
    assert text.count("example.com:443</text>") == min(count, 24)


def test_an_empty_map() -> None:
    empty = DeploymentMap(of="x", services=(), links=())
    parseString(map_svg(empty))
    assert map_diagram(empty) == ""


def test_the_diagram_of_a_bundle() -> None:
    lines = map_diagram(drawn(*LINKS)).split("\n")
    assert lines[:3] == ["flowchart LR", "  subgraph entry", '    s1["nginx"]']
    assert "  s1 -->|5001| s2" in lines
    assert "  s2 -->|6379, 16379| s4" in lines
    assert "  s2 -.->|tasks| s3" in lines
    assert "  s3 -.->|5001| s2" in lines
    assert not [line for line in lines if "<" in line.replace("<br/>", "") or "`" in line]
