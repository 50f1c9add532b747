;; What is called is @logger.@level with @arguments. The level is that of (#set! level "info"), else @level.

; console.error('Failed to parse utm_info cookie:', e)
(call_expression
  function: (member_expression object: (identifier) @logger property: (property_identifier) @level)
  arguments: (arguments) @arguments
  (#eq? @logger "console")
  (#any-of? @level "log" "info" "warn" "error" "debug" "trace")) @statement

; process.stderr.write(`unknown command: ${name}\n`)
; io.err.write('Enter a number: ')
(call_expression
  function: (member_expression object: (_) @logger property: (property_identifier) @level)
  arguments: (arguments . [(string) (template_string) (binary_expression)]) @arguments
  (#eq? @level "write")
  (#match? @logger "(^|\\.)(stdout|stderr|err|out)$")) @statement
