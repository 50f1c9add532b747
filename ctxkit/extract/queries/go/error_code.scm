; return ErrorWithTypeAndCode("plugin not found", PluginNotFoundError, -404)
(call_expression
  function: (identifier) @function
  arguments: (argument_list . (_) @message . (_) @name . (_) @status)
  (#set! called "^ErrorWithTypeAndCode$")) @statement
