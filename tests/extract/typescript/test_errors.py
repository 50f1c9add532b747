from __future__ import annotations

import pytest

from ctxkit.model import Raise
from tests.extract.annotated import check
from tests.extract.literal import facts, shown

PATH = "web/a.ts"


def test_errors_and_notifications_of_a_component() -> None:
    check("typescript/web/app/page.tsx", Raise)


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
    ],
)
def test_statements(code: str, found: tuple[str, str] | None) -> None:
    errors = facts(PATH, code, Raise)
    assert [(each.name, shown(each.template)) for each in errors] == ([found] if found else [])
