// Modules in the form of the sandbox's own, for the references of rows.
module github.com/langgenius/dify-sandbox

require github.com/gin-gonic/gin v1.0.0
