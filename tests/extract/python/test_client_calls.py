from __future__ import annotations

import pytest

from ctxkit.model import ClientCall
from tests.extract.annotated import check
from tests.extract.literal import facts

PATH = "api/core/couriers.py"


def test_requests_to_other_programs() -> None:
    check("python/api/core/couriers.py", ClientCall)


@pytest.mark.parametrize(
    ("call", "name"),
    [
        ("f('POST', 'a/b')", "/a/b"),
        ("f('POST', '/a')", "/a"),
        ("f('POST', 'a')", None),
        ("f('POST', 'a b/c')", None),
        ("f('POST', f'{url}/a/')", "/a"),
        ("f('POST', f'{url}a')", None),
        ("f('POST', f'{x}/{y}')", None),
        ("f('POST', url + '/a/' + key)", "/a/<key>"),
        ("f('POST', '/a/%s' % key)", "/a/<key>"),
        ("f('POST', f'http://{host}:{port}/a')", "/a"),
        ("f('POST', 'https://post.example/a')", None),
        ("f('POST', title='x', path='/a')", "/a"),
        ("f('POST', 'x', 'a/b')", "/a/b"),
        ("f('a/b')", None),
        ("client.put(url=f'{base}/a')", "/a"),
        ("client.put(key, '/a/b')", "/a/b"),
        ("client.put('a/b')", None),
        ("client.put('/a', '/b')", "/a"),
        ("cache.put('/a')", None),
        ("url / 'a' / key / 'b'", "/a/<key>/b"),
        ("f(base_url / 'a/b')", "/a/b"),
        ("url / 'a' / key", "/a/<key>"),
        ("url" + " / 'a'" * 30, None),
        ("f('SOME_POST', 'a/b')", None),
        ("folder / 'a' / 'b'", None),
    ],
)
def test_paths(call: str, name: str | None) -> None:
    found = facts(PATH, f"def f():\n    x = {call}  # 'POST' / '\n", ClientCall)
    assert [each.name for each in found] == ([name] if name else [])


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])
def test_methods(method: str) -> None:
    named, of_client = facts(
        PATH, f"def f():\n    f({method!r}, 'a/b')\n    client.{method.lower()}('/a')", ClientCall
    )
    assert named.method == of_client.method == method
