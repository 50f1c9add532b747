"""What a shell says of a script (`/entrypoint.sh: line 38: /etc/x.conf: Read-only file system`) ->
that line of it.

Not here: what scripts print themselves (`messages.py`).
"""

# ruff: noqa: E501 - tables stay whole

from __future__ import annotations

from ctxkit.ask.locate.candidates import Candidate, LocateContext, point_at
from ctxkit.dify.programs import HOMES
from ctxkit.logline.patterns import LazyPattern
from ctxkit.model import Confidence

_COMPLAINT = LazyPattern(
    r"^(?:(?:ba|da|a)?sh: )?((?:[\w.@-]{0,80}/){0,12}[\w.@-]{1,80}\.sh): (?:line )?(\d{1,5}): (.{1,1000})",
    hint=".sh: ",
)
_WORD = LazyPattern(r"[A-Za-z_/$][\w./-]{2,120}")
_SAID = frozenset((
    "not", "found", "command", "syntax", "error", "unexpected", "token", "near", "file", "such", "directory", "permission", "denied",
    "warning", "cannot", "unbound", "variable", "read-only", "system", "bad", "substitution", "illegal", "option", "invalid", "numeric",
    "argument", "arguments", "expected", "line", "killed", "terminated", "segmentation", "fault", "core", "dumped", "aborted",
))  # fmt: skip
"""Words of the shell's own messages, which tell nothing of the script."""

_NEAR = 12


def resolve_script(asked: LocateContext) -> list[Candidate]:
    """Return the line of the script that the shell names, or the one near it that has the words of
    the complaint.
    """
    found = _COMPLAINT.match(asked.event.line.message[:2_000])
    if not found:
        return []
    path, number = found[1], int(found[2])
    words = {w[0] for w in _WORD.finditer(found[3])} - _SAID
    words = {word for word in words if word.lower() not in _SAID}
    homes = HOMES.get(asked.event.line.service, ())
    files = [f for f in asked.index.files(base=path.rpartition("/")[2]) if not f.test]
    files = [
        f for f in files if any(f.repo == r and f.path.startswith(d) for r, d in homes)
    ] or files
    leads: list[Candidate] = []
    for file in files[:12]:
        lines = asked.sources.lines(file.repo, file.path)
        near = range(max(1, number - _NEAR), min(len(lines), number + _NEAR) + 1)
        told = {n: sum(word in lines[n - 1] for word in words) for n in near}
        best = max(near, key=lambda n: (told[n], -abs(n - number)), default=0)
        if best and told[best]:
            sure: Confidence = "high" if best == number else "medium"
            score = 44.0 + min(4.0, told[best]) - abs(best - number) / 4
            why = f"the script has these words at line {best}"
        elif len(files) == 1 and number <= len(lines):
            best, sure, score, why = (
                number,
                "medium" if words == set() else "low",
                30.0,
                f"line {number} of the script",
            )
        else:
            continue
        fact = point_at(None, file.repo, file.path, best)
        leads.append(
            Candidate(fact=fact, score=score, sure=sure, why=(f"the shell failed here: {why}",))
        )
    leads.sort(key=lambda lead: -lead.score)
    if len(leads) > 1 and leads[0].score - leads[1].score < 1.0:
        leads = [Candidate(fact=x.fact, score=x.score, sure="low", why=x.why) for x in leads]
    return leads
