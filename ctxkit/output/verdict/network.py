"""The verdict on a service or a queue of a deployment.

Not here: a map, of which a terminal shows all links (`output/terminal.py`), the words
(`output/map_words.py`).
"""

from __future__ import annotations

from collections.abc import Iterable

from ctxkit.model import Finding
from ctxkit.model.maps import QueueAnswer, ServiceAnswer
from ctxkit.output.map_words import (
    image_words,
    link_rows,
    name_words,
    service_facts,
    task_words,
    worker_words,
)
from ctxkit.output.verdict.lines import MAY, MUST, SHOULD, AnswerVerdict, Tone, VerdictLine
from ctxkit.text.wording import counted, prefixed

LABELS = {
    "not started": "Not started",
    "ports": "Ports",
    "health check": "Health",
    "volumes": "Volumes",
    "database": "Database",
    "queues": "Queues",
    "settings": "Settings",
    "outside": "Outside",
}
_NEEDED = ("Not started", "Ports", "Settings")
_MAX_TASKS = 3
_GOOD: Tone = "good"
_BAD: Tone = "bad"
_DOUBTFUL: Tone = "doubtful"


def network_verdict(finding: Finding) -> AnswerVerdict:
    """Return the verdict on the service or the queue of an answer."""
    if finding.services:
        return _of_service(finding.services[0], finding.notes)
    return _of_queue(finding.queues[0], finding.notes)


def _of_service(answer: ServiceAnswer, notes: Iterable[str]) -> AnswerVerdict:
    name = answer.service.name
    calls = link_rows(link for link in answer.links if link.caller == name)
    called = link_rows(link for link in answer.links if link.caller != name)
    callees = dict.fromkeys(row.callee + prefixed(" ", row.port) for row in calls)
    callers = dict.fromkeys(row.callers for row in called)
    facts = {label: words for label, words in service_facts(answer) if label in LABELS}
    lines = [
        VerdictLine(label="Calls", items=tuple(callees), need=MUST),
        VerdictLine(label="Called by", items=tuple(callers), need=MUST),
        *(
            VerdictLine(
                label=LABELS[label],
                text=words,
                need=MUST if LABELS[label] in _NEEDED else SHOULD,
            )
            for label, words in facts.items()
        ),
        *(VerdictLine(label="Note", text=note) for note in (*answer.notes, *notes)),
    ]
    word, tone = counted(len(answer.links), "link"), _GOOD
    if answer.is_off:
        word, tone = "not started", _BAD
    return AnswerVerdict(
        title=f"{name_words(name)}: {image_words(answer.service)}",
        word=word,
        tone=tone,
        is_word_first=False,
        lines=tuple(line for line in lines if line.text or line.items),
    )


def _of_queue(answer: QueueAnswer, notes: Iterable[str]) -> AnswerVerdict:
    lines = [
        VerdictLine(label="Read by", text=worker_words(answer), need=MUST),
        *(
            VerdictLine(label="Task", text=task_words(task), need=MAY)
            for task in answer.tasks[:_MAX_TASKS]
        ),
        *(VerdictLine(label="Note", text=note) for note in (*answer.notes, *notes)),
    ]
    word, tone = "read by nobody", _BAD
    if answer.workers:
        word, tone = "read by a worker", _GOOD
    elif answer.unknown:
        word, tone = "readers not known", _DOUBTFUL
    return AnswerVerdict(
        title=f"queue {name_words(answer.name)}, {counted(len(answer.tasks), 'task')}",
        word=word,
        tone=tone,
        is_word_first=False,
        lines=tuple(line for line in lines if line.text),
    )
