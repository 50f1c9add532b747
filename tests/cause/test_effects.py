"""What happens beyond a setting: each setting has one place that reads it, and one thing that it
leads to, or nothing.
"""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from ctxkit.cause.code import Code
from ctxkit.cause.effects import MAX_EFFECTS, effects_of
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigUse
from tests.ask.locate_workspace import build

_NAMES = (
    *("KITE_LENGTH", "KITE_WEIGHT", "KITE_SPAN", "KITE_AREA", "KITE_KEELS", "KITE_FLOCK_MAX"),
    *("KITE_TIMEOUT", "KITE_CONNECT_TIMEOUT", "KITE_READ_TIMEOUT", "KITE_ALLOWED", "KITE_TRIES"),
    *("KITE_PASSED", "KITE_COLOUR", "KITE_INFO", "KITE_QUIET", "KITE_FIELD", "KITE_KEPT"),
    *("KITE_POSITION", "KITE_ERRORS", "KITE_BELOW", "KITE_MANY", "KITE_RATED", "KITE_MADE"),
    *("KITE_DEEP", "KITE_LATER", "KITE_TAIL", "KITE_STORM", "KITE_BARE", "KITE_LOFT_TIMEOUT"),
    *("KITE_THREE_STEPS", "KITE_FOUR_STEPS", "KITE_KIND", "KITE_CALM"),
    *("KITE_WAIT_TIMEOUT", "KITE_RETRIES", "KITE_OPTION_TIMEOUT", "KITE_DEFAULT"),
    *("KITE_SPENT", "KITE_HELD", "KITE_AGAIN_TIMEOUT", "KITE_OWNER", "KITE_NAME"),
    *("KITE_ROWS",),
)

_CONFIG = "\n".join(
    (
        "from pydantic import Field",
        "from pydantic_settings import BaseSettings",
        "",
        "",
        "class KiteConfig(BaseSettings):",
        *(f'    {name}: int = Field(description="Of a kite", default=10)' for name in _NAMES),
        "",
    )
)

_KITES = """import logging
from datetime import timedelta

import kitelib
from configs import dify_config
from services.field import draw_line, fly, measure, register

logger = logging.getLogger(__name__)

KEPT = dify_config.KITE_KEPT
DEFAULT = dify_config.KITE_DEFAULT


def by_default(launches, most=DEFAULT, wind=0):
    if launches > most:
        raise ValueError("the kite was launched too often")


def direct(line):
    if line > dify_config.KITE_LENGTH:
        raise ValueError("the line is too long")


def through_a_local(kite):
    most = dify_config.KITE_WEIGHT
    if kite.weight > most:
        raise ValueError("the kite is too heavy")


def converted(kite):
    most = timedelta(seconds=int(dify_config.KITE_SPAN))
    if kite.span > most:
        raise ValueError("the kite is too wide")


def measured(kite):
    most = measure(1, dify_config.KITE_MADE)
    if kite.size > most:
        raise ValueError("the kite has a measure")


def spent(kite):
    return measure(kite, most=dify_config.KITE_SPENT)


def after_spent(kite):
    if kite.size > spent(kite):
        raise ValueError("the kite was measured elsewhere")


def tried_again():
    try:
        kitelib.lift(timeout=dify_config.KITE_AGAIN_TIMEOUT)
    except kitelib.Calm as calm:
        raise calm
    except kitelib.Late:
        raise RuntimeError("the wind came too late") from None


def counted(file):
    most = dify_config.KITE_ROWS
    rows = kitelib.read(file, most + 1)
    if rows.columns < 2:
        raise ValueError("a kite needs two columns")
    for number in rows:
        if number >= most:
            raise ValueError("there are too many rows")


def registered(kites):
    register(Entry(owner=dify_config.KITE_OWNER, name=dify_config.KITE_NAME))


def held(kite):
    return Line(kite, reach=dify_config.KITE_HELD)


def after_held(kite):
    if kite.size > held(kite).reach:
        raise ValueError("the line does not hold the kite")


def negated(kite):
    if kite.area <= dify_config.KITE_AREA:
        kite.rise()
    else:
        logger.error("the kite has too much cloth")


def nested(kite):
    if dify_config.KITE_DEEP:
        for keel in kite.keels:
            if keel.broken:
                logger.warning("a keel is broken")


def looped(kites):
    while len(kites) > dify_config.KITE_KEELS:
        logger.warning("a kite is taken down")


def constant(kites):
    if len(kites) > KEPT:
        raise ValueError("no more kites are kept")


def by_keyword(kites):
    fly(kites, most=dify_config.KITE_FLOCK_MAX)


def by_position(kites):
    draw_line(kites, dify_config.KITE_POSITION)


def tried():
    try:
        kitelib.lift(timeout=dify_config.KITE_TIMEOUT)
    except kitelib.Calm:
        logger.exception("there is no wind to lift it")


def tried_with_an_object(kite):
    timeout = kitelib.Timeout(dify_config.KITE_CONNECT_TIMEOUT)
    try:
        kitelib.lift(kite, timeout=timeout)
    except kitelib.Calm:
        raise RuntimeError("the wind did not come") from None


def tried_later(kite):
    wait = dify_config.KITE_LOFT_TIMEOUT
    try:
        kitelib.lift(kite, wait)
    except kitelib.Calm:
        raise RuntimeError("the loft did not answer") from None


def tried_with_a_part(kite, **options):
    options["timeout"] = kitelib.Timeout(wait=dify_config.KITE_OPTION_TIMEOUT)
    try:
        kitelib.check(options.get("colours"), options["tails"])
    except kitelib.Colourless:
        raise ValueError("a colour is a word") from None
    try:
        kitelib.lift(kite, **options)
    except kitelib.Calm:
        raise RuntimeError("the options were not enough") from None


def tried_for_another_reason(kite):
    try:
        kitelib.paint(kite, dify_config.KITE_COLOUR)
    except kitelib.Calm:
        raise RuntimeError("the paint is dry") from None


def merely_passed():
    kitelib.show(dify_config.KITE_PASSED)
    raise RuntimeError("the show is over")


def told():
    if dify_config.KITE_INFO:
        logger.info("the kite is up")


def said_with_it():
    logger.error("there are at most %s kites", dify_config.KITE_QUIET)


def said_of_a_local():
    most = dify_config.KITE_LATER
    logger.error("not one kite beyond %s", most)


def bare(kite):
    try:
        kitelib.lift(kite)
    except kitelib.Calm:
        if kite.tail > dify_config.KITE_BARE:
            raise


def of_kind():
    match dify_config.KITE_KIND:
        case "box":
            kitelib.box()
        case "delta":
            kitelib.delta()
        case _:
            raise ValueError("no such kind of kite")


def calm(kite):
    if kite.wind < dify_config.KITE_CALM:
        kite.rest()
    if kite.torn:
        raise ValueError("the kite is torn")


def tried_before_another():
    wait = dify_config.KITE_WAIT_TIMEOUT
    try:
        kitelib.lift(wait)
    except kitelib.Calm:
        logger.warning("the first wind did not come")
        raise RuntimeError("nothing was lifted") from None
    try:
        kitelib.land()
    except kitelib.Calm:
        raise RuntimeError("nothing was landed") from None


def retried(kite):
    kite.rules.check_tries(kite, dify_config.KITE_RETRIES)


def errors():
    err = dify_config.KITE_ERRORS
    if err:
        raise ValueError("err is no value of it")


def earlier(kite):
    most = 3
    if kite.below > most:
        raise ValueError("the kite was below before")
    most = dify_config.KITE_BELOW


def many(kite):
    if kite.a > dify_config.KITE_MANY:
        raise ValueError("first of many")
    if kite.b > dify_config.KITE_MANY:
        raise ValueError("second of many")
    if kite.c > dify_config.KITE_MANY:
        raise ValueError("third of many")
    if kite.d > dify_config.KITE_MANY:
        raise ValueError("fourth of many")
    if kite.e > dify_config.KITE_MANY:
        raise ValueError("fifth of many")


def tails(kite):
    if kite.tail > dify_config.KITE_TAIL:
        logger.info("the tail is cut")
        logger.warning("the tail was too long")
        raise ValueError("the tail is in the tree")


class Storm:
    def __init__(self):
        self.most = dify_config.KITE_STORM

    def check(self, wind):
        if wind > self.most:
            raise ValueError("the storm takes the kite")


class Rules:
    def check_tries(self, kite, tries):
        if kite.tries > tries:
            raise ValueError("the kite was tried too often")

    @staticmethod
    def is_allowed(kind: str) -> bool:
        return kind in dify_config.KITE_ALLOWED

    @staticmethod
    def limit_of_rates() -> int:
        return dify_config.KITE_RATED
"""

_FIELD = """from configs import dify_config
from services.kites import Rules


def fly(kites, least=0, most=0):
    if len(kites) < least:
        raise ValueError("there are too few kites")
    if len(kites) > most:
        raise ValueError("there are too many kites")


def register(entry):
    if not entry.owner:
        raise ValueError("the kite has no owner")


def draw_line(kites, length):
    if not kites:
        raise ValueError("there is no kite")
    if length > 3:
        raise ValueError("the drawn line is too long")


def three_steps():
    return dify_config.KITE_THREE_STEPS


def four_steps():
    return dify_config.KITE_FOUR_STEPS


def three_after_one():
    return three_steps()


def four_after_one():
    return four_steps()


def three_after_two():
    return three_after_one()


def four_after_two():
    return four_after_one()


def four_after_three():
    return four_after_two()


def step(kites):
    if len(kites) > three_after_two():
        raise ValueError("three steps led here")
    if len(kites) > four_after_three():
        raise ValueError("four steps led here")


def measure(unit, size):
    return unit


def enter(kind):
    if not Rules.is_allowed(kind):
        raise PermissionError("this kind of kite must not enter")


def rate(kite):
    most = Rules.limit_of_rates()
    if kite.rate > most:
        raise ValueError("the kite is rated too high")
"""

_KEEPER = """package keeper

import (
	"errors"

	"github.com/langgenius/dify-plugin-daemon/internal/types/app"
)

func Keep(config *app.Config, count int) error {
	if count > config.KiteKeepers {
		return errors.New("the keeper has no hand free")
	}
	return nil
}
"""

_APP = """package app

type Config struct {
	KiteKeepers int `envconfig:"KITE_KEEPERS"`
}
"""

FILES = {
    "dify": {
        "api/configs/__init__.py": "from .app_config import Kite\n\ndify_config = Kite()\n",
        "api/configs/feature/__init__.py": _CONFIG,
        "api/services/kites.py": _KITES,
        "api/services/field.py": _FIELD,
    },
    "dify-plugin-daemon": {
        "go.mod": "module github.com/langgenius/dify-plugin-daemon\n",
        "internal/keeper/keeper.go": _KEEPER,
        "internal/types/app/config.go": _APP,
    },
}

Kites = tuple[Index, Sources]


@pytest.fixture(scope="module")
def kites(tmp_path_factory: pytest.TempPathFactory) -> Kites:
    return build(tmp_path_factory.mktemp("kites"), changed=FILES)


def reads_of(kites: Kites, name: str) -> list[ConfigUse]:
    uses = [f for f in kites[0].keyed(name) if isinstance(f, ConfigUse)]
    found = [use for use in uses if use.role == "reads"]
    assert found, name
    return found


def beyond(kites: Kites, name: str) -> list[str]:
    """Return the lines that a setting leads to."""
    places = effects_of(Code(*kites), reads_of(kites, name))
    assert all(place.why == f"beyond {name}" for place in places)
    return [place.text for place in places]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("KITE_LENGTH", 'raise ValueError("the line is too long")'),
        ("KITE_WEIGHT", 'raise ValueError("the kite is too heavy")'),
        # Conversions keep a value what it is.
        ("KITE_SPAN", 'raise ValueError("the kite is too wide")'),
        # What does not hold is told in the other branch.
        ("KITE_AREA", 'logger.error("the kite has too much cloth")'),
        ("KITE_KEELS", 'logger.warning("a kite is taken down")'),
        # Whatever stands in the branch, however deep.
        ("KITE_DEEP", 'logger.warning("a keel is broken")'),
        # Through a constant of the module, a field of an object, an argument of either sort.
        ("KITE_DEFAULT", 'raise ValueError("the kite was launched too often")'),
        ("KITE_KEPT", 'raise ValueError("no more kites are kept")'),
        ("KITE_STORM", 'raise ValueError("the storm takes the kite")'),
        ("KITE_FLOCK_MAX", 'raise ValueError("there are too many kites")'),
        ("KITE_POSITION", 'raise ValueError("the drawn line is too long")'),
        # What a function returns is used by its callers: itself, or as a local of theirs.
        ("KITE_ALLOWED", 'raise PermissionError("this kind of kite must not enter")'),
        ("KITE_RATED", 'raise ValueError("the kite is rated too high")'),
        # A time that is over is an error of the call that was given it, or an object made of it.
        ("KITE_TIMEOUT", 'logger.exception("there is no wind to lift it")'),
        ("KITE_CONNECT_TIMEOUT", 'raise RuntimeError("the wind did not come") from None'),
        # Where the options are passed on, not where others of them are looked at.
        ("KITE_OPTION_TIMEOUT", 'raise RuntimeError("the options were not enough") from None'),
        ("KITE_LOFT_TIMEOUT", 'raise RuntimeError("the loft did not answer") from None'),
        # A statement that says the value of a local is itself about the setting.
        ("KITE_LATER", 'logger.error("not one kite beyond %s", most)'),
        ("KITE_RETRIES", 'raise ValueError("the kite was tried too often")'),
        # An error that a handler raises again says nothing of its own.
        ("KITE_AGAIN_TIMEOUT", 'raise RuntimeError("the wind came too late") from None'),
        # What a call makes of a local with the value is another value.
        ("KITE_ROWS", 'raise ValueError("there are too many rows")'),
        # Of an object that is made of several settings, its own field.
        ("KITE_OWNER", 'raise ValueError("the kite has no owner")'),
        # Of a handler the first line, of several the first after the value.
        ("KITE_WAIT_TIMEOUT", 'logger.warning("the first wind did not come")'),
        # An error that is only passed on is one all the same.
        ("KITE_BARE", "raise"),
        # The value that no case knows.
        ("KITE_KIND", 'raise ValueError("no such kind of kite")'),
        # Of a branch, the first line that is serious.
        ("KITE_TAIL", 'logger.warning("the tail was too long")'),
    ],
)
def test_a_setting_leads_to_what_its_condition_says(kites: Kites, name: str, line: str) -> None:
    assert beyond(kites, name) == [line]


def test_an_error_that_go_returns_is_an_effect(kites: Kites) -> None:
    name = reads_of(kites, "KITE_KEEPERS")[0].name
    assert beyond(kites, name) == ['return errors.New("the keeper has no hand free")']


@pytest.mark.parametrize(
    "name",
    [
        # The call may fail for whatever reason: a colour is no limit of time or size.
        "KITE_COLOUR",
        # What comes after a call that is given the value has nothing to do with it.
        "KITE_PASSED",
        # Another field of the object that it is part of.
        "KITE_NAME",
        # Its branch says nothing, the next one has nothing to do with it.
        "KITE_CALM",
        # Not a fault.
        "KITE_INFO",
        # A message with the setting in it is a read, not what comes beyond it.
        "KITE_QUIET",
        # A name for errors holds no value of the setting.
        "KITE_ERRORS",
        # Before the local had the value.
        "KITE_BELOW",
    ],
)
def test_what_only_stands_near_a_setting_is_no_effect(kites: Kites, name: str) -> None:
    assert beyond(kites, name) == []


def test_three_steps_are_followed(kites: Kites) -> None:
    assert beyond(kites, "KITE_THREE_STEPS") == ['raise ValueError("three steps led here")']
    assert beyond(kites, "KITE_FOUR_STEPS") == []


def test_what_a_call_makes_of_a_value_is_another_value(kites: Kites) -> None:
    assert beyond(kites, "KITE_MADE") == []
    assert beyond(kites, "KITE_SPENT") == []


def test_an_object_that_is_returned_keeps_the_value(kites: Kites) -> None:
    assert beyond(kites, "KITE_HELD") == ['raise ValueError("the line does not hold the kite")']


def test_at_most_four_effects_are_named(kites: Kites) -> None:
    assert beyond(kites, "KITE_MANY") == [
        f'raise ValueError("{nth} of many")' for nth in ("first", "second", "third", "fourth")
    ]
    assert MAX_EFFECTS == 4


def test_an_effect_is_a_place_of_the_sources(kites: Kites) -> None:
    (place,) = effects_of(Code(*kites), reads_of(kites, "KITE_FLOCK_MAX"))
    where = place.location
    assert (where.repo, where.path, where.symbol) == ("dify", "api/services/field.py", "fly")
    lines = _FIELD.splitlines()
    assert lines[where.line - 1].strip() == place.text


def test_a_file_that_is_gone_or_has_no_statements_leads_nowhere(kites: Kites) -> None:
    read = reads_of(kites, "KITE_LENGTH")[0]
    gone = replace(read, path="api/gone.py")
    blank = replace(read, line=2_000, end_line=2_000)
    assert effects_of(Code(*kites), [gone, blank]) == ()
    assert len(effects_of(Code(*kites), [gone, blank, read])) == 1


def test_six_reads_are_followed(kites: Kites) -> None:
    read = reads_of(kites, "KITE_LENGTH")[0]
    passed = reads_of(kites, "KITE_PASSED")[0]
    assert len(effects_of(Code(*kites), [passed] * 5 + [read])) == 1
    assert effects_of(Code(*kites), [passed] * 6 + [read]) == ()
