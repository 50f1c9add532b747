"""The images that Dify is made of."""

from __future__ import annotations

from ctxkit.dify.images import release_of


def test_the_release_of_an_image() -> None:
    assert release_of("dify-api") == release_of("dify-web") == "dify"
    assert release_of("dify-enterprise") == "dify-enterprise"
    assert release_of("dify-sandbox") == ""
    assert release_of("langgenius/dify-api") == ""
