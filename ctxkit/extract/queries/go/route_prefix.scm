; pluginGroup := engine.Group("/plugin/:tenant_id")
; engine := gin.New()
(short_var_declaration
  left: (expression_list . (identifier) @variable .)
  right: (expression_list . (call_expression
    function: (selector_expression operand: (identifier) @parent field: (field_identifier) @function)
    arguments: (argument_list . (_)? @prefix)) .)
  (#any-of? @function "Group" "Default" "New")) @statement

; func (app *App) pluginGroup(group *gin.RouterGroup, config *app.Config) {
(parameter_list (parameter_declaration name: (identifier) @variable type: (_) @type
  (#match? @type "^\\*?gin\\.(RouterGroup|Engine|IRouter|IRoutes)$"))) @parameters

; app.endpointGroup(endpointGroup, config)
; controller.Setup(r)
(call_expression
  function: (_) @callee
  arguments: (argument_list (identifier) @argument) @arguments
  (#match? @argument "[gG]roup|[eE]ngine|[rR]outer|^(r|g|e|rg|api)$")) @statement

; app.remoteDebuggingGroup(group.Group("/debugging"), config)
(call_expression
  function: (_) @callee
  arguments: (argument_list
    (call_expression
      function: (selector_expression operand: (identifier) @parent field: (field_identifier) @function)
      arguments: (argument_list . (_) @prefix)) @argument) @arguments
  (#eq? @function "Group")) @statement

; import "github.com/langgenius/dify-sandbox/internal/controller"
(import_spec name: (package_identifier)? @alias path: (_) @path)
