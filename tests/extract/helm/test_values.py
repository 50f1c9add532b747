import time

import pytest

from ctxkit.extract.helm.values import extract
from ctxkit.extract.source import Source
from ctxkit.model import ConfigUse
from tests.extract.annotated import check


def test_each_value_with_its_path_default_and_comment() -> None:
    check("helm/charts/dify/values.yaml", ConfigUse)


def test_subcharts_and_their_switches() -> None:
    check("helm/charts/dify/Chart.yaml", ConfigUse)


@pytest.mark.no_cover
def test_hostile_comments_take_linear_time() -> None:
    started = time.process_time()
    for text in (
        "## @param a b\n" + "# and more of it\n" * 40_000 + "a: 1\n",
        "## @param a b\na: 1\n" * 20_000,
    ):
        list(extract(Source(repo="r", path="values.yaml", data=text.encode())))
    assert time.process_time() - started < 4
