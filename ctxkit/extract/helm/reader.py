"""One chart template, read from top to bottom: its blocks, scopes, and the values that its actions
use.

Not here: what is set without a value, objects and messages (`template.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from ctxkit.extract.helm.actions import Action, Token, actions, parse
from ctxkit.extract.helm.scope import (
    EACH,
    DictLiteral,
    Evaluator,
    Meaning,
    Path,
    Scope,
    Use,
    step,
    value_path,
)
from ctxkit.extract.helm.text import FILL, Line, blanked, classify, objects
from ctxkit.model import ConfigUse, Fact, ServerProgram, Symbol, TemplateCall, Via

_DEEPEST = 200  # blocks inside each other; deeper ones share what they know
_DIRECTIVE = re.compile(r"%[-+# 0-9.]{0,8}[a-zA-Z%]")
_AROUND = re.compile(rf"[^{FILL}\s\"']")
"""Text beside what a line's actions render."""

_BLOCKS = ("if", "with", "range", "define", "block")
_VIA_HEAD: dict[str, Via] = {"with": "helm-with", "range": "helm-range"}


@dataclass(slots=True, kw_only=True)
class _Block:
    """An open block. `heads` are the uses at its head or its newest `else`."""

    word: str
    scope: Scope
    line: int
    via: Via = "helm-condition"
    heads: list[Use] = field(default_factory=list)
    define: str = ""  # the one that it is in, itself included


class Template:
    """A template that is being read: its text, and the facts found so far."""

    def __init__(self, text: str, contexts: dict[str, Path | DictLiteral]) -> None:
        self.text = text
        self.contexts = contexts
        self.actions = actions(text)
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]
        silent = {action.start for action in self.actions if _is_silent(action)}
        self.blank = blanked(text, self.actions, silent)
        self.source = text.split("\n")
        self.lines = classify(self.blank, self.source)
        self.objects = objects(self.blank, self.source)
        containers = [container for made in self.objects for container in made.containers]
        self.container_of = {n: c for c in containers for n in range(c.line, c.end_line + 1)}
        self.section_of = {
            n: key
            for o in self.objects
            for key, first, last in o.sections
            for n in range(first, last + 1)
        }
        self.evaluator = Evaluator()
        self.blocks: list[_Block] = []
        self.facts: list[Fact] = []
        self.fed: set[tuple[int, str]] = set()  # (line, target) that a value feeds
        self.define_of: dict[int, str] = {}  # by line

    @property
    def define(self) -> str:
        return self.blocks[-1].define if self.blocks else ""

    @property
    def scope(self) -> Scope:
        return self.blocks[-1].scope if self.blocks else self.top

    def services(self, line: int) -> tuple[str, ...]:
        """Return the name of the container that a line is in, if it is in one."""
        container = self.container_of.get(line)
        return (container.name,) if container and container.name else ()

    def line_of(self, offset: int) -> int:
        return bisect_right(self.starts, offset)

    def read(self) -> None:
        self.top = Scope(dot=(), root=())
        for action in self.actions:
            if not action.tokens:
                continue
            word = action.tokens[0].text
            if word in _BLOCKS:
                self.open(action, word)
            elif word == "else":
                self.otherwise(action)
            elif word == "end":
                self.close(self.line_of(action.start))
            else:
                self.render(action)
        while self.blocks:
            self.close(len(self.source))

    def open(self, action: Action, word: str) -> None:
        line = self.line_of(action.start)
        inner = self.scope if len(self.blocks) > _DEEPEST else self.scope.inside()
        block = _Block(word=word, scope=inner, line=line, define=self.define)
        if word in ("define", "block"):
            block.define = action.tokens[1].text.strip('"`') if len(action.tokens) > 1 else ""
            context = self.contexts.get(block.define, ())
            block.scope = Scope(dot=context, root=context)
        self.blocks.append(block)
        if word not in ("define", "block"):
            self.head(block, word, action.tokens[1:])

    def otherwise(self, action: Action) -> None:
        """`else`, `else if x`, `else with x`: the branch before it ends here."""
        if not self.blocks:
            return
        block = self.blocks[-1]
        self.finish(block, self.line_of(action.start))
        block.scope = (block.scope.outer or self.top).inside()
        if len(action.tokens) > 1:
            self.head(block, action.tokens[1].text, action.tokens[2:])

    def head(self, block: _Block, word: str, tokens: tuple[Token, ...]) -> None:
        """Read `if x`, `with $v := x`, `range $k, $v := x`."""
        names, expression = _declared(tokens)
        meaning = self.evaluator.pipeline(parse(expression), block.scope)
        block.via = _VIA_HEAD.get(word, "helm-condition")
        block.heads = list(meaning.all_uses())
        if word == "with":
            block.scope.dot = meaning.main
        elif word == "range":
            block.scope.dot = (
                step(meaning.main, (EACH,)) if isinstance(meaning.main, tuple) else None
            )
        if names:
            bound = meaning if word != "range" else Meaning(main=block.scope.dot, uses=meaning.uses)
            block.scope.variables[names[-1]] = bound

    def finish(self, block: _Block, end: int) -> None:
        """Give the uses at the head of a branch that ends on line `end`."""
        for use in block.heads:
            self.use(use, via=block.via, until=max(end, self.line_of(use.start)))
        block.heads = []

    def close(self, line: int) -> None:
        if not self.blocks:
            return
        block = self.blocks[-1]
        self.finish(block, line)
        self.blocks.pop()
        if block.word in ("define", "block"):
            self.facts.append(
                Symbol(name=block.define, line=block.line, end_line=line, what="template")
            )
            self.define_of.update(dict.fromkeys(range(block.line, line + 1), block.define))

    def render(self, action: Action) -> None:
        """Read an action that renders text or sets a variable."""
        calls = len(self.evaluator.calls)
        names, expression = _declared(action.tokens)
        meaning = self.evaluator.pipeline(parse(expression), self.scope)
        if names:
            if any(token.text == ":=" for token in action.tokens):
                self.scope.variables[names[-1]] = meaning
            else:
                self.scope.assign(names[-1], meaning)
            for use in meaning.all_uses():
                self.use(use, via="helm-variable")
            return
        line = self.line_of(action.start)
        here = self.lines[line - 1]
        for call in self.evaluator.calls[calls:]:
            self.facts.append(
                TemplateCall(
                    name=call.name,
                    line=line,
                    end_line=line,
                    symbol=self.define,
                    context=value_path(call.context),
                    section=self.section_of.get(line, ""),
                    services=self.services(line),
                )
            )
        if here.is_comment or _is_silent(action):
            return
        target = self.target(here, action.start, line)
        main = meaning.main
        partial = bool(_AROUND.search(here.value)) or _is_formatted(action)
        for use in meaning.all_uses():
            default = meaning.default if use.path == main else None
            via: Via = "helm-fallback" if use.fallback else "helm-template"
            self.use(use, via=via, target=target, value=default, partial=partial)

    def target(self, here: Line, start: int, line: int) -> str:
        """Return the key that an action at `start` gives a value to: one behind it on the line is
        none.
        """
        if here.key and start - self.starts[line - 1] < here.column:
            return here.parent
        if not here.key and program_of(self.define):
            return directive_on(self.blank[line - 1]) or here.parent
        return here.target

    def use(
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
        line = self.line_of(use.start)
        if target:
            self.fed.add((line, target))
        self.facts.append(
            ConfigUse(
                name=name,
                line=line,
                end_line=line,
                symbol=self.define,
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
    """Tell whether an action puts text around a value: `printf "http://%s" .Values.host`."""
    pairs = zip(action.tokens, action.tokens[1:], strict=False)
    formats = [
        after.text for token, after in pairs if token.text == "printf" and after.kind == "string"
    ]
    return any(_DIRECTIVE.sub("", form).strip("\"`' ") for form in formats)


def _is_silent(action: Action) -> bool:
    """Tell whether an action renders no text."""
    if not action.tokens:
        return True
    first = action.tokens[0]
    return first.text in (*_BLOCKS, "else", "end", "break", "continue", "fail") or (
        first.kind == "variable" and any(t.text in (":=", "=") for t in action.tokens[1:4])
    )


def _declared(tokens: tuple[Token, ...]) -> tuple[list[str], tuple[Token, ...]]:
    """Return the variables that `$a, $b := x` sets, and the tokens of x."""
    for number, token in enumerate(tokens[:4]):
        if token.text in (":=", "=") and token.kind == "mark":
            return [t.text for t in tokens[:number] if t.kind == "variable"], tokens[number + 1 :]
    return [], tokens


def program_of(define: str) -> ServerProgram | None:
    """Return whose configuration a `define` holds, judged by its name."""
    programs: tuple[ServerProgram, ...] = ("squid", "nginx")
    return next((program for program in programs if program in define.lower()), None)


def directive_on(text: str) -> str:
    """Return the name of the directive on a line of nginx's or squid's configuration; empty if
    there is none.
    """
    name = text.strip(" \t").partition(" ")[0]
    return name.rstrip(";") if re.fullmatch(r"[a-z][a-z_]+;?", name) else ""
