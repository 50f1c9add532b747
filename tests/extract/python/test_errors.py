from __future__ import annotations

import pytest

from ctxkit.model import Raise
from tests.extract.annotated import check
from tests.extract.literal import facts, shown

PATH = "api/a.py"


def found(code: str) -> list[tuple[str, str]]:
    return [(each.name, shown(each.template)) for each in facts(PATH, code, Raise)]


def test_errors_and_texts_that_users_read() -> None:
    check("python/api/libs/mail.py", Raise)


@pytest.mark.parametrize(
    ("code", "name", "template"),
    [
        ("raise ValueError('a')", "ValueError", "a"),
        ("raise errors.NotFound", "errors.NotFound", ""),
        ("raise _Hidden", "_Hidden", ""),
        ("raise error", "error", "<>"),
        ("raise x.error", "x.error", "<>"),
        ("raise Full(x for x in y)", "Full(x for x in y)", "<>"),
        ("raise f(" + "a" * 90 + " for x in y)", "f(" + "a" * 78, "<>"),
        ("raise X(404, None, 'a b')", "X", "a b"),
        ("raise X('code', 'a b')", "X", "a b"),
        ("raise X('code', 'thirteen-char')", "X", "thirteen-char"),
        ("raise X('code', 'twelve-chars')", "X", "code"),
        ("raise X(1, 2, 3, 'a b')", "X", ""),
        ("raise X()", "X", ""),
        ("raise X('a b', description='c')", "X", "c"),
    ],
)
def test_what_is_raised(code: str, name: str, template: str) -> None:
    assert found(code) == [(name, template)]


def test_a_bare_raise_has_no_text() -> None:
    assert found("try: f()\nexcept E: raise") == []
    assert found("raise  # again\n") == []


@pytest.mark.parametrize(
    "argument",
    ["description", "message", "msg", "detail", "error", "error_message", "reason", "text"],
)
def test_the_argument_that_is_named_as_a_message_is_it(argument: str) -> None:
    assert ("X", "b") in found(f"raise X('a a', {argument}='b')")
    assert found("raise X('a a', other='b')") == [("X", "a a")]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("abort(404)", [("abort", "")]),
        ("flask.abort(404, 'a')", [("abort", "a")]),
        ("return XError('a')", [("XError", "a")]),
        ("return XError(a)", []),
        ("return XException('a')", [("XException", "a")]),
        ("return X('a')", []),
        ("self.create_text_message('a')", [("create_text_message", "a")]),
        ("self.create_text_message(a)", []),
    ],
)
def test_calls_that_make_an_error(code: str, expected: list[tuple[str, str]]) -> None:
    assert found(code) == expected


@pytest.mark.parametrize(
    ("name", "is_error"),
    [("XError", True), ("XException", True), ("XFailed", True), ("XHandler", False)],
)
def test_the_init_of_an_error_class(name: str, is_error: bool) -> None:
    code = f"class {name}(B):\n    def __init__(self, a):\n        super().__init__('b c')"
    assert found(code) == ([(name, "b c")] if is_error else [])
    assert found(code.replace("'b c'", "a")) == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("error = 'a b c'", ["error"]),
        ("x.err_msg = 'a b c'", ["x.err_msg"]),
        ("error_message = 'a b c'", ["error_message"]),
        ("detail = 'a b'", []),
        ("detail = a", []),
        ("detail = f'{a} {b} {c}'", ["detail"]),
        ("detail = ('a b c')", ["detail"]),
        ("detail = 'a b ' + c", ["detail"]),
        ("detail = 'a b " + "c" * 396 + "'", ["detail"]),
        ("detail = 'a b " + "c" * 397 + "'", []),
        ("details = 'a b c'", []),
        ("title = 'a file is missing'", ["title"]),
        ("title = 'a file is there'", []),
        ("title = 'SELECT a FROM missing'", []),
        ("title = 'https://a.example not found'", []),
        ("class A:\n    error = 'a b c'", []),
    ],
)
def test_texts_in_variables(code: str, expected: list[str]) -> None:
    assert [name for name, _ in found(code)] == [name.rpartition(".")[2] for name in expected]


@pytest.mark.parametrize(
    "word",
    [
        "fail",
        "failed",
        "failure",
        "error",
        "errors",
        "invalid",
        "not",
        "unable",
        "cannot",
        "can't",
        "couldn't",
        "missing",
        "require",
        "required",
        "exceed",
        "exceeds",
        "exceeded",
        "denied",
        "unsupported",
        "must",
        "exception",
        "exceptions",
        "unexpected",
        "unknown",
        "timedout",
        "timeout",
        "Failed",
    ],
)
def test_words_of_failure(word: str) -> None:
    assert found(f'return "a {word} b"')
    assert not found(f'return "a {word}x b"')


@pytest.mark.parametrize(
    ("text", "is_failure"),
    [("it timed out here", True), ("it will time out", True), ("a b c", False)],
)
def test_text_that_is_returned_must_be_of_failure(text: str, is_failure: bool) -> None:
    assert bool(found(f"return '{text}'")) is is_failure
    assert bool(found(f"yield '{text}'")) is is_failure


@pytest.mark.parametrize(
    "verb", ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "WITH"]
)
def test_sql_is_not_a_message(verb: str) -> None:
    assert found(f"return '{verb} a not b'") == []
    assert found(f"return '{verb}S a not b'") == [("return", f"{verb}S a not b")]


@pytest.mark.parametrize(
    ("name", "is_message"),
    [
        ("error", True),
        ("Error", True),
        ("the_errors_msg", True),
        ("errmsg", True),
        ("err_msg", True),
        ("errormessage", True),
        ("reason", True),
        ("terror", False),
        ("message_id", False),
    ],
)
def test_variables_of_messages(name: str, is_message: bool) -> None:
    assert bool(found(f"{name} = 'one two three'")) is is_message


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = {'message': 'a b c'}", [("message", "a b c")]),
        ('x = {"error": "a b c"}', [("error", "a b c")]),
        ("x = {'title': 'a b c'}", []),
        ("x = {'message': a}", []),
        ("f(reason='a b c')", [("reason", "a b c")]),
        ("f(title='a b c')", []),
        ("x = {A.B_C: 'Three words here'}", [("A.B_C", "Three words here")]),
        ("x = {A.b: 'Three words here'}", []),
        ("x = {A.B: 'three words here'}", []),
    ],
)
def test_texts_of_pairs_and_arguments(code: str, expected: list[tuple[str, str]]) -> None:
    assert found(code) == expected


@pytest.mark.parametrize("name", ["error", "message", "msg", "detail", "error_message", "reason"])
def test_names_of_texts(name: str) -> None:
    assert found(f"f({name}='a b c')") == [(name, "a b c")]
    assert found(f"x = {{'{name}': 'a b c'}}") == [(name, "a b c")]
    assert found(f'x = {{"{name}": "a b c"}}') == [(name, "a b c")]


@pytest.mark.parametrize("name", ["error_msg", "err_msg"])
def test_names_of_arguments_that_are_texts(name: str) -> None:
    assert found(f"f({name}='a b c')") == [(name, "a b c")]


@pytest.mark.parametrize("name", ["message", "msg", "description", "error", "detail", "reason"])
def test_parameters_whose_default_is_a_text(name: str) -> None:
    assert found(f"def f({name}: str = 'a b c'): 1") == [(name, "a b c")]
    assert found(f"def f(x{name}: str = 'a b c'): 1") == []
