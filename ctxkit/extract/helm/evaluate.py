"""The value paths that expressions of a chart template refer to, through `with`, `range`,
variables, `dict` and the functions of Sprig.

Not here: how an expression is parsed (`actions.py`) and the paths themselves (`scope.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from msgspec.structs import replace

from ctxkit.extract.helm.actions import Operand, Pipeline
from ctxkit.extract.helm.scope import (
    EACH,
    MAX_USES,
    DictLiteral,
    Meaning,
    Path,
    Scope,
    Use,
    distinct,
    step,
    value_path,
)

_CONSTANTS = ("true", "false", "nil")


class TemplateInclude(NamedTuple):
    """`include "name" context`."""

    name: str
    context: Path | DictLiteral | None
    start: int


class RenderFailure(NamedTuple):
    """`fail "message"`, `required "message" value`."""

    function: str
    message: str
    start: int


class Evaluator:
    """Evaluates expressions, and collects the templates that they include and the failures that
    they raise.
    """

    def __init__(self) -> None:
        self.includes: list[TemplateInclude] = []
        self.failures: list[RenderFailure] = []

    def pipeline(self, pipeline: Pipeline, scope: Scope) -> Meaning:
        """Return what a pipeline passes on; each command gets the result of the one before it."""
        meaning: Meaning | None = None
        for command in pipeline.commands:
            if command:
                meaning = self._command(command, meaning, scope)
        return meaning or Meaning()

    def _command(self, command: list[Operand], piped: Meaning | None, scope: Scope) -> Meaning:
        first = command[0]
        args = [self._operand(operand, scope) for operand in command[1:]]
        if piped is not None:
            args.append(piped)
        # .Values.api.port   $name   (index .Values "a").b   5001
        if first.kind != "word" or _is_literal(first):
            return self._operand(first, scope)
        if not args:
            return Meaning()
        self._collect(first, args)
        return _FUNCTIONS.get(first.text, _opaque)(args)

    def _collect(self, function: Operand, args: list[Meaning]) -> None:
        """Keep the template that a function includes, or the failure that it raises."""
        name = function.text
        if name in ("include", "template") and args[0].text is not None:
            context = args[1].main if len(args) > 1 else None
            self.includes.append(TemplateInclude(args[0].text, context, function.start))
        elif name in ("fail", "required"):
            message = args[0].text or args[0].format
            if message:
                self.failures.append(RenderFailure(name, message, function.start))

    def _operand(self, operand: Operand, scope: Scope) -> Meaning:
        if operand.kind == "string":
            return Meaning(text=operand.text, start=operand.start)
        if operand.kind == "field":
            return Meaning(main=step(scope.dot, operand.fields), start=operand.start)
        if operand.kind == "variable":
            return _variable(operand, scope)
        if operand.inner is not None:
            meaning = self.pipeline(operand.inner, scope)
            return replace(meaning, main=step(meaning.main, operand.fields))
        return Meaning(text=operand.text if _is_literal(operand) else None)


def _is_literal(operand: Operand) -> bool:
    """Return whether a word is a number or constant rather than a function."""
    return operand.text[:1].isdigit() or operand.text in _CONSTANTS


def _variable(operand: Operand, scope: Scope) -> Meaning:
    """`$.Values.a`, `$name.field`: the uses of a variable are where it is used."""
    if operand.text == "$":
        return Meaning(main=step(scope.root, operand.fields), start=operand.start)
    known = scope.lookup(operand.text)
    return replace(
        known,
        main=step(known.main, operand.fields),
        start=operand.start,
        uses=tuple(use._replace(start=operand.start) for use in known.uses),
    )


_Function = Callable[[list[Meaning]], Meaning]
"""From the arguments, at least one, to what the function returns."""


def _opaque(args: list[Meaning]) -> Meaning:
    """`list a b`: made of all of them."""
    return Meaning(uses=_merged(args))


def _printf(args: list[Meaning]) -> Meaning:
    """`printf "%s:%v" a b`: text made of all of them."""
    return Meaning(uses=_merged(args), format=args[0].text)


def _last(args: list[Meaning]) -> Meaning:
    """`quote a`, `trunc 63 a`: the last one in another form."""
    return _derived(args[-1], args[:-1])


def _first(args: list[Meaning]) -> Meaning:
    """`omit a "key"`: the first one, changed."""
    return _derived(args[0], args[1:])


def _index(args: list[Meaning]) -> Meaning:
    """`index a "b" "c"`, `get a "b"`."""
    names = tuple(_name(arg) for arg in args[1:])
    return replace(_derived(args[0], args[1:]), main=step(args[0].main, names))


def _name(arg: Meaning) -> str:
    """Return the key that an argument of `index` is; any element if it is a number or not known."""
    if arg.text is None or arg.text.isdigit():
        return EACH
    return arg.text


def _either(args: list[Meaning]) -> Meaning:
    """`coalesce a b "c"`, `or a b`: the first one, the others where it is empty."""
    fallbacks = tuple(use._replace(fallback=True) for use in _merged(args[1:]))
    return replace(
        args[0],
        uses=distinct((*args[0].uses, *fallbacks)),
        default=_shown_default(args[1:]),
    )


def _default(args: list[Meaning]) -> Meaning:
    """`default b a`."""
    return _either(args[::-1])


def _dict(args: list[Meaning]) -> Meaning:
    """`dict "key" .Values.a "context" $`."""
    keys, values = args[: 2 * MAX_USES : 2], args[1::2]
    entries = [
        (key.text, value.main)
        for key, value in zip(keys, values, strict=False)  # a last key may have no value
        if key.text is not None and isinstance(value.main, tuple)
    ]
    others = [replace(arg, main=None) if isinstance(arg.main, tuple) else arg for arg in args]
    start = next((value.start for value in values if value.main), 0)
    return Meaning(main=DictLiteral(tuple(entries)), start=start, uses=_merged(others))


def _derived(main: Meaning, others: list[Meaning]) -> Meaning:
    """Return `main` in another form that depends on others, too."""
    return replace(main, uses=distinct((*main.uses, *_merged(others))))


def _merged(args: list[Meaning]) -> tuple[Use, ...]:
    return distinct(use for arg in args for use in arg.all_uses())


def _shown_default(fallbacks: list[Meaning]) -> str | None:
    """Return the first fallback whose text or path is known."""
    for meaning in fallbacks:
        if meaning.text is not None:
            return meaning.text
        if path := value_path(meaning.main):
            return f".Values.{path}"
    return None


_CHANGING_FIRST = (
    "append",
    "deepCopy",
    "merge",
    "mergeOverwrite",
    "mustMerge",
    "omit",
    "pick",
    "tpl",
)
_CHANGING_LAST = (
    "atoi",
    "b64dec",
    "b64enc",
    "compact",
    "first",
    "float64",
    "fromJson",
    "fromYaml",
    "indent",
    "int",
    "int64",
    "join",
    "keys",
    "last",
    "lower",
    "mustToJson",
    "nindent",
    "quote",
    "replace",
    "required",
    "rest",
    "reverse",
    "sortAlpha",
    "squote",
    "title",
    "toJson",
    "toPrettyJson",
    "toRawJson",
    "toString",
    "toStrings",
    "toYaml",
    "trim",
    "trimAll",
    "trimPrefix",
    "trimSuffix",
    "trunc",
    "uniq",
    "upper",
    "values",
    "without",
)
_FUNCTIONS: dict[str, _Function] = {
    "coalesce": _either,
    "default": _default,
    "dict": _dict,
    "get": _index,
    "index": _index,
    "or": _either,
    "printf": _printf,
    **dict.fromkeys(_CHANGING_FIRST, _first),
    **dict.fromkeys(_CHANGING_LAST, _last),
}
"""Functions of Go's templates, of Helm and of Sprig; any other is `_opaque`."""
