from core.plugin.impl.base import BasePluginClient


class PluginToolClient(BasePluginClient):
    def invoke(self, tenant_id: str) -> dict:
        """Have the plugin daemon run a tool of a plugin."""
        return self._request("POST", f"/plugin/{tenant_id}/dispatch/tool/invoke")
