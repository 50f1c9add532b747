"""Celery's lines -> the task function. Not here: other messages of the worker."""

from __future__ import annotations

from ctxkit.ask.locate.candidates import Candidate, LocateContext, definitions
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Confidence, Task

_LINES = (
    LazyPattern(r"[Tt]ask:? ['\"]?([A-Za-z_][\w.]{2,200})\[[0-9a-f-]{0,36}", hint="ask"),
    LazyPattern(
        r"unregistered task of type ['\"]([A-Za-z_][\w.]{2,200})", hint="unregistered task"
    ),
    LazyPattern(
        r"(?:NotRegistered|KeyError): ['\"]([A-Za-z_]\w{0,80}(?:\.\w{1,80}){1,8})['\"]",
        hint="NotRegistered|KeyError",
    ),
    LazyPattern(r"Sending due task \S{1,200} \(([A-Za-z_][\w.]{2,200})\)", hint="Sending due task"),
    LazyPattern(r"['\"]task['\"]: ?['\"]([A-Za-z_]\w{0,80}(?:\.\w{1,80}){1,8})['\"]", hint="task"),
    LazyPattern(
        r"^\s*\. ([A-Za-z_]\w{0,80}(?:\.\w{1,80}){1,8})$", hint=". "
    ),  # the list of tasks at the worker's start
)


def task_name(message: str) -> str:
    """Return the name of the task that one of Celery's own lines speaks of, or an empty string."""
    head = message[:4_000]
    if "ask" not in head and not head.lstrip().startswith(". "):
        return ""
    return next((m[1] for m in (p.search(head) for p in _LINES) if m), "")


def resolve_task(asked: LocateContext) -> list[Candidate]:
    """Return the function of the task that the line names."""
    name = task_name(asked.event.line.message)
    if not name:
        return []
    found = asked.index.named(Task, name)
    why = f"Celery task {name}"
    if not found:
        found = asked.index.named(Task, *_spellings(name))
        why = f"Celery task {name}, under a name that ends so"
    leads = []
    for task in found:
        queue = f"; queue {task.queue}" if task.queue else ""
        sure: Confidence = "high" if len(found) == 1 else "medium"
        leads.append(Candidate(fact=task, score=58.0, sure=sure, why=(why + queue,)))
    return leads or _by_module(asked, name)


def _spellings(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[n:]) for n in range(1, len(parts))] + [f"api.{name}"]


def _by_module(asked: LocateContext, name: str) -> list[Candidate]:
    """A task whose decorator was not understood is still the function of that name in that module."""
    module, _, function = name.rpartition(".")
    path = module.replace(".", "/") + ".py"
    leads = []
    for file in asked.index.files(base=path.rpartition("/")[2]):
        if file.test or not f"/{file.path}".endswith(f"/{path}"):
            continue
        for symbol in definitions(asked.index, file.repo, file.path):
            if symbol.name == function:
                leads.append(
                    Candidate(
                        fact=symbol,
                        score=50.0,
                        sure="medium",
                        why=(f"function {function} of module {module}",),
                    )
                )
    if not leads:
        asked.notes.append(f"no Celery task {name} in these repositories")
    return leads
