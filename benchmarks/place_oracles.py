"""Routes and stack frames of a workspace with the function that each must lead to, read without
ctxkit: Python's own parser, plain patterns for Go.

Routes of FastAPI and of Go's mux; frames in the repositories' own packages as an image has them in
`site-packages`; frames that were cut off. Near misses: paths and methods that no route takes, and
the same request in the log of a proxy that does not pass it on.
"""

# ruff: noqa: C901, E501

from __future__ import annotations

import ast
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NO_PROGRAM = re.compile(
    r"(^|/)(tests?|testutils|examples?|docs|node_modules|e2e|fixtures)/|(^|/)test_|_test\.(py|go)$"
)
_VERBS = ("get", "post", "put", "patch", "delete", "websocket")
_MUX = re.compile(
    r'^\s*\w[\w.]*\.(?:HandleFunc|Handle)\("(?:([A-Z]+) )?(/[^"]*)",\s*(.+)\)\s*$', re.MULTILINE
)
_GO_NAME = re.compile(r"(\w+)(?=\(\w*(?:, ?\w+)*\)|\)*$)")
_VALUES = (
    "7c13e32e-0c45-4fb1-89b2-8b94e35e04aa",
    "run_7c9e4b1d2f",
    "42",
    "job-20260720-101112-4f3a",
)
_PHRASES = (
    "200 OK",
    "409 Conflict",
    "404 Not Found",
    "503 Service Unavailable",
    "500 Internal Server Error",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line to ask for: the function must be the first hit, anywhere between two lines of a file;
    without a path the line must be refused.
    """

    kind: str
    line: str
    repo: str = ""
    path: str = ""
    first: int = 0
    last: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """The function that answers a route."""

    repo: str
    path: str
    first: int
    last: int
    method: str
    url: str


def places(folder: Path, repos: list[str], sample: int, rng: random.Random) -> Iterator[Place]:
    """Yield what is asked of a workspace."""
    for repo in repos:
        fast = list(fastapi_routes(folder / repo, repo))
        mux = list(mux_routes(folder / repo, repo))
        yield from _requests("FastAPI", fast, rng, uvicorn)
        yield from _requests("mux", mux, rng, go_request)
        frames = list(package_frames(folder / repo, repo, rng))
        yield from rng.sample(frames, min(sample, len(frames)))
        cut = list(cut_frames(folder / repo, repo, rng))
        yield from rng.sample(cut, min(sample, len(cut)))


def uvicorn(method: str, url: str, rng: random.Random) -> str:
    if method == "WEBSOCKET":
        return f'INFO:     172.18.0.9:41234 - "WebSocket {url}" [accepted]'
    before = rng.choice(("", "agent_backend-1  | ", "[pod/dify-agent-backend-7d/agent-backend] "))
    return f'{before}INFO:     172.18.0.9:41234 - "{method} {url} HTTP/1.1" {rng.choice(_PHRASES)}'


def go_request(method: str, url: str, rng: random.Random) -> str:
    before = rng.choice(("", "local_sandbox-1  | "))
    return f"{before}2026/07/20 10:11:12 {method} {url} -> {rng.choice((200, 404, 500))} ({rng.choice(('2ms', '1.234s', '1m2.5s'))})"


def nginx(method: str, url: str) -> str:
    return f'nginx-1  | 10.1.2.3 - - [20/Jul/2026:06:19:07 +0000] "{method} {url} HTTP/1.1" 404 56 "-" "curl/8"'


def _requests(kind, handlers, rng, written) -> Iterator[Place]:  # type: ignore[no-untyped-def]
    methods = defaultdict(set)
    for handler in handlers:
        methods[handler.url].add(handler.method)
    for handler in handlers:
        url = re.sub(r"\{[^}]*\}", lambda _: rng.choice(_VALUES), handler.url)
        method = handler.method or "GET"
        yield Place(
            kind=f"{kind} route", line=written(method, url, rng), repo=handler.repo,
            path=handler.path, first=handler.first, last=handler.last,
        )  # fmt: skip
        yield Place(kind=f"{kind}: unknown path", line=written(method, f"{url}/zzz/9", rng))
        yield Place(kind=f"{kind}: unknown path", line=written(method, f"/x{url[1:]}", rng))
        taken = set().union(*(methods[u] for u in methods if _fits(u, url)))
        others = {"GET", "POST", "PUT", "DELETE"} - taken
        if handler.method and others and method != "WEBSOCKET":
            yield Place(kind=f"{kind}: other method", line=written(min(others), url, rng))
        yield Place(
            kind=f"{kind}: nginx", line=nginx("GET" if method == "WEBSOCKET" else method, url)
        )
    if handlers:
        for url in ("/docs", "/openapi.json", "/favicon.ico", "/static/app.js", "/"):
            yield Place(kind=f"{kind}: static", line=written("GET", url, rng))


def _fits(pattern: str, url: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(pattern)), url) is not None


def _python_files(root: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(root.rglob("*.py")):
        path = file.relative_to(root).as_posix()
        if not _NO_PROGRAM.search(path) and not path.startswith(".git/"):
            yield path, file.read_text("utf8", "replace")


def _called(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name


def _keyword(call: ast.Call, name: str) -> str:
    return next(
        (
            k.value.value
            for k in call.keywords
            if k.arg == name and isinstance(k.value, ast.Constant)
        ),
        "",
    )


def fastapi_routes(root: Path, repo: str) -> Iterator[Handler]:
    """Yield the routes of FastAPI: prefixes of `include_router` are joined by the bare name of what
    is included.
    """
    parsed = []
    included: dict[str, list[str]] = defaultdict(list)
    for path, text in _python_files(root):
        if "fastapi" not in text and "include_router" not in text:
            continue
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        parsed.append((path, tree))
        for node in ast.walk(tree):
            if _called(node, "include_router") and node.args:
                first = node.args[0]
                name = ast.unparse(first.func if isinstance(first, ast.Call) else first)
                included[name.rpartition(".")[2]].append(_keyword(node, "prefix"))
    for path, tree in parsed:
        scopes = [
            tree,
            *(n for n in ast.walk(tree) if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))),
        ]
        for scope in scopes:
            routers = {
                n.targets[0].id: (_keyword(n.value, "prefix"), n.targets[0].id)
                for n in scope.body
                if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)
                and (_called(n.value, "APIRouter") or _called(n.value, "FastAPI"))
            }  # fmt: skip
            for node in ast.walk(scope) if routers else ():
                if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    continue
                for decorator in node.decorator_list:
                    if not isinstance(decorator, ast.Call) or not isinstance(
                        decorator.func, ast.Attribute
                    ):
                        continue
                    owner, verb = ast.unparse(decorator.func.value), decorator.func.attr
                    if owner not in routers or verb not in _VERBS:
                        continue
                    own, variable = routers[owner]
                    maker = getattr(scope, "name", "") or variable
                    for prefix in set(included.get(maker) or [""]):
                        url = prefix + own + decorator.args[0].value
                        yield Handler(
                            repo=repo, path=path, first=decorator.lineno, last=node.end_lineno or 0,
                            method=verb.upper(), url=url or "/",
                        )  # fmt: skip


def mux_routes(root: Path, repo: str) -> Iterator[Handler]:
    """Yield the routes of Go's mux whose handler is a function of the same folder."""
    for file in sorted(root.rglob("*.go")):
        path = file.relative_to(root).as_posix()
        text = file.read_text("utf8", "replace")
        if _NO_PROGRAM.search(path) or "ServeMux" not in text:
            continue
        for found in _MUX.finditer(text):
            name = _GO_NAME.search(found[3])
            place = _go_function(file.parent, name[1]) if name else None
            if place:
                where, first, last = place
                yield Handler(
                    repo=repo, path=where.relative_to(root).as_posix(), first=first, last=last,
                    method=found[1] or "", url=found[2],
                )  # fmt: skip


def _go_function(folder: Path, name: str) -> tuple[Path, int, int] | None:
    pattern = re.compile(rf"^func (?:\([^)]*\) )?{name}\(", re.MULTILINE)
    for file in sorted(folder.glob("*.go")):
        text = file.read_text("utf8", "replace")
        found = pattern.search(text)
        if found and not file.name.endswith("_test.go"):
            end = text.find("\n}", found.start())
            return file, text.count("\n", 0, found.start()) + 1, text.count("\n", 0, end) + 2
    return None


def _functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    try:
        tree = ast.parse(text)
    except SyntaxError:  # of a later Python than the one that runs this
        return
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def _innermost(node: ast.AST) -> list[ast.stmt]:
    """Return the statements of a function that no function inside it has."""
    found, left = [], list(ast.iter_child_nodes(node))
    while left:
        child = left.pop()
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(child, ast.stmt):
            found.append(child)
        left += ast.iter_child_nodes(child)
    return [s for s in found if not (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))]


def package_frames(root: Path, repo: str, rng: random.Random) -> Iterator[Place]:
    """Yield a stack for each function of the packages below `src` of projects that are installed."""
    for project in sorted(root.rglob("pyproject.toml")):
        source = project.parent / "src"
        if not source.is_dir() or repo == "dify-official-plugins":
            continue
        for file in sorted(source.rglob("*.py")):
            path = file.relative_to(root).as_posix()
            text = file.read_text("utf8", "replace")
            lines = text.split("\n")
            for node in _functions(text):
                statements = _innermost(node)
                if not statements:
                    continue
                number = rng.choice(statements).lineno
                image = rng.choice(("/app/api/.venv", "/app/.venv", "/usr/local"))
                own = (
                    f'  File "{image}/lib/python3.12/site-packages/{file.relative_to(source).as_posix()}", line {number}, in {node.name}\n'
                    f"    {lines[number - 1].strip()}\n"
                )
                below = (
                    f'  File "{image}/lib/python3.12/site-packages/httpx/_client.py", line 1014, in _send_single_request\n'
                    "    response = transport.handle_request(request)\n"
                )
                end = rng.choice(("", below))
                yield Place(
                    kind="own package" if not end else "own package, foreign below",
                    line=f"Traceback (most recent call last):\n{own}{end}httpx.ConnectError: [Errno 111] Connection refused",
                    repo=repo, path=path, first=number, last=number,
                )  # fmt: skip


def cut_frames(root: Path, repo: str, rng: random.Random) -> Iterator[Place]:
    """Yield frames that end before the function's name, and before the line below the name of a
    thread.
    """
    for path, text in _python_files(root / "api") if (root / "api").is_dir() else ():
        if path.startswith("providers/"):
            continue
        functions = list(_functions(text))
        names = [node.name for node in functions]
        for node in functions:
            statements = _innermost(node)
            if not statements or "/" not in path:
                continue
            number = rng.choice(statements).lineno
            span = {
                "repo": repo,
                "path": f"api/{path}",
                "first": node.lineno,
                "last": node.end_lineno or 0,
            }
            frame = f'  File "/app/api/{path}"'
            header = "Traceback (most recent call last):\n"
            yield Place(
                kind="cut before the name", line=f"{header}{frame}, line {number}, in", **span
            )
            if names.count(node.name) == 1:
                thread = f"Exception in thread Thread-17 ({node.name}):\n"
                yield Place(
                    kind="cut before the line",
                    line=f"{thread}{header}{frame}, {'line'[: rng.randrange(5)]}",
                    **span,
                )
