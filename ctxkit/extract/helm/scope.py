"""The context and the variables of a chart template (`.`, `$`, `$name`) as paths of values.

A path is a tuple of names from the context that a template is given (`("Values", "api",
"logLevel")`); `EACH` is any element of what was ranged over. Not here: how expressions are
evaluated (`evaluate.py`), and the context that other files give to a `define`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

EACH = "[]"
MAX_USES = 40  # values that one expression is made of
_MAX_PATH_NAMES = 40

Path = tuple[str, ...]


class DictLiteral(Struct, frozen=True):
    """A `dict "key" .Values.a` by its literal keys."""

    entries: tuple[tuple[str, Path], ...]


class Use(NamedTuple):
    """A value path that an expression uses, at an offset; `fallback`: only where another one is
    empty.
    """

    path: Path
    start: int
    fallback: bool


class Meaning(Struct, frozen=True, kw_only=True):
    """The meaning of an expression: the value that it passes on if it is one (`main`), the other
    values that it is made of (`uses`), and the text that replaces an empty `main` (`default`).
    `text`: it is a string, `format`: one with verbs.
    """

    main: Path | DictLiteral | None = None
    start: int = 0
    uses: tuple[Use, ...] = ()
    default: str | None = None
    text: str | None = None
    format: str | None = None

    def all_uses(self) -> tuple[Use, ...]:
        """Return every path that the expression is made of, its own first."""
        own: list[Path] = []
        if isinstance(self.main, DictLiteral):
            own = [path for _, path in self.main.entries]
        elif self.main:
            own = [self.main]
        return distinct([*(Use(path, self.start, False) for path in own), *self.uses])


def distinct(uses: Iterable[Use]) -> tuple[Use, ...]:
    """Return each use once, at most MAX_USES."""
    return tuple(dict.fromkeys(uses))[:MAX_USES]


class Scope(Struct, kw_only=True):
    """The context, the root context and the variables inside a block. `dot` None: not known."""

    dot: Path | DictLiteral | None
    root: Path | DictLiteral | None
    variables: dict[str, Meaning] = field(default_factory=dict)
    outer: Scope | None = None

    def inside(self) -> Scope:
        """Return the scope of a block within this one."""
        return Scope(dot=self.dot, root=self.root, outer=self)

    def around(self) -> Iterator[Scope]:
        """Yield this scope and those around it."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer

    def lookup(self, name: str) -> Meaning:
        """Return the meaning of a variable, an empty one if it is not declared."""
        for scope in self.around():
            if name in scope.variables:
                return scope.variables[name]
        return Meaning()

    def assign(self, name: str, meaning: Meaning) -> None:
        """Change a variable; a branch may do so, so its former meaning stays possible."""
        owner = next((scope for scope in self.around() if name in scope.variables), self)
        before = owner.variables.get(name, Meaning())
        if before.main:
            kept, added = before, meaning.all_uses()
        else:
            kept, added = meaning, meaning.uses
        uses = distinct((*before.uses, *added))
        owner.variables[name] = replace(kept, uses=uses, text=None)


def value_path(path: Path | DictLiteral | None) -> str:
    """Return the dotted path of a value (`api.logLevel`); empty if the path is not that of one."""
    if not isinstance(path, tuple) or "Values" not in path:
        return ""
    names = path[path.index("Values") + 1 :]
    if EACH in names:
        names = names[: names.index(EACH)]
    return ".".join(names)


def step(main: Path | DictLiteral | None, names: Path) -> Path | DictLiteral | None:
    """Return the fields `names` of a value."""
    if not names:
        return main
    if isinstance(main, DictLiteral):
        entry = dict(main.entries).get(names[0])
        return entry + names[1:] if entry is not None else None
    if main is None and "Values" in names:
        # Whatever the context is, `.context.Values.a` is most likely a value of the chart.
        return names[names.index("Values") :]
    if main is None or len(main) + len(names) >= _MAX_PATH_NAMES:
        return None
    return main + names
