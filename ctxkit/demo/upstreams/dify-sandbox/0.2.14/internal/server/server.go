package server

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/langgenius/dify-sandbox/internal/static"
)

// Run serves requests until the process is stopped.
func Run() {
	config := static.GetDifySandboxGlobalConfigurations()
	r := gin.New()
	private := r.Group("/v1/sandbox")
	private.POST("/run", RunSandboxController)
	slog.Info("sandbox server starts", "port", config.App.Port)
	if err := r.Run(fmt.Sprintf(":%d", config.App.Port)); err != nil {
		slog.Error("sandbox server stopped", "err", err)
	}
}

// RunSandboxController runs the code of a request.
func RunSandboxController(c *gin.Context) {
	timeout := time.Duration(static.GetDifySandboxGlobalConfigurations().WorkerTimeout) * time.Second
	if err := run(c, timeout); err != nil {
		slog.Error("run failed", "err", err, "timeout", timeout)
		c.JSON(500, gin.H{"code": -500, "message": "the code did not end in time"})
	}
}
