package server

import (
	"fmt"

	"github.com/gin-gonic/gin"
	"github.com/langgenius/dify-plugin-daemon/internal/types/app"
)

// Run serves requests until the process is stopped.
func Run(config *app.Config) {
	engine := gin.New()
	plugin := engine.Group("/plugin/:tenant_id")
	plugin.Use(CheckingKey(config.ServerKey))
	plugin.POST("/dispatch/tool/invoke", InvokeTool)
	engine.Run(fmt.Sprintf(":%d", config.ServerPort))
}

// CheckingKey refuses requests without the key.
func CheckingKey(key string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if c.GetHeader("X-Api-Key") != key {
			c.AbortWithStatusJSON(401, gin.H{"message": "unauthorized"})
		}
	}
}
