from __future__ import annotations

import re
from http import HTTPStatus

import pytest

from ctxkit.extract.python.error_classes import STATUS_BY_EXCEPTION
from ctxkit.model import ErrorCode, Raise
from tests.extract.annotated import check
from tests.extract.literal import facts, shown

PATH = "api/a.py"
KNOWN = """400 401 403 404 405 406 408 409 410 413 415 422 423 429 500 501 502 503 504"""


def test_codes_and_texts_of_classes() -> None:
    check("python/api/models/app.py", ErrorCode, Raise)


def test_the_status_of_an_exception_is_the_one_of_its_name() -> None:
    found = {name: status for name, status in STATUS_BY_EXCEPTION.items() if status}
    for name, status in found.items():
        assert HTTPStatus[re.sub(r"(?<!^)(?=[A-Z])", "_", name).upper()] == status
    assert sorted(found.values()) == [int(status) for status in KNOWN.split()]
    assert set(STATUS_BY_EXCEPTION) - set(found) == {"HTTPException", "BaseHTTPException"}


@pytest.mark.parametrize(
    ("code", "name", "status", "template"),
    [
        ("class NoRoom(werkzeug.Conflict): ...", "no_room", 409, ""),
        ("class NoRoom(BaseHTTPException): code = 418", "no_room", 418, ""),
        ("class NoRoom(BaseHTTPException): code = CODE", "no_room", None, ""),
        ("class NoRoom(X): error_code = 'full'", "full", None, ""),
        ("class NoRoom(NotFound): error_code = 'full'; code = 410", "full", 410, ""),
        ("class NoRoom(NotFound): error_code = CODE", "no_room", 404, ""),
        ("class A(NotFound):\n    description = 'a {b} c'", "a", 404, "a <> c"),
        ("class A:\n    class NoRoom(Gone): ...", "no_room", 410, ""),
        ("class A(X): error_code = 'a'; status_code = 403", "a", 403, ""),
        ("class A(X): error_code = 'a'; default_description = 'b c'", "a", None, "b c"),
    ],
)
def test_codes(code: str, name: str, status: int | None, template: str) -> None:
    [found] = facts(PATH, code, ErrorCode)
    assert (found.name, found.status, shown(found.template)) == (name, status, template)
    assert found.error in ("NoRoom", "A")


@pytest.mark.parametrize(
    ("code", "is_error"),
    [
        ("class A(ValueError): description = 'a b'", True),
        ("class AError(X): description = 'a b'", True),
        ("class A(XException): description = 'a b'", True),
        ("class A(X): description = 'a b'", False),
        ("class A(X): description = 'a b'; error_code = CODE", True),
        ("class AError(X): description = ''", False),
        ("class AError(X): summary = 'a b'", False),
        ("class AError(X): ...", False),
    ],
)
def test_an_error_class_without_a_code_is_known_by_its_text(code: str, is_error: bool) -> None:
    found = facts(PATH, code, Raise)
    assert [each.template for each in found] == (["a b"] if is_error else [])
    assert facts(PATH, code, ErrorCode) == []
