#!/usr/bin/env python3
"""Compare the calls that find no route, as ctxkit computes them, with those of a plain reader: for
every version of the api against every release of the plugin daemon, set by set.

usage: pairs_oracle.py DAEMON_CLONE DIFY_CLONE[@VERSION=REVISION,...] ...

A clone of dify without a list of revisions gives its tags from 1.0.0 on. The plain reader knows the
api's client by Python's own parser, and the routes of gin by regular expressions that follow a
group from the function that makes it into those that it is handed to. Prints each pair that differs
(both ways), how many calls of each version have no route, and the release that has what the pairs
of `SHOWN` lack.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from ctxkit.dify.clients import CLIENTS, Client
from ctxkit.extract.registry import extract, is_test
from ctxkit.extract.source import Source
from ctxkit.model import ClientCall
from ctxkit.routes.pairs import Pair, calls_of, pair_of
from ctxkit.routes.releases import Releases, release_number, with_releases
from ctxkit.workspace.git_objects import list_files, read_blobs, run_git

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")
API_CALLS, DAEMON_CALLS = CLIENTS[0], CLIENTS[1]
SHOWN = (
    ("1.11.4", "0.2.0"), ("1.11.4", "0.3.0"), ("1.11.4", "0.4.0"),
    ("1.16.0", "0.5.3"), ("1.16.0", "0.6.2"),
)  # fmt: skip
FIRST = (1, 0, 0, 0)

Request = tuple[str, str]
"""Method and path, `{}` for a value."""


def texts(clone: str, revision: str, folder: str, end: str, word: str) -> Iterator[str]:
    """Yield the text of every file of a folder that holds a word and whose name has an ending,
    without tests.
    """
    command = ["git", "-C", clone, "grep", "-l", "-F", word, revision, "--", folder or "."]
    names = subprocess.run(command, capture_output=True, check=False).stdout.decode().splitlines()
    wanted = [name for name in names if name.endswith(end) and not name.endswith(f"_test{end}")]
    batch = ["git", "-C", clone, "cat-file", "--batch"]
    asked = "".join(f"{name}\n" for name in wanted).encode()
    out = subprocess.run(batch, input=asked, capture_output=True, check=True).stdout
    for _ in wanted:
        head, _, out = out.partition(b"\n")
        size = int(head.split()[2])
        yield out[:size].decode("utf8", "replace")
        out = out[size + 1 :]


# ------------------------------------------------------------------ the plain reader: requests


@cache
def api_requests(clone: str, revision: str) -> frozenset[Request]:
    """Return what the api's plugin client asks, by Python's parser."""
    found: set[Request] = set()
    for folder in API_CALLS.folders:
        for text in texts(clone, revision, folder, ".py", "plugin/"):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call):
                    arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
                    given = [text for text in map(literal, arguments) if text]
                    method = next((text for text in given if text in METHODS), "")
                    path = next((text for text in given if text.startswith("plugin/{}/")), "")
                    if method and path:
                        found.add((method, "/" + path.partition("?")[0].rstrip("/")))
    return frozenset(found)


def literal(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(
            literal(part) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return ""


@cache
def daemon_requests(clone: str, revision: str) -> frozenset[Request]:
    """Return what the daemon asks of the api, by the literals beside each other in its code."""
    asked = re.compile(r'"(GET|POST)",\s*"/?([a-z][\w/-]*)"')
    return frozenset(
        (method, f"/inner/api/{path.rstrip('/')}")
        for text in texts(clone, revision, DAEMON_CALLS.folders[0], ".go", "/")
        for method, path in asked.findall(text)
    )


# -------------------------------------------------------------------- the plain reader: routes

FUNCTION = re.compile(r"^func (?:\([^)]*\) )?(\w+)\(([^)]*)\)", re.MULTILINE)
ROUTER = re.compile(r"(\w+) \*gin\.(?:RouterGroup|Engine)")
STEP = re.compile(
    r"(?P<new>\w+) := gin\.(?:New|Default)\(\)"
    r'|(?P<made>\w+) := (?P<from>\w+)\.Group\("(?P<at>[^"]*)"\)'
    r'|\.(?P<inline>\w+)\((?P<of>\w+)\.Group\("(?P<below>[^"]*)"\)'
    rf'|(?P<router>\w+)\.(?P<method>{"|".join(METHODS)})\(\s*"(?P<path>[^"]*)"'
    r"|(?<!func )\b(?:\w+\.)?(?P<handed>\w+)\((?P<argument>\w+)[,)]"
)


@cache
def daemon_routes(clone: str, revision: str) -> frozenset[Request]:
    """Return the routes of gin, by following its groups from function to function."""
    bodies: dict[str, tuple[str, str]] = {}
    for text in texts(clone, revision, "", ".go", "gin."):
        starts = [*FUNCTION.finditer(text)]
        ends = [*(start.start() for start in starts[1:]), len(text)]
        for start, end in zip(starts, ends, strict=False):
            router = ROUTER.search(start[2])
            body = text[start.end() : end]
            if router or "gin.New()" in body or "gin.Default()" in body:
                bodies[start[1]] = (router[1] if router else "", body)
    found: set[Request] = set()
    for name, (router, _) in bodies.items():
        if not router:
            follow(name, "", bodies, found, 0)
    return frozenset(found)


def follow(
    name: str, prefix: str, bodies: dict[str, tuple[str, str]], found: set[Request], depth: int
) -> None:
    router, body = bodies[name]
    at = {router: prefix} if router else {}
    for step in STEP.finditer(body):
        if step["new"]:
            at[step["new"]] = ""
        elif step["made"] and step["from"] in at:
            at[step["made"]] = at[step["from"]] + step["at"]
        elif step["inline"] in bodies and step["of"] in at and depth < 8:
            follow(step["inline"], at[step["of"]] + step["below"], bodies, found, depth + 1)
        elif step["method"] and step["router"] in at:
            found.add((step["method"], (at[step["router"]] + step["path"]).rstrip("/")))
        elif step["handed"] in bodies and step["argument"] in at and depth < 8:
            follow(step["handed"], at[step["argument"]], bodies, found, depth + 1)


@cache
def inner_routes(clone: str, revision: str) -> frozenset[Request]:
    """Return the api's inner routes, by what its decorators and `add_resource` are given."""
    bound = re.compile(r'(?:_ns\.route|\.add_resource)\(\s*(?:\w+,\s*)?"(/[^"]*)"')
    return frozenset(
        ("", f"/inner/api{path}")
        for text in texts(clone, revision, DAEMON_CALLS.routes, ".py", "/")
        for path in bound.findall(text)
    )


def lost(requests: frozenset[Request], routes: frozenset[Request]) -> frozenset[Request]:
    return frozenset(r for r in requests if not any(takes(route, r) for route in routes))


def takes(route: Request, request: Request) -> bool:
    if route[0] not in ("", request[0]):
        return False
    wanted, given = route[1].split("/"), request[1].split("/")
    for number, part in enumerate(wanted):
        if part.startswith("*"):
            return True
        if number >= len(given):
            return False
        if part != given[number] and part[:1] not in (":", "<") and given[number] != "{}":
            return False
    return len(wanted) == len(given)


# -------------------------------------------------------------------------------- both compared


def requests_of(pair: Pair) -> frozenset[Request]:
    """Return what ctxkit says has no route, written as the plain reader writes it."""
    calls = (call.partition(" ") for lack in pair.lacks for call in lack.calls)
    return frozenset((method, re.sub(r"<\w+>", "{}", path)) for method, _, path in calls)


def calls_at(clone: str, revision: str, client: Client) -> Sequence[ClientCall]:
    """Return the requests of a client at a revision, as ctxkit's extractors read them."""
    files = [
        file
        for folder in client.folders
        for file in list_files(Path(clone), revision, folder)
        if file.path.endswith((".go", ".py")) and not is_test(file.path)
    ]
    found = [
        replace(fact, repo=client.repo, path=file.path)
        for file, data in zip(files, read_blobs(Path(clone), [f.oid for f in files]), strict=True)
        for fact in extract(Source(repo=client.repo, path=file.path, data=data or b""))
        if isinstance(fact, ClientCall)
    ]
    return calls_of(client, found)


def versions_of(argument: str) -> Iterator[tuple[str, str, str]]:
    """Yield (version, clone, revision) of an argument."""
    clone, _, listed = argument.partition("@")
    if listed:
        for pair in listed.split(","):
            version, _, revision = pair.partition("=")
            yield version, clone, revision
        return
    for tag in run_git(Path(clone), "tag").decode().split():
        number = release_number(tag)
        if number is not None and number.numbers >= FIRST:
            yield tag, clone, tag


def main(daemon: str, apis: list[str]) -> int:
    versions = [version for each in apis for version in versions_of(each)]
    releases = Releases(Path(daemon), "dify-plugin-daemon")
    readers = {clone: Releases(Path(clone), "dify") for _, clone, _ in versions}
    tags = releases.names()
    differing = compared = 0
    for version, clone, revision in versions:
        calls = calls_at(clone, revision, API_CALLS)
        counts: dict[int, list[str]] = {}
        for tag in tags:
            pair = pair_of(API_CALLS, version, tag, calls, releases.routes(tag))
            plain = lost(api_requests(clone, revision), daemon_routes(daemon, tag))
            differing += report(pair, plain)
            counts.setdefault(len(plain), []).append(tag)
            compared += 1
            if (version, tag) in SHOWN:
                found = with_releases(pair, API_CALLS, calls, releases)
                for lack in found.lacks:
                    missing = f"{lack.feature} ({len(lack.calls)})"
                    print(f"  {version} on {tag}: {missing}, which {lack.since} has")
            inner = calls_at(daemon, tag, DAEMON_CALLS)
            routes = readers[clone].routes(revision, DAEMON_CALLS.routes)
            back = pair_of(DAEMON_CALLS, tag, version, inner, routes)
            plain = lost(daemon_requests(daemon, tag), inner_routes(clone, revision))
            differing += report(back, plain)
            compared += 1
        shown = ", ".join(f"{n} on {t[0]}..{t[-1]} ({len(t)})" for n, t in sorted(counts.items()))
        print(f"{version}: {len(api_requests(clone, revision))} calls; without a route: {shown}")
    print(
        f"{compared} pairs of {len(versions)} versions and {len(tags)} releases, {differing} differ"
    )
    return 1 if differing else 0


def report(pair: Pair, plain: frozenset[Request]) -> int:
    ours = requests_of(pair)
    if not pair.unread and ours == plain:
        return 0
    print(
        f"{pair.caller} {pair.caller_version}, {pair.called} {pair.called_version}: {pair.unread}"
    )
    print(f"    only ctxkit: {sorted(ours - plain)}; only the plain reader: {sorted(plain - ours)}")
    return 1


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2:]))
