// Modules in the form of the daemon's own, for the references of rows.
module github.com/langgenius/dify-plugin-daemon

require (
	github.com/gin-gonic/gin v1.0.0
	github.com/panjf2000/gnet/v2 v2.0.0
	gorm.io/gorm v1.0.0
)
