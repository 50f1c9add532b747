"""The JSON form, field by field."""

from __future__ import annotations

from msgspec.structs import replace

from ctxkit.model import (
    HOLE,
    Bundle,
    ChainLink,
    ChainNode,
    Checkout,
    ConfigKey,
    ConfigUse,
    Effective,
    EffectiveLayer,
    Finding,
    Hit,
    KeyAnswer,
    LayerValue,
    LeftOut,
    LineChange,
    Location,
    LogTemplate,
    Place,
    ProgramSetting,
    Question,
    Section,
)
from ctxkit.model.cause import CausePlace, Decider, StatementCause
from ctxkit.output.json_form import answer_dict, bundle_dict, versions_dict
from ctxkit.output.json_places import where_dict

COMMIT = "a" * 40
CHECKOUT = Checkout(
    repo="dify", version="1.0.0", commit=COMMIT, match="tag", url="https://github.com/o/dify"
)
WHERE = {"repo": "dify", "path": "a.py", "line": 3, "end_line": 4}
PLACE = Location(repo="dify", path="a.py", line=3, end_line=4, symbol="f")


def text_of(location: Location) -> str:
    return f"text of line {location.line}"


def answer(**fields: object) -> dict[str, object]:
    given = {"query": "q", "confidence": "high", "versions": (CHECKOUT,), **fields}
    finding = Finding(question=Question(command="ask"), **given)
    return answer_dict(finding, text_of, {"tokens": 1})


def test_an_answer_has_the_question_and_the_versions() -> None:
    assert answer(suggestions=("A",), notes=("n",)) == {
        "schema_version": 1,
        "command": "ask",
        "query": "q",
        "confidence": "high",
        "versions": {"dify": {"version": "1.0.0", "commit": COMMIT, "match": "tag"}},
        "hits": [],
        "keys": [],
        "suggestions": ["A"],
        "notes": ["n"],
        "bundle": {"tokens": 1},
    }
    assert versions_dict([]) == {}
    assert where_dict(PLACE) == WHERE


def test_a_hit_has_its_statement_values_and_permalink() -> None:
    fact = LogTemplate(
        repo="dify", path="a.py", line=3, end_line=4, symbol="f", name="log.info",
        template=f"a {HOLE}",
    )  # fmt: skip
    hit = Hit(fact=fact, score=0.123456, why=("w",), values=(("x", "1"), ("y", "2")))
    assert answer(hits=(hit,))["hits"] == [
        {
            "kind": "log",
            **WHERE,
            "symbol": "f",
            "name": "log.info",
            "text": "text of line 3",
            "template": "a {}",
            "values": {"x": "1", "y": "2"},
            "score": 0.1235,
            "why": ["w"],
            "url": f"https://github.com/o/dify/blob/{COMMIT}/a.py#L3-L4",
        }
    ]


def test_a_hit_of_an_unknown_checkout_has_no_permalink() -> None:
    fact = ConfigKey(repo="gone", path="a.py", line=1, end_line=1, name="K", origin="pydantic")
    (hit,) = answer(hits=(Hit(fact=fact, score=1.0),))["hits"]  # type: ignore[misc]
    assert (hit["url"], hit["template"], hit["kind"]) == ("", "", "config_key")


KEY = KeyAnswer(
    name="KEY",
    type="int",
    default="3",
    description="d",
    places=(
        Place(role="reads", location=PLACE, name="KEY"),
        Place(role="sets", location=PLACE, name="OTHER", value="5", text="own text"),
    ),
    services=("api", "web"),
    idle_services=("web",),
    status="undelivered",
    status_why="why",
    notes=("n",),
    change=(
        LineChange(deployment="compose", file="docker/.env", name="KEY", restart=("api",)),
        LineChange(deployment="helm", path="api.extraEnv", name="KEY"),
    ),
    layers=(
        LayerValue(
            layer="code", name="KEY", value="3", location=PLACE, program="api", services=("api",),
            differs=True,
        ),
    ),
    programs=(ProgramSetting(program="api", name="KEY", type="int", default=None, location=PLACE),),
    chain=(
        ChainLink(
            source=ChainNode(scope=".env", name="KEY"),
            target=ChainNode(scope="api", name="K"),
            how="compose",
        ),
    ),
    beyond=(CausePlace(location=PLACE, text="raise E", why="beyond KEY"),),
)  # fmt: skip


def test_a_hit_has_what_led_there() -> None:
    place = CausePlace(location=PLACE, text="if x:", why="condition")
    use = ConfigUse(name="Limit", line=3, end_line=3, role="reads", via="field")
    decider = Decider(use=use, how=(place,), cost=0.1, key="LIMIT")
    cause = StatementCause(
        guards=(place,), decides=(decider,), wraps=(place,), callers=(place,), cut="cut"
    )
    fact = ConfigUse(name="K", line=3, end_line=3, role="reads", via="field")
    hit = Hit(fact=fact, score=1.0, cause=cause)
    shown = {**WHERE, "symbol": "f", "text": "if x:", "why": "condition"}
    assert answer(hits=(hit,))["hits"][0]["cause"] == {
        "guards": [shown],
        "decides": [{"key": "LIMIT", "how": [shown]}],
        "wraps": [shown],
        "callers": [shown],
        "cut": "cut",
    }


def test_a_key_has_everything_that_is_known_of_it() -> None:
    assert answer(keys=(KEY,))["keys"] == [
        {
            "name": "KEY",
            "type": "int",
            "default": "3",
            "description": "d",
            "places": [
                {
                    "role": "reads",
                    **WHERE,
                    "symbol": "f",
                    "text": "text of line 3",
                    "value": None,
                    "name": "KEY",
                },
                {
                    "role": "sets",
                    **WHERE,
                    "symbol": "f",
                    "text": "own text",
                    "value": "5",
                    "name": "OTHER",
                },
            ],
            "services": ["api", "web"],
            "idle_services": ["web"],
            "status": "undelivered",
            "status_why": "why",
            "notes": ["n"],
            "change": [
                {"with": "compose", "file": "docker/.env", "name": "KEY", "restart": ["api"]},
                {"with": "helm", "path": "api.extraEnv", "name": "KEY"},
            ],
            "beyond": [
                {**WHERE, "symbol": "f", "text": "raise E", "why": "beyond KEY"},
            ],
            "layers": [
                {
                    "layer": "code",
                    "program": "api",
                    "services": ["api"],
                    "name": "KEY",
                    "value": "3",
                    **WHERE,
                    "differs": True,
                }
            ],
            "programs": [
                {"program": "api", "name": "KEY", "type": "int", "default": None, **WHERE}
            ],
            "chain": ["KEY (.env) -> K (api)"],
            "links": [
                {
                    "from": {"scope": ".env", "name": "KEY"},
                    "to": {"scope": "api", "name": "K"},
                    "how": "compose",
                }
            ],
        }
    ]


def test_only_an_answer_about_a_deployment_has_effective_values() -> None:
    effective = Effective(
        name="KEY",
        services=("api",),
        value="5",
        layers=(EffectiveLayer(layer=".env", path="my/.env", line=7, value="5"),),
    )
    (key,) = answer(keys=(replace(KEY, effective=(effective,)),))["keys"]  # type: ignore[misc]
    assert key["effective"] == [
        {
            "name": "KEY",
            "services": ["api"],
            "value": "5",
            "layers": [{"layer": ".env", "path": "my/.env", "line": 7, "value": "5"}],
        }
    ]


def test_a_section_is_listed_once_for_each_span_and_its_tokens_once() -> None:
    section = Section(title="t", location=PLACE, text="x", tokens=80, spans=((3, 3), (9, 12)))
    left = LeftOut(title="l", location=PLACE, tokens=9, command="ctxkit show dify a.py:3-4")
    bundle = Bundle(
        text="x", tokens=99, tokenizer="estimate", budget=100, kept=(section,), left_out=(left,)
    )
    assert bundle_dict(bundle) == {
        "tokens": 99,
        "tokenizer": "estimate",
        "budget": 100,
        "sections": [
            {"title": "t", **WHERE, "line": 3, "end_line": 3, "tokens": 80},
            {"title": "t", **WHERE, "line": 9, "end_line": 12, "tokens": 0},
        ],
        "left_out": [{"title": "l", **WHERE, "tokens": 9, "command": "ctxkit show dify a.py:3-4"}],
    }
