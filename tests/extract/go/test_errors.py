from __future__ import annotations

import pytest

from ctxkit.model import ErrorCode, Raise
from tests.extract.annotated import check
from tests.extract.literal import facts, shown

PATH = "internal/a.go"


def raises(code: str) -> list[tuple[str, str]]:
    return [(each.name, shown(each.template)) for each in facts(PATH, f"{code}\n", Raise)]


def test_errors_and_texts_of_responses() -> None:
    check("go/internal/messages.go", Raise, ErrorCode)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('errors.New("a")', [("errors.New", "a")]),
        ("errors.New(x)", [("errors.New", "<>")]),
        ('xerrors.New("a")', [("xerrors.New", "a")]),
        ('pkgerrors.Wrap(err, "a")', [("pkgerrors.Wrap", "a")]),
        ('errors.Wrapf(err, "a %s", b)', [("errors.Wrapf", "a <>")]),
        ('multierr.Join(err, "a")', [("multierr.Join", "<> a")]),
        ("errors.Join(err, other)", []),
        ("errors.New()", []),
        ('other.New("a")', []),
        ('strings.Join("a", b)', []),
        ('other.Wrap("a")', []),
        ('fmt.Errorf("a %w", err)', [("fmt.Errorf", "a <>")]),
        ("fmt.Errorf(format, err)", [("fmt.Errorf", "<>")]),
        ("exception.BadRequestError(err)", [("exception.BadRequestError", "<>")]),
        ("exception.ErrNotFound()", [("exception.ErrNotFound", "")]),
        ('x.NewError(-400, "a")', [("x.NewError", "a")]),
        ("x.NewError(err)", []),
        ("x.NewError()", []),
        ('NewErrorResponse(-400, "a b")', [("NewErrorResponse", "a b")]),
        ('panic("a")', [("panic", "a")]),
        ("panic(err)", [("panic", "<>")]),
        ('log.Error("a")', []),
        ('x.logger.Error("a")', []),
        ('slog.Error("a")', []),
        ('t.Errorf("a")', []),
        ('b.Errorf("a")', []),
        ('blog.NewError("a")', [("blog.NewError", "a")]),
    ],
)
def test_calls(code: str, found: list[tuple[str, str]]) -> None:
    assert raises(code) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('f(gin.H{"message": "a"})', [("gin.H", "a")]),
        ('f(gin.H{"title": "a"})', []),
        ('f(gin.H{"message": x})', []),
        ('f(&e{Message: "a " + x})', [("e", "a <>")]),
        ('c.String(404, "a")', [("c.String", "a")]),
        ("c.String(404, x)", []),
        ('w.Write([]byte("an error"))', [("[]byte", "an error")]),
        ('w.Write([]byte("data: "))', []),
        ('w.Write([]byte("a: bc"))', []),
        ("return nil, ErrX", [("ErrX", "")]),
        ("return nil, db.ErrX", [("ErrX", "")]),
        ("return nil, errX", []),
        ("return nil, Erratic", []),
        ("f(ErrX, db.ErrY)", [("ErrY", ""), ("ErrX", "")]),
        ("errors.Is(err, ErrX)", []),
        ("errors.As(err, db.ErrX)", []),
    ],
)
def test_texts_and_errors_that_are_declared_elsewhere(
    code: str, found: list[tuple[str, str]]
) -> None:
    assert raises(code) == found


def test_what_only_wraps_a_text_is_left_out() -> None:
    assert raises('exception.BadRequestError(errors.New("a"))') == [("errors.New", "a")]
    assert raises('x.NewError(\n  errors.New("a"),\n)') == [("errors.New", "a")]
    assert raises('errors.New("a")\nerrors.New("a")') == [("errors.New", "a")] * 2
    assert raises("f(ErrX)\nf(ErrX)") == [("ErrX", "")] * 2


def test_a_statement_with_another_text_than_the_one_inside_it_is_not_left_out() -> None:
    code = 'x.NewError(func() {\n errors.New("b")\n errors.New("a")\n}, "c")'
    assert raises(code) == [("x.NewError", "c"), ("errors.New", "b"), ("errors.New", "a")]
    assert raises(code.replace('"c"', '"a"')) == [("errors.New", "b"), ("errors.New", "a")]
    assert raises('x.NewError(\n f("b"),\n"a")\nerrors.New("a")')[0] == ("x.NewError", "a")


@pytest.mark.parametrize(
    ("arguments", "name", "status", "template"),
    [
        ('"a %s", Code, -404', "x", 404, "a %s"),
        ('"a", Other, 500', "Other", 500, "a"),
        ('"a", Code, http.StatusNotFound', "x", None, "a"),
        ('f("a"), "y", -12', "y", None, "<>"),
    ],
)
def test_codes(arguments: str, name: str, status: int | None, template: str) -> None:
    code = f'const Code = "x"\nfunc f() E {{ return ErrorWithTypeAndCode({arguments}) }}\n'
    [found] = facts(PATH, code, ErrorCode)
    assert (found.name, found.status, shown(found.template)) == (name, status, template)
    assert (found.error, found.symbol, found.line) == ("f", "f", 2)
