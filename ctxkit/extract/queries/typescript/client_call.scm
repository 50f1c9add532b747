; get<SetupStatusResponse>('/setup')
; post(`/apps/${appId}/copy`, { body })
(call_expression
  function: (identifier) @method
  arguments: (arguments . [(string) (template_string)] @path)
  (#match? @method "^(get|post|put|patch|del|request|fetch|upload|ssePost|sseGet)(Public|Marketplace)?$")
  (#match? @path "/")) @statement

;; With type arguments the grammar has the `await` inside the call.
; await get<Profile>('/account/profile')
(call_expression
  function: (await_expression (identifier) @method)
  arguments: (arguments . [(string) (template_string)] @path)
  (#match? @method "^(get|post|put|patch|del|request|fetch|upload|ssePost|sseGet)(Public|Marketplace)?$")
  (#match? @path "/")) @statement

; base.route({ path: '/account/avatar', method: 'GET' })
(call_expression
  function: (member_expression property: (property_identifier) @function)
  arguments: (arguments . (object
    (pair key: (property_identifier) @path_key value: [(string) (template_string)] @path)
    (pair key: (property_identifier) @method_key value: (string) @method)))
  (#eq? @function "route")
  (#eq? @path_key "path")
  (#eq? @method_key "method")) @statement
