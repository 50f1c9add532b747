package static

func InitConfig(path string) error {
	timeout := os.Getenv("WORKER_TIMEOUT")
	if timeout != "" {
		difySandboxGlobalConfigurations.WorkerTimeout, _ = strconv.Atoi(timeout)
	}
	network := os.Getenv("ENABLE_NETWORK")
	if network != "" {
		difySandboxGlobalConfigurations.EnableNetwork, _ = strconv.ParseBool(network)
	}
	key := os.Getenv("API_KEY")
	if key != "" {
		difySandboxGlobalConfigurations.App.Key = key
	}
	port := os.Getenv("SANDBOX_PORT")
	if port != "" {
		difySandboxGlobalConfigurations.App.Port, _ = strconv.Atoi(port)
	}
	return nil
}
