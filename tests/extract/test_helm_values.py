from ctxkit.model import ConfigUse
from tests.extract.annotated import check


def test_each_value_with_its_path_default_and_comment() -> None:
    check("helm/charts/dify/values.yaml", ConfigUse)


def test_subcharts_and_their_switches() -> None:
    check("helm/charts/dify/Chart.yaml", ConfigUse)
