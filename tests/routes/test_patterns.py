"""Patterns of paths, and the paths that fit them."""

from __future__ import annotations

import pytest

from ctxkit.routes.patterns import begins_path, is_literal, match_path, may_take, wide_parameters

UUID = "7c13e32e-0c45-4fb1-89b2-8b94e35e04aa"


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/a/b", "/a/b/?x=1#y", True),
        ("/a/b", "/a/b/c", False),
        ("/a/<x>", "/a/b", True),
        ("/a/<x>", "/a/", False),
        ("/a/<x>", "/a", False),
        ("/a/<string:x>", "/a/b", True),
        ("/a/<uuid:x>", f"/a/{UUID}", True),
        ("/a/<uuid:x>", "/a/drafts", False),
        ("/a/<uuid:x>", "/a/{app_id}", True),
        ("/a/<uuid:x>", "/a/<app_id>", True),
        ("/a/<uuid:x>", "/a/:id", True),
        ("/a/<uuid:x>", "/a/xxxx", True),
        ("/a/<uuid:x>", "/a/7c13***", True),
        ("/a/<uuid:x>", "/a/7c13e32e", True),
        ("/a/<uuid:x>", "/a/9c8d", True),
        ("/a/<uuid:x>", "/a/7c13…", True),
        ("/a/<uuid:x>", "/a/app_id", True),
        ("/a/<uuid:x>", "/a/appId", True),
        ("/a/<uuid:x>", "/a/decade", False),
        ("/a/<uuid:x>", "/a/v1", False),
        ("/a/<uuid:x>", "/a/grid", False),
        ("/a/<int:x>", "/a/7", True),
        ("/a/<int:x>", "/a/-7", True),
        ("/a/<int:x>", "/a/b", False),
        ("/a/<float:x>", "/a/7", True),
        ("/a/<float:x>", "/a/b", False),
        ("/a/<any(b,c):x>", "/a/b", True),
        ("/a/:id", "/a/b", True),
        ("/a/:id/c", "/a/b/d", False),
        ("/a/pre-<x>.json", "/a/pre-b.json", True),
        ("/a/pre-<x>.json", "/a/pre-.json", False),
        ("/a/pre-<x>.json", "/a/pro-b.json", False),
        ("/a/pre-<x>.json", "/a/pre-b.xml", False),
        ("/a/<x>-<y>.json", "/a/b-c.json", True),
        ("/a/<x>-<y>.json", "/a/b-c.xml", False),
        ("/a/<x>-<y>.json", "/a/b.json", False),
        ("/a/<uuid:x>.<string:y>", f"/a/{UUID}.png", True),
        ("/a/<uuid:x>.<string:y>", "/a/drafts.png", False),
        ("/a/<uuid:x>.<string:y>", f"/a/{UUID}", False),
        ("/a/<uuid:x>.<string:y>", f"/a/{UUID}.", False),
        ("/a/<path:x>", "/a/b/c/d", True),
        ("/a/<path:x>", "/a", False),
        ("/a/*rest", "/a/b/c", True),
        ("/a/*rest", "/a", True),
        ("/a/<path:x>/end", "/a/b/c/end", True),
        ("/a/<path:x>/end", "/a/b/c", False),
        ("/a/<path:x>/b/<path:y>", "/a/1/2/b/3", True),
        ("/a/<path:x>/b/<path:y>", "/a/1/2/c/3", False),
        ("/b/<path:x>", "/a/b", False),
        ("/a/{x}", "/a/b", True),
        ("/a/{x}", "/a", False),
        ("/a/{x}", "/a/b/c", False),
        ("/a/{x}/b", f"/a/{UUID}/b", True),
        ("/a/{x:int}", "/a/7", True),
        ("/a/{x:int}", "/a/b", False),
        ("/a/{x:uuid}", f"/a/{UUID}", True),
        ("/a/{x:uuid}", "/a/drafts", False),
        ("/a/{x:path}", "/a/b/c", True),
        ("/a/{x:path}/end", "/a/b/c/end", True),
        ("/a/{x:path}/end", "/a/b/c", False),
        ("/a/{x}.{y}", "/a/b.c", True),
        ("/a/v{x}", "/a/b", False),
        ("/a/{x...}", "/a/b/c", True),
        ("/a/{x...}", "/a", True),
        ("/a/{x...}", "/b/c", False),
        ("/a/{...}", "/a/b/c", True),
        ("/a/{$}", "/a/", True),
        ("/a/{$}", "/a/b", False),
        ("/{$}", "/", True),
        ("/{x:[0-9]+}", "/7", True),
    ],
)
def test_which_paths_fit(pattern: str, path: str, fits: bool) -> None:
    assert match_path(pattern, path) is fits


@pytest.mark.parametrize(
    ("pattern", "path", "begins"),
    [
        ("/v1/letters/drafts", "/v1/letters/dr", True),
        ("/v1/letters/drafts", "/v1/let", True),
        ("/v1/letters/drafts", "/v1", False),
        ("/v1/letters/drafts", "/v1/letters/x", False),
        ("/v1/letters/drafts", "/v1/stamps/dr", False),
        ("/v1/letters/<uuid:x>", "/v1/letters/7c1", True),
        ("/v1/letters/<uuid:x>", "/v1/letters/", True),
        ("/v1/letters/<uuid:x>", "/v1/letters/{letter", True),
        ("/v1/letters/<uuid:x>", "/v1/letters/export-all", False),
        ("/v1/letters/<int:x>", "/v1/letters/12", True),
        ("/v1/letters/<int:x>", "/v1/letters/drafts", False),
        ("/v1/letters/<float:x>", "/v1/letters/-", True),
        ("/v1/letters/<string:x>", "/v1/letters/export-all", True),
        ("/v1/letters/<x>", "/v1/letters/export-all", True),
        ("/v1/letters/:id", "/v1/letters/7c1", True),
        ("/v1/letters", "/v1/letters/x", False),
        ("/v1/letters/", "/v1/letters/x", False),
    ],
)
def test_a_path_that_was_cut(pattern: str, path: str, begins: bool) -> None:
    assert begins_path(pattern, path) is begins


def test_parameters_of_patterns() -> None:
    assert is_literal("letters")
    assert not is_literal("<uuid:x>")
    assert not is_literal("pre-<x>.json")
    assert not is_literal(":id")
    assert not is_literal("*rest")
    assert wide_parameters("/a/<path:x>/<y>/*rest") == 2
    assert wide_parameters("/a/<x>/:id") == 0


@pytest.mark.parametrize(
    ("pattern", "request_path", "may"),
    [
        ("/a/:id/b", "/a/<x>/b", True),
        ("/a/:id/b", "/a/7/b", True),
        ("/a/list/b", "/a/<x>/b", True),  # the value may be `list`
        ("/a/list/b", "/a/set/b", False),
        ("/a/:id", "/a/<x>/b", False),
        ("/a/*rest", "/a/<x>/b/c", True),
        ("/a/*rest", "/a", True),
        ("/a/b/*rest", "/a/c/d", False),
        ("/a/<path:rest>", "/a/b/c", True),
        ("/a/<uuid:id>/", "/a/<id>", True),
        ("/a/{id}", "/a/box-<id>", True),
        ("/a/{$}", "/a", True),
        ("", "/a", False),
    ],
)
def test_a_route_that_may_take_a_pattern(pattern: str, request_path: str, may: bool) -> None:
    assert may_take(pattern, request_path) == may
