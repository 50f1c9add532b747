"""Notes say what a reader of the counts must know, and nothing where all is as usual."""

from __future__ import annotations

from collections import Counter

import pytest

from ctxkit.ask.triage.log_versions import Fit
from ctxkit.ask.triage.notes import notes_on
from ctxkit.ask.triage.tally import Tally


def fit(fits: int, of: int, version: str = "1.2.0", *, repo: str = "dify", **more: object) -> Fit:
    commit = "0123456789abcdef"
    found = {"repo": repo, "version": version, "commit": commit, "fits": fits, "of": of, **more}
    return Fit(**found)  # type: ignore[arg-type]


def notes(*fits: Fit, **counts: object) -> tuple[str, ...]:
    return notes_on(Tally(**counts), fits, stopped=False)  # type: ignore[arg-type]


def test_nothing_to_note() -> None:
    assert notes() == ()
    assert notes(fit(9, 9, current=True), zones=Counter({"+00:00": 3, "": 0})) == ()


def test_an_interrupted_log_is_noted_first() -> None:
    tally = Tally(lines=12_345, cut=2, others=3)
    assert notes_on(tally, [], stopped=True) == (
        "interrupted: only the first 12,345 lines were read",
        "2 lines are longer than 16,000 bytes; only their beginnings were read",
        "3 events of rare patterns are grouped together",
    )


def test_one_cut_line_and_one_rare_event_are_noted() -> None:
    assert len(notes(cut=1)) == len(notes(others=1)) == 1


OTHER = (
    "dify: the log is probably from 1.1.0, not 1.2.0: "
    "2 of 3 line numbers match that version, 1 this one"
)


def test_another_version_that_fits_better() -> None:
    assert notes(fit(2, 3, "1.1.0"), fit(1, 3, current=True)) == (OTHER,)
    assert notes(fit(2, 2, "1.1.0"), fit(1, 2, current=True)) == ()


def test_a_version_without_a_name_is_its_commit() -> None:
    (note,) = notes(fit(3, 3, ""), fit(1, 3, current=True))
    assert note.startswith("dify: the log is probably from 0123456789, not 1.2.0: 3 of 3")


def test_another_version_that_fits_as_well_is_not_noted() -> None:
    assert notes(fit(3, 3, current=True), fit(3, 3, "1.1.0")) == ()
    assert notes(fit(3, 3, "1.1.0"), fit(3, 3, current=True)) == ()


@pytest.mark.parametrize(("fits", "is_noted"), [(10, False), (9, False), (8, True), (0, True)])
def test_no_version_fits(fits: int, is_noted: bool) -> None:
    note = (
        f"dify: only {fits} of 10 line numbers match 1.2.0; "
        "the log is probably from another version"
    )
    assert notes(fit(fits, 10, current=True)) == ((note,) if is_noted else ())


def test_few_line_numbers_say_nothing_of_a_version() -> None:
    assert notes(fit(0, 2, current=True)) == ()
    assert len(notes(fit(0, 3, current=True))) == 1


def test_each_repository_has_its_note() -> None:
    found = notes(
        fit(2, 3, "1.1.0"),
        fit(1, 3, current=True),
        fit(3, 3, "0.5.0", repo="dify-sandbox", current=True),
        fit(0, 4, "0.2.0", repo="dify-plugin-daemon", current=True),
    )
    daemon = "dify-plugin-daemon: only 0 of 4 line numbers match 0.2.0; "
    assert found == (OTHER, daemon + "the log is probably from another version")


def test_zones_are_noted_the_commonest_first() -> None:
    zones = {
        "+09:00": 1,
        "+03:00": 1,
        "+01:00": 1,
        "+08:00": 5,
        "+00:00": 2,
        "": 1_200,
        "-05:00": 3,
    }
    shown = "+08:00, -05:00, +00:00, +01:00, +03:00"
    assert notes(zones=Counter(zones)) == (
        f"times are shown in UTC; the log writes them in {shown}",
        "times without a zone are read as UTC: 1,200 of 1,213",
    )


@pytest.mark.parametrize("zones", [{}, {"": 9}, {"+00:00": 9}, {"+00:00": 9, "": 3}])
def test_utc_is_not_noted(zones: dict[str, int]) -> None:
    assert notes(zones=Counter(zones)) == ()


@pytest.mark.parametrize("zones", [{"+08:00": 9}, {"+08:00": 9, "": 0}])
def test_a_single_other_zone_is_noted(zones: dict[str, int]) -> None:
    note = "times are shown in UTC; the log writes them in +08:00"
    assert notes(zones=Counter(zones)) == (note,)
