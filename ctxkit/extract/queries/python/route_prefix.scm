; bp = Blueprint("console", __name__, url_prefix="/console/api")
(assignment
  left: (identifier) @name
  right: (call function: [(identifier) (attribute)] @maker arguments: (argument_list) @arguments)
  (#match? @maker "(^|\\.)(Blueprint|Namespace|namespace|\\w*Api|\\w*Router)$"))

; api.add_namespace(console_ns, path="/console")
(call
  function: (attribute object: (_) @parent attribute: (identifier) @attach)
  arguments: (argument_list . (identifier) @name) @arguments
  (#any-of? @attach "add_namespace" "register_blueprint" "include_router"))
