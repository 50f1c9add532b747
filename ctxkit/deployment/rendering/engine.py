"""Render the templates of a chart with values, in bounded time.

As Go's text/template and Helm do it (https://helm.sh/docs/chart_template_guide/). Templates are
data of a chart, and so are those in values (`tpl`): nothing is run, and NotTold ends what does not
end. Not here: the functions that need no template (`functions.py`), the values of a chart
(`chart.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ctxkit.deployment.rendering.functions import FUNCTIONS
from ctxkit.deployment.rendering.parsing import (
    Block,
    NamedTemplate,
    Output,
    TemplateNode,
    Text,
    parsed,
)
from ctxkit.deployment.rendering.printing import check_chars, extent_of, is_true, text_of
from ctxkit.deployment.rendering.unknown import NotTold
from ctxkit.extract.helm.actions import Operand, Pipeline
from ctxkit.regex import regex
from ctxkit.text.wording import prefixed

_MAX_STEPS = 400_000
"""Nodes, functions and operands of all templates of a chart; the real one takes some 15,000."""

_MAX_SIZE = 20_000_000
"""Characters and entries that all functions together are given or return."""

# fmt: off
_SHALLOW = frozenset((
    "append", "coalesce", "compact", "concat", "default", "dict", "dig", "empty", "first", "get",
    "hasKey", "index", "initial", "keys", "kindIs", "last", "len", "list", "not", "omit", "pick",
    "prepend", "rest", "set", "ternary", "tuple", "typeIs", "unset", "values",
))
# fmt: on
"""Functions that look at the first level of what they are given; all others count all of it."""

_WEIGHTS = {
    **dict.fromkeys(("deepCopy", "merge", "mergeOverwrite"), 10),
    **dict.fromkeys(("fromJson", "fromYaml", "tpl"), 30),
}
"""How much longer than to count a value it takes to make all of it anew, and to parse it."""

_MAX_BITS = 63  # of a number
_MAX_DEPTH = 40  # templates inside each other
_NUMBER = regex(r"-?\d{1,18}")
_CONSTANTS: Mapping[str, Any] = {"true": True, "false": False, "nil": None}
_NOTHING: Any = object()

Frames = list[dict[str, Any]]
"""The variables of a template, of its blocks from the outermost on."""


class Partial(dict[str, Any]):
    """A mapping of which not all keys are known."""


class ChartRenderer:
    """The templates of a chart by name."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._known: dict[str, Sequence[TemplateNode]] = {}
        self._unread: dict[str, str] = {}
        self._steps = 0
        self._size = 0
        self._depth = 0
        for name, text in texts.items():
            try:
                found = parsed(text)
            except NotTold as why:
                self._unread[name] = str(why)
                continue
            self._known[name] = found.body
            self._known.update(found.defined)

    def render(self, name: str, context: Any) -> str:
        """Return the text of a template. Raise NotTold if only Helm can tell it."""
        if name in self._unread:
            raise NotTold(self._unread[name])
        nodes = self._known.get(name)
        if nodes is None:
            raise NotTold("a template that the chart does not define")
        return self._template(nodes, context)

    def _template(self, nodes: Sequence[TemplateNode], context: Any) -> str:
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                raise NotTold("templates inside each other")
            return self._text(nodes, context, [{"$": context}])
        except RecursionError:
            raise NotTold("blocks inside each other") from None
        finally:
            self._depth -= 1

    # --- nodes ------------------------------------------------------------------------------------

    def _text(self, nodes: Sequence[TemplateNode], dot: Any, frames: Frames) -> str:
        found: list[str] = []
        size = 0
        for node in nodes:
            self._step()
            piece = self._piece(node, dot, frames)
            size += len(piece)
            check_chars(size)
            found.append(piece)
        return "".join(found)

    def _piece(self, node: TemplateNode, dot: Any, frames: Frames) -> str:
        if isinstance(node, Text):
            return node.text
        if isinstance(node, NamedTemplate):
            context = self._value(node.pipeline, dot, frames) if node.pipeline.commands[0] else None
            return self.render(node.name, context)
        if isinstance(node, Block):
            return self._block(node, dot, frames)
        return self._output(node, dot, frames)

    def _output(self, node: Output, dot: Any, frames: Frames) -> str:
        value = self._value(node.pipeline, dot, frames)
        for name in node.names:
            frame = frames[-1]
            if not node.is_new:
                frame = next((each for each in reversed(frames) if name in each), frame)
            frame[name] = value
        if node.names:
            return ""
        self._count(extent_of(value))
        return text_of(value)

    def _block(self, node: Block, dot: Any, frames: Frames) -> str:
        value = self._value(node.pipeline, dot, frames)
        inner: dict[str, Any] = {}
        if node.word == "range":
            return self._range(node, value, dot, [*frames, inner])
        inner.update(dict.fromkeys(node.names, value))
        if not is_true(value):
            return self._text(node.otherwise, dot, [*frames, inner])
        return self._text(node.body, value if node.word == "with" else dot, [*frames, inner])

    def _range(self, node: Block, value: Any, dot: Any, frames: Frames) -> str:
        if isinstance(value, dict):
            pairs: list[tuple[Any, Any]] = sorted(value.items(), key=lambda each: str(each[0]))
        elif isinstance(value, list):
            pairs = list(enumerate(value))
        elif value is None:
            pairs = []
        else:
            raise NotTold("a range over what is no list")
        if not pairs:
            return self._text(node.otherwise, dot, frames)
        found = []
        for key, each in pairs:
            self._step()
            names = dict(zip(reversed(node.names), (each, key), strict=False))
            found.append(self._text(node.body, each, [*frames, names]))
        return "".join(found)

    # --- expressions ------------------------------------------------------------------------------

    def _value(self, pipeline: Pipeline, dot: Any, frames: Frames) -> Any:
        value = _NOTHING
        for command in pipeline.commands:
            self._step()
            value = self._command(command, value, dot, frames)
            if isinstance(value, str):
                self._count(len(value))
                check_chars(len(value))
        return value

    def _command(self, command: list[Operand], piped: Any, dot: Any, frames: Frames) -> Any:
        if not command:
            raise NotTold("an empty command")
        first, *rest = command
        if first.kind != "word" or _is_constant(first.text):
            if rest or piped is not _NOTHING:
                raise NotTold(f"a call of a {first.kind}")
            return self._operand(first, dot, frames)
        if first.text in ("and", "or"):
            return self._first_that_decides(first.text, rest, piped, dot, frames)
        if first.text in ("required", "fail"):
            return self._required(first.text, rest, piped, dot, frames)
        given = [self._operand(each, dot, frames) for each in rest]
        if piped is not _NOTHING:
            given.append(piped)
        return self._call(first.text, given)

    def _first_that_decides(
        self, word: str, operands: list[Operand], piped: Any, dot: Any, frames: Frames
    ) -> Any:
        value: Any = None
        for operand in operands:
            value = self._operand(operand, dot, frames)
            if is_true(value) is (word == "or"):
                return value
        return value if piped is _NOTHING else piped

    def _required(
        self, word: str, operands: list[Operand], piped: Any, dot: Any, frames: Frames
    ) -> Any:
        given = [self._operand(each, dot, frames) for each in operands[1:]]
        value = given[0] if given else piped
        if word == "required" and value is not _NOTHING and value not in (None, ""):
            return value
        # A message that is put together may have a secret of the values in it.
        message = operands[0].text if operands and operands[0].kind == "string" else ""
        raise NotTold(f"the chart refuses these values{prefixed(': ', message)}")

    def _operand(self, operand: Operand, dot: Any, frames: Frames) -> Any:
        self._step()
        self._count(len(operand.fields))
        if operand.kind == "string":
            return operand.text
        if operand.kind == "word":
            if not _is_constant(operand.text):
                return self._call(operand.text, [])
            return _CONSTANTS.get(operand.text) if operand.text in _CONSTANTS else int(operand.text)
        if operand.kind == "field":
            return _field(dot, operand.fields)
        if operand.kind == "paren" and operand.inner is not None:
            return _field(self._value(operand.inner, dot, frames), operand.fields)
        for frame in reversed(frames):
            if operand.text in frame:
                return _field(frame[operand.text], operand.fields)
        raise NotTold(f"the variable {operand.text}")

    def _call(self, name: str, given: list[Any]) -> Any:
        self._step()
        if name in ("include", "tpl") and len(given) == 2:
            what, context = text_of(given[0]), given[1]
            return self.render(what, context) if name == "include" else self._tpl(what, context)
        function = FUNCTIONS.get(name)
        if function is None:
            raise NotTold(f"the function {name}")
        sizes = [each for each in given if isinstance(each, (str, list, dict))]
        extent = sum(map(len if name in _SHALLOW else extent_of, sizes))
        self._count(extent * _WEIGHTS.get(name, 1))
        try:
            value = function(*given)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            raise NotTold(f"{name} of what it does not take") from None
        if isinstance(value, int) and value.bit_length() > _MAX_BITS:
            raise NotTold("a number that Go does not have")
        return value

    def _tpl(self, text: str, context: Any) -> str:
        if "{{" not in text:
            return text
        self._count(len(text) * _WEIGHTS["tpl"])
        found = parsed(text)
        if found.defined:
            raise NotTold("a template that is defined in a value")
        return self._template(found.body, context)

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > _MAX_SIZE:
            raise NotTold("templates that take too long")

    def _step(self) -> None:
        self._steps += 1
        if self._steps > _MAX_STEPS:
            raise NotTold("templates that take too long")


def _is_constant(word: str) -> bool:
    return word in _CONSTANTS or _NUMBER.fullmatch(word) is not None


def _field(value: Any, names: Sequence[str]) -> Any:
    for name in names:
        if not isinstance(value, dict):
            raise NotTold(f".{name} of what has no fields")
        if name not in value and isinstance(value, Partial):
            raise NotTold(f"the default of {name} in a chart that this one depends on")
        value = value.get(name)
    return value
