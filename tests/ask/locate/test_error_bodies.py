"""JSON error bodies lead to the error's class and where it is raised."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ctxkit.ask.locate.candidates import LocateContext
from ctxkit.ask.locate.error_bodies import error_body, resolve_body
from ctxkit.logline import parse_events
from ctxkit.model import HOLE, ErrorCode, Fact, LogTemplate, Raise, Symbol
from tests.ask.literal import literal_index
from tests.ask.locate_workspace import Ask, place, places


def test_an_error_body_leads_to_its_class(ask: Ask) -> None:
    body = {
        "code": "letter_limit_exceeded",
        "message": "The number of letters is over the limit of this plan.",
        "status": 403,
    }
    finding = ask(json.dumps(body, indent=1))
    assert finding.confidence == "high"
    assert places(finding)[0][0] == "api/controllers/console/error.py"


def test_the_request_in_a_body_distinguishes_equal_messages(ask: Ask) -> None:
    suggestion = (
        "No such parcel. You have requested this URI [{}] but did you mean /console/api/parcels ?"
    )
    for path, function in (
        ("/console/api/parcels", "def post"),
        ("/console/api/parcels/{}", "def get(self, parcel_id"),
    ):
        path = path.format("fec0e836-3029-4bf5-ac89-6dfa35a7ef55")
        body = json.dumps({"code": "not_found", "message": suggestion.format(path), "status": 404})
        escaped = json.dumps(body)
        wanted = place("api/controllers/console/letters.py", function)
        for text in (body, f"404 - {escaped}", f"404 - {escaped[:-20]}"):
            assert places(ask(text))[0] == (wanted[0], wanted[1] + 1)


def test_an_error_event_of_a_stream_leads_to_the_converter_and_the_class(ask: Ask) -> None:
    body = '{"event": "error", "code": "letter_limit_exceeded", "status": 429, "message": "Too many letters."}'
    finding = ask(f"data: {body}")
    converter = "api/core/app/base_app_generate_response_converter.py"
    assert places(finding)[0] == place(converter, "letter_limit_exceeded")
    assert place("api/controllers/console/error.py", "class LetterLimit") in places(finding)
    assert not any(
        path == converter for path, _ in places(ask(body.replace('"event": "error", ', "")))
    )


@pytest.mark.parametrize(
    ("message", "body"),
    [
        ('{"code": "x", "message": "y"}', {"code": "x", "message": "y"}),
        ('data: {"error": "x"}', {"error": "x"}),
        ("failed: {'code': 'x'}", {"code": "x"}),
        ('"{\\"code\\": \\"x\\"}"', {"code": "x"}),
        ('{"message": "y"}', None),
        ('{"code": "x", "message": 7}', None),
        ("{code}", None),
        ("no body", None),
        ("x" * 2_000 + '{"code": "x"}', {"code": "x"}),
        ("x" * 2_001 + '{"code": "x"}', None),
    ],
)
def test_the_body_in_a_message(message: str, body: dict[str, str] | None) -> None:
    assert error_body(message) == body


def code(error: str, name: str = "box_full", **fields: object) -> ErrorCode:
    template = str(fields.pop("template", "")).replace("{}", HOLE)
    return ErrorCode(
        name=name, error=error, template=template, **{"line": 1, "end_line": 1, **fields}
    )  # type: ignore[arg-type]


def raised(name: str, template: str, line: int = 5) -> Raise:
    text = template.replace("{}", HOLE)
    return Raise(name=name, template=text, symbol="Box.send", line=line, end_line=line)


def resolved(folder: Path, line: str, **files: list[Fact]) -> list[tuple[str, float, str, str]]:
    paths = {
        "console": "api/controllers/console/error.py",
        "service": "api/controllers/service_api/error.py",
    }
    given = {paths.get(name, f"api/{name}.py"): ("x\n" * 9, facts) for name, facts in files.items()}
    asked = literal_index(folder, {"dify": given})  # type: ignore[dict-item]
    context = LocateContext(event=parse_events(line)[0], index=asked.index, sources=asked.sources)
    return [
        (
            f"{c.fact.path.removeprefix('api/')}:{c.fact.line}",
            round(c.score, 2),
            c.confidence,
            c.why[-1],
        )
        for c in resolve_body(context).candidates
    ]


CONSOLE, SERVICE = "controllers/console/error.py:1", "controllers/service_api/error.py:1"
DESCRIBED = "its description matches the message"


def test_of_several_classes_the_one_with_the_message_is_meant(tmp_path: Path) -> None:
    facts = {
        "console": [code("ABoxError", template="The box of {} is full.")],
        "service": [code("BBoxError", template="Full.")],
    }
    body = '{"code": "box_full", "message": "The box of anna is full.", "status": 400}'
    assert resolved(tmp_path, body, **facts)[:2] == [  # type: ignore[arg-type]
        (CONSOLE, 54.0, "high", DESCRIBED),
        (SERVICE, 46.0 + 1.0 - 12.0, "medium", "error_code box_full"),
    ]


def test_the_first_class_stands_for_all_where_none_has_the_message(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {"console": [code("ABoxError")], "service": [code("BBoxError")]}
    body = '{"code": "box_full", "message": "Somebody else says so."}'
    assert [x[:3] for x in resolved(tmp_path, body, **facts)] == [
        (CONSOLE, 46.0, "medium"),
        (SERVICE, 35.0, "medium"),
    ]


@pytest.mark.parametrize(
    ("body", "confidence"),
    [('{"code": "box_full"}', "high"), ('{"code": "box_full", "message": "x"}', "medium")],
)
def test_the_only_class_of_a_bare_code_is_certain(
    tmp_path: Path, body: str, confidence: str
) -> None:
    assert resolved(tmp_path, body, console=[code("BoxError")])[0][2] == confidence


def test_two_classes_of_a_bare_code_are_not_certain(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {"console": [code("ABoxError")], "service": [code("BBoxError")]}
    found = resolved(tmp_path, '{"code": "box_full"}', **facts)
    assert [x[:3] for x in found] == [(CONSOLE, 46.0, "medium"), (SERVICE, 47.0, "medium")]


@pytest.mark.parametrize(
    ("status", "score"), [("400", 48.0), ('"400"', 48.0), ("403", 46.0), ("null", 46.0)]
)
def test_the_status_of_the_class(tmp_path: Path, status: str, score: float) -> None:
    body = f'{{"code": "box_full", "message": "x", "status": {status}}}'
    found = resolved(tmp_path, body, console=[code("BoxError", status=400)])
    assert found[0][1] == score


def test_a_class_without_a_status_has_none(tmp_path: Path) -> None:
    assert (
        resolved(tmp_path, '{"code": "box_full", "message": "x"}', console=[code("BoxError")])[0][1]
        == 46.0
    )


@pytest.mark.parametrize(
    ("template", "found"),
    [("The box of {} is full.", True), ("{}", False), ("", False), ("Box {}", False)],
)
def test_a_description_without_words_is_none(tmp_path: Path, template: str, found: bool) -> None:
    body = '{"code": "box_full", "message": "The box of anna is full."}'
    first_found = resolved(tmp_path, body, console=[code("BoxError", template=template)])[0]
    assert (first_found[3] == DESCRIBED) is found


BODY = '{"code": "box_full", "message": "the pillar box of anna overflows"}'
PILLAR = "the pillar box of {} overflows"


def test_a_place_that_raises_the_class_with_the_message(tmp_path: Path) -> None:
    facts: dict[str, list[Fact]] = {
        "console": [code("BoxError")],
        "a": [raised("errors.BoxError", PILLAR), raised("BoxError", PILLAR, 6)],
        "b": [raised("BoxError", PILLAR), raised("OtherError", PILLAR, 7)],
    }
    why = "BoxError with this message is raised here"
    assert resolved(tmp_path, BODY, **facts)[1:4] == [
        ("a.py:5", 58.0, "medium", why),
        ("a.py:6", 57.75, "medium", why),
        ("b.py:5", 58.0, "medium", why),
    ]
    others = [found for found in resolved(tmp_path / "x", BODY, **facts) if found[0] == "b.py:7"]
    assert [found[1:3] for found in others] == [(33.0 + 7.0 - 0.25, "medium")]


def test_without_a_class_of_the_code_the_place_is_certain(tmp_path: Path) -> None:
    (found,) = resolved(tmp_path, BODY, a=[raised("BoxFull", PILLAR)])
    assert found == ("a.py:5", 58.0, "high", "BoxFull with this message is raised here")


def test_a_short_message_is_not_certain(tmp_path: Path) -> None:
    many: list[Fact] = [
        raised("E", f"{word} is full {n}", n + 1) for n in range(2) for word in "ab"
    ]
    body = '{"code": "box_full", "message": "full"}'
    (found,) = resolved(tmp_path, body, a=[raised("BoxFull", "full"), *many])
    assert found[2] == ("high" if found[1] >= 44.0 + 12.0 else "medium")


@pytest.mark.parametrize(
    "template",
    [
        "pillar box of {} overflows",
        "the pillar box",
        "{}",
        "the pillar box of {} overflows and more",
    ],
)
def test_a_place_must_raise_all_of_the_message(tmp_path: Path, template: str) -> None:
    assert resolved(tmp_path, BODY, a=[raised("BoxFull", template)]) == []


def test_the_full_stop_may_be_the_answers_own(tmp_path: Path) -> None:
    body = BODY.replace("overflows", "overflows.")
    assert len(resolved(tmp_path, body, a=[raised("BoxFull", PILLAR)])) == 1


def test_where_nothing_has_the_message_every_place_that_raises_the_class_is_shown(
    tmp_path: Path,
) -> None:
    facts: dict[str, list[Fact]] = {
        "console": [code("BoxError")],
        "a": [raised("BoxError", "", line) for line in range(1, 10)],
    }
    found = resolved(tmp_path, '{"code": "box_full", "message": "other"}', **facts)
    assert found[1:] == [
        (f"a.py:{n + 1}", round(30.0 - n / 10, 2), "medium", "raises BoxError") for n in range(8)
    ]


HANDLERS = """def register():
    def handle_value_error(e):
        return {"code": "invalid_param", "status": 400}

    def handle_http(e: HTTPException):
        if isinstance(e, HTTPException):
            pass
        return {"code": "other", "also": "invalid_param"}

    def make_other():
        return {"code": "invalid_param"}
"""


def handlers() -> tuple[str, list[Fact]]:
    names = (("handle_value_error", 2, 3), ("handle_http", 5, 8), ("make_other", 10, 11))
    return HANDLERS, [
        Symbol(name=f"register.{name}", what="function", line=line, end_line=end)
        for name, line, end in names
    ]


def handled(folder: Path, body: str, *facts: Fact) -> list[tuple[int, float]]:
    files = {"api/libs/external_api.py": handlers(), "api/a.py": ("x\n" * 9, list(facts))}
    asked = literal_index(folder, {"dify": files})  # type: ignore[dict-item]
    context = LocateContext(event=parse_events(body)[0], index=asked.index, sources=asked.sources)
    return [(c.fact.line, round(c.score, 2)) for c in resolve_body(context).candidates]


@pytest.mark.parametrize(
    ("code_", "expected"),
    [
        ("invalid_param", [(2, 48.99), (5, 48.97)]),
        ("not_found", [(5, 28.0)]),
        ("box_full", []),
    ],
)
def test_handlers_that_put_the_code_into_bodies(
    tmp_path: Path, code_: str, expected: list[tuple[int, float]]
) -> None:
    assert handled(tmp_path, f'{{"code": "{code_}"}}') == expected


@pytest.mark.parametrize(("text", "lines"), [("No.", [1]), ("Another.", [])])
def test_a_handler_of_one_message_makes_only_that_body(
    tmp_path: Path, text: str, lines: list[int]
) -> None:
    source = 'def refused_handler():\n    return Response({"code": "refused", "message": "No."})\n'
    handler = Symbol(name="refused_handler", what="function", line=1, end_line=2)
    asked = literal_index(tmp_path, {"dify": {"api/extensions/ext_login.py": (source, [handler])}})
    [event] = parse_events(f'{{"code": "refused", "message": "{text}"}}')
    context = LocateContext(event=event, index=asked.index, sources=asked.sources)
    assert [c.fact.line for c in resolve_body(context).candidates] == lines


def test_a_message_that_a_handler_passes_on_is_worth_more(tmp_path: Path) -> None:
    body = BODY.replace("box_full", "invalid_param")
    tied = [raised("ValueError", PILLAR), raised("OSError", PILLAR, 7)]
    assert handled(tmp_path / "tied", body, *tied)[-2] == (5, 43.0 + 7.0)


def test_the_only_place_that_makes_a_message_is_above_the_handler(tmp_path: Path) -> None:
    body = '{"code": "invalid_param", "message": "the pillar box is gone"}'
    found = dict(handled(tmp_path, body, raised("ValueError", "the pillar box is gone")))
    assert found[5] > found[2]
    assert found[5] == 43.0 + 7.0 + 1.0


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ('{"event": "error", "code": "invalid_param"}', [(2, 57.0), (3, 56.0)]),
        ('{"code": "invalid_param"}', []),
        ('{"event": "error", "code": "other"}', []),
    ],
)
def test_codes_of_error_events(tmp_path: Path, body: str, lines: list[tuple[int, float]]) -> None:
    text = 'errors = {\n  E: {"code": "invalid_param"},\n  F: {\'code\': \'invalid_param\'},\n  "invalid_param"}\n'
    file = "api/core/app/apps/base_app_generate_response_converter.py"
    asked = literal_index(tmp_path, {"dify": {file: (text, [])}})
    context = LocateContext(event=parse_events(body)[0], index=asked.index, sources=asked.sources)
    found = resolve_body(context).candidates
    assert [(c.fact.line, c.score) for c in found] == lines


@pytest.mark.parametrize(
    "body",
    [
        '{"code": 404, "message": "x"}',
        '{"code": "-500"}',
        '{"code": ""}',
        '{"error": "x"}',
        "no body",
    ],
)
def test_a_number_is_no_code(tmp_path: Path, body: str) -> None:
    assert (
        resolved(tmp_path, body, console=[code("E", "404"), code("E", "-500"), code("E", "")]) == []
    )


@pytest.mark.parametrize(
    ("code_", "name"),
    [
        ("bad_request", "BadRequest"),
        ("unauthorized", "Unauthorized"),
        ("forbidden", "Forbidden"),
        ("not_found", "NotFound"),
        ("method_not_allowed", "MethodNotAllowed"),
        ("conflict", "Conflict"),
        ("gone", "Gone"),
        ("too_many_requests", "TooManyRequests"),
        ("internal_server_error", "InternalServerError"),
        ("unsupported_media_type", "UnsupportedMediaType"),
        ("request_entity_too_large", "RequestEntityTooLarge"),
        ("service_unavailable", "ServiceUnavailable"),
    ],
)
def test_codes_made_from_the_names_of_http_errors(tmp_path: Path, code_: str, name: str) -> None:
    body = BODY.replace("box_full", code_)
    declared: list[Fact] = [code("OwnError", code_)]
    found = resolved(tmp_path, body, console=declared, a=[raised(name, PILLAR)])
    assert found[1][3] == f"{name} with this message is raised here"


def test_a_body_that_is_a_value_of_the_line_is_not_its_cause(tmp_path: Path) -> None:
    logged = LogTemplate(
        name="logger.error",
        level="error",
        template=f"letter of unknown size refused: {HOLE}",
        line=3,
        end_line=3,
    )
    files = {"error.py": [code("BoxFullError")], "box.py": [logged]}
    body = "{'code': 'box_full'}"
    for line, confidence in (
        (body, "high"),
        (f"data: {body}", "high"),
        (f"letter of unknown size refused: {body}", "medium"),
        (f"somebody else said {body}", "medium"),
        (f"2026-05-26 13:22:31.627 ERROR [x] [gone.py:3] - no words {body}", "low"),
    ):
        found = resolved(tmp_path / str(len(line)), line, **files)
        assert [sure for _, _, sure, _ in found][:1] == [confidence], line
