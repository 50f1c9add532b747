; class AppUnavailableError(BaseHTTPException):
;     error_code = "app_unavailable"
(class_definition
  body: (block (expression_statement (assignment left: (identifier) @field right: (_) @value)))
  (#any-of? @field "error_code" "description" "default_description" "code" "status_code")) @class
