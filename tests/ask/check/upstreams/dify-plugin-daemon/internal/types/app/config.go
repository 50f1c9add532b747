package app

type Config struct {
	ServerPort uint16 `envconfig:"SERVER_PORT"`
	ServerKey string `envconfig:"SERVER_KEY"`
	DifyInnerApiKey string `envconfig:"DIFY_INNER_API_KEY"`
	DBHost string `envconfig:"DB_HOST"`
	DBPassword string `envconfig:"DB_PASSWORD"`
	RedisHost string `envconfig:"REDIS_HOST"`
	MaxPluginPackageSize int64 `envconfig:"MAX_PLUGIN_PACKAGE_SIZE"`
	PluginMaxExecutionTimeout int `envconfig:"PLUGIN_MAX_EXECUTION_TIMEOUT"`
	PythonEnvInitTimeout int `envconfig:"PYTHON_ENV_INIT_TIMEOUT"`
	PluginStorageType string `envconfig:"PLUGIN_STORAGE_TYPE"`
	PluginStorageOSSBucket string `envconfig:"PLUGIN_STORAGE_OSS_BUCKET"`
	PPROFEnabled bool `envconfig:"PPROF_ENABLED"`
}
