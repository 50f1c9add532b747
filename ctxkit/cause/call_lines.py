"""The lines that call a function: by its name, from the files that mention it, without parsing.

A line is kept if it may be a call of this function and no other: by its receiver, the imports of
its file, or because no other function has the name. Not here: the arguments of a call (`calls.py`),
requests between services (`wire.py`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import pairwise

from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.code import Code
from ctxkit.cause.outside import MAX_HEAD_OF_FILE, is_of_other_object
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
COMMON_NAMES = frozenset({
    "send", "get", "set", "put", "post", "delete", "patch", "run", "invoke", "close", "start",
    "stop", "read", "write", "open", "load", "save", "add", "create", "update", "list", "init",
    "format", "execute", "call", "exists", "connect", "next", "error", "append", "pop", "items",
})  # fmt: skip
"""Names that the methods of many objects have, those of libraries too."""
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


def plain(name: str) -> str:
    """Return the last part of a dotted name, without `()`."""
    return name.rpartition(".")[2].removesuffix("()")


def has_word(word: str, text: str) -> bool:
    """Return whether a text has a word, or several in a row, as a whole."""
    return word in text and re.search(rf"\b{re.escape(word)}\b", text) is not None


def fold(name: str) -> str:
    """Return a name without case and underscores."""
    return name.replace("_", "").lower()


def is_context(path: str, name: str) -> bool:
    """Return whether a name of Go stands for a context, by which a caller cancels."""
    return path.endswith(".go") and fold(name).endswith(("ctx", "context"))


def shared_folders(path: str, other: str) -> int:
    """Return how many folders two paths share."""
    count = 0
    for mine, theirs in zip(path.split("/")[:-1], other.split("/")[:-1], strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def are_of_one_language(path: str, other: str) -> bool:
    """Return whether two files may call each other: in Python, in Go, or of the browser."""
    if path.endswith(".py") != other.endswith(".py"):
        return False
    return path.endswith(".go") == other.endswith(".go")


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
        if (inner.repo, inner.path) != (called.repo, called.path) or outer.repo != called.repo:
            continue
        symbol = code.around(inner.repo, inner.path, inner.line)
        if symbol is None or symbol.name != called.name:
            continue
        lines = lines_in(code, called, outer.path, plain(called.name))
        if found := [line for line in lines if outer.line <= line.line <= outer.end_line]:
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
        lines = [line for line in named if _may_call(code, line, called, alone=namesakes == 1)]
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
        found += [n for n in lines if path == called.path or _imports(code, n, called)]
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
    others = making.union(_calling_package(code, called, name) if own_only else ())
    paths = [
        path
        for path in code.mentioning(name, "calls", called.repo)
        if are_of_one_language(path, called.path)
        if not own_only or path.rpartition("/")[0] in near or path in others
    ]
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
    """Return the files that call a function of Go by the name of its package: `db.Init(`."""
    package = called.path.rpartition("/")[0].rpartition("/")[2]
    if called.owner or not package or not called.path.endswith(".go") or not name[:1].isupper():
        return []
    calls = [f"{each}.{name}(" for each in (package, fold(package))]
    paths = code.mentioning(name, "calls", called.repo)
    go = [path for path in paths if path.endswith(".go")][:_MAX_FILES_SEARCHED]
    texts = ((path, code.sources.whole(called.repo, path)) for path in go)
    return [path for path, text in texts if any(call in text for call in calls)]


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


def _may_call(code: Code, line: CallLine, called: Called, *, alone: bool) -> bool:
    """Return whether a line may call a function. `alone`: no other of the repository has its
    name.
    """
    head, owner, name = line.head, plain(called.owner), plain(called.name)
    own = head in ("self", "cls", "super()") or (line.symbol and head == owner)
    if line.path == called.path:
        if not owner:
            return not head
        if own:
            return True
        if name not in COMMON_NAMES:
            return bool(head)
        return fold(plain(head)) == fold(owner) or _makes(code, line, owner)
    if not owner:
        return _may_call_function(code, line, called, alone=alone)
    if fold(plain(head)) in (fold(owner), fold(owner.rpartition("_")[2])) and head:
        return True
    if name in COMMON_NAMES:
        return bool(head) and (_makes(code, line, owner) or _imports_object(code, line, called))
    return bool(head) and (alone or _imports(code, line, called) or _makes(code, line, owner))


def _may_call_function(code: Code, line: CallLine, called: Called, *, alone: bool) -> bool:
    """Return whether a line of another file may call a function, or make an object of a class."""
    head, name = line.head, plain(called.name)
    if called.path.endswith(".go"):
        return _is_of_package(code, line, called)
    if not called.path.endswith(".py"):
        return not head and _imports_from(code, line, called, name)
    # A class may have a method of that name; what it has of a class is that class.
    if head and not name[:1].isupper():
        return _is_module(code, line, called)
    if _imports(code, line, called):
        return True
    other = _is_of_another_module(code, line, called, name)
    return alone and name not in COMMON_NAMES and not head and not other


def _imports_object(code: Code, line: CallLine, called: Called) -> bool:
    """Return whether the file of a line imports what stands before a call from the module of a
    method: `from extensions.ext_mail import mail` for `mail.send()`.
    """
    stem, name = re.escape(_module_of(called.path)), re.escape(line.head.partition(".")[0])
    both = rf"\bfrom [\w.]{{0,200}}\b{stem} import\b.*\b{name}\b"
    return re.search(both, code.imports(line.repo, line.path)) is not None


_FROM = regex(r"\s{0,24}from\s{1,4}([\w.]{1,200})\s{1,4}import\b")


def _is_of_another_module(code: Code, line: CallLine, called: Called, name: str) -> bool:
    """Return whether the file of a line imports a name from a module that is no part of the path of
    the function: a library has something of the same name.
    """
    parts = called.path.removesuffix(".py").split("/")
    module = ""
    for each in code.imports(line.repo, line.path).split("\n"):
        if found := _FROM.match(each):
            module = plain(found[1])
            each = each[found.end() :]
        if has_word(name, each):
            return module not in parts
    return False


def _imports_from(code: Code, line: CallLine, called: Called, name: str) -> bool:
    """Return whether the file of a line, of TypeScript, imports a name from the module of a
    function or from one that may export it again: a folder around it.
    """
    head = code.sources.whole(line.repo, line.path)[:MAX_HEAD_OF_FILE]
    found = re.search(rf"\b{re.escape(name)}\b[^;'\"]{{0,2000}}\bfrom ['\"]([^'\"]{{1,300}})", head)
    if found is None:
        return False
    module = found[1]
    if module.startswith("."):
        module = posixpath.normpath(posixpath.join(posixpath.dirname(line.path), module))
    else:
        module = module.partition("/")[2]  # behind `@` or another name of the program's folder
    return bool(module) and any(f"/{module}{end}" in f"/{called.path}" for end in "./")


def _makes(code: Code, line: CallLine, owner: str) -> bool:
    """Return whether the file of a line gives the name in front of a call an object of a type."""
    name = plain(line.head)
    if not name:
        return False
    lines = code.sources.lines_having(line.repo, line.path, owner)
    both = [each for _, each in lines if name in each and "=" in each]
    if not both:
        return False
    made = re.compile(
        rf"\b{re.escape(name)}\b[^=\n(]{{0,60}}=\s{{0,3}}&?(?:\w{{1,60}}\.){{0,3}}(?:New)?{re.escape(owner)}\s{{0,1}}[({{]"
    )
    return any(made.search(each) is not None for each in both)


def _module_of(path: str) -> str:
    """Return the last part of the name by which others import a file."""
    folder, _, base = path.rpartition("/")
    stem = base.rpartition(".")[0]
    return folder.rpartition("/")[2] if stem in ("__init__", "index") else stem


def _is_module(code: Code, line: CallLine, called: Called) -> bool:
    """Return whether what stands before a call is the module of a function of Python, by its own
    name or the one that it is imported under.
    """
    stem, head = _module_of(called.path), plain(line.head)
    imported = stem if head == stem else f"{stem} as {head}"
    return has_word(imported, code.imports(line.repo, line.path))


def _is_of_package(code: Code, line: CallLine, called: Called) -> bool:
    """Return whether a call names a function of Go as its package is named there: with nothing
    before it in the package itself, elsewhere behind its name or the one it is imported under.
    """
    folder = called.path.rpartition("/")[0]
    if line.path.rpartition("/")[0] == folder:
        return not line.head
    package = folder.rpartition("/")[2]
    path = rf'(?:\b(?!import )(\w{{1,60}}) )?"[^"\n]{{0,200}}/{re.escape(package)}"'
    imported = re.search(path, code.imports(line.repo, line.path))
    return imported is not None and fold(line.head) == fold(imported[1] or package)


def _imports(code: Code, line: CallLine, called: Called) -> bool:
    """Return whether the file of a line imports the module or package of a function, or is in its
    package.
    """
    folder = called.path.rpartition("/")[0]
    if called.path.endswith(".go"):
        if line.path.rpartition("/")[0] == folder:
            return True
        return f'/{folder.rpartition("/")[2]}"' in code.imports(line.repo, line.path)
    return has_word(_module_of(called.path), code.imports(line.repo, line.path))
