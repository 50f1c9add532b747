"""How the values of the Enterprise chart are recognized."""

from __future__ import annotations

from ctxkit.dify.enterprise import is_enterprise_part


def test_parts_that_the_communitys_charts_lack() -> None:
    assert is_enterprise_part("enterprise")
    assert is_enterprise_part("plugin_daemon")
    assert not is_enterprise_part("pluginDaemon")
    assert not is_enterprise_part("api")
