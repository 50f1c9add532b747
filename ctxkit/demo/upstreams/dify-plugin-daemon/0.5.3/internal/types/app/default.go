package app

// SetDefault fills what the environment left empty.
func (config *Config) SetDefault() {
	setDefaultInt(&config.MaxPluginPackageSize, 52428800)
	setDefaultInt(&config.PythonEnvInitTimeout, 10*60)
}

func setDefaultInt[T int | int64](value *T, fallback T) {
	if *value == 0 {
		*value = fallback
	}
}
