"""The lines that call a function: by its name, from the files that mention it, without parsing.

A line is kept if it may be a call of this function and no other: by its receiver, the imports of
its file, or because no other function has the name. Not here: the arguments of a call (`calls.py`),
requests between services (`wire.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.code import Code
from ctxkit.cause.may_call import imports, may_call, module_of
from ctxkit.cause.outside import is_of_other_object
from ctxkit.cause.plain_names import COMMON_NAMES, are_of_one_language, fold, plain, shared_folders
from ctxkit.regex import regex

_MAX_FILES = 8
_MAX_FILES_SEARCHED = 150  # for the name of an object that is the only one of its class
_MAX_OTHERS = 8  # files searched besides, whose calls are all on another package's objects
_MAX_LINES = 12
_MAX_NAMING = 3
_MAX_NAMESAKES = 6
"""Functions of one name in a repository: of more, a call by that name tells nothing."""

CONSTRUCTOR = "__init__"
"""Of Python, whose calls are those of the class."""

_CONSTRUCTORS = frozenset((CONSTRUCTOR, "__new__", "__call__", "constructor"))
_CALLED = regex(
    r"\s{0,2}\(|\[[^\[\]\n]{1,80}(?:\[[^\[\]\n]{0,80}\][^\[\]\n]{0,80})?\]\(|\.(?:delay|apply_async|si?)\(|\s{0,2}[,)](?=.|$)"
)
_HANDED = regex(r"(?:[=:]|\breturn|\byield)\s{1,3}(?:\w{1,80}\.){0,3}$")
"""A function or class that is handed over as a value stands behind one of these, at the end."""
_SHOWN = regex(r"(?:=\{|<)$")
_SHOWN_AFTER = regex(r"\}|[\s/>]|$")
"""An element of JSX, or a function that an attribute of one is given."""
_DECORATES = regex(r"\s{0,80}@(?:\w{1,80}\.){0,3}$")
_LISTED = regex(r"\s*(?:\w{1,80},\s{0,4}){0,12}\w+,?\s*\)?")
"""A line of names, as an import has them between its brackets."""
_HEAD = regex(r"(?:[\w\])]{1,80}\??\.){1,6}$")
_MAX_HEAD_CHARS = 120
_NOT_BEFORE = ("_", '"', "'")
_NOT_A_CALL = regex(
    r"\s*(?:#|//|\*|(?:async\s+)?def\s|func\s+(?:\([^)]{1,80}\)\s*)?\w{1,80}\s*[\[(]|class\s|import\s|from\s|export\s+"
    r"(?:default\s+)?(?:async\s+)?function\s|(?:async\s+)?function\s)"
)


def lines_calling(code: Code, called: Called, *, most_files: int = _MAX_FILES) -> list[CallLine]:
    """Return the lines that call a function, those in its own file and folder first; where the
    stack that is asked about tells which did, that line alone.
    """
    key = (called, most_files)
    known = code.calling.get(key)
    if known is None:
        known = _lines_of_stack(code, called) or _lines_calling(code, called, most_files)
        code.calling[key] = known
    return known


def _lines_of_stack(code: Code, called: Called) -> list[CallLine]:
    """Return the line on which the stack that is asked about passes into a function."""
    for inner, outer in pairwise(code.stack):
        symbol = code.around(inner.repo, inner.path, inner.line)
        passed = (outer.repo, inner.path, symbol.name if symbol else "")
        if passed != (called.repo, called.path, called.name):
            continue
        lines = list(lines_in(code, called, outer.path, plain(called.name)))
        around = code.around(outer.repo, outer.path, outer.line)
        # A generator runs where it is asked for a value, below the line that called it.
        for first, last in (
            (outer.line, outer.end_line),
            (around.line if around else 0, outer.line),
        ):
            if found := [line for line in lines if first <= line.line <= last]:
                return found[:1]
    return []


def _lines_calling(code: Code, called: Called, most_files: int) -> list[CallLine]:
    name = plain(called.name)
    if name in _CONSTRUCTORS and called.owner:
        name = plain(called.owner)
        called = called._replace(name=name, owner="")
    if len(name) < 3 or (name.startswith("__") and name.endswith("__")):
        return []
    namesakes = len(code.defined(name, called.repo))
    own_only = namesakes > _MAX_NAMESAKES or code.is_common(name, called.repo)
    only = _only_object(code, called) if own_only or name in COMMON_NAMES else ""
    if only:
        return _lines_on(code, called, name, only)[:_MAX_LINES]
    found: list[CallLine] = []
    searched = 0
    for path in _files(code, called, name, own_only=own_only)[: most_files + _MAX_OTHERS]:
        named = lines_in(code, called, path, name)
        lines = [line for line in named if may_call(code, line, called, alone=namesakes == 1)]
        own = [line for line in lines if not is_of_other_object(code, line, called)]
        found += own
        if own or not lines:
            searched += 1
        if len(found) >= _MAX_LINES or searched == most_files:
            break
    return found[:_MAX_LINES]


def _only_object(code: Code, called: Called) -> str:
    """Return the name under which the module of a class keeps an object of it: `mail = Mail()`.
    Whoever calls a method of it imports that.
    """
    owner = plain(called.owner)
    if not owner or not called.path.endswith(".py"):
        return ""
    lines = code.sources.lines_having(called.repo, called.path, owner)
    kept = [(line, _MADE.match(line)) for _, line in lines]
    return next((m[1] for line, m in kept if m and line.startswith(f"{owner}(", m.end())), "")


_MADE = regex(r"([a-z]\w{2,60})(?:\s?:[^=]{1,80})?\s?=\s?")


def _lines_on(code: Code, called: Called, name: str, variable: str) -> list[CallLine]:
    """Return the lines that call a method on the object that a module keeps, and those of its own
    class.
    """
    found: list[CallLine] = []
    for path in _files(code, called, name, own_only=False)[:_MAX_FILES_SEARCHED]:
        heads: tuple[str, ...] = (variable,)
        if path == called.path:
            heads = ("self", "cls", variable)
        elif f"{variable}.{name}" not in code.sources.whole(called.repo, path):
            continue
        lines = (line for line in lines_in(code, called, path, name) if line.head in heads)
        found += [n for n in lines if path == called.path or imports(code, n, called)]
    return found


def lines_naming(code: Code, called: Called) -> list[CallLine]:
    """Return the lines that hand over the class of a method, in its folder and the two above: who
    calls the method through an object knows only a base class.
    """
    owner = plain(called.owner)
    if len(owner) < 3 or not called.path.endswith(".py"):
        return []
    known = code.naming.get(called)
    if known is None:
        known = code.naming[called] = _lines_naming(code, called, owner)
    return known


def _lines_naming(code: Code, called: Called, owner: str) -> list[CallLine]:
    found: list[CallLine] = []
    folder = called.path.rpartition("/")[0]
    for _ in range(3):
        for file in code.files_in(called.repo, folder, ".py"):
            if file != called.path:
                named = called._replace(name=owner, owner="")
                found += lines_in(code, named, file, owner)
        folder = folder.rpartition("/")[0]
        if found or not folder:
            break
    return found[:_MAX_NAMING]


def _files(code: Code, called: Called, name: str, *, own_only: bool) -> list[str]:
    folder = called.path.rpartition("/")[0]
    near = (folder, folder.rpartition("/")[0])  # who knows all that are alike stands above them
    making = set(_making(code, called))
    of_package = _calling_package(code, called, name) if own_only or called.owner else ()
    if called.owner:
        making.update(of_package)
    others = making.union(of_package)
    paths = [
        path
        for path in code.mentioning(name, "calls", called.repo)
        if are_of_one_language(path, called.path)
        if not own_only or path.rpartition("/")[0] in near or path in others
    ]
    if own_only and not called.owner and called.path.endswith(".py"):
        # Whoever calls it by such a name has it from its module.
        stem = module_of(called.path)
        paths = [p for p in paths if p == called.path or stem in code.sources.whole(called.repo, p)]
    paths.sort(
        key=lambda p: (p != called.path, p not in making, -shared_folders(called.path, p), p)
    )
    return paths


def _making(code: Code, called: Called) -> Iterator[str]:
    """Yield the files that make an object of a method's class."""
    owner = plain(called.owner)
    for maker in (owner, f"New{owner}") if owner else ():
        yield from code.mentioning(maker, "calls", called.repo)


def _calling_package(code: Code, called: Called, name: str) -> list[str]:
    """Return the files that call a function of Go by the name of its package (`db.Init(`), or name
    the type of a method by it (`python.Runner{}`).
    """
    package = called.path.rpartition("/")[0].rpartition("/")[2]
    if not package or not called.path.endswith(".go") or not name[:1].isupper():
        return []
    owner = plain(called.owner)
    ends = (owner, f"New{owner}") if owner else (f"{name}(",)
    named = [f"{each}.{end}" for each in (package, fold(package)) for end in ends]
    paths = code.mentioning(name, "calls", called.repo)
    go = [path for path in paths if path.endswith(".go")][:_MAX_FILES_SEARCHED]
    texts = ((path, code.sources.whole(called.repo, path)) for path in go)
    return [path for path, text in texts if any(each in text for each in named)]


def lines_in(code: Code, called: Called, path: str, name: str) -> Iterator[CallLine]:
    """Yield the lines of a file that call or hand over something of a name."""
    for number, line in code.sources.lines_having(called.repo, path, name):
        if _NOT_A_CALL.match(line):
            continue
        head = _head_of_call(line, name)
        if head is None:
            continue
        symbol = code.around(called.repo, path, number)
        if symbol is None and _LISTED.fullmatch(line):
            continue  # names of an import
        if symbol is not None and symbol.line == number:
            continue  # a definition on one line
        if path == called.path and symbol is not None and symbol.name == called.name:
            continue
        yield CallLine(called.repo, path, number, head, symbol)


def _head_of_call(line: str, name: str) -> str | None:
    """Return what stands before a name that is called or handed over on a line, None if it is
    neither.
    """
    start = line.find(name)
    while start >= 0:
        end = start + len(name)
        before = line[max(start - _MAX_HEAD_CHARS, 0) : start]
        if before[-1:].isalnum() or before[-1:] in _NOT_BEFORE:
            start = line.find(name, end)
            continue
        if _CALLED.match(line, end) or _is_handed(line, before, end):
            found = _HEAD.search(before)
            return found[0].rstrip(".?") if found is not None else ""
        start = line.find(name, end)
    return None


def _is_handed(line: str, before: str, end: int) -> bool:
    """Return whether a name that ends somewhere on a line is handed over as a value, decorates what
    follows, or is an element of JSX.
    """
    if _SHOWN.search(before) is not None:
        return _SHOWN_AFTER.match(line, end) is not None
    if line[end:].strip(" ,;"):
        return False
    return _HANDED.search(before) is not None or _DECORATES.fullmatch(before) is not None
