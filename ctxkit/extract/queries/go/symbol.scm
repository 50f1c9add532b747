;; A @function, @method (of @receiver, called @self), @class, @constant or @local variable, with its @name and @value.

; func NewExecutor(config *app.Config) *Executor {}
(function_declaration name: (identifier) @name) @function

; func (r *LocalPluginRuntime) InitPythonEnvironment() error {}
(method_declaration
  receiver: (parameter_list (parameter_declaration name: (identifier)? @self type: (_) @receiver))
  name: (field_identifier) @name) @method

; type Config struct {}
(type_spec name: (type_identifier) @name) @class

; const DEFAULT_TIMEOUT = 30 * time.Second
(const_spec name: (identifier) @name value: (expression_list . (_) @value)) @constant

; var MAX_RETRY_COUNT = int32(15)
(source_file (var_declaration (var_spec name: (identifier) @name value: (expression_list . (_) @value)) @constant))

; var (
;   MAX_RETRY_COUNT = int32(15)
; )
(source_file (var_declaration (var_spec_list
  (var_spec name: (identifier) @name value: (expression_list . (_) @value)) @constant)))

; maxRetries := 3
(short_var_declaration
  left: (expression_list . (identifier) @name .)
  right: (expression_list . [(int_literal) (float_literal)] @value .)) @local
