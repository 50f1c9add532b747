"""The verdict on a topic: what was found, by the part of Dify that it belongs to.

Not here: which part that is (`dify/subjects.py`), the list in order of likeness (`bundle/`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.dify.subjects import OTHER, subject_of
from ctxkit.model import ConfigKey, ConfigUse, Finding, Hit, KeyAnswer, Symbol
from ctxkit.output.verdict.lines import MAY, MUST, SHOULD, AnswerVerdict, VerdictLine
from ctxkit.output.verdict.setting import EFFECTS
from ctxkit.output.verdict.statement import TONES
from ctxkit.output.verdict.values import shown_value
from ctxkit.text.locations import at_version
from ctxkit.text.wording import counted, prefixed, short

_MAX_GROUPS = 7
_MAX_VALUE_CHARS = 24
_MAX_HITS = 30  # the best: a group of the others would only be noise


def topic_verdict(finding: Finding) -> AnswerVerdict:
    """Return the verdict on a topic: its hits by subject, the subject of the best hit first."""
    keys = {key.name: key for key in finding.keys}
    groups: dict[str, dict[str, Hit]] = {}
    for hit in finding.hits[:_MAX_HITS]:
        groups.setdefault(subject_of_hit(hit), {}).setdefault(hit.fact.name, hit)
    # What belongs nowhere is last, whatever its rank.
    order = sorted(groups, key=lambda subject: subject == OTHER)
    lines = [
        VerdictLine(
            label=_capital(subject),
            items=tuple(_named(hit, keys.get(name)) for name, hit in groups[subject].items()),
            need=SHOULD if number < _MAX_GROUPS else MAY,
        )
        for number, subject in enumerate(order)
    ]
    lines += [VerdictLine(label="Note", text=note, need=SHOULD) for note in finding.notes]
    lines.append(VerdictLine(label="Next", text=_next(finding), need=MUST))
    return AnswerVerdict(
        title=_title(finding),
        word=finding.confidence,
        tone=TONES[finding.confidence],
        lines=tuple(line for line in lines if line.text or line.items),
    )


def subject_of_hit(hit: Hit) -> str:
    """Return the part of Dify that a hit belongs to."""
    fact = hit.fact
    name = fact.name if isinstance(fact, ConfigKey | ConfigUse) else ""
    return subject_of(name, fact.repo, fact.path)


def _title(finding: Finding) -> str:
    settings = len(finding.keys)
    others = sum(1 for hit in finding.hits if not isinstance(hit.fact, ConfigKey | ConfigUse))
    counts = ((settings, "setting"), (others, "other place"))
    words = [counted(count, what) for count, what in counts if count]
    return " and ".join(words) + prefixed(" for: ", short(finding.query))


def _capital(subject: str) -> str:
    return subject[:1].upper() + subject[1:]


def _named(hit: Hit, key: KeyAnswer | None) -> str:
    if key is not None:
        text = key.name
        if key.default is not None:
            text += f" = {short(shown_value(key, key.default), _MAX_VALUE_CHARS)}"
        return text if key.status == "live" else f"{text} ({EFFECTS[key.status][0]})"
    fact = hit.fact
    if isinstance(fact, Symbol) and fact.value:
        return f"{short(fact.name)} = {short(fact.value, _MAX_VALUE_CHARS)}"
    return short(fact.name)


def _next(finding: Finding) -> str:
    names: Sequence[str] = [key.name for key in finding.keys]
    hits = [hit.fact.name for hit in finding.hits if hit.fact.name in names]
    command = f"ctxkit explain {(hits or names)[0]}" if names else ""
    return at_version(command, finding.asked_version) if command else ""
