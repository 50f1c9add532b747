; @console_ns.route("/apps/<uuid:app_id>")
; class AppApi(Resource): ...
(decorated_definition
  (decorator (call
    function: (attribute object: [(identifier) (attribute)] @router attribute: (identifier) @verb)
    arguments: (argument_list) @arguments))
  definition: (_) @definition
  (#any-of? @verb "route" "get" "post" "put" "delete" "patch" "head" "options"))

; api.add_resource(AppListApi, "/apps")
(call
  function: (attribute object: [(identifier) (attribute)] @router attribute: (identifier) @verb)
  arguments: (argument_list . (identifier)) @arguments
  (#eq? @verb "add_resource")) @statement
