"""Joins routes with the prefixes of their routers, finds those that a request's path fits, and who
answers them.

Flask (`<uuid:app_id>`, `<path:url>`) and gin (`:id`, `*path`) patterns are the same here. All
matching is linear in the path. Not here: how a request line is read out of a log (`locate.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from weakref import WeakKeyDictionary

from ctxkit.index.reader import Index
from ctxkit.model import Location, Route, RoutePrefix, Symbol

_MOST_PARTS = (
    40  # of a path that one parameter may take where another follows; no real one has so many
)
_DEEPEST = 8  # routers below one another, and classes above one another
_PARAMETER = re.compile(
    r"<(?:([a-z]{1,12})(?:\([^()<>]{0,80}\))?:)?\w{1,80}>|(?<=/):(\w{1,80})|(?<=/)\*\w{1,80}"
)
_UUID = re.compile(r"[0-9a-fA-F]{8}[0-9a-fA-F-]{4,40}")
_PLACEHOLDER = re.compile(r"[{<\[:$*].{0,80}|[xX.*_-]{2,80}|\w{0,8}(\*\*\*|\.\.\.|xxx)\w{0,8}")
_NUMBER = re.compile(r"-?\d{1,30}")


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
    there, below its own prefix unless the attachment names another; any other hangs at the root, at
    its own prefix.
    """
    by_router: dict[str, list[RoutePrefix]] = defaultdict(list)
    for prefix in prefixes:
        by_router[prefix.name].append(prefix)
    known: dict[str, tuple[str, ...]] = {}
    found: list[tuple[Route, str]] = []
    for route in routes:
        for base in _bases_of(route.router, by_router, known, 0):
            found.append((route, join_path(base, route.name)))
    return found


def _bases_of(
    router: str,
    by_router: Mapping[str, Sequence[RoutePrefix]],
    known: dict[str, tuple[str, ...]],
    depth: int,
) -> tuple[str, ...]:
    if router in known:
        return known[router]
    facts = by_router.get(router, ())
    own = [fact.prefix for fact in facts if not fact.parent]
    attached = [fact for fact in facts if fact.parent]
    if not attached or depth > _DEEPEST:
        result = tuple(dict.fromkeys(own)) or ("",)
    else:
        result = tuple(
            dict.fromkeys(
                join_path(base, prefix)
                for fact in attached
                for base in _bases_of(fact.parent, by_router, known, depth + 1)
                for prefix in ([fact.prefix] if fact.prefix else own or [""])
            )
        )
    known[router] = result
    return result


def join_path(base: str, path: str) -> str:
    """Return `path` below `base` with one slash between them."""
    if not path or path == "/":
        return base or path
    return base.rstrip("/") + "/" + path.lstrip("/")


def match_path(pattern: str, path: str) -> bool:
    """Tell whether a request for `path` fits a route's `pattern`.

    A `uuid` takes what looks like one or stands for one (`{app_id}`, `xxxx`), so that paths of
    words do not fit it.
    """
    given = path.partition("?")[0].partition("#")[0].strip("/").split("/")
    return _parts_fit(pattern.strip("/").split("/"), given)


def _parts_fit(wanted: Sequence[str], given: Sequence[str]) -> bool:
    rest = next((i for i, part in enumerate(wanted) if _takes_slashes(part)), None)
    if rest is None:
        return len(wanted) == len(given) and all(map(_fits, wanted, given))
    tail = wanted[rest + 1 :]
    least = 0 if wanted[rest].startswith("*") else 1
    spare = len(given) - rest - len(tail)
    if spare < least or not all(map(_fits, wanted[:rest], given)):
        return False
    if not any(map(_takes_slashes, tail)):
        return all(map(_fits, tail, given[rest + spare :]))
    # Of several that take slashes the first takes as few parts as will do.
    return any(
        _parts_fit(tail, given[rest + n :]) for n in range(least, min(spare, _MOST_PARTS) + 1)
    )


def _takes_slashes(part: str) -> bool:
    return part.startswith(("*", "<path:"))


def _fits(part: str, given: str) -> bool:
    parameter = _PARAMETER.search(f"/{part}")
    if parameter is None:
        return part == given
    before, after = part[: max(0, parameter.start() - 1)], part[parameter.end() - 1 :]
    if _PARAMETER.search(
        f"/{after}"
    ):  # two in one part: what stands before the first and behind the last must fit
        after = f"/{after}"[max(m.end() for m in _PARAMETER.finditer(f"/{after}")) :]
    if len(given) <= len(before) + len(after) or not (
        given.startswith(before) and given.endswith(after)
    ):
        return False
    value = given[len(before) : len(given) - len(after)]
    if parameter[1] == "uuid":
        return bool(_UUID.fullmatch(value) or _PLACEHOLDER.fullmatch(value))
    if parameter[1] in ("int", "float"):
        return bool(_NUMBER.fullmatch(value) or _PLACEHOLDER.fullmatch(value))
    return True


def find_routes(
    full: Iterable[tuple[Route, str]], method: str, path: str
) -> list[tuple[Route, str]]:
    """Return the routes that a request fits, best first: the most literal ones, of them those that
    name the method.

    `method` is empty where it is not known. Routes that only take other methods come last.
    """
    fits = [(route, pattern) for route, pattern in full if match_path(pattern, path)]

    def rank(found: tuple[Route, str]) -> tuple[bool, int, int, bool, str, str, int]:
        route, pattern = found
        named = method.upper() in route.methods
        literal = sum(1 for part in pattern.split("/") if not _PARAMETER.search(f"/{part}"))
        refuses = bool(method and route.methods and not named)
        wide = pattern.count("<path:") + pattern.count("/*")
        return refuses, wide, -literal, not named, route.repo, route.path, route.line

    return sorted(fits, key=rank)


def begun_routes(
    full: Iterable[tuple[Route, str]], method: str, path: str
) -> list[tuple[Route, str]]:
    """Return the routes of a method whose paths begin as a path that was cut off does, the shortest
    first.
    """
    given = path.split("/")[:_MOST_PARTS]
    found = []
    for route, pattern in full:
        wanted = pattern.split("/")
        here = wanted[: len(given) - 1]
        fits = len(wanted) >= len(given) and all(
            _fits(w, g) for w, g in zip(here, given, strict=False)
        )
        last = wanted[len(given) - 1] if fits else ""
        if (
            len(given) > 2
            and method in route.methods
            and last
            and (last[0] in "<:" or last.startswith(given[-1]))
        ):
            found.append((route, pattern))
    return sorted(found, key=lambda f: (len(f[1]), f[1]))


def handler_location(index: Index, route: Route, method: str) -> Location:
    """Return the function that answers `method` on `route`, found in the class that it names or in
    what that inherits.

    Where nothing is found, the place of the route itself.
    """
    module, _, handler = route.handler.rpartition(":")
    if route.methods or not method:
        return route.location
    owners = [(handler, module.replace(".", "/"))]
    seen: set[str] = set()
    first: Symbol | None = None
    for name, where in owners:  # grows by the bases of each class
        if name in seen or len(seen) > _DEEPEST * 2:
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
    return (
        replace(first.location, symbol=first.name)
        if first is not None and module
        else route.location
    )


def _nearest(symbols: list[Symbol], route: Route, module: str) -> Symbol | None:
    """Return the symbol of the wanted module, else of the route's file, else the one whose path
    shares most with it.
    """

    def rank(symbol: Symbol) -> tuple[bool, bool, int]:
        in_module = bool(module) and symbol.path.endswith((f"{module}.py", f"{module}/__init__.py"))
        shared = next(
            (i for i, (a, b) in enumerate(zip(symbol.path, route.path, strict=False)) if a != b), 0
        )
        return not in_module, symbol.path != route.path, -shared

    return min((s for s in symbols if s.repo == route.repo and not s.test), key=rank, default=None)
