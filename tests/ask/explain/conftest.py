"""The deployment of `tests/network`, indexed once."""

from __future__ import annotations

from tests.network.conftest import network, shipped

__all__ = ["network", "shipped"]
