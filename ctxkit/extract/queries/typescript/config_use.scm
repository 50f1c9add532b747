; const prefix = process.env.NEXT_PUBLIC_API_PREFIX
(member_expression
  object: (member_expression object: (identifier) @process property: (property_identifier) @environment)
  property: (property_identifier) @name
  (#eq? @process "process")
  (#eq? @environment "env"))

; const prefix = process.env['NEXT_PUBLIC_API_PREFIX']
(subscript_expression
  object: (member_expression object: (identifier) @process property: (property_identifier) @environment)
  index: (string (string_fragment) @name)
  (#eq? @process "process")
  (#eq? @environment "env"))

; const top_k = env.NEXT_PUBLIC_TOP_K_MAX_VALUE
(member_expression
  object: (identifier) @environment
  property: (property_identifier) @name
  (#eq? @environment "env")
  (#match? @name "^[A-Z][A-Z0-9_]+$"))

; const { NODE_ENV } = process.env
(variable_declarator
  name: (object_pattern [
    (shorthand_property_identifier_pattern) @name
    (pair_pattern key: (property_identifier) @name)
  ])
  value: (member_expression object: (identifier) @process property: (property_identifier) @environment)
  (#eq? @process "process")
  (#eq? @environment "env"))
