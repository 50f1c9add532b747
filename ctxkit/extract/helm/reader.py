"""One chart template, read from top to bottom: its blocks, scopes, and the values that its actions
use.

Not here: what is set without a value (`environment.py`), objects (`objects.py`), and what people
read (`errors.py`, `logs.py`).
"""

from __future__ import annotations

import re
from functools import cached_property

from msgspec import Struct, field

from ctxkit.extract.helm.actions import Action, Token, actions, parse
from ctxkit.extract.helm.evaluate import Evaluator, TemplateInclude
from ctxkit.extract.helm.objects import objects
from ctxkit.extract.helm.scope import EACH, DictLiteral, Meaning, Path, Scope, Use, step, value_path
from ctxkit.extract.helm.text import (
    Line,
    blanked,
    classify,
    directive_on,
    program_of,
)
from ctxkit.extract.lines import LineIndex
from ctxkit.model import ConfigUse, Fact, Symbol, TemplateCall, Via

_MAX_DEPTH = 200  # blocks inside each other; the variables of deeper ones are one scope
_VERB = re.compile(r"%[-+# 0-9.]{0,8}[a-zA-Z%]")

_DEFINING = ("define", "block")
_VIA_BY_BLOCK: dict[str, Via] = {
    "if": "helm-condition",
    "with": "helm-with",
    "range": "helm-range",
}
_BLOCKS = (*_VIA_BY_BLOCK, *_DEFINING)
_WITHOUT_TEXT = (*_BLOCKS, "else", "end", "break", "continue", "fail")
_ASSIGNMENTS = (":=", "=")
_MAX_DECLARED_TOKENS = 4  # $key, $value :=

Contexts = dict[str, Path | DictLiteral]
"""The contexts that the `define`s of a file are given, by name."""


class _Block(Struct, kw_only=True):
    """An open block. `heads` are the uses at its head or its newest `else`; `define` is the one
    that it is in, itself included.
    """

    word: str
    scope: Scope
    line: int
    define: str
    via: Via = "helm-condition"
    heads: list[Use] = field(default_factory=list)


class TemplateReader:
    """A template that is being read: its text, and the facts found so far."""

    def __init__(self, text: str, contexts: Contexts) -> None:
        self._text = text
        self._contexts = contexts
        self._actions = actions(text)
        without_text = {action.start for action in self._actions if _is_silent(action)}
        self.source = text.split("\n")
        self.blank = blanked(text, self._actions, without_text)
        self.lines = classify(self.blank, self.source)
        self.objects = objects(self.blank, self.source)
        self.evaluator = Evaluator()
        self.facts: list[Fact] = []
        self.rendered: set[tuple[int, str]] = set()
        """(line, target) to which a value is rendered."""
        self.define_by_line: dict[int, str] = {}
        self._blocks = [_Block(word="", scope=Scope(dot=(), root=()), line=1, define="")]
        self._index = LineIndex(text)

    @cached_property
    def _service_by_line(self) -> dict[int, str]:
        containers = [container for made in self.objects for container in made.containers]
        return {
            line: container.name
            for container in containers
            for line in range(container.line, container.end_line + 1)
        }

    @cached_property
    def _section_by_line(self) -> dict[int, str]:
        sections = [section for made in self.objects for section in made.sections]
        return {line: key for key, first, last in sections for line in range(first, last + 1)}

    def services(self, line: int) -> tuple[str, ...]:
        """Return the name of the container that a line is in, if it is in one."""
        name = self._service_by_line.get(line)
        return (name,) if name else ()

    def line_at(self, offset: int) -> int:
        """Return the 1-based line of an offset."""
        return self._index.line_at(offset)

    @property
    def _block(self) -> _Block:
        """The innermost open block; at the top level, the template itself."""
        return self._blocks[-1]

    @property
    def _depth(self) -> int:
        return len(self._blocks) - 1

    def read(self) -> None:
        """Read all actions; blocks that are never closed end with the file."""
        for action in self._actions:
            if not action.tokens:
                continue
            word = action.tokens[0].text
            if word in _BLOCKS:
                self._open(action, word)
            elif word == "else":
                self._else(action)
            elif word == "end":
                self._close(self.line_at(action.start))
            else:
                self._render(action)
        while self._depth:
            self._close(len(self.source))

    def _open(self, action: Action, word: str) -> None:
        line, arguments = self.line_at(action.start), action.tokens[1:]
        if word in _DEFINING:
            name = "".join(token.text.strip('"`') for token in arguments[:1])
            context = self._contexts.get(name, ())
            scope = Scope(dot=context, root=context)
            self._blocks.append(_Block(word=word, scope=scope, line=line, define=name))
            return
        scope = self._block.scope
        if self._depth <= _MAX_DEPTH:
            scope = scope.inside()
        block = _Block(word=word, scope=scope, line=line, define=self._block.define)
        self._blocks.append(block)
        self._head(block, word, arguments)

    def _else(self, action: Action) -> None:
        """`else`, `else if x`, `else with x`: the branch before it ends here."""
        if not self._depth:
            return
        block = self._block
        self._end_branch(block, self.line_at(action.start))
        # What the branch before declared or ranged over is not known in this one.
        block.scope = (block.scope.outer or self._blocks[0].scope).inside()
        if len(action.tokens) > 1:
            self._head(block, action.tokens[1].text, action.tokens[2:])

    def _head(self, block: _Block, word: str, tokens: tuple[Token, ...]) -> None:
        """Read `if x`, `with $v := x`, `range $k, $v := x`."""
        names, expression = _declared(tokens)
        meaning = self.evaluator.pipeline(parse(expression), block.scope)
        block.via = _VIA_BY_BLOCK.get(word, _VIA_BY_BLOCK["if"])
        block.heads = list(meaning.all_uses())
        if word == "with":
            block.scope.dot = meaning.main
        elif word == "range":
            each = None if isinstance(meaning.main, DictLiteral) else step(meaning.main, (EACH,))
            block.scope.dot = each
            meaning = Meaning(main=each, uses=meaning.uses)
        if names:
            block.scope.variables[names[-1]] = meaning

    def _end_branch(self, block: _Block, end: int) -> None:
        """Add the uses at the head of a branch that ends on line `end`."""
        for use in block.heads:
            self._add_use(use, via=block.via, until=max(end, self.line_at(use.start)))
        block.heads = []

    def _close(self, line: int) -> None:
        if not self._depth:
            return  # an `end` without a block
        block = self._block
        self._end_branch(block, line)
        self._blocks.pop()
        if block.word in _DEFINING:
            self.facts.append(
                Symbol(name=block.define, line=block.line, end_line=line, what="template")
            )
            self.define_by_line.update(dict.fromkeys(range(block.line, line + 1), block.define))

    def _render(self, action: Action) -> None:
        """Read an action that renders text or sets a variable."""
        known_includes = len(self.evaluator.includes)
        names, expression = _declared(action.tokens)
        meaning = self.evaluator.pipeline(parse(expression), self._block.scope)
        if names:
            self._set_variable(action, names[-1], meaning)
            return
        line = self.line_at(action.start)
        # Also on a commented line: a comment of YAML does not keep a template from being included.
        for include in self.evaluator.includes[known_includes:]:
            self._add_call(include, line)
        here = self.lines[line - 1]
        if here.is_comment or _is_silent(action):
            return
        target = self._target(here, action.start, line)
        is_partial = here.has_text or _is_formatted(action)
        for use in meaning.all_uses():
            self._add_use(
                use,
                via="helm-fallback" if use.fallback else "helm-template",
                target=target,
                value=meaning.default if use.path == meaning.main else None,
                partial=is_partial,
            )

    def _set_variable(self, action: Action, name: str, meaning: Meaning) -> None:
        if any(token.text == ":=" for token in action.tokens):
            self._block.scope.variables[name] = meaning
        else:
            self._block.scope.assign(name, meaning)
        for use in meaning.all_uses():
            self._add_use(use, via="helm-variable")

    def _target(self, here: Line, start: int, line: int) -> str:
        """Return the key to which an action at `start` gives a value; not that after it on the
        line.
        """
        column = start - (self._text.rfind("\n", 0, start) + 1)
        if here.key and column < here.column:
            return here.parent
        if not here.key and program_of(self._block.define):
            return directive_on(self.blank[line - 1]) or here.parent
        return here.target

    def _add_call(self, include: TemplateInclude, line: int) -> None:
        self.facts.append(
            TemplateCall(
                name=include.name,
                line=line,
                end_line=line,
                symbol=self._block.define,
                context=value_path(include.context),
                section=self._section_by_line.get(line, ""),
                services=self.services(line),
            )
        )

    def _add_use(
        self,
        use: Use,
        *,
        via: Via,
        target: str = "",
        value: str | None = None,
        until: int = 0,
        partial: bool = False,
    ) -> None:
        name = value_path(use.path)
        if not name:
            return
        line = self.line_at(use.start)
        if target:
            self.rendered.add((line, target))
        self.facts.append(
            ConfigUse(
                name=name,
                line=line,
                end_line=line,
                symbol=self._block.define,
                role="renders",
                via=via,
                value=value,
                target=target,
                services=self.services(line),
                until=until,
                partial=partial,
            )
        )


def _is_formatted(action: Action) -> bool:
    """Return whether an action puts text around a value: `printf "http://%s" .Values.host`."""
    pairs = zip(action.tokens, action.tokens[1:], strict=False)
    formats = [
        after.text for token, after in pairs if token.text == "printf" and after.kind == "string"
    ]
    return any(_VERB.sub("", format_).strip("\"`' ") for format_ in formats)


def _is_silent(action: Action) -> bool:
    """Return whether an action renders no text."""
    if not action.tokens:
        return True
    first, *others = action.tokens[:_MAX_DECLARED_TOKENS]
    if first.text in _WITHOUT_TEXT:
        return True
    return first.kind == "variable" and any(token.text in _ASSIGNMENTS for token in others)


def _declared(tokens: tuple[Token, ...]) -> tuple[list[str], tuple[Token, ...]]:
    """Return the variables that `$a, $b := x` sets, and the tokens of x."""
    for number, token in enumerate(tokens[:_MAX_DECLARED_TOKENS]):
        if token.kind == "mark" and token.text in _ASSIGNMENTS:
            names = [each.text for each in tokens[:number] if each.kind == "variable"]
            return names, tokens[number + 1 :]
    return [], tokens
