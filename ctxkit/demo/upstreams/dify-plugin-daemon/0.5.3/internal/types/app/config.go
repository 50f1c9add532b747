package app

// Config is filled from the environment.
type Config struct {
	ServerPort uint16 `envconfig:"SERVER_PORT" validate:"required"`
	ServerKey  string `envconfig:"SERVER_KEY" validate:"required"`

	MaxPluginPackageSize int64 `envconfig:"MAX_PLUGIN_PACKAGE_SIZE" validate:"required"`

	PythonEnvInitTimeout int `envconfig:"PYTHON_ENV_INIT_TIMEOUT" default:"120"`

	LogOutputFormat string `envconfig:"LOG_OUTPUT_FORMAT" default:"text"`
}
