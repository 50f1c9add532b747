"""An error of the repositories' own, by its class -> where it is raised and defined.

Not here: where its message is made (`messages.py`).
"""

from __future__ import annotations

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, Resolution, without_tests
from ctxkit.model import Confidence, Raise, Symbol

_MAX_RAISED = 6
_MAX_CLASSES = 2


def resolve_error(context: LocateContext) -> Resolution:
    """Return where the class that an error line names, with its module or alone, is raised and
    defined.

    It ranks below places found by their message, which is better evidence.
    """
    if context.error is None:
        return Resolution()
    module, _, name = context.error.error.rpartition(".")
    classes = _classes(context, module, name)
    if not classes:
        return Resolution()  # such as ValueError, which thousands of lines raise
    if len(classes) > 1 and not module:
        return Resolution()  # a name alone can only mean the one class of that name
    confidence: Confidence = "medium" if module else "low"
    definitions = [
        Candidate(
            fact=fact,
            score=weights.ERROR_CLASS,
            confidence=confidence,
            why=(f"{name} is defined here",),
        )
        for fact in classes[:_MAX_CLASSES]
    ]
    repos = {fact.repo for fact in classes}
    raised = [r for r in without_tests(context.index.named(Raise, name)) if r.repo in repos]
    return Resolution(candidates=[*definitions, *_raised(raised, name, confidence)])


def _classes(context: LocateContext, module: str, name: str) -> list[Symbol]:
    named = without_tests(context.index.named(Symbol, name))
    classes = [symbol for symbol in named if symbol.what == "class"]
    if not module:
        return classes
    path = "/" + module.replace(".", "/")
    return [symbol for symbol in classes if _module_of(symbol).endswith(path)]


def _module_of(symbol: Symbol) -> str:
    return f"/{symbol.path}".removesuffix(".py").removesuffix("/__init__")


def _raised(raised: list[Raise], name: str, confidence: Confidence) -> list[Candidate]:
    if len(raised) == 1:
        return [
            Candidate(
                fact=raised[0],
                score=weights.RAISED_ONCE,
                confidence=confidence,
                why=(f"{name} is raised here and nowhere else",),
            )
        ]
    return [
        Candidate(
            fact=fact,
            score=weights.RAISED - weights.NEXT_RAISED * place,
            confidence="low",
            why=(f"{name} is raised here (one of {len(raised)} places)",),
        )
        for place, fact in enumerate(raised[:_MAX_RAISED])
    ]
