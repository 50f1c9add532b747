;; A field that is @read or the @target of a @value; a variable of the environment by its @key; and what decides which
;; field that is: the @type of a @variable, the @case or test (@fallback) around it, the struct that it is copied @into.

; serve(config.ServerPort)
; start(static.GetDifySandboxGlobalConfigurations().MaxWorkers)
(selector_expression
  operand: [
    (identifier) @config
    (selector_expression field: (field_identifier) @config)
    (call_expression function: (identifier) @config)
    (call_expression function: (selector_expression field: (field_identifier) @config))
  ]
  field: (field_identifier) @field
  (#match? @config "([cC]onfig|[cC]fg|[cC]onf|[cC]onfiguration)s?$|^[a-z]{1,3}$")
  (#match? @field "^[A-Z]")) @read

; serve(config.App.Port)
(selector_expression
  operand: (selector_expression
    operand: [
      (identifier) @config
      (selector_expression field: (field_identifier) @config)
      (call_expression function: (identifier) @config)
      (call_expression function: (selector_expression field: (field_identifier) @config))
    ]
    field: (field_identifier))
  field: (field_identifier) @field
  (#match? @config "([cC]onfig|[cC]fg|[cC]onf|[cC]onfiguration)s?$|^[a-z]{1,3}$")
  (#match? @field "^[A-Z]")) @read

; func open(config *PGConfig) { connect(config.Host) }
(parameter_declaration name: (identifier) @variable type: (_) @type
  (#match? @type "[cC]onfig(uration)?s?$"))

; setDefaultInt(&config.RoutinePoolSize, 10000)
(call_expression
  function: (identifier) @function
  arguments: (argument_list . (unary_expression operand: (selector_expression) @target) . (_) @value)
  (#set! called "[dD]efault")) @default

; python := os.Getenv("PYTHON_PATH")
; viper.SetDefault("log_level", "info")
; paths := os.Getenv(names.EnvPaths)
(call_expression
  function: (selector_expression operand: (identifier) @package field: (field_identifier) @function)
  arguments: (argument_list
    . [(interpreted_string_literal) (identifier) (selector_expression operand: (identifier))] @key
    . (_)? @value)
  (#any-of? @package "os" "viper" "syscall")
  (#set! called "^(SetDefault|BindEnv|Get\\w*|LookupEnv|Setenv)$")) @keyed

; retries := envInt("SLIM_MAX_RETRIES", 3)
(call_expression
  function: (identifier) @function
  arguments: (argument_list
    . [(interpreted_string_literal) (identifier) (selector_expression operand: (identifier))] @key
    . (_)? @value)
  (#set! called "[eE]nv")) @keyed

; config.PythonPath = "/opt/python/bin/python3"
(assignment_statement
  left: (expression_list . (selector_expression) @target)
  right: (expression_list . (_) @value)) @assignment

; if config.PythonPath == "" { config.PythonPath = "/opt/python/bin/python3" }
(if_statement condition: (binary_expression left: (_) @tested operator: "==" right: (_) @empty)) @fallback

; switch config.DBType { case DB_TYPE_MYSQL: setDefaultString(&config.DBDefaultDatabase, "mysql") }
(expression_case value: (expression_list)) @case

; path := os.Getenv("PYTHON_PATH")
; config.PythonPath = path
(short_var_declaration
  left: (expression_list . (identifier) @variable)
  right: (expression_list . (call_expression) @value))

; cmd.Env = append(cmd.Env, "INSTALL_METHOD=local")
(call_expression
  function: (identifier) @function
  arguments: (argument_list . (selector_expression field: (field_identifier) @environment)) @arguments
  (#set! called "^append$")
  (#eq? @environment "Env"))

; db.Open(&PGConfig{Host: config.DBHost})
(composite_literal
  type: (_) @into
  body: (literal_value (keyed_element
    (literal_element (identifier) @key)
    (literal_element [(selector_expression) (call_expression) (binary_expression) (unary_expression)] @copied))))
