"""The images of a chart, however its values name them."""

from __future__ import annotations

from ctxkit.files.chart_images import chart_images, images_by_path
from ctxkit.files.values import parse_values

VALUES = b"""\
api:
  image:
    # an older registry
    repository: langgenius/dify-api
    tag: "c0ffee"
web:
  logo:
    image: {repository: busybox, tag: "1.36"}
image:
  proxy: {repository: nginx}
sidecar: {image: "registry.example.com:5000/x/tool:2@sha256:abc"}
other: {image: registry.example.com:5000/x/tool}
repository: not-an-image
tags: [a]
"""


def test_every_way_to_name_an_image() -> None:
    found = chart_images(parse_values("values.yaml", VALUES), default_tag="0.1")
    assert [(image.part, image.name, image.tag, image.line) for image in found] == [
        ("api", "langgenius/dify-api", "c0ffee", 2),
        ("web.logo", "busybox", "1.36", 8),
        ("proxy", "nginx", "0.1", 10),
        ("sidecar", "registry.example.com:5000/x/tool", "2", 11),
    ]


def test_every_way_to_name_an_image_in_merged_values() -> None:
    values = {
        "image.api.repository": "langgenius/dify-api",
        "image.api.tag": "1.14.0",
        "proxy.repository": "nginx",
        "sidecar.image": "registry.example.com:5000/x/tool:2@sha256:abc",
        "other.image": "registry.example.com:5000/x/tool",
        "empty.repository": "",
        "repository": "no-image",
    }
    assert [(image.name, image.tag, image.path) for image in images_by_path(values)] == [
        ("langgenius/dify-api", "1.14.0", "image.api.tag"),
        ("nginx", "", "proxy.tag"),
        ("registry.example.com:5000/x/tool:2@sha256:abc", "2", "sidecar.image"),
    ]
