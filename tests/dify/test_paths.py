"""Which files are of a subchart."""

from __future__ import annotations

import pytest

from ctxkit.dify.paths import subchart_of


@pytest.mark.parametrize(
    ("path", "subchart"),
    [
        ("charts/dify/Chart.yaml", ""),
        ("charts/dify/values.yaml", ""),
        ("charts/dify/templates/charts/x.yaml", ""),
        ("charts/dify/charts/redis-1.0.0.tgz", ""),
        ("charts/dify/charts/redis/values.yaml", "redis"),
        ("charts/dify/charts/redis/templates/a/b.yaml", "redis"),
        ("charts/dify/charts/redis/charts/common/values.yaml", "redis.common"),
        ("dify/charts/redis/values.yaml", "redis"),
        ("charts/charts/redis/values.yaml", "redis"),
        ("charts/Chart.yaml", ""),
        ("Chart.yaml", ""),
    ],
)
def test_the_subchart_of_a_file(path: str, subchart: str) -> None:
    assert subchart_of(path) == subchart
