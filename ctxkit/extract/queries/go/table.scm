; type Installation struct {}
; func (Installation) TableName() string { return "plugin_installations" }
(method_declaration
  receiver: (parameter_list (parameter_declaration type: (_) @model))
  name: (field_identifier) @function
  body: (block (statement_list (return_statement (expression_list (interpreted_string_literal) @name))))
  (#eq? @function "TableName"))
