"""The images of Dify in the user's compose files."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.dify_images import images_of_dify, other_version
from ctxkit.files.user_files import CustomerFile


def compose(image: str) -> CustomerFile:
    text = f"services:\n  db:\n    image: postgres:15\n  api:\n    image: {image}\n"
    return CustomerFile(path="compose.yaml", data=text.encode())


@pytest.mark.parametrize(
    ("image", "other"),
    [
        ("langgenius/dify-api:1.14.0", ""),
        ("docker.io/langgenius/dify-api:1.14.0-fix1@sha256:ab", ""),
        ("langgenius/dify-api:1.13.3", "1.13.3"),
        ("langgenius/dify-api:${TAG:-1.9.1}", "1.9.1"),
        ("langgenius/dify-api:latest", ""),
        ("langgenius/dify-api", ""),
        ("postgres:16", ""),
    ],
)
def test_the_version_of_the_images(image: str, other: str) -> None:
    assert other_version([compose(image)], {}, "1.14.0") == other


def test_an_image_knows_its_line() -> None:
    (image,) = images_of_dify([compose("langgenius/dify-api:${TAG}")], {"TAG": "1.13.3"})
    assert (image.service, image.name, image.tag, image.line) == ("api", "dify-api", "1.13.3", 5)
