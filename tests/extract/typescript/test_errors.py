from __future__ import annotations

import pytest

from ctxkit.model import Raise
from tests.extract.annotated import check
from tests.extract.literal import facts, shown

PATH = "web/a.ts"


@pytest.mark.parametrize("fixture", ["web/app/page.tsx", "cli/src/run.ts"])
def test_errors_and_notifications(fixture: str) -> None:
    check(f"typescript/{fixture}", Raise)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("new Error('a')", ("Error", "a")),
        ("new ApiException(`a ${b}`)", ("ApiException", "a <>")),
        ("new Error(a)", None),
        ("new Error('1')", None),
        ("new Map('a'); Error(", None),
        ("throw 'a'", ("throw", "a")),
        ("throw `a`", ("throw", "a")),
        ("throw a; throw 'b", None),
        ("reject('a')", ("reject", "a")),
        ("promise.reject('a' + b)", ("promise.reject", "a<>")),
        ("unreject('a'); reject(", None),
        ("toast.error('a')", ("toast.error", "a")),
        ("Toast.warning('a')", ("Toast.warning", "a")),
        ("toast.success('a')", None),
        ("setError('a')", ("setError", "a")),
        ("notify.error('a')", ("notify.error", "a")),
        ("notify({ type: 'x', message: 'a' })", ("notify", "a")),
        ("Toast.notify({ title: 'a' })", ("Toast.notify", "a")),
        ("toast.add({ description: 'a' })", ("toast.add", "a")),
        ("notify({ type: 'a' })", None),
        ("f({ message: 'a' }); notify({", None),
        ("new Error(404, 'a b')", ("Error", "a b")),
        ("new Error({ message: 'a' })", ("Error", "a")),
        ("new Error({ other: 'a' })", None),
        ("throw f('a b')", ("f", "a b")),
        ("throw x.f('a b')", ("x.f", "a b")),
        ("throw f('a')", None),
        ("throw x().f('a b')", None),
        ("newError(c, 'a b')", ("newError", "a b")),
        ("newError('a b', c)", ("newError", "a b")),
        ("newError(c, 'a')", None),
        ("newError(c, d, 'a b')", None),
        ("setErrMsg('a b')", ("setErrMsg", "a b")),
        ("x.fail({ detail: 'a b' })", ("x.fail", "a b")),
        ("handleError(e, 'a b')", None),
        ("console.error('a b')", None),
        ("die('a b')", ("die", "a b")),
        ("Response.json({ error: 'a b' })", ("Response.json", "a b")),
        ("JSON.stringify({ message: 'a b' })", ("JSON.stringify", "a b")),
        ("res.json({ error: 'a' })", None),
        ("res.json({ title: 'a b' })", None),
        ("res.json('a b')", None),
        ("new Response('a b', { status: 502 })", ("Response", "a b")),
        ("class AError extends B { m() { super('a b') } }", ("AError", "a b")),
        ("class A extends B { m() { super('a b') } }", None),
    ],
)
def test_statements(code: str, found: tuple[str, str] | None) -> None:
    errors = facts(PATH, code, Raise)
    assert [(each.name, shown(each.template)) for each in errors] == ([found] if found else [])


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("newError(ErrorCode.NotFound, 'a b')", "NotFound"),
        ("newError(x.NotFound, 'a b')", ""),
        ("newError('not_found', 'a b')", "not_found"),
        ("newError('Not', 'a b')", ""),
        ("newError('a b', 'not_found')", ""),
        ("new Error({ code: 'not_found', message: 'a b' })", "not_found"),
        ("new Error({ code: Codes.NotFound, message: 'a b' })", "NotFound"),
        ("new Error({ name: Codes.NotFound, message: 'a b' })", ""),
        ("throw 'a b'", ""),
    ],
)
def test_codes(code: str, given: str) -> None:
    assert [each.code for each in facts(PATH, code, Raise)] == [given]


def test_an_error_that_is_made_and_thrown_is_one_fact() -> None:
    assert len(facts(PATH, "throw newError(c, 'a b')", Raise)) == 1
    assert len(facts(PATH, "throw newError(c, 'a b')\nthrow newError(c, 'a b')", Raise)) == 2
