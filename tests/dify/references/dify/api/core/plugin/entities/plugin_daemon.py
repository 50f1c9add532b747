class PluginDaemonBasicResponse:
    pass
