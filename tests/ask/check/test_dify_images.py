"""The version of Dify of the images in the user's compose files."""

from __future__ import annotations

import pytest

from ctxkit.ask.check.dify_images import other_version
from ctxkit.deployment.compose_files import read_layers
from ctxkit.deployment.containers import merge_layers
from ctxkit.files.user_files import CustomerFile


@pytest.mark.parametrize(
    ("image", "other"),
    [
        ("langgenius/dify-api:1.14.0", ""),
        ("docker.io/langgenius/dify-api:1.14.0-fix1@sha256:ab", ""),
        ("registry.example/team-dify-api:1.13.3", "1.13.3"),
        ("langgenius/dify-api:${TAG:-1.9.1}", "1.9.1"),
        ("langgenius/dify-api:latest", ""),
        ("langgenius/dify-api", ""),
        ("langgenius/dify-sandbox:0.2.12", ""),
        ("postgres:16", ""),
    ],
)
def test_the_version_of_the_images(image: str, other: str) -> None:
    text = f"services:\n  db:\n    image: postgres:15\n  api:\n    image: {image}\n"
    layers = read_layers([CustomerFile(path="compose.yaml", data=text.encode())])
    assert other_version(merge_layers(layers, {}), "1.14.0") == other
