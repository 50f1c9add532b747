;; What is called is @logger.@level; its @arguments are the message and its values or attributes. The level is that of
;; (#set! level "info"), else the word with which @level begins.

; slog.Info("using socks5 proxy", "proxy", address)
; log.Error("failed to start %s: %v", name, err)
; slog.With("plugin", id).Warn("plugin is inactive")
(call_expression
  function: (selector_expression operand: (_) @logger field: (field_identifier) @level)
  arguments: (argument_list) @arguments
  (#set! called "^(Debug|Info|Warn|Warning|Error|Fatal|Panic|Trace|Print|Log|LogAttrs)(f|ln|w|Context|Ctx)?$")
  (#match? @logger "^[^()]{0,80}(l|L)og(ger)?([(.]|$)")) @statement

; fmt.Println("Nothing to delete.")
(call_expression
  function: (selector_expression operand: (identifier) @logger field: (field_identifier) @level)
  arguments: (argument_list) @arguments
  (#eq? @logger "fmt")
  (#set! called "^(Print|Printf|Println|Fprint|Fprintf|Fprintln)$")) @statement

; loggerFunc("plugin instance log", "plugin", identity)
(call_expression
  function: (identifier) @logger
  arguments: (argument_list . [(interpreted_string_literal) (raw_string_literal)]) @arguments
  (#set! called "^(\\w*[lL]og(ger)?(f|Fn|Func)?|log[A-Z]\\w*)$")
  (#not-match? @logger "[dD]ialog|[cC]atalog|[bB]log")) @statement
