"""What is said of a pair: short, with the release that helps."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ctxkit.routes.pair_words import lack_sentence, pair_sentences, remedy
from ctxkit.routes.pairs import Lack, Pair

PAIR = Pair(
    caller="api", caller_version="1.16.0", called="plugin_daemon", called_version="0.5.9", calls=9
)


def lack(feature: str, *calls: str, **more: object) -> Lack:
    return Lack(feature=feature, calls=calls or ("POST /a",), **more)  # type: ignore[arg-type]


def said(pair: Pair) -> list[tuple[str, str]]:
    return list(pair_sentences(pair))


def test_of_a_pair_that_fits_nothing_is_said() -> None:
    assert said(PAIR) == []


def test_the_gravest_lack_decides() -> None:
    one = lack("dispatch/stamp", since="0.6.2")
    assert said(replace(PAIR, lacks=(one,))) == [
        (
            "note",
            "dify api 1.16.0 calls 1 route that dify-plugin-daemon 0.5.9 lacks: dispatch/stamp; "
            "dify-plugin-daemon 0.6.2 has it",
        )
    ]
    [(severity, _)] = said(replace(PAIR, lacks=(one, lack("management/stamps"))))
    assert severity == "warning"


def test_many_features_are_counted() -> None:
    lacks = tuple(lack(f"dispatch/{n}", "POST /a", "POST /b") for n in range(5))
    [(_, text)] = said(replace(PAIR, lacks=lacks))
    assert text.endswith("lacks: dispatch/0, dispatch/1, dispatch/2 and 2 more features")
    assert "10 routes" in text


def test_a_fault_comes_first_although_the_routes_fit() -> None:
    [(severity, text)] = said(replace(PAIR, caller_version="1.13.3", called_version="0.5.4"))
    assert severity == "warning"
    assert text.startswith("dify api 1.13.3 does not work with dify-plugin-daemon 0.5.4: ")
    assert "use 0.5.5 or later (https://" in text


def test_the_unknown_is_said() -> None:
    [(severity, text)] = said(replace(PAIR, unread="no calls were found"))
    assert (severity, "unknown" in text) == ("note", True)


@pytest.mark.parametrize(
    ("lacks", "text"),
    [
        ([lack("a", since="0.9.0"), lack("b", since="0.10.0")], "0.10.0 has them"),
        ([lack("a", since="0.9.0")], "0.9.0 has it"),
        ([lack("a", "POST /a", "POST /b", since="0.9.0")], "0.9.0 has them"),
        (
            [lack(name, since=f"0.{n}.0", earlier=True) for n, name in ((2, "a"), (3, "b"))],
            "0.2.0 had them",
        ),
    ],
)
def test_the_release_with_everything(lacks: list[Lack], text: str) -> None:
    assert remedy(PAIR, lacks) == f"dify-plugin-daemon {text}"


def test_no_release_where_one_feature_is_nowhere_or_they_never_met() -> None:
    assert remedy(PAIR, [lack("a", since="0.9.0"), lack("b")]) == ""
    assert remedy(PAIR, [lack("a", since="0.9.0"), lack("b", since="0.1.0", earlier=True)]) == ""


def test_a_feature_by_itself() -> None:
    assert lack_sentence(PAIR, lack("dispatch/stamp")) == (
        "dify-plugin-daemon 0.5.9 has no dispatch/stamp, which dify api 1.16.0 calls"
    )
    assert "dispatch/stamp (2 routes)," in lack_sentence(PAIR, lack("dispatch/stamp", "a", "b"))
