; @console_ns.route("/apps/<uuid:app_id>")
; class AppApi(Resource): ...
; @router.get("/runs/{run_id}")
; async def get_run(run_id: str): ...
(decorated_definition
  (decorator (call
    function: (attribute object: [(identifier) (attribute)] @router attribute: (identifier) @verb)
    arguments: (argument_list) @arguments))
  definition: (_) @definition
  (#any-of? @verb
    "route" "get" "post" "put" "delete" "patch" "head" "options" "trace" "api_route" "websocket" "websocket_route"))

; api.add_resource(AppListApi, "/apps")
(call
  function: (attribute object: (identifier) @router attribute: (identifier) @verb)
  arguments: (argument_list . (identifier)) @arguments
  (#set! called "^add_resource$")) @statement

; router.add_api_route("/runs/{run_id}", get_run, methods=["GET"])
; self.router.add_api_websocket_route("/ws", self.stream)
(call
  function: (attribute object: [(identifier) (attribute)] @router attribute: (identifier) @verb)
  arguments: (argument_list . (string)) @arguments
  (#set! called "^add_(api_route|api_websocket_route|route|websocket_route|url_rule)$")) @statement
