package plugin_manager

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/langgenius/dify-plugin-daemon/internal/types/app"
)

var ErrPackageTooLarge = errors.New("the plugin package is too large")

// InstallPackage unpacks a plugin and makes its Python environment.
func InstallPackage(config *app.Config, name string, data []byte) error {
	if int64(len(data)) > config.MaxPluginPackageSize {
		return ErrPackageTooLarge
	}
	slog.Info("install plugin", "plugin", name, "size", len(data))
	if err := initEnvironment(name, config.PythonEnvInitTimeout); err != nil {
		return fmt.Errorf("cannot make the environment of plugin %s: %w", name, err)
	}
	return nil
}
