; bp = Blueprint("console", __name__, url_prefix="/console/api")
; router = APIRouter(prefix="/runs")
; self.router = APIRouter()
; app = FastAPI()
(assignment
  left: [(identifier) (attribute)] @name
  right: (call function: [(identifier) (attribute)] @maker arguments: (argument_list) @arguments)
  (#set! called "^(Blueprint|Namespace|namespace|FastAPI|Starlette|\\w*Api|\\w*Router)$")
  (#set! from "assignment"))

; api.add_namespace(console_ns, path="/console")
; app.include_router(create_runs_router(get_store), prefix="/v1")
(call
  function: (attribute object: (_) @parent attribute: (identifier) @attach)
  arguments: (argument_list . [(identifier) (attribute) (call)] @name) @arguments
  (#set! called "^(add_namespace|register_blueprint|include_router)$"))

; app.mount("/admin", admin_app)
(call
  function: (attribute object: (_) @parent attribute: (identifier) @attach)
  arguments: (argument_list . (string) @path . [(identifier) (attribute) (call)] @name) @arguments
  (#set! called "^mount$"))

; def create_router(): return create_http_router(codec)
(return_statement
  [(identifier) (call function: [(identifier) (attribute)])] @returned
  (#match? @returned "^[\\w.]{0,80}([rR]outer|(^|_)(app|api|bp))\\w{0,20}(\\(|$)"))
