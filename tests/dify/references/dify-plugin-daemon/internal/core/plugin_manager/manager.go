package plugin_manager

// Launch starts what the platform of the plugins needs.
func Launch(configuration *app.Config) {
	if configuration.Platform == app.PLATFORM_SERVERLESS {
		connect(configuration)
	}
}
