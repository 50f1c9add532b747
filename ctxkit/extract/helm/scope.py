"""What the expressions of a chart template refer to: value paths, through `with`, `range`,
variables and `dict`.

A path is a tuple of names from the context that a template is given (`("Values", "api",
"logLevel")`); `EACH` stands for any element of what was ranged over. Not here: the text around
(`text.py`), and what a `define` is given by other files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ctxkit.extract.helm.actions import Operand, Pipeline

EACH = "[]"
_MOST_USES = 40  # values that one expression is made of
_LONGEST_PATH = 40

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DictLiteral:
    """A `dict "key" .Values.a` by its literal keys."""

    entries: tuple[tuple[str, Path], ...]


class Use(NamedTuple):
    """A value path that an expression uses, at an offset; `fallback`: only where another one is
    empty.
    """

    path: Path
    start: int
    fallback: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What an expression is: the value that it passes on if it is one (`main`), what else goes into
    it (`uses`), and what stands for `main` where that is empty (`default`). `text`: it is a string,
    `format`: one with verbs.
    """

    main: Path | DictLiteral | None = None
    start: int = 0
    uses: tuple[Use, ...] = ()
    default: str | None = None
    text: str | None = None
    format: str | None = None

    def all_uses(self) -> tuple[Use, ...]:
        """Return every path that goes into it, its own first."""
        if isinstance(self.main, DictLiteral):
            own = tuple(Use(path, self.start, False) for _, path in self.main.entries)
        else:
            own = (Use(self.main, self.start, False),) if self.main else ()
        return tuple(dict.fromkeys((*own, *self.uses)))[:_MOST_USES]


class Call(NamedTuple):
    """`include "name" context`."""

    name: str
    context: Path | DictLiteral | None
    start: int


@dataclass(slots=True, kw_only=True)
class Scope:
    """What `.`, `$` and the variables are inside a block. `dot` None: not to be told."""

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
        return next((s.variables[name] for s in self.around() if name in s.variables), Meaning())

    def assign(self, name: str, meaning: Meaning) -> None:
        """Change a variable; since it may be done in a branch, what it was before stays possible."""
        owner = next((s for s in self.around() if name in s.variables), self)
        before = owner.variables.get(name, Meaning())
        uses = tuple(
            dict.fromkeys((*before.uses, *(meaning.all_uses() if before.main else meaning.uses)))
        )
        owner.variables[name] = replace(
            before if before.main else meaning, uses=uses[:_MOST_USES], text=None
        )


def value_path(path: Path | DictLiteral | None) -> str:
    """Return the dotted path of a value (`api.logLevel`); empty if the path is none of a value."""
    if not isinstance(path, tuple) or "Values" not in path:
        return ""
    names = path[path.index("Values") + 1 :]
    return ".".join(names[: names.index(EACH)] if EACH in names else names)


def step(main: Path | DictLiteral | None, names: Path) -> Path | DictLiteral | None:
    """Return what the fields `names` of a value are."""
    if not names:
        return main
    if isinstance(main, DictLiteral):
        found = dict(main.entries).get(names[0])
        return None if found is None else found + names[1:]
    if main is None:
        return names[names.index("Values") :] if "Values" in names else None
    return main + names if len(main) + len(names) < _LONGEST_PATH else None


class Evaluator:
    """Finds the meaning of expressions; notes the templates that they include and the failures that
    they state.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.failures: list[tuple[str, str, int]] = []

    def pipeline(self, pipeline: Pipeline, scope: Scope) -> Meaning:
        meaning: Meaning | None = None
        for command in pipeline.commands:
            if command:
                meaning = self._command(command, meaning, scope)
        return meaning or Meaning()

    def _operand(self, operand: Operand, scope: Scope) -> Meaning:
        if operand.kind == "string":
            return Meaning(text=operand.text, start=operand.start)
        if operand.kind == "field":
            return Meaning(main=step(scope.dot, operand.fields), start=operand.start)
        if operand.kind == "variable":
            if operand.text == "$":
                return Meaning(main=step(scope.root, operand.fields), start=operand.start)
            known = scope.lookup(operand.text)
            here = tuple(use._replace(start=operand.start) for use in known.uses)
            return replace(
                known, main=step(known.main, operand.fields), start=operand.start, uses=here
            )
        if operand.kind == "paren" and operand.inner is not None:
            meaning = self.pipeline(operand.inner, scope)
            return (
                replace(meaning, main=step(meaning.main, operand.fields))
                if operand.fields
                else meaning
            )
        return Meaning(
            text=operand.text if operand.text[:1].isdigit() or operand.text in _CONSTANTS else None
        )

    def _command(self, command: list[Operand], piped: Meaning | None, scope: Scope) -> Meaning:
        first = command[0]
        args = [self._operand(operand, scope) for operand in command[1:]]
        if piped is not None:
            args.append(piped)
        if first.kind != "word" or first.text[:1].isdigit() or first.text in _CONSTANTS:
            return self._operand(first, scope)
        if first.text in ("include", "template"):
            if args and args[0].text is not None:
                context = args[1] if len(args) > 1 else Meaning()
                self.calls.append(Call(args[0].text, context.main, first.start))
        elif first.text in ("fail", "required") and args:
            said = args[0].text if args[0].text is not None else args[0].format
            if said:
                self.failures.append((first.text, said, first.start))
        elif first.text == "printf" and args:
            return Meaning(uses=_merge(args), format=args[0].text)
        return _FUNCTIONS.get(first.text, _opaque)(args)


_CONSTANTS = ("true", "false", "nil")


def _opaque(args: list[Meaning]) -> Meaning:
    """`join "," (list a b)`: made of all of them."""
    return Meaning(uses=_merge(args))


def _merge(args: list[Meaning], *, fallback: bool = False) -> tuple[Use, ...]:
    uses = dict.fromkeys(use for arg in args for use in arg.all_uses())
    return tuple(use._replace(fallback=use.fallback or fallback) for use in uses)[:_MOST_USES]


def _with(meaning: Meaning, more: tuple[Use, ...]) -> tuple[Use, ...]:
    return tuple(dict.fromkeys((*meaning.uses, *more)))[:_MOST_USES]


def _last(args: list[Meaning]) -> Meaning:
    """`quote a`, `trunc 63 a`: the last one in another form."""
    return replace(args[-1], uses=_with(args[-1], _merge(args[:-1]))) if args else Meaning()


def _first(args: list[Meaning]) -> Meaning:
    """`omit a "key"`: the first one, changed."""
    return replace(args[0], uses=_with(args[0], _merge(args[1:]))) if args else Meaning()


def _index(args: list[Meaning]) -> Meaning:
    """`index a "b" "c"`, `get a "b"`."""
    if not args:
        return Meaning()
    names = tuple(
        arg.text if arg.text is not None and not arg.text.isdigit() else EACH for arg in args[1:]
    )
    return replace(args[0], main=step(args[0].main, names), uses=_with(args[0], _merge(args[1:])))


def _either(args: list[Meaning]) -> Meaning:
    """`coalesce a b "c"`, `or a b`: the first one, the others where it is empty."""
    if not args:
        return Meaning()
    return replace(
        args[0], uses=_with(args[0], _merge(args[1:], fallback=True)), default=_shown(args[1:])
    )


def _default(args: list[Meaning]) -> Meaning:
    """`default b a`."""
    return _either(args[::-1])


def _shown(fallbacks: list[Meaning]) -> str | None:
    for meaning in fallbacks:
        if meaning.text is not None:
            return meaning.text
        if path := value_path(meaning.main):
            return f".Values.{path}"
    return None


def _dict(args: list[Meaning]) -> Meaning:
    entries: list[tuple[str, Path]] = []
    for key, value in zip(args[: 2 * _MOST_USES : 2], args[1::2]):  # noqa: B905 - a last key without a value is no entry
        if key.text is not None and isinstance(value.main, tuple):
            entries.append((key.text, value.main))
    others = [arg if not isinstance(arg.main, tuple) else replace(arg, main=None) for arg in args]
    starts = [arg.start for arg in args[1::2] if arg.main]
    return Meaning(
        main=DictLiteral(tuple(entries)), start=starts[0] if starts else 0, uses=_merge(others)
    )


_SAME_VALUE = (
    "quote",
    "squote",
    "toString",
    "toStrings",
    "int",
    "int64",
    "float64",
    "atoi",
    "trim",
    "trimAll",
    "trimSuffix",
    "trimPrefix",
    "trunc",
    "upper",
    "lower",
    "title",
    "b64enc",
    "b64dec",
    "toYaml",
    "toJson",
    "toPrettyJson",
    "toRawJson",
    "fromYaml",
    "fromJson",
    "nindent",
    "indent",
    "first",
    "last",
    "rest",
    "join",
    "replace",
    "required",
    "keys",
    "values",
    "compact",
    "uniq",
    "sortAlpha",
    "mustToJson",
    "reverse",
    "without",
)

_Function = Callable[[list[Meaning]], Meaning]

_FUNCTIONS: dict[str, _Function] = {
    "index": _index,
    "get": _index,
    "default": _default,
    "coalesce": _either,
    "or": _either,
    "dict": _dict,
    **dict.fromkeys(
        ("omit", "pick", "merge", "mergeOverwrite", "mustMerge", "tpl", "deepCopy", "append"),
        _first,
    ),
    **dict.fromkeys(_SAME_VALUE, _last),
}
