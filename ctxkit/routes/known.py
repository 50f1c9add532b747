"""Joins routes with the prefixes of their routers, finds those that a request's path fits, and who
answers them.

All work is linear in the path. Not here: how one pattern fits a path (`patterns.py`), and how
a request line is read out of a log (`ask/locate/request_lines.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from weakref import WeakKeyDictionary

from msgspec.structs import replace

from ctxkit.index.reader import Index
from ctxkit.model import Location, Route, RoutePrefix, Symbol
from ctxkit.routes.patterns import begins_path, is_literal, match_path, wide_parameters
from ctxkit.text.similarity import common_prefix

_MAX_ROUTERS = 8  # below one another
_MAX_CLASSES = 17  # above one another, in which a method is looked for

_JOINED: WeakKeyDictionary[Index, list[tuple[Route, str]]] = WeakKeyDictionary()


def known_routes(index: Index) -> list[tuple[Route, str]]:
    """Return every route with its whole path, but for tests'.

    They are joined once: an open index never changes.
    """
    if index not in _JOINED:
        routes = [route for route in index.all(Route) if not route.test]
        _JOINED[index] = full_routes(routes, index.all(RoutePrefix))
    return _JOINED[index]


def full_routes(
    routes: Iterable[Route], prefixes: Iterable[RoutePrefix]
) -> list[tuple[Route, str]]:
    """Return each route with its whole path; one whose router hangs in several places comes several
    times.

    A router that facts attach to a parent (`add_namespace`, `include_router`, a gin group) hangs
    there, below its own prefix unless the attachment replaces that; any other hangs at the root, at
    its own prefix.
    """
    by_router: dict[str, list[RoutePrefix]] = defaultdict(list)
    for prefix in prefixes:
        by_router[prefix.name].append(prefix)
    known: dict[str, tuple[str, ...]] = {}
    return [
        (route, join_path(base, route.name))
        for route in routes
        for base in _bases_of(route.router, by_router, known, 0)
    ]


def _bases_of(
    router: str,
    by_router: Mapping[str, Sequence[RoutePrefix]],
    known: dict[str, tuple[str, ...]],
    depth: int,
) -> tuple[str, ...]:
    """Return the paths at which a router hangs; `known` remembers those of each."""
    if router in known:
        return known[router]
    facts = _facts_of(router, by_router)
    attached = [fact for fact in facts if fact.parent or fact.adds]
    own = [fact.prefix for fact in facts if fact not in attached] or [""]
    bases = own
    if attached and depth <= _MAX_ROUTERS:
        bases = [
            join_path(base, prefix)
            for fact in _known_first(attached, by_router)
            for base in _bases_of(fact.parent, by_router, known, depth + 1)
            for prefix in _prefixes_below(fact, own)
        ]
    known[router] = tuple(dict.fromkeys(bases))
    return known[router]


def _facts_of(router: str, by_router: Mapping[str, Sequence[RoutePrefix]]) -> Sequence[RoutePrefix]:
    """Return the facts about a router, which may be called by its module where it is mounted:
    `routes:runs.router` is `routes.runs:router`.
    """
    module, _, name = router.partition(":")
    folder, _, last = module.rpartition(".")
    by_module = f"{folder}:{last}.{name}" if folder else ""
    return [*by_router.get(router, ()), *by_router.get(by_module, ())]


def _known_first(
    attached: Sequence[RoutePrefix], by_router: Mapping[str, Sequence[RoutePrefix]]
) -> Sequence[RoutePrefix]:
    """Return the attachments to routers that anything is known of, or all where there is none.

    A package may export a router that another module attaches by its first name.
    """
    known = [fact for fact in attached if not fact.parent or _facts_of(fact.parent, by_router)]
    return known or attached


def _prefixes_below(fact: RoutePrefix, own: Sequence[str]) -> Sequence[str]:
    """Return the prefixes of a router below that on which an attachment hangs it."""
    if fact.adds:
        return [join_path(fact.prefix, prefix) for prefix in own]
    return [fact.prefix] if fact.prefix else own


def join_path(base: str, path: str) -> str:
    """Return `path` below `base` with one slash between them."""
    if not path or path == "/":
        return base or path
    return base.rstrip("/") + "/" + path.lstrip("/")


def refuses_method(route: Route, method: str) -> bool:
    """Return whether a route only takes other methods; an empty method is any."""
    if not method or not route.methods:
        return False
    return method not in route.methods


def find_routes(
    full: Iterable[tuple[Route, str]], method: str, path: str
) -> list[tuple[Route, str]]:
    """Return the routes that a request fits, best first: the most literal ones, of them those that
    name the method.

    `method` is empty where it is not known. Routes that only take other methods are returned where
    no other fits.
    """
    fits = [(route, pattern) for route, pattern in full if match_path(pattern, path)]

    def rank(found: tuple[Route, str]) -> tuple[int, int, bool, str, str, int]:
        route, pattern = found
        named = method.upper() in route.methods
        literal = sum(map(is_literal, pattern.split("/")))
        wide = wide_parameters(pattern)
        return wide, -literal, not named, route.repo, route.path, route.line

    taking = [found for found in fits if not refuses_method(found[0], method)]
    return sorted(taking or fits, key=rank)


def begun_routes(
    full: Iterable[tuple[Route, str]], method: str, path: str
) -> list[tuple[Route, str]]:
    """Return the routes of a method whose paths begin as a path that was cut off does, the shortest
    first.
    """
    found = [
        (route, pattern)
        for route, pattern in full
        if method in route.methods and begins_path(pattern, path)
    ]
    return sorted(found, key=lambda f: (len(f[1]), f[1]))


def handler_location(index: Index, route: Route, method: str) -> Location:
    """Return the function that answers `method` on `route`: the one that it names, or that of the
    class that it names or of what that inherits.

    Where nothing is found, the place of the route itself.
    """
    module, _, handler = route.handler.rpartition(":")
    if route.methods and module:
        return _named_function(index, route, module, handler)
    if route.methods or not method:
        return route.location
    owners = [(handler, module.replace(".", "/"))]
    seen: set[str] = set()
    first: Symbol | None = None
    for name, where in owners:  # grows by the bases of each class
        if name in seen or len(seen) >= _MAX_CLASSES:
            continue
        seen.add(name)
        owner = _nearest(index.named(Symbol, name), route, where)
        if owner is None:
            continue
        first = first or owner
        for symbol in index.named(Symbol, f"{name}.{method.lower()}"):
            if (symbol.repo, symbol.path) == (owner.repo, owner.path):
                return replace(symbol.location, symbol=symbol.name)
        for base in owner.bases:
            origin, _, short = base.rpartition(".")
            owners.append((short, origin.replace(".", "/")))
    if first is None or not module:
        return route.location
    return replace(first.location, symbol=first.name)


def _named_function(index: Index, route: Route, module: str, name: str) -> Location:
    """Return the place of a function of a module, or of the route where it is not found.

    `from letters import stamps` may import a module, of which `stamps.read` is a function.
    """
    head, _, rest = name.partition(".")
    for where, called in ((module, name), (f"{module}.{head}", rest)):
        found = _nearest(index.named(Symbol, called), route, where.replace(".", "/"))
        if found is not None:
            return replace(found.location, symbol=found.name)
    return route.location


def _nearest(symbols: Iterable[Symbol], route: Route, module: str) -> Symbol | None:
    """Return the symbol of the wanted module, else of the route's file, else the one whose path
    shares most with it.
    """

    def rank(symbol: Symbol) -> tuple[bool, bool, int]:
        in_module = bool(module) and symbol.path.endswith((f"{module}.py", f"{module}/__init__.py"))
        shared = common_prefix(symbol.path, route.path)
        return not in_module, symbol.path != route.path, -shared

    own = [symbol for symbol in symbols if symbol.repo == route.repo and not symbol.test]
    return min(own, key=rank, default=None)
