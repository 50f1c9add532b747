import pytest

from ctxkit.extract.compose import extract
from ctxkit.extract.source import Source
from ctxkit.model import ConfigUse
from tests.extract.annotated import check
from tests.pace import at_most


def test_what_each_service_gets_and_from_where() -> None:
    check("compose/docker/docker-compose.yaml", ConfigUse)


def test_a_service_inherits_by_extends_and_by_merging_another_service() -> None:
    data = b"""
services:
  api: &api
    environment: {A: 1, B: 2}
  worker:
    extends: {service: api}
    environment: {B: 3}
  beat:
    <<: *api
  other:
    <<: *api
    environment: {C: 4}
"""
    uses = [
        f
        for f in extract(Source(repo="r", path="compose.yaml", data=data))
        if isinstance(f, ConfigUse)
    ]
    got = {(u.name, u.value): u.services for u in uses if u.via in ("compose", "compose-literal")}
    assert got == {
        ("A", "1"): ("api", "worker", "beat"),
        ("B", "2"): ("api", "beat"),
        ("B", "3"): ("worker",),
        ("C", "4"): ("other",),
    }


def test_anchors_that_go_round_in_a_circle_end() -> None:
    data = b"""
x-a: &a
  <<: *a
  A: 1
x-b: &b
  <<: *a
  B: 2
services:
  api:
    extends: worker
    environment: *b
  worker:
    extends: api
"""
    uses = [
        f
        for f in extract(Source(repo="r", path="compose.yaml", data=data))
        if isinstance(f, ConfigUse)
    ]
    assert {u.name: u.services for u in uses if u.via in ("compose", "compose-literal")} == {
        "A": ("api", "worker"),
        "B": ("api", "worker"),
    }


@pytest.mark.no_cover
def test_merges_of_merges_take_linear_time() -> None:
    doubled = "".join(
        f"x-{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}, *b{n - 1}]\n  K{n}: 1\n" for n in range(1, 60)
    )
    many = "".join(f"  s{n}: {{environment: *a59}}\n" for n in range(5_000))
    data = f"{doubled}services:\n{many}".encode()
    with at_most(5):
        list(extract(Source(repo="r", path="compose.yaml", data=data)))
