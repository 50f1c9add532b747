"""Whether a line that has a function's name may be a call of it: by what stands before the name, by
the imports of its file, or because no other function has the name.

Without parsing. Not here: which lines have the name (`call_lines.py`), the objects that other
packages make (`outside.py`).
"""

from __future__ import annotations

import posixpath
import re

from ctxkit.cause.called import Called, CallLine
from ctxkit.cause.code import Code
from ctxkit.cause.outside import MAX_HEAD_OF_FILE
from ctxkit.cause.plain_names import COMMON_NAMES, fold, has_word, plain
from ctxkit.regex import regex


def may_call(code: Code, line: CallLine, called: Called, *, alone: bool) -> bool:
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
    return bool(head) and (alone or imports(code, line, called) or _makes(code, line, owner))


def _may_call_function(code: Code, line: CallLine, called: Called, *, alone: bool) -> bool:
    """Return whether a line of another file may call a function, or make an object of a class."""
    head, name = line.head, plain(called.name)
    if called.path.endswith(".go"):
        return _is_of_package(code, line, called)
    if not called.path.endswith(".py"):
        return not head and _imports_from(code, line, called, name)
    # A class may have a method of that name; what it has of a class is that class.
    if head and not name[:1].isupper():
        return _is_module(code, line, called) or _is_one_of_modules(code, line, called)
    if imports(code, line, called):
        return True
    other = _is_of_another_module(code, line, called, name)
    return alone and name not in COMMON_NAMES and not head and not other


def _imports_object(code: Code, line: CallLine, called: Called) -> bool:
    """Return whether the file of a line imports what stands before a call from the module of a
    method: `from extensions.ext_mail import mail` for `mail.send()`.
    """
    stem, name = re.escape(module_of(called.path)), re.escape(line.head.partition(".")[0])
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
    """Return whether the file of a line gives the name in front of a call an object of a type, or
    declares it as one.
    """
    name = plain(line.head)
    if not name:
        return False
    lines = code.sources.lines_having(line.repo, line.path, owner)
    both = [each for _, each in lines if name in each]
    if not both:
        return False
    type_ = rf"(?:\w{{1,60}}\.){{0,3}}(?:New)?{re.escape(owner)}"
    given = rf"[^=\n(]{{0,60}}=\s{{0,3}}&?{type_}\s{{0,1}}[({{]"
    declared = rf"(?::\s?|\s{{1,20}})[*\"']{{0,2}}{type_}\b(?!\s?\()"
    made = re.compile(rf"\b{re.escape(name)}\b(?:{given}|{declared})")
    return any(made.search(each) is not None for each in both)


def module_of(path: str) -> str:
    """Return the last part of the name by which others import a file."""
    folder, _, base = path.rpartition("/")
    stem = base.rpartition(".")[0]
    return folder.rpartition("/")[2] if stem in ("__init__", "index") else stem


def _is_module(code: Code, line: CallLine, called: Called) -> bool:
    """Return whether what stands before a call is the module of a function of Python, by its own
    name or the one that it is imported under.
    """
    stem, head = module_of(called.path), plain(line.head)
    imported = stem if head == stem else f"{stem} as {head}"
    return has_word(imported, code.imports(line.repo, line.path))


def _is_one_of_modules(code: Code, line: CallLine, called: Called) -> bool:
    """Return whether a call is on one of several modules, among them that of a function, which the
    file of a line imports and puts into a list: `for ext in extensions: ext.init_app(app)`.
    """
    stem = module_of(called.path)
    if not line.head.isidentifier():
        return False
    named = code.sources.lines_having(line.repo, line.path, stem)
    looped = code.sources.lines_having(line.repo, line.path, f"for {line.head} in ")
    return any(looped) and sum(text.strip(" ,") == stem for _, text in named) > 1


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


def imports(code: Code, line: CallLine, called: Called) -> bool:
    """Return whether the file of a line imports the module or package of a function, or is in its
    package.
    """
    folder = called.path.rpartition("/")[0]
    if called.path.endswith(".go"):
        if line.path.rpartition("/")[0] == folder:
            return True
        return f'/{folder.rpartition("/")[2]}"' in code.imports(line.repo, line.path)
    return has_word(module_of(called.path), code.imports(line.repo, line.path))
