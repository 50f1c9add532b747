"""What the parts of a cause share."""

from __future__ import annotations

from ctxkit.cause.code import each_once
from ctxkit.model import Location
from ctxkit.model.cause import CausePlace


def place(repo: str, path: str, line: int, why: str) -> CausePlace:
    return CausePlace(
        location=Location(repo=repo, path=path, line=line, end_line=line), text="", why=why
    )


def test_the_first_of_a_line_stays_where_it_was() -> None:
    direct = place("daemon", "server.go", 148, "calls Upload")
    outer = place("daemon", "server.go", 91, "calls routes")
    other = place("dify", "server.go", 148, "requests /upload")
    again = place("daemon", "server.go", 148, "routes /upload")
    assert each_once([direct, outer, other, again]) == [direct, outer, other]
