"""Which code of one of Dify's programs calls which other program, and where that binds its routes.

Both ends are released apart from each other, so that a call may find no route. Not here: the calls
and routes themselves, which the sources state (`routes/pairs.py`), and pairs of versions whose
fault routes cannot show (`known_pairs.py`).
"""

# ruff: noqa: E501 - a row on a line

from __future__ import annotations

from ctxkit.dify.row import Row


class Client(Row, frozen=True, kw_only=True):
    """The calls of the program `caller` to the program `called`, in files of `repo` below one of
    `folders`.

    `routes` is the folder of `called_repo` with the routes, `below` the path that the caller puts
    before every path (its code has it apart from them). Behind the first `shared` segments of a
    path stands the name of a feature, or one of `groups` and that name.
    """

    caller: str
    called: str
    repo: str
    folders: tuple[str, ...]
    called_repo: str
    routes: str
    below: str = ""
    shared: int = 0
    groups: tuple[str, ...] = ()


CLIENTS = (
    Client(caller="api", called="plugin_daemon", repo="dify", folders=("api/core/plugin/impl/", "api/core/plugin/manager/"), called_repo="dify-plugin-daemon", routes="", shared=2, groups=("dispatch", "management"), since="1.0.0", reference="dify api/core/plugin/impl/tool.py#plugin/{tenant_id}", sample="dify api/core/plugin/impl/tool.py"),
    Client(caller="plugin_daemon", called="api", repo="dify-plugin-daemon", folders=("internal/core/dify_invocation/",), called_repo="dify", routes="api/controllers/inner_api/", below="/inner/api", shared=2, groups=("invoke",), since="1.0.0", reference='dify-plugin-daemon internal/core/dify_invocation/calldify/path.go#"inner", "api"', sample="dify-plugin-daemon internal/core/dify_invocation/calldify/http_request.go"),
    Client(caller="api", called="sandbox", repo="dify", folders=("api/core/helper/code_executor",), called_repo="dify-sandbox", routes="", since="1.0.0", reference='dify api/core/helper/code_executor/code_executor.py#"sandbox" / "run"', sample="dify api/core/helper/code_executor/code_executor.py"),
    Client(caller="api", called="agent", repo="dify", folders=("dify-agent/src/dify_agent/client/",), called_repo="dify", routes="dify-agent/", since="1.16.0", reference="dify dify-agent/src/dify_agent/client/_client.py#/runs", sample="dify dify-agent/src/dify_agent/client/_client.py"),
    Client(caller="agent", called="api", repo="dify", folders=("dify-agent/src/dify_agent/layers/",), called_repo="dify", routes="api/controllers/inner_api/", below="/inner/api", shared=2, since="1.16.0", reference="dify dify-agent/src/dify_agent/layers/knowledge/client.py#/inner/api/", sample="dify dify-agent/src/dify_agent/layers/knowledge/client.py"),
    Client(caller="agent", called="agent_runtime", repo="dify", folders=("dify-agent/src/shellctl/client/",), called_repo="dify", routes="dify-agent-runtime/", since="1.16.0", reference="dify dify-agent/src/shellctl/client/sdk.py#/v1/jobs", sample="dify dify-agent/src/shellctl/client/sdk.py"),
)  # fmt: skip
"""In the order in which they matter to a deployment."""
