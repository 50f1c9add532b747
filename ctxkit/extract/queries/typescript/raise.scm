;; @name is called, or made, with a @message.

; throw new TypeError('getDatasetMap can only be called on the server')
; Promise.reject(new Error(`no app ${id}`))
(new_expression
  constructor: (_) @name
  arguments: (arguments . (_) @message)
  (#match? @name "(Error|Exception)$")) @statement

; throw 'no such node'
(throw_statement [(string) (template_string)] @message) @statement

; reject(`Unknown event: ${event}`)
(call_expression
  function: [(identifier) (member_expression)] @name
  arguments: (arguments . [(string) (template_string) (binary_expression)] @message)
  (#match? @name "(^|\\.)reject$|[tT]oast\\.(error|warning)$|^setError$|[nN]otify\\.(error|warning)$")) @statement

; notify({ type: 'error', message: 'Import failed' })
(call_expression
  function: [(identifier) (member_expression)] @name
  arguments: (arguments . (object
    (pair key: (property_identifier) @key value: [(string) (template_string) (binary_expression)] @message)))
  (#match? @name "([nN]otify|[tT]oast(\\.add)?)$")
  (#any-of? @key "message" "title" "description")) @statement
