package main

import (
	"log/slog"

	"github.com/kelseyhightower/envconfig"
	"github.com/langgenius/dify-plugin-daemon/internal/server"
	"github.com/langgenius/dify-plugin-daemon/internal/types/app"
)

func main() {
	var config app.Config
	if err := envconfig.Process("", &config); err != nil {
		slog.Error("cannot read the environment", "error", err)
		panic("the configuration is incomplete")
	}
	config.SetDefault()
	server.Run(&config)
}
