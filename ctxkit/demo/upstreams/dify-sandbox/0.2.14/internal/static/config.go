package static

import (
	"fmt"
	"os"
	"strconv"

	"github.com/langgenius/dify-sandbox/internal/types"
	"gopkg.in/yaml.v3"
)

var difySandboxGlobalConfigurations types.DifySandboxGlobalConfigurations

// InitConfig reads the file at path; environment variables win over it.
func InitConfig(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("cannot read the configuration: %w", err)
	}
	if err := yaml.Unmarshal(data, &difySandboxGlobalConfigurations); err != nil {
		return fmt.Errorf("cannot parse the configuration: %w", err)
	}

	apiKey := os.Getenv("API_KEY")
	if apiKey != "" {
		difySandboxGlobalConfigurations.App.Key = apiKey
	}

	port := os.Getenv("SANDBOX_PORT")
	if port != "" {
		difySandboxGlobalConfigurations.App.Port, _ = strconv.Atoi(port)
	}

	timeout := os.Getenv("WORKER_TIMEOUT")
	if timeout != "" {
		difySandboxGlobalConfigurations.WorkerTimeout, _ = strconv.Atoi(timeout)
	}
	if difySandboxGlobalConfigurations.WorkerTimeout == 0 {
		difySandboxGlobalConfigurations.WorkerTimeout = 5
	}
	return nil
}

// GetDifySandboxGlobalConfigurations returns the settings that InitConfig read.
func GetDifySandboxGlobalConfigurations() types.DifySandboxGlobalConfigurations {
	return difySandboxGlobalConfigurations
}
