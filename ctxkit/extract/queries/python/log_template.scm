;; What is called is @logger.@level or @logger.@method, @module.@function, @stream.@function, @function, or @wrapper;
;; the first of its @arguments is the message. The level is that of (#set! level "info"), else @level. Keyword
;; arguments that are fields of the line: ("," (keyword_argument name: (identifier) @field))*

; logger.warning("Request to URL %s failed on attempt %s: %s", url, retries, e)
; logging.log(logging.WARNING, "Request to URL %s was slow", url)
(call
  function: (attribute object: [(identifier) (attribute) (call)] @logger attribute: (identifier) @level)
  arguments: (argument_list) @arguments
  (#set! called "^(debug|info|warning|warn|error|exception|critical|fatal|log)$")
  (#match? @logger "[lL][oO][gG]")) @statement

; click.echo(click.style(f"Migrated {count} apps", fg="green"))
(call
  function: (attribute object: (identifier) @module attribute: (identifier) @function)
  arguments: (argument_list) @arguments
  (#set! called "^(echo|secho|warn)$")
  (#any-of? @module "click" "warnings" "typer")) @statement

; sys.stderr.write("no such file\n")
(call
  function: (attribute object: (attribute) @stream attribute: (identifier) @function)
  arguments: (argument_list) @arguments
  (#set! called "^write$")
  (#set! on "std(out|err)$")
  (#any-of? @stream "sys.stdout" "sys.stderr")) @statement

; print(f"[ERROR] {e}")
(call function: (identifier) @function arguments: (argument_list) @arguments (#set! called "^print$")) @statement

; self._log(f"Polling {url}")
; log_error(f"Lost {url}")
(call
  function: [(identifier) @wrapper @level (attribute attribute: (identifier) @wrapper @level)]
  arguments: (argument_list . [(string) (concatenated_string) (binary_operator) (parenthesized_expression)]) @arguments
  (#set! called "^(_log|log_info|log_error|log_warning)$")) @statement
