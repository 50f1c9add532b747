"""Notes on a log besides its events: its version, its time zones, lines that were not read.

Not here: how versions are compared (`log_versions.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ctxkit.ask.triage.block_reader import MAX_LINE_BYTES
from ctxkit.ask.triage.log_versions import Fit
from ctxkit.ask.triage.tally import Tally
from ctxkit.dify.repositories import Repository, missing_in_words

MIN_LINE_NUMBERS = 3
"""Line numbers of a repository in the log that say something of its version; one or two may agree,
or not, by chance.
"""

MIN_FITTING_SHARE = 0.9
"""Share of the line numbers that fit the version that wrote the log: code may have been patched."""

_MAX_ZONES = 5


def notes_on(
    tally: Tally, fits: Sequence[Fit], missing: Sequence[Repository] = (), *, stopped: bool
) -> tuple[str, ...]:
    """Return the notes on a log, the most important first; `missing` are repositories that may have
    written what no statement matches.
    """
    return tuple(_notes(tally, fits, missing, stopped=stopped))


def _notes(
    tally: Tally, fits: Sequence[Fit], missing: Sequence[Repository], *, stopped: bool
) -> Iterator[str]:
    if stopped:
        yield f"interrupted: only the first {tally.lines:,} lines were read"
    if words := missing_in_words(missing):
        yield f"{words}: their lines are matched to no statement"
    for repo in dict.fromkeys(fit.repo for fit in fits):
        yield from _version_note([fit for fit in fits if fit.repo == repo])
    yield from _zone_notes(tally.zones)
    if tally.cut:
        cut = f"{tally.cut} lines are longer than {MAX_LINE_BYTES:,} bytes"
        yield f"{cut}; only their beginnings were read"
    if tally.others:
        yield f"{tally.others} events of rare patterns are grouped together"


def _version_note(fits: Sequence[Fit]) -> Iterator[str]:
    """Report that a log is from another version than the workspace; `fits` are of one repository,
    the best first.
    """
    best = fits[0]
    now = next(fit for fit in fits if fit.current)
    if best.of < MIN_LINE_NUMBERS:
        return
    if best.fits > now.fits:
        version = best.version or best.commit[:10]
        yield (
            f"{best.repo}: the log is probably from {version}, not {now.version}: "
            f"{best.fits} of {best.of} line numbers match that version, {now.fits} this one"
            f"{best.hint}"
        )
    elif now.fits < MIN_FITTING_SHARE * now.of:
        yield (
            f"{best.repo}: only {now.fits} of {now.of} line numbers match {now.version}; "
            "the log is probably from another version"
        )


def _zone_notes(zones: Mapping[str, int]) -> Iterator[str]:
    """Report how times of several zones were put in order."""
    ranked = sorted(zones.items(), key=lambda item: (-item[1], item[0]))
    names = [zone for zone, _ in ranked if zone]
    if all(zone == "+00:00" for zone in names):
        return
    yield f"times are shown in UTC; the log writes them in {', '.join(names[:_MAX_ZONES])}"
    if zones.get(""):
        yield f"times without a zone are read as UTC: {zones['']:,} of {sum(zones.values()):,}"
