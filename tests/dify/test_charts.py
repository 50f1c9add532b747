"""How the values of charts are laid out."""

from __future__ import annotations

from ctxkit.dify.charts import is_address_value, is_subchart_global


def test_values_that_are_addresses() -> None:
    assert is_address_value("endpoint")
    assert is_address_value("bucketName")
    assert not is_address_value("password")
    assert not is_address_value("Endpoint")


def test_globals_of_subcharts() -> None:
    assert is_subchart_global("imageRegistry")
    assert not is_subchart_global("appSecretKey")
