"""The head of a bundle: the answer in lines, most needed first.

Not here: the lines of hits (`hit_lines.py`, `topic_lines.py`) and of one setting
(`setting_lines.py`), the source (`packing.py`), JSON (`output/json_form.py`), the verdict that a
terminal shows (`output/verdict/`).
"""

from __future__ import annotations

from collections.abc import Iterator

from ctxkit.bundle.cause_rows import known_cause_lines, way_places
from ctxkit.bundle.head_form import HeadForm
from ctxkit.bundle.hit_lines import hit_lines
from ctxkit.bundle.setting_lines import key_lines, related_line
from ctxkit.bundle.subject_lines import subject_lines
from ctxkit.model import Checkout, Finding
from ctxkit.output.versions import cited_versions, needed_versions
from ctxkit.text.code import in_backticks
from ctxkit.text.untrusted import note_quoted
from ctxkit.text.wording import CERTAIN_MATCHES, match_words, short

_MAX_NOTE_CHARS = 400
_COMMIT_CHARS = 10


def title(finding: Finding) -> str:
    """Return the question in one line; pasted text is quoted elsewhere."""
    command = f"ctxkit {finding.question.command}"
    if finding.question.pasted:
        return command
    return f"{command} {short(finding.query)}".rstrip()


def summary_lines(finding: Finding, form: HeadForm) -> list[str]:
    """Return the lines of the answer: what was found, where it is, the versions of the sources."""
    lines = list(_head_lines(finding))
    versions = list(_version_lines(finding))
    if _is_uncertain(finding):
        lines += versions
    lines += subject_lines(finding, form.lang, compact=form.compact)
    if finding.question.hits_hold_settings:
        from ctxkit.bundle.topic_lines import topic_lines  # only `find` gets here

        lines += topic_lines(finding, form)
    else:
        if not finding.tables and not finding.is_whole:  # whose hits are places of it
            lines += hit_lines(finding, form)
        named = [place.location for place in way_places(finding)]
        for key in finding.keys:
            if finding.question.full_settings:
                absent = form.absent.get(key.name, ())
                lines += key_lines(
                    key,
                    form.texts,
                    form.quotes,
                    absent=absent,
                    chains=not form.is_brief,
                    diagram=form.diagram,
                    lang=form.lang,
                )
            else:
                lines.append(related_line(key, form.quotes, form.lang, named))
    return lines if _is_uncertain(finding) else [*lines, *versions]


def _is_uncertain(finding: Finding) -> bool:
    """Return whether a version may differ from what runs: a reader must know that first."""
    return any(each.match not in CERTAIN_MATCHES for each in needed_versions(finding))


def _head_lines(finding: Finding) -> Iterator[str]:
    yield f"- confidence: {finding.confidence}"
    if not finding.has_answer:
        yield "- nothing in these repositories answers this"
    yield from known_cause_lines(finding)
    for note in finding.notes:
        yield f"- note: {note_quoted(short(note, _MAX_NOTE_CHARS))}"
    if finding.suggestions:
        names = (in_backticks(short(name)) for name in finding.suggestions)
        yield f"- nearest names: {', '.join(names)}"


def _version_lines(finding: Finding) -> Iterator[str]:
    cited = cited_versions(finding)
    named = [_version(each, is_cited=each in cited) for each in needed_versions(finding)]
    if named:
        yield f"- versions: {', '.join(named)}"


def _version(checkout: Checkout, *, is_cited: bool) -> str:
    match = match_words(checkout.match)
    commit = checkout.commit[:_COMMIT_CHARS]
    if checkout.match in CERTAIN_MATCHES or not is_cited:
        return f"{checkout.repo} {checkout.version} ({match})"
    return f"{checkout.repo} {checkout.version} ({match}, {commit})"
