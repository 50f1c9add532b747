;; One of @arguments is the path; those before it are the client, a context or a method.

; response, err := StreamResponse[Chunk](i, "POST", "invoke/llm", payload)
; request, err := http.NewRequestWithContext(ctx, http.MethodHead, address+"/ping", nil)
(call_expression
  function: (_) @function
  arguments: (argument_list [(interpreted_string_literal) (selector_expression)] @method) @arguments
  (#match? @method "^(\"(GET|POST|PUT|PATCH|DELETE|HEAD)\"|http\\.Method[A-Z][a-z]+)$")) @statement

; instances, err := http_requests.GetAndParse[Instances](client, address+"/v1/instances")
(call_expression
  function: (_) @verb
  arguments: (argument_list) @arguments
  (#match? @verb "[.](Get|Post|Put|Patch|Delete|Head)(AndParse[A-Za-z]*)?(\\[.*)?$")) @statement

; address, err := url.JoinPath(base, "/v1/launch")
(call_expression
  function: (selector_expression field: (field_identifier))
  arguments: (argument_list) @segments
  (#set! called "^JoinPath$")) @statement
