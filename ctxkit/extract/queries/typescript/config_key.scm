;; The @field @name of a @schema, or a @read of @name by a @function with a @default.

; const schema = { NEXT_PUBLIC_BATCH_CONCURRENCY: coercedNumber.default(5) }
(pair
  key: (property_identifier) @name
  value: (call_expression) @schema
  (#match? @name "^[A-Z][A-Z0-9_]+$")
  (#match? @schema "^(z\\b|coerced)")) @field

; const schema = { NEXT_PUBLIC_BATCH_CONCURRENCY: coercedNumber }
(pair
  key: (property_identifier) @name
  value: (identifier) @schema
  (#match? @name "^[A-Z][A-Z0-9_]+$")
  (#match? @schema "^coerced")) @field

; export const API_PREFIX = getStringConfig(process.env.NEXT_PUBLIC_API_PREFIX, DatasetAttr.DATA_API_PREFIX, '/api')
(call_expression
  function: (identifier) @function
  arguments: (arguments
    . (member_expression
        object: (member_expression object: (identifier) property: (property_identifier) @environment)
        property: (property_identifier) @name)
    (_) @default .)
  (#eq? @environment "env")
  (#match? @function "^get\\w*Config$")) @read
