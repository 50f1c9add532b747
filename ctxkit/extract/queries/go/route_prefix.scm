;; A @variable that holds a router: made of a @parent at a @prefix, or one of the @parameters of a function; an
;; @argument with which a router is handed to a @callee; a package that is imported from a @path under an @alias.

; engine := gin.New()
; pluginGroup := engine.Group("/plugin/:tenant_id")
(short_var_declaration
  left: (expression_list . (identifier) @variable .)
  right: (expression_list . (call_expression
    function: (selector_expression operand: (identifier) @parent field: (field_identifier) @function)
    arguments: (argument_list . (_)? @prefix)) .)
  (#any-of? @function "Group" "Default" "New")) @statement

; func (app *App) pluginGroup(group *gin.RouterGroup, config *app.Config) {}
(parameter_list (parameter_declaration name: (identifier) @variable type: (_) @type
  (#match? @type "^\\*?gin\\.(RouterGroup|Engine|IRouter|IRoutes)$"))) @parameters

; func serve(r *gin.Engine) { setup(r) }
(call_expression
  function: (_) @callee
  arguments: (argument_list (identifier) @argument) @arguments
  (#match? @argument "[gG]roup|[eE]ngine|[rR]outer|^(r|g|e|rg|api)$"))

; func serve(group *gin.RouterGroup) { debugging(group.Group("/debugging")) }
(call_expression
  function: (_) @callee
  arguments: (argument_list
    (call_expression
      function: (selector_expression operand: (identifier) @parent field: (field_identifier) @function)
      arguments: (argument_list . (_) @prefix)) @argument) @arguments
  (#eq? @function "Group"))

; import "github.com/langgenius/dify-sandbox/internal/controller"
; func serve(r *gin.Engine) { controller.Setup(r) }
(import_spec name: (package_identifier)? @alias path: (_) @path)
