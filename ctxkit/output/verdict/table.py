"""The verdict on a table of the database: whose rows they are, what its states are, who writes it,
which query looks at it.

Not here: the words (`output/table_words.py`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.model import Finding
from ctxkit.model.tables import TableAnswer
from ctxkit.output.table_words import column_facts, scope_words, title_words
from ctxkit.output.verdict.lines import MAY, MUST, SHOULD, AnswerVerdict, VerdictLine
from ctxkit.text.wording import counted

_MAX_STATES = 3


def table_verdict(finding: Finding) -> AnswerVerdict:
    """Return the verdict on the table of an answer."""
    [answer, *_] = finding.tables
    lines = [
        VerdictLine(label="Tenant", text=scope_words(answer), need=MUST),
        *_states(answer),
        VerdictLine(label="Errors", text=", ".join(answer.errors), rows=1),
        VerdictLine(label="Look", text=answer.query, need=MUST, rows=6),
        VerdictLine(label="Columns", items=tuple(column.name for column in answer.columns)),
        *_history(answer),
        VerdictLine(label="Written", items=tuple(p.symbol or p.path for p in answer.writers)),
        VerdictLine(label="Read", items=tuple(p.symbol or p.path for p in answer.readers)),
        *(VerdictLine(label="Note", text=note) for note in (*answer.notes, *finding.notes)),
    ]
    return AnswerVerdict(
        title=title_words(answer),
        word="dropped" if answer.dropped else counted(len(answer.columns), "column"),
        tone="bad" if answer.dropped else "good",
        is_word_first=False,
        lines=tuple(line for line in lines if line.text or line.items),
    )


def _states(answer: TableAnswer) -> Iterator[VerdictLine]:
    columns = {column.name: column for column in answer.columns}
    for name in answer.states[:_MAX_STATES]:
        kind, *facts = column_facts(columns[name])
        yield VerdictLine(label="State", items=(f"{name}: {kind}", *facts), need=SHOULD)


def _history(answer: TableAnswer) -> Iterator[VerdictLine]:
    if answer.migrations:
        last = answer.migrations[-1]
        items = filter(None, (last.since, last.date, last.revision, *last.did))
        yield VerdictLine(label="Changed", items=tuple(items), need=MAY)
