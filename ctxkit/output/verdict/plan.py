"""The verdict on an upgrade: what stops it, what to back up, what it does to the database, what the
way back loses.

Not here: the rest of the plan, which a bundle and the details have.
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.model import Finding
from ctxkit.model.plans import SectionName, UpgradePlan
from ctxkit.output.plan_words import verdict_words
from ctxkit.output.verdict.lines import MAY, MUST, SHOULD, AnswerVerdict, Tone, VerdictLine
from ctxkit.text.wording import counted

_MAX_STOPS = 3
_WORST = ("removes data", "rewrites", "writes", "scans", "builds index")


def plan_verdict(finding: Finding) -> AnswerVerdict:
    """Return the verdict on the plan of an answer."""
    [plan, *_] = finding.plans
    lines = [
        *_stops(plan),
        VerdictLine(label="Unknown", items=_subjects(plan), need=MUST),
        VerdictLine(label="Back up", items=_backups(plan), need=MUST),
        VerdictLine(label="Files", items=_to_change(plan)),
        VerdictLine(label="Images", items=_texts(plan, "images"), need=MAY),
        VerdictLine(label="Database", text=_texts(plan, "database")[0], need=MUST),
        VerdictLine(label="Locked", items=plan.locked),
        *_long(plan),
        VerdictLine(label="Rollback", text=_rollback(plan), need=SHOULD),
    ]
    return AnswerVerdict(
        title=f"upgrade {plan.old} to {plan.new}",
        word=verdict_words(plan),
        tone=_tone(plan),
        is_word_first=False,
        lines=tuple(line for line in lines if line.text or line.items),
    )


def _tone(plan: UpgradePlan) -> Tone:
    if plan.marked("stop"):
        return "bad"
    return "doubtful" if plan.marked("unknown") else "good"


def _stops(plan: UpgradePlan) -> Iterator[VerdictLine]:
    stops = plan.marked("stop")
    for row in stops[:_MAX_STOPS]:
        yield VerdictLine(label="Stop", text=row.text, need=MUST)
    more = len(stops) - _MAX_STOPS
    if more > 0:
        yield VerdictLine(label="Stop", text=f"{counted(more, 'more stop sign')}: -v", need=MUST)


def _subjects(plan: UpgradePlan) -> tuple[str, ...]:
    """Return of what something could not be told: the name of a backup, or the section."""
    return tuple(
        dict.fromkeys(
            row.name or section.title
            for section in plan.sections
            for row in section.marked("unknown")
        )
    )


def _backups(plan: UpgradePlan) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.name for row in plan.section("back-up").rows if row.name))


def _to_change(plan: UpgradePlan) -> tuple[str, ...]:
    return tuple(row.text for row in plan.section("your-files").marked("do"))


def _texts(plan: UpgradePlan, name: SectionName) -> tuple[str, ...]:
    return tuple(row.text for row in plan.section(name).rows)


def _rollback(plan: UpgradePlan) -> str:
    """Return what a downgrade does, or else the first thing that is said of the way back."""
    rows = plan.section("rollback").rows
    return next((row.text for row in rows if row.name), rows[0].text)


def _long(plan: UpgradePlan) -> Iterator[VerdictLine]:
    """Yield the tables on which something takes time, by what is done to them."""
    found: dict[str, list[str]] = {}
    for migration in plan.migrations:
        for table, _, work in migration.costs:
            if work and table not in found.setdefault(work, []):
                found[work].append(table)
    for work, tables in sorted(found.items(), key=lambda each: _WORST.index(each[0])):
        yield VerdictLine(label="Long", text=f"{work}: {', '.join(tables)}", rows=1)
