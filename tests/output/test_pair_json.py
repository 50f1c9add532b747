"""Pairs of programs as scripts read them."""

from __future__ import annotations

import pytest

from ctxkit.output.pair_json import pair_dict
from ctxkit.routes.pairs import Lack, Pair

PAIR = Pair(
    caller="api", caller_version="1.13.3", called="plugin_daemon", called_version="0.5.3", calls=7
)
LACK = Lack(feature="dispatch/stamp", calls=("POST /plugin/<id>/dispatch/stamp",), since="0.6.2")


def of(**more: object) -> Pair:
    return Pair(
        **{name: getattr(PAIR, name) for name in ("caller", "caller_version", "called")},
        called_version="0.5.9",
        **more,  # type: ignore[arg-type]
    )


def test_a_pair_says_what_it_lacks_and_where_that_is() -> None:
    data = pair_dict(of(calls=7, lacks=(LACK,)))
    assert data == {
        "caller": "api",
        "caller_version": "1.13.3",
        "called": "plugin_daemon",
        "called_version": "0.5.9",
        "routes": "missing",
        "calls": 7,
        "unread": "",
        "lacks": [
            {
                "feature": "dispatch/stamp",
                "severity": "note",
                "calls": ["POST /plugin/<id>/dispatch/stamp"],
                "in_version": "0.6.2",
                "earlier": False,
            }
        ],
        "faults": [],
    }


@pytest.mark.parametrize(
    ("pair", "routes"),
    [(of(calls=7), "found"), (of(unread="no calls were found"), "unknown"), (PAIR, "found")],
)
def test_an_unread_pair_is_not_said_to_fit(pair: Pair, routes: str) -> None:
    assert pair_dict(pair)["routes"] == routes


def test_a_fault_is_there_although_all_routes_are_found() -> None:
    [fault] = pair_dict(PAIR)["faults"]
    assert set(fault) == {"symptom", "fix", "reference"}
