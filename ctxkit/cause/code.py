"""The files that a question looks at, each parsed once, within a bound.

Not here: what is looked for in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from msgspec import Struct, field

from ctxkit.cause.called import Called, CallLine
from ctxkit.errors import GitError
from ctxkit.flow import FileFlow, read_flow
from ctxkit.index.reader import Index
from ctxkit.index.recent import kept
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Location, Mention, Symbol
from ctxkit.model.cause import CausePlace
from ctxkit.regex import regex

MAX_FILES = 12
"""Parsed for one question: enough for four steps, and 100 ms at most."""

MAX_READING = 4
"""Parsed besides, of the files that read settings, which the steps lead to."""

MAX_BESIDE = 2
"""Parsed for what is shown, but not followed."""

_IMPORT_LINES = 400
_MAX_MENTIONS = 80
_IMPORT = regex(
    r"^(?:\s{0,24}(?:from|import) |\t(?:\w{1,40} )?\"|    \w|\} from ).*", re.MULTILINE
)  # also the names between the brackets of an import

MAX_CHARS = 400_000
"""Of one file; what is larger is generated."""

_NAME = regex(r"\b(?:[A-Za-z0-9]{1,60}_|[A-Z][a-z0-9]{1,60}[A-Z])\w{1,60}\b")
"""The name of a module or a class that is no common word: `ext_storage`, `WeaviateVector`."""
_MAX_TEXT = 8_000

_MAX_RENAMES = 3
_MAX_KEPT_FILES = 500
_MAX_KEPT = 3_000  # names and lines of an index: a name has a definition or two, a line none or one


class Code(Struct):
    """The source that one question looks at.

    `text` is what was asked about, `stack` are the places of the workspace that a stack in it
    passes through, the deepest first, and last the handler of the request. `cut` says whether a
    file was left out because there had been too many, `steps` is how many steps all walks of the
    question have taken.
    """

    index: Index
    sources: Sources
    text: str = ""
    stack: tuple[Location, ...] = ()
    cut: bool = False
    steps: int = 0
    written: dict[tuple[str, str], dict[str, list[tuple[str, int]]]] = field(default_factory=dict)
    """By (repository, folder) of a Go package, where its plain names are assigned."""
    chosen: dict[Called, list[CallLine]] = field(default_factory=dict)
    """The calls of a function that may have led to the line that is asked about."""
    naming: dict[Called, list[CallLine]] = field(default_factory=dict)
    """The lines that hand over the class of a method."""
    calling: dict[tuple[Called, int], list[CallLine]] = field(default_factory=dict)
    """The lines that call a function, of those in so many files."""
    _flows: dict[tuple[str, str], FileFlow | None] = field(default_factory=dict)
    _beside: dict[tuple[str, str], FileFlow | None] = field(default_factory=dict)
    _keyed: dict[str, list[ConfigKey | ConfigUse]] = field(default_factory=dict)
    _imports: dict[tuple[str, str], str] = field(default_factory=dict)
    _patterns: list[ConfigUse] | None = None
    _told: frozenset[str] | None = None

    def is_told(self, symbol: Symbol) -> bool:
        """Return whether the text names the module or the class of a function or method."""
        if self._told is None:
            self._told = frozenset(_NAME.findall(self.text[:_MAX_TEXT]))
        module = symbol.path.rpartition("/")[2].partition(".")[0]
        return not self._told.isdisjoint((module, symbol.name.partition(".")[0]))

    def flow(self, repo: str, path: str, *, asked: bool = False) -> FileFlow | None:
        """Return a file's flow; None if it has none, or if the bound is reached, which is not for
        the files that are `asked` about.
        """
        known = self._flows.get((repo, path))
        if known is not None or (repo, path) in self._flows:
            return known
        if len(self._flows) >= MAX_FILES and not asked and not self._is_worth(repo, path):
            self.cut = True
            return None
        made = self._parse(repo, path)
        self._flows[repo, path] = made
        return made

    def flow_beside(self, repo: str, path: str) -> FileFlow | None:
        """Return the flow of a file that no walk has to do with, which the bound does not count; of
        few.
        """
        known = self._flows.get((repo, path)) or self._beside.get((repo, path))
        if known is None and len(self._beside) < MAX_BESIDE:
            known = self._beside[repo, path] = self._parse(repo, path)
        return known

    def _is_worth(self, repo: str, path: str) -> bool:
        """Return whether a file is parsed though many were: it reads settings."""
        return len(self._flows) < MAX_FILES + MAX_READING and bool(self.reads(repo, path))

    def _parse(self, repo: str, path: str) -> FileFlow | None:
        try:
            source = self.sources.whole(repo, path)
        except GitError:
            return None
        return read_flow(repo, path, source) if len(source) <= MAX_CHARS else None

    def reads(self, repo: str, path: str) -> Sequence[ConfigUse]:
        """Return the lines of a file that read a setting."""
        return _reads(self.index, repo, path)

    def original(self, use: ConfigUse) -> list[ConfigUse]:
        """Return a use, and the reads and renames before it: the constant that an import stands
        for, what a file keeps in a name, the setting that a field of a record is given, and that
        which a script gives its variable the value from before the program starts, which is what
        an operator sets.
        """
        way = [use]
        for _ in range(_MAX_RENAMES):
            last = way[-1]
            if last.via == "copy":
                way += self._kept(last)
            last = way[-1]
            if last.via not in ("import", "env", "getenv", "field"):
                break
            before = [
                known
                for known in self.given(last.name, use.repo)
                if (known.role == "renames") == (last.via in ("env", "getenv"))
            ]
            if len(before) != 1 or before[0] in way:
                break
            way.append(before[0])
        return way

    def _kept(self, copy: ConfigUse) -> list[ConfigUse]:
        """Return the one read of a setting whose value a file keeps in a name."""
        own = [use for use in self.reads(copy.repo, copy.path) if use.name == copy.name]
        first = [use for use in own if use.via != "copy"]
        return first if len(first) == 1 else []

    def keyed(self, name: str) -> list[ConfigKey | ConfigUse]:
        """Return the declarations and uses of a setting."""
        known = self._keyed.get(name)
        if known is None:
            known = self._keyed[name] = self.index.keyed(name)
        return known

    def patterns(self) -> list[ConfigUse]:
        """Return the lines that read settings by a part of their names, which has a `*`."""
        if self._patterns is None:
            self._patterns = [use for use in self.index.patterns() if use.role == "reads"]
        return self._patterns

    def given(self, name: str, repo: str) -> list[ConfigUse]:
        """Return the lines that give a setting's value to a variable or field of a name."""
        return [
            known
            for known in self.keyed(name)
            if isinstance(known, ConfigUse)
            if (known.target, known.repo, known.test) == (name, repo, False)
            if known.role == "reads" or known.via == "shell"
        ]

    def is_switch(self, use: ConfigUse) -> bool:
        """Return whether a setting is either on or off."""
        keys = (fact for fact in self.keyed(use.name) if isinstance(fact, ConfigKey))
        return any(key.type == "bool" for key in keys if key.repo == use.repo)

    def parts(self, use: ConfigUse) -> list[ConfigUse]:
        """Return a use, of a property of the configuration that puts settings together the reads of
        those: nobody can set a property.
        """
        if not use.name.islower():
            return [use]
        reads = [
            known
            for known in self.keyed(use.name)
            if isinstance(known, ConfigUse) and known.target == use.name
            if (known.repo, known.via) == (use.repo, "field")
        ]
        own = [read for read in reads if read.symbol.rpartition(".")[2] == use.name]
        return next(filter(None, (own, reads)), [use])

    def is_setting(self, use: ConfigUse) -> bool:
        """Return whether what is read is a setting, not only a field of a record that is called
        like one, nor a record of several.
        """
        if use.via != "field" and not use.name.islower():
            return True
        keys = [
            known
            for known in self.keyed(use.name)
            if isinstance(known, ConfigKey) and known.repo == use.repo and not known.test
        ]
        if use.via == "field":
            return bool(keys)
        return not any(
            key.path.endswith(".py") and (key.default or "").endswith("()") for key in keys
        )

    def is_common(self, name: str, repo: str) -> bool:
        """Return whether so many files call a function of a plain name that a call by it tells
        nothing, and finding all its definitions takes long.
        """
        return not self.index.mentions_at_most(name, "calls", repo, _MAX_MENTIONS)

    def defined(self, name: str, repo: str) -> Sequence[Symbol]:
        """Return the functions, methods and classes of a plain name, tests left out; none of a
        common one.
        """
        return () if self.is_common(name, repo) else _definitions(self.index, name, repo)

    def python_classes(self, name: str, repo: str) -> Sequence[Symbol]:
        """Return what the Python files of a repository define by a name, tests left out."""
        return _classes(self.index, name, repo)

    def python_modules(self, name: str, repo: str) -> Sequence[str]:
        """Return the paths of the modules of a name, tests left out."""
        return _modules(self.index, name, repo)

    def has_module(self, repo: str, path: str, module: str) -> bool:
        """Return whether a Python file gets a module, or what is in it, from its own repository: a
        folder or file of its name is beside the file or one of the folders around it, or is a
        package elsewhere in the repository.
        """
        top = module.partition(".")[0]
        if not top:
            return True  # its own package
        if _has_beside(self.index, repo, path.rpartition("/")[0], top):
            return True
        packages = self.python_modules("__init__", repo)
        return any(package.endswith(f"/{top}/__init__.py") for package in packages)

    def around(self, repo: str, path: str, line: int) -> Symbol | None:
        """Return the innermost function, method or class around a line, None in a module."""
        return _around(self.index, repo, path, line)

    def imports(self, repo: str, path: str) -> str:
        """Return the lines of a file that may import something."""
        known = self._imports.get((repo, path))
        if known is None:
            head = self.sources.lines(repo, path)[:_IMPORT_LINES]
            known = "\n".join(_IMPORT.findall("\n".join(head)))
            self._imports[repo, path] = known
        return known

    def files_in(self, repo: str, folder: str, ending: str) -> list[str]:
        """Return the paths of the files of a language in a folder, in Go its package: tests left
        out, without the folders below.
        """
        return [path for path in self.index.paths_in(repo, folder) if path.endswith(ending)]

    def mentioning(self, name: str, how: Mention, repo: str) -> Sequence[str]:
        """Return the paths of the files that call a function or write a field of a name, tests
        left out.
        """
        return self.index.paths_mentioning(name, how, repo)

    def line(self, repo: str, path: str, line: int) -> str:
        """Return a line of a file without the white space around it."""
        lines = self.sources.lines(repo, path)
        return lines[line - 1].strip() if 0 < line <= len(lines) else ""

    def place(self, location: Location, why: str) -> CausePlace:
        """Return a place of a cause, with the first line of its source."""
        text = self.line(location.repo, location.path, location.line)
        return CausePlace(location=location, text=text, why=why)


def each_once(places: Iterable[CausePlace]) -> list[CausePlace]:
    """Return the first place of each line."""
    first: dict[tuple[str, str, int], CausePlace] = {}
    for place in places:
        where = place.location
        first.setdefault((where.repo, where.path, where.line), place)
    return list(first.values())


@kept(_MAX_KEPT)
def _definitions(index: Index, name: str, repo: str) -> Sequence[Symbol]:
    return index.definitions(name, repo)


@kept(_MAX_KEPT)
def _around(index: Index, repo: str, path: str, line: int) -> Symbol | None:
    return index.around(repo, path, line)


@kept(_MAX_KEPT_FILES)
def _reads(index: Index, repo: str, path: str) -> Sequence[ConfigUse]:
    facts = index.in_file(repo, path, ConfigUse)
    return [fact for fact in facts if isinstance(fact, ConfigUse) and fact.role == "reads"]


@kept(_MAX_KEPT)
def _classes(index: Index, name: str, repo: str) -> Sequence[Symbol]:
    named = index.named(Symbol, name)
    return [s for s in named if s.repo == repo and not s.test and s.path.endswith(".py")]


@kept(_MAX_KEPT_FILES)
def _modules(index: Index, base: str, repo: str) -> Sequence[str]:
    return [file.path for file in index.files(base=f"{base}.py", repo=repo) if not file.test]


@kept(_MAX_KEPT)
def _has_beside(index: Index, repo: str, folder: str, name: str) -> bool:
    while True:
        base = f"{folder}/{name}".lstrip("/")
        if index.has_folder(repo, base):
            return True
        if index.file(repo, f"{base}.py") is not None:
            return True
        if not folder:
            return False
        folder = folder.rpartition("/")[0]
