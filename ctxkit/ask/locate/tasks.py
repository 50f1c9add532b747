"""Celery's lines -> the task function. Not here: other messages of the worker."""

from __future__ import annotations

from ctxkit.ask.locate import weights
from ctxkit.ask.locate.candidates import Candidate, LocateContext, Resolution, definitions
from ctxkit.index.reader import FileEntry
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Confidence, Symbol, Task

_MAX_MESSAGE_CHARS = 4_000
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
    # The list of tasks at the worker's start.
    LazyPattern(r"^\s*\. ([A-Za-z_]\w{0,80}(?:\.\w{1,80}){1,8})$", hint=". "),
)


def task_name(message: str) -> str:
    """Return the name of the task that one of Celery's own lines names, or an empty string."""
    head = message[:_MAX_MESSAGE_CHARS]
    if "ask" not in head and not head.lstrip().startswith(". "):
        return ""
    found = (pattern.search(head) for pattern in _LINES)
    return next((match[1] for match in found if match), "")


def resolve_task(context: LocateContext) -> Resolution:
    """Return the function of the task that the line names."""
    name = task_name(context.line.message)
    if not name:
        return Resolution()
    found = context.index.named(Task, name)
    why = f"Celery task {name}"
    if not found:
        found = context.index.named(Task, *_other_names(name))
        why = f"Celery task {name}, registered with another prefix"
    if not found:
        return _by_module(context, name)
    confidence: Confidence = "high" if len(found) == 1 else "medium"
    return Resolution(
        candidates=[
            Candidate(
                fact=task,
                score=weights.TASK,
                confidence=confidence,
                why=(f"{why}; queue {task.queue}" if task.queue else why,),
            )
            for task in found
        ]
    )


def _other_names(name: str) -> list[str]:
    """Return the names under which another folder of imports has the same task."""
    parts = name.split(".")
    return [".".join(parts[n:]) for n in range(1, len(parts))] + [f"api.{name}"]


def _by_module(context: LocateContext, name: str) -> Resolution:
    """Return the function of that name in that module: a decorator may be of an unknown kind."""
    module, _, function = name.rpartition(".")
    path = module.replace(".", "/") + ".py"
    candidates = [
        Candidate(
            fact=symbol,
            score=weights.TASK_BY_MODULE,
            confidence="medium",
            why=(f"function {function} of module {module}",),
        )
        for file in context.index.files(base=path.rpartition("/")[2])
        if f"/{file.path}".endswith(f"/{path}")
        for symbol in _functions(context, file, function)
    ]
    if candidates:
        return Resolution(candidates=candidates)
    return Resolution(notes=[f"no Celery task {name} in the indexed repositories"])


def _functions(context: LocateContext, file: FileEntry, name: str) -> list[Symbol]:
    if file.test:
        return []
    return [s for s in definitions(context.index, file.repo, file.path) if s.name == name]
