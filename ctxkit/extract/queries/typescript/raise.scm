;; @name is called, or made, with @arguments, of which one is the message or an object that has it; or a @message is
;; thrown.

; throw new TypeError('getDatasetMap can only be called on the server')
; Promise.reject(new Error(`no app ${id}`))
; return new Response('The upstream request failed.', { status: 502 })
; throw new BaseError({ code: ErrorCode.NotFound, message: `no app ${id}` })
(new_expression
  constructor: (_) @name
  arguments: (arguments) @arguments
  (#match? @name "(Error|Exception|^Response)$")
  (#set! made "yes")) @statement

; throw 'no such node'
(throw_statement [(string) (template_string)] @message) @statement

; throw missing(`no app ${id}`)
(throw_statement
  (call_expression
    function: [(identifier) (member_expression object: (identifier))] @name
    arguments: (arguments) @arguments)
  (#set! thrown "yes")) @statement

; return json({ error: 'no such app' }, { status: 404 })
; reject(`Unknown event: ${event}`)
; toast.error('Import failed')
; newError(ErrorCode.NotFound, `no app ${id}`)
(call_expression
  function: [(identifier) (member_expression)] @name
  arguments: (arguments . (_)? . [(string) (template_string) (binary_expression) (object)]) @arguments
  (#match? @name "[eE]rr\\w*$|[eE]xception|[fF]ail|[aA]bort|[rR]eject|[pP]anic|[fF]atal|[tT]hrow|[bB]ail|(^|\\.)(die|json|stringify)$|[tT]oast\\.warning$|[nN]otify\\.warning$|([nN]otify|[tT]oast(\\.add)?)$")) @statement

; class NoAppError extends Error { constructor(id: string) { super(`no app ${id}`) } }
(class_declaration
  name: (_) @name
  body: (class_body (method_definition body: (statement_block (expression_statement
    (call_expression function: (super) arguments: (arguments) @arguments) @statement))))
  (#match? @name "(Error|Exception)$")
  (#set! made "yes"))
