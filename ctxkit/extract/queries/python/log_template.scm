; logger.warning("Request to URL %s failed on attempt %s: %s", url, retries, e)
(call
  function: (attribute object: [(identifier) (attribute) (call)] @logger attribute: (identifier) @level)
  arguments: (argument_list) @arguments
  (#any-of? @level "debug" "info" "warning" "warn" "error" "exception" "critical" "fatal" "log")) @statement

; click.echo(click.style(f"Migrated {count} apps", fg="green"))
(call
  function: (attribute object: (identifier) @module attribute: (identifier) @function)
  arguments: (argument_list) @arguments
  (#any-of? @module "click" "warnings" "typer")
  (#any-of? @function "echo" "secho" "warn")) @statement

; sys.stderr.write("no such file\n")
(call
  function: (attribute object: (attribute) @stream attribute: (identifier) @function)
  arguments: (argument_list) @arguments
  (#any-of? @stream "sys.stdout" "sys.stderr")
  (#eq? @function "write")) @statement

; print(f"[ERROR] {e}")
(call function: (identifier) @function arguments: (argument_list) @arguments (#eq? @function "print")) @statement

; self._log(f"Polling {url}")
(call
  function: [(identifier) @wrapper (attribute attribute: (identifier) @wrapper)]
  arguments: (argument_list . [(string) (concatenated_string) (binary_operator) (parenthesized_expression)]) @arguments
  (#any-of? @wrapper "_log" "log_info" "log_error" "log_warning")) @statement
