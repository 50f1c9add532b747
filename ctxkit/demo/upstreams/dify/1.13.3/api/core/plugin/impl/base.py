import logging

import httpx

from configs import dify_config

logger = logging.getLogger(__name__)


class PluginDaemonInternalServerError(Exception):
    pass


class BasePluginClient:
    def _request(self, method: str, path: str) -> dict:
        url = f"{dify_config.PLUGIN_DAEMON_URL}{path}"
        headers = {"X-Api-Key": dify_config.PLUGIN_DAEMON_KEY}
        try:
            response = httpx.request(method, url, headers=headers, timeout=dify_config.PLUGIN_DAEMON_TIMEOUT)
        except httpx.RequestError:
            logger.exception("Request to the plugin daemon failed")
            raise PluginDaemonInternalServerError("The plugin daemon cannot be reached")
        if response.status_code == 401:
            raise PluginDaemonInternalServerError("The plugin daemon refused our key")
        return response.json()
