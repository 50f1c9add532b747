; engine := gin.New()
; engine.POST("/install/upload/package", controllers.UploadPlugin(config))
(call_expression
  function: (selector_expression operand: (_) @router field: (field_identifier) @method)
  arguments: (argument_list . (_)) @arguments
  (#set! called "^(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|Any|Handle)$")) @statement

; mux.HandleFunc("POST /v1/jobs/{job_id}/wait", auth(handleWait(svc)))
; http.Handle("/files/", files)
(call_expression
  function: (selector_expression operand: (_) @mux field: (field_identifier))
  arguments: (argument_list . (_) . (_) .) @arguments
  (#set! called "^(HandleFunc|Handle)$")) @statement
