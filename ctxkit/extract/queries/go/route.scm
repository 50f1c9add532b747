; engine := gin.New()
; engine.POST("/install/upload/package", controllers.UploadPlugin(config))
(call_expression
  function: (selector_expression operand: (_) @router field: (field_identifier) @method)
  arguments: (argument_list . (_)) @arguments
  (#any-of? @method "GET" "POST" "PUT" "DELETE" "PATCH" "HEAD" "OPTIONS" "Any" "Handle")) @statement
