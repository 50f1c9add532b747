;; A call of @package.@name with its @arguments, a @message that @name holds or gets, or an @error that is declared
;; elsewhere.

; errors.New("no available node")
; fmt.Errorf("read %s: %w", path, err)
; exception.BadRequestError(err)
; s.failJob(id, "the pane disappeared")
(call_expression
  function: (selector_expression operand: (identifier) @package field: (field_identifier) @name)
  arguments: (argument_list) @arguments
  (#set! called "[eE]rr|Exception|^New$|^Join$|^Wrapf?$|^([fF]ail|[aA]bort|[dD]ie|bail)")) @statement

; panic("unreachable")
; NewDaemonErrorResponse(-400, "plugin not found")
; writeError(w, 401, "unauthorized", "Missing bearer token")
(call_expression
  function: (identifier) @name
  arguments: (argument_list) @arguments
  (#set! called "[eE]rr|Exception|^(panic$|fatal|fail|abort|die|bail)")) @statement

; return &genericError{Message: "plugin not found"}
; c.JSON(404, gin.H{"code": "not_found", "message": "route not found"})
; stream.Write(InstallResponse{Event: EventError, Data: "failed to launch the plugin"})
(composite_literal
  type: (_) @name
  body: (literal_value
    (keyed_element (literal_element (_) @key) (literal_element (_) @message)) @statement)
  (#match? @key "^\"?([mM]essage|[mM]sg|[eE]rror|[eE]rr|[dD]etail|ErrorMessage|ErrorMsg|error_message|Data)\"?$"))

; plugin.Message = "the daemon was shut down"
(assignment_statement
  left: (expression_list . [(identifier) @name (selector_expression field: (field_identifier) @name)] .)
  right: (expression_list . (_) @message .)
  (#match? @name "[mM](sg|essage)$|[rR]eason$|[dD]etail$")) @statement

; errMsg := fmt.Sprintf("package is larger than %d bytes", max)
(short_var_declaration
  left: (expression_list . (identifier) @name .)
  right: (expression_list . (_) @message .)
  (#match? @name "[mM](sg|essage)$|[rR]eason$|[dD]etail$")) @statement

; var permissions = map[string]map[string]any{"tool": {"error": "tools are not permitted"}}
(literal_element (literal_value
  (keyed_element
    (literal_element (interpreted_string_literal) @name)
    (literal_element (interpreted_string_literal) @message)) @statement)
  (#any-of? @name "\"error\"" "\"message\"" "\"detail\""))

; c.String(http.StatusNotFound, "Not found")
(call_expression
  function: (selector_expression operand: (identifier) @package field: (field_identifier) @name)
  arguments: (argument_list . (_) . (_) @message)
  (#set! called "^String$")) @statement

; return nil, ErrDatabaseNotFound
(return_statement (expression_list (identifier) @error) (#match? @error "^Err[A-Z]"))

; return nil, db.ErrDatabaseNotFound
(return_statement (expression_list (selector_expression field: (field_identifier) @error))
  (#match? @error "^Err[A-Z]"))

; exitError = ErrPluginNotActive
(assignment_statement right: (expression_list (identifier) @error) (#match? @error "^Err[A-Z]"))

; exitError = routine.ErrPluginNotActive
(assignment_statement right: (expression_list (selector_expression field: (field_identifier) @error))
  (#match? @error "^Err[A-Z]"))

; listener.OnError(ErrTaskTimeout)
(call_expression function: (_) @into arguments: (argument_list (identifier) @error)
  (#match? @error "^Err[A-Z]") (#not-match? @into "\\.(Is|As)$"))

; listener.OnError(routine.ErrTaskTimeout)
(call_expression function: (_) @into arguments: (argument_list (selector_expression field: (field_identifier) @error))
  (#match? @error "^Err[A-Z]") (#not-match? @into "\\.(Is|As)$"))

; writer.Write([]byte("error: operation not permitted\n"))
(type_conversion_expression type: (slice_type) @name operand: (_) @message) @statement
