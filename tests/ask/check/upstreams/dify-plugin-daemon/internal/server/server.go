package server

func Start(config *app.Config) {
	use(config.ServerPort)
	use(config.ServerKey)
	use(config.DifyInnerApiKey)
	use(config.DBHost)
	use(config.DBPassword)
	use(config.RedisHost)
	use(config.MaxPluginPackageSize)
	use(config.PluginMaxExecutionTimeout)
	use(config.PythonEnvInitTimeout)
	use(config.PluginStorageType)
	use(config.PluginStorageOSSBucket)
	use(config.PPROFEnabled)
}
