;; An error is @raise, or a call in @init of an error class, or of what the name of a @function says is @made, with its @arguments. A text is
;; the @message of @target or in a @list, @asserted, @returned, or @assigned to a variable and perhaps @grown.

; raise ValueError(f"Dataset {dataset_id} not found")
(raise_statement) @raise

; assert dataset, "Dataset is required"
(assert_statement (_) . [(string) (concatenated_string) (binary_operator)] @asserted)

; class PluginMissingError(Exception):
;     def __init__(self, name):
;         super().__init__(f"Plugin {name} is not installed")
(call
  function: (attribute object: (call function: (identifier) @super) attribute: (identifier) @init)
  arguments: (argument_list) @arguments
  (#set! called "^__init__$")
  (#eq? @super "super")) @statement

; def __init__(self, message: str = "Quota is used up"): ...
(typed_default_parameter
  name: (identifier) @target
  value: [(string) (concatenated_string)] @message
  (#any-of? @target "message" "msg" "description" "error" "detail" "reason"))

; return InvokeError(f"Connection failed: {e}")
; failure = TransformError(f"Failed to read: {e}", original=e)
; return self._refuse_error(404, "no such file")
; parser.error("--base requires a path")
; sys.exit("no such file")
; abort(404, "File not found")
; yield self.create_text_message("no such file")
(call
  function: [(identifier) @function (attribute attribute: (identifier) @function)] @made
  arguments: (argument_list) @arguments
  (#set! called "rr|xcept|fail|fault|abort|reject|raise|throw|fatal|panic|bail|exit$|die$|create_text_message$")) @statement

; errors.append(f"{name} is missing")
(call
  function: (attribute object: [(identifier) (attribute)] @list attribute: (identifier))
  arguments: (argument_list . [(string) (concatenated_string) (binary_operator)] @message)
  (#set! called "^append$")
  (#set! on "([^a-zA-Z0-9]|^)(err|error|error_message|problem|issue|failure|reason|violation)s$"))

; error_message = f"Failed to load {path}"
(assignment
  left: [(identifier) @target (attribute attribute: (identifier) @target)]
  right: [(string) (concatenated_string) (binary_operator) (parenthesized_expression)] @assigned)

; hint = f"Cannot open {path}"
; hint += f", request id: {request_id}"
; raise OpenError(hint)
(augmented_assignment left: (identifier) @target) @grown

; response = {"error": f"Failed to load {path}"}
(pair
  key: (string) @target
  value: [(string) (concatenated_string) (binary_operator) (parenthesized_expression)] @message
  (#any-of? @target "\"error\"" "'error'" "\"message\"" "'message'" "\"msg\"" "'msg'" "\"detail\"" "'detail'"
                    "\"error_message\"" "'error_message'" "\"reason\"" "'reason'"))

; NodeRunResult(status=FAILED, error=f"Template rendering failed: {e}")
(keyword_argument
  name: (identifier) @target
  value: [(string) (concatenated_string) (binary_operator) (parenthesized_expression)] @message
  (#any-of? @target "error" "message" "error_message" "error_msg" "err_msg" "msg" "detail" "reason"))

; return f"Tool call failed: {e}"
(return_statement [(string) (concatenated_string) (binary_operator)] @returned)

; return f"Tool call failed: {e}", 400
(return_statement (expression_list . [(string) (concatenated_string) (binary_operator)] @returned))

; yield f"Tool call failed: {e}"
(yield [(string) (concatenated_string) (binary_operator)] @returned)

; reasons = {QueueStop.BY_USER: "Stopped by the user."}
(pair
  key: (attribute) @target
  value: [(string) (concatenated_string)] @message
  (#match? @target "[.][A-Z][A-Z_]+$")
  (#match? @message "^f?[\"'][A-Z][^ ]* [a-z]"))
