; @console_ns.route("/apps/<uuid:app_id>")
(decorated_definition
  (decorator (call
    function: (attribute object: [(identifier) (attribute)] @router attribute: (identifier) @verb)
    arguments: (argument_list) @arguments) @statement)
  definition: (_) @definition
  (#any-of? @verb "route" "get" "post" "put" "delete" "patch" "head" "options"))

; api.add_resource(AppListApi, "/apps")
(call
  function: (attribute object: [(identifier) (attribute)] @router attribute: (identifier) @verb)
  arguments: (argument_list . (identifier) @resource) @arguments
  (#eq? @verb "add_resource")) @statement
