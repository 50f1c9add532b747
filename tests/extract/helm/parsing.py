"""Templates that a test writes itself."""

from __future__ import annotations

from ctxkit.extract.helm.actions import Action, Operand, Pipeline, actions, parse
from ctxkit.extract.helm.evaluate import Evaluator
from ctxkit.extract.helm.reader import TemplateReader
from ctxkit.extract.helm.scope import Meaning, Scope
from ctxkit.extract.helm.text import blanked

TOP = Scope(dot=(), root=())


def action(expression: str) -> Action:
    [found] = actions("{{ " + expression + " }}")
    return found


def pipeline(expression: str) -> Pipeline:
    return parse(action(expression).tokens)


def operand(expression: str) -> Operand:
    return pipeline(expression).commands[0][0]


def meaning(expression: str, scope: Scope = TOP) -> Meaning:
    return Evaluator().pipeline(pipeline(expression), scope)


def blank(text: str) -> list[str]:
    return blanked(text, actions(text), set())


def template(text: str) -> TemplateReader:
    reader = TemplateReader(text, {})
    reader.read()
    return reader
