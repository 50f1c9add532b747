; logger.warning("Request to URL %s failed on attempt %s: %s", url, retries, e)
(call
  function: (attribute object: (_) @logger attribute: (identifier) @level)
  arguments: (argument_list) @arguments
  (#any-of? @level "debug" "info" "warning" "warn" "error" "exception" "critical" "fatal")) @statement
