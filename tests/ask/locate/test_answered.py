"""Of the places that raise an error, the request of a paste tells which is meant."""

# ruff: noqa: E501 - pasted lines stay whole

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.ask.locate.answered import WHY
from ctxkit.ask.locate.locate import locate
from tests.ask.locate_workspace import Ask, build, places

INIT = """from flask import Blueprint
from flask_restx import Namespace

from libs.external_api import ExternalApi

bp = Blueprint("console", __name__, url_prefix="/console/api")
api = ExternalApi(bp, version="1.0")
console_ns = Namespace("console", path="/")
api.add_namespace(console_ns)
"""
ERRORS = """from libs.exception import BaseHTTPException


class NotBoxError(BaseHTTPException):
    error_code = "not_box"
    description = "Please check whether this is a box."
    code = 400
"""
BOXES = """from controllers.console import console_ns
from controllers.console.error import NotBoxError
from controllers.console.wraps import closed_at_night
from services.boxes import find_box, open_lid, ship


@console_ns.route("/boxes")
class BoxesApi(Resource):
    def get(self):
        raise NotFound("No such box here.")

    def post(self):
        if not self.is_box:
            raise NotBoxError()
        return {}

    def put(self):
        if self.small:
            raise NotBoxError()
        if self.large:
            raise NotBoxError()


@console_ns.route("/boxes/<uuid:box_id>")
class BoxApi(Resource):
    def get(self, box_id):
        return find_box(box_id)

    def put(self, box_id):
        return ship(box_id)

    @console_ns.doc(
        responses={404: "Not found"},
    )
    @closed_at_night
    def delete(self, box_id):
        return {}

    def patch(self, box_id):
        return load(box_id)


@console_ns.route("/crates")
class CratesApi(Resource):
    def post(self):
        if not self.is_box:
            raise NotBoxError()
        raise NotFound("No such box here.")

    def get(self):
        raise NotBoxError("A box of another kind.")


class NightResource(Resource):
    method_decorators = [closed_at_night]


@console_ns.route("/lids")
class LidsApi(NightResource):
    def get(self):
        raise NotFound("No such box here.")

    def post(self):
        return {}
"""
WRAPS = """def closed_at_night(view):
    def decorated(*args):
        if night():
            raise NotFound("No such box here.")
        return view(*args)

    return decorated
"""
SERVICES = """def find_box(box_id):
    raise NotFound("No such box here.")


def ship(box_id):
    return load_ship(box_id)


def load_ship(box_id):
    raise NotFound("No such box here.")


class Cart:
    def load(self, box_id):
        raise NotFound("No such box here.")
"""
BOX = "api/controllers/console/boxes.py"
SERVICE = "api/services/boxes.py"
ID = "fec0e836-3029-4bf5-ac89-6dfa35a7ef55"
MISSING = '{"code": "not_found", "message": "No such box here.", "status": 404}'
NOT_BOX = '{"code": "not_box", "message": "Please check whether this is a box.", "status": 400}'
ACCESS = '172.18.0.1 - - [19/Sep/2025:08:26:13 +0000] "{} HTTP/1.1" {} 72 "-" "python-requests/2.32.3" "-"\n{}'


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    files = {
        "api/controllers/console/__init__.py": INIT,
        "api/controllers/console/error.py": ERRORS,
        "api/controllers/console/wraps.py": WRAPS,
        BOX: BOXES,
        SERVICE: SERVICES,
    }
    index, sources = build(tmp_path_factory.mktemp("boxes"), changed={"dify": files})
    yield lambda text: locate(index, sources, text)
    index.close()


def line_of(source: str, words: str, nth: int = 0) -> int:
    return [n for n, line in enumerate(source.splitlines(), 1) if words in line][nth]


def raising(source: str, nth: int) -> int:
    return line_of(source, "raise NotFound", nth)


@pytest.mark.parametrize(
    ("request_line", "status", "body", "path", "line", "confidence"),
    [
        # in the function that answers
        ("GET /console/api/boxes", 404, MISSING, BOX, raising(BOXES, 0), "high"),
        ("POST /console/api/crates", 404, MISSING, BOX, raising(BOXES, 1), "high"),
        ("POST /console/api/boxes", 400, NOT_BOX, BOX, line_of(BOXES, "raise NotBox"), "high"),
        ("POST /console/api/crates", 400, NOT_BOX, BOX, line_of(BOXES, "raise NotBox", 3), "high"),
        # in one that it calls, or that this calls
        (f"GET /console/api/boxes/{ID}", 404, MISSING, SERVICE, raising(SERVICES, 0), "medium"),
        (f"PUT /console/api/boxes/{ID}", 404, MISSING, SERVICE, raising(SERVICES, 1), "medium"),
        # in its decorator
        (
            f"DELETE /console/api/boxes/{ID}",
            404,
            MISSING,
            "api/controllers/console/wraps.py",
            raising(WRAPS, 0),
            "medium",
        ),
        # in that of its class
        (
            "POST /console/api/lids",
            404,
            MISSING,
            "api/controllers/console/wraps.py",
            raising(WRAPS, 0),
            "medium",
        ),
        # in either
        (
            "GET /console/api/lids",
            404,
            MISSING,
            "api/controllers/console/wraps.py",
            raising(WRAPS, 0),
            "medium",
        ),
        # twice in it
        ("PUT /console/api/boxes", 400, NOT_BOX, BOX, line_of(BOXES, "raise NotBox", 1), "medium"),
    ],
)
def test_the_request_tells_which_place_is_meant(
    boxes: Ask, request_line: str, status: int, body: str, path: str, line: int, confidence: str
) -> None:
    for text in (
        ACCESS.format(request_line, status, body),
        f"{request_line} HTTP/1.1 -> {status}\n{body}",
        f"$ curl -X {request_line.replace(' ', ' https://boxes.example')}\n{body}",
    ):
        finding = boxes(text)
        assert places(finding)[0] == (path, line)
        # A command may have been sent to any site.
        assert finding.confidence == ("medium" if text.startswith("$") else confidence)
        assert WHY in finding.hits[0].why
        assert not any("nothing in this line" in why for why in finding.hits[0].why)


@pytest.mark.parametrize(
    "text",
    [
        MISSING,
        # no route takes it, or takes its method
        f"GET /console/api/bottles HTTP/1.1 -> 404\n{MISSING}",
        f"DELETE /console/api/crates HTTP/1.1 -> 404\n{MISSING}",
        # it was answered otherwise, or another one was, too
        f"GET /console/api/boxes HTTP/1.1 -> 200\n{MISSING}",
        f"GET /console/api/boxes HTTP/1.1 -> 404\nPOST /console/api/crates HTTP/1.1 -> 404\n{MISSING}",
        # it raises the error with other words
        f"GET /console/api/crates HTTP/1.1 -> 400\n{NOT_BOX}",
        # what it calls has a name that many objects have
        f"PATCH /console/api/boxes/{ID} HTTP/1.1 -> 404\n{MISSING}",
    ],
)
def test_without_a_request_that_leads_to_one_none_is_preferred(boxes: Ask, text: str) -> None:
    finding = boxes(text)
    assert not any(WHY in hit.why for hit in finding.hits)


def test_the_places_that_the_request_does_not_lead_to_are_left_out(boxes: Ask) -> None:
    found = places(boxes(ACCESS.format("GET /console/api/boxes", 404, MISSING)))
    assert (SERVICE, raising(SERVICES, 0)) not in found
    assert (SERVICE, raising(SERVICES, 0)) in places(boxes(MISSING))


def test_of_two_requests_that_with_the_status_of_the_error_is_meant(boxes: Ask) -> None:
    lines = "GET /console/api/boxes HTTP/1.1 -> {}\nPOST /console/api/crates HTTP/1.1 -> {}\n"
    found = places(boxes(lines.format(404, 200) + MISSING))
    assert found[0] == (BOX, raising(BOXES, 0))
    found = places(boxes(lines.format(200, 404) + MISSING))
    assert found[0] == (BOX, raising(BOXES, 1))


def test_several_places_with_one_text_are_not_sure(boxes: Ask) -> None:
    assert boxes(MISSING).confidence == "medium"
