"""An error of the repositories' own, by its class -> where it is raised and defined.

Not here: where its message is made (`messages.py`).
"""

from __future__ import annotations

from ctxkit.ask.locate.candidates import Candidate, LocateContext
from ctxkit.model import Confidence, Raise, Symbol

_MOST = 6


def resolve_error(asked: LocateContext) -> list[Candidate]:
    """Return the raise sites and the definition of the class that an error line names, with its
    module or alone.

    They matter where no message tells more, so that they stand below what a message leads to.
    """
    if not asked.event.errors:
        return []
    module, _, name = asked.event.errors[-1].error.rpartition(".")
    path = "/" + module.replace(".", "/")
    classes = [
        s
        for s in asked.index.named(Symbol, name)
        if s.what == "class" and not s.test and (not module or _module_of(s).endswith(path))
    ]
    if not classes or (not module and len(classes) > 1):
        return []  # of a name alone only one class can be meant
    repos = {s.repo for s in classes}
    raised = [r for r in asked.index.named(Raise, name) if r.repo in repos and not r.test]
    sure: Confidence = "medium" if module else "low"
    leads = [
        Candidate(fact=c, score=14.0, sure=sure, why=(f"{name} is defined here",))
        for c in classes[:2]
    ]
    for n, fact in enumerate(raised[:_MOST]):
        only = len(raised) == 1
        why = f"{name} is raised here" + (
            " and nowhere else" if only else f", one of {len(raised)} places that do"
        )
        score = 15.0 if only else 13.0 - n / 10
        leads.append(Candidate(fact=fact, score=score, sure=sure if only else "low", why=(why,)))
    return leads


def _module_of(symbol: Symbol) -> str:
    return f"/{symbol.path}".removesuffix(".py").removesuffix("/__init__")
