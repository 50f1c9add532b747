"""Which removed setting became which added one."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ctxkit.ask.drift.renames import (
    MAX_BESIDE,
    MAX_PAIRS,
    MIN_DEFAULT_CHARS,
    MIN_DESCRIPTION_CHARS,
    Positions,
    new_beside,
    renames,
)
from ctxkit.ask.drift.version_settings import ScopedName, VersionSetting
from ctxkit.model import Location

Version = dict[ScopedName, VersionSetting]


def setting(
    name: str,
    default: str | None = None,
    *,
    scope: str = "api",
    line: int = 1,
    path: str = "app.py",
    **more: object,
) -> VersionSetting:
    where = Location(repo="dify", path=path, line=line, end_line=line)
    return VersionSetting(scope=scope, name=name, location=where, default=default, **more)  # type: ignore[arg-type]


def version(*settings: VersionSetting) -> Version:
    return {(each.scope, each.name): each for each in settings}


def compared(old: Version, new: Version) -> list[tuple[str, str, tuple[str, ...]]]:
    removed = [each for key, each in old.items() if key not in new]
    added = [each for key, each in new.items() if key not in old]
    found = renames(removed, added, Positions(old, new))
    return [(pair.old.name, pair.new.name, pair.evidence) for pair in found]


def evidence(
    old: VersionSetting, new: VersionSetting, *, in_place: bool = False
) -> tuple[str, ...]:
    """Return the evidence for a rename, nothing if there is too little."""
    around = [setting("FIRST", line=1), setting("LAST", line=9)] if in_place else []
    found = compared(version(*around, old), version(*around, new))
    return found[0][2] if found else ()


IN_PLACE = {"line": 5}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            setting("OLD"),
            setting("NEW", aliases=("OLD",)),
            ("the new setting also accepts the old name",),
        ),
        (
            setting("OLD", targets=("A", "B")),
            setting("NEW", targets=("B", "A")),
            ("both set A in the container",),
        ),
        (
            setting("OLD", attribute="key"),
            setting("NEW", attribute="key"),
            ("same name in the code: key",),
        ),
        (
            setting("OLD", attribute="key", targets=("A",)),
            setting("NEW", attribute="key", targets=("A",)),
            ("both set A in the container", "same name in the code: key"),
        ),
        (
            setting("HTTP_TIME_OUT", "37"),
            setting("HTTP_TIME_OUT_S", "37"),
            ("similar name", "same default"),
        ),
        (
            setting("ALPHA", "a-default", description="How long it waits."),
            setting("OMEGA", "a-default", description="How long it waits."),
            ("same default", "same description"),
        ),
    ],
)
def test_evidence(old: VersionSetting, new: VersionSetting, expected: tuple[str, ...]) -> None:
    assert evidence(old, new) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (setting("ALPHA"), setting("OMEGA")),
        (setting("MAIL_PORT"), setting("MAIL_PORTS")),
        (setting("ALPHA", "37"), setting("OMEGA", "37")),
        (setting("HTTP_TIME_OUT", "1"), setting("HTTP_TIME_OUT_S", "1")),
        (setting("HTTP_TIME_OUT", '"true"'), setting("HTTP_TIME_OUT_S", '"true"')),
        (setting("OLD", attribute="OLD"), setting("NEW", attribute="OLD")),
        (setting("OLD", attribute=""), setting("NEW", attribute="")),
        (setting("OLD", targets=("A",)), setting("NEW", targets=("B",))),
        (setting("USE_MAIL", "37", type="bool"), setting("USE_MAILS", "37", type="str")),
        (
            setting("USE_MAIL", "true", description="How long it waits."),
            setting("USE_MAILS", "http", description="How long it waits."),
        ),
        (setting("A_KEY", "37", scope="web"), setting("A_KEYS", "37", scope="api")),
    ],
)
def test_too_little_evidence(old: VersionSetting, new: VersionSetting) -> None:
    assert evidence(old, new) == ()


@pytest.mark.parametrize(
    ("old_type", "new_type", "old_default", "new_default", "is_one"),
    [
        ("bool", "Optional[bool]", "37", "37", True),
        ("bool", "", "37", "37", False),
        ("bool", "", None, None, True),
        ("", "", "true", "'False'", True),
        ("", "", "true", "", True),
        ("str", "int", "37", "37", True),
    ],
)
def test_a_switch_becomes_a_switch(
    old_type: str, new_type: str, old_default: str | None, new_default: str | None, is_one: bool
) -> None:
    description = "How long it waits."
    old = setting("USE_MAIL", old_default, type=old_type, description=description)
    new = setting("USE_MAILS", new_default, type=new_type, description=description)
    assert bool(evidence(old, new)) is is_one


def test_the_position_is_evidence_together_with_another() -> None:
    old, new = setting("MAIL_PORT", line=5), setting("MAIL_PORTS", line=5)
    assert evidence(old, new, in_place=True) == ("similar name", "same position in the file")
    old, new = setting("ALPHA", line=5), setting("OMEGA", line=5)
    assert evidence(old, new, in_place=True) == ()


def test_in_place_only_a_long_default_is_evidence() -> None:
    for chars, expected in (
        (MIN_DEFAULT_CHARS, ("same default", "same position in the file")),
        (MIN_DEFAULT_CHARS - 1, ()),
    ):
        default = "x" * chars
        old, new = setting("ALPHA", default, line=5), setting("OMEGA", default, line=5)
        assert evidence(old, new, in_place=True) == expected


def test_in_place_half_of_the_words_are_enough() -> None:
    old, new = setting("ONE_TWO_KEY", line=5), setting("TWO_SIX_KEY", line=5)
    assert evidence(old, new, in_place=True) == ("similar name", "same position in the file")
    long = {"default": "a-long-default", "description": ""}
    assert evidence(setting("ONE_TWO_KEY", **long), setting("TWO_SIX_KEY", **long)) == ()  # type: ignore[arg-type]


def test_a_description_must_be_long_enough() -> None:
    for chars, expected in (
        (MIN_DESCRIPTION_CHARS, ("similar name", "same description")),
        (MIN_DESCRIPTION_CHARS - 1, ()),
    ):
        old = setting("MAIL_PORT", description="d" * chars)
        assert evidence(old, setting("MAIL_PORTS", description="d" * chars)) == expected


@pytest.mark.parametrize(
    ("old", "new", "similar"),
    [
        ("MAIL_PORT", "MAIL_PORTS", True),
        ("MAIL_PORT", "MAIL_SERVER_PORT", True),
        ("MAIL_PORT", "MAIL_HOST", False),
        ("MAIL_PORT", "PORT", False),
        ("MAIL_TIMEOUT", "MAIL_TIMEOUT_SECONDS", True),
        ("MAIL_TIME_OUT_MS", "MAIL_TIME_OUT_SECONDS", True),
        ("MAIL_ADRESS", "MAIL_ADDRESS", True),
        ("A_B_C_D_KEY", "A_B_C_E_KEY", True),
        ("ALPHA_KEY", "OMEGA_KEY", False),
    ],
)
def test_similar_names(old: str, new: str, similar: bool) -> None:
    found = evidence(setting(old, "a-default"), setting(new, "a-default"))
    assert ("similar name" in found) is similar


def test_another_unit_is_said() -> None:
    found = evidence(setting("HTTP_WAIT_MS", "5000"), setting("HTTP_WAIT_SECONDS", "5000"))
    assert found[-1] == "the unit changed from ms to seconds"
    assert "unit" not in evidence(setting("HTTP_WAIT", "50"), setting("HTTP_WAIT_S", "50"))[-1]


def test_the_best_pair_is_taken_and_each_setting_once() -> None:
    old = version(setting("MAIL_PORT", "2525", line=1), setting("MAIL_PORT_TLS", "2525", line=2))
    new = version(
        setting("MAIL_SERVER_PORT_TLS", "2525", line=7),
        setting("MAIL_PORTS", "2525", line=8),
        setting("MAIL_X", aliases=("MAIL_PORT",), line=9),
    )
    assert [(was, now) for was, now, _ in compared(old, new)] == [
        ("MAIL_PORT", "MAIL_X"),
        ("MAIL_PORT_TLS", "MAIL_SERVER_PORT_TLS"),
    ]


def test_two_settings_may_become_one_of_a_more_general_name() -> None:
    old = version(setting("SEND_IMAGE_FORMAT", "base64"), setting("SEND_VIDEO_FORMAT", "base64"))
    new = version(setting("SEND_FORMAT", "base64"))
    assert [(was, now) for was, now, _ in compared(old, new)] == [
        ("SEND_IMAGE_FORMAT", "SEND_FORMAT"),
        ("SEND_VIDEO_FORMAT", "SEND_FORMAT"),
    ]
    new = version(setting("SEND_AUDIO_FORMAT", "base64"))
    assert len(compared(old, new)) == 1


def test_renames_are_in_the_order_of_programs_and_names() -> None:
    names = (("web", "B"), ("api", "B"), ("api", "A"))
    old = version(*(setting(f"{name}_KEY", "a-default", scope=scope) for scope, name in names))
    new = version(*(setting(f"{name}_KEYS", "a-default", scope=scope) for scope, name in names))
    assert [was for was, _, _ in compared(old, new)] == ["A_KEY", "B_KEY", "B_KEY"]


def test_too_many_pairs_are_not_compared() -> None:
    count = 174
    assert count * count > MAX_PAIRS
    old = version(*(setting(f"OLD{n}_KEY", f"default-{n}") for n in range(count)))
    new = version(
        *(setting(f"NEW{n}_KEY", f"default-{n}", aliases=(f"OLD{n}_KEY",)) for n in range(count))
    )
    assert compared(old, new) == []
    fewer = dict(list(new.items())[2:])
    assert len(compared(old, fewer)) == count - 2


def test_positions_are_between_the_same_kept_settings_of_one_file() -> None:
    first, last = setting("FIRST", line=1), setting("LAST", line=9)
    old, new = setting("OLD", line=4), setting("NEW", line=7)
    elsewhere = setting("ELSEWHERE", line=4, path="other.py")
    behind = setting("BEHIND", line=12)
    positions = Positions(version(first, old, last), version(first, new, last, elsewhere, behind))
    assert positions.same(old, new)
    assert not positions.same(old, elsewhere)
    assert not positions.same(old, behind)
    assert not positions.same(first, first)


def test_without_kept_settings_nothing_has_a_position() -> None:
    old, new = setting("OLD"), setting("NEW")
    assert not Positions(version(old), version(new)).same(old, new)


def test_what_replaces_a_setting_begins_like_it_in_the_same_place() -> None:
    first, last = setting("FIRST", line=1), setting("LAST", line=9)
    old = setting("STORE_HOST", line=5)
    switch = setting("STORE_ENABLED", line=7, default="true", type="bool")
    old = replace(old, type="str")
    added = [setting("STORE_URI", line=5), setting("OTHER", line=6), setting("STORE_X", line=12)]
    added.append(switch)
    positions = Positions(version(first, old, last), version(first, *added, last))
    assert new_beside(old, added, positions) == ("STORE_URI",)


def test_too_many_settings_in_place_replace_nothing() -> None:
    first, last = setting("FIRST", line=1), setting("LAST", line=99)
    old = setting("STORE_HOST", line=5)
    added = [setting(f"STORE_{n}", line=5 + n) for n in range(MAX_BESIDE + 1)]
    positions = Positions(version(first, old, last), version(first, *added, last))
    assert new_beside(old, added, positions) == ()
    assert len(new_beside(old, added[1:], positions)) == MAX_BESIDE
