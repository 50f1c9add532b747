"""Each way from a condition back to a setting that is not a plain variable, on its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.slice import cause_of
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import LogTemplate
from ctxkit.model.cause import StatementCause
from tests.ask.locate_workspace import build

HEAD = "import logging\nfrom configs import dify_config\n\nlogger = logging.getLogger(__name__)\n\n"
PYTHON = {
    "closure": """
def make(paper):
    limit = dify_config.KITE_LIMIT

    def fly(height):
        if height > limit:
            logger.warning("the kite is too high")
    return fly
""",
    "variable_set_by_a_function": """
limit = 0


def prepare():
    global limit
    limit = dify_config.KITE_LIMIT


def fly(height):
    if height > limit:
        logger.warning("the kite is too high")
""",
    "subject_of_match": """
def fly(height):
    match dify_config.KITE_LIMIT:
        case 7:
            logger.warning("the kite is too high")
""",
    "branch_of_a_value": """
def fly(height):
    high = False
    if dify_config.KITE_LIMIT:
        high = True
    if high:
        logger.warning("the kite is too high")
""",
    "branch_of_a_field": """
def line_of(height):
    line = Line()
    if dify_config.KITE_LIMIT:
        line.short = True
    return line


def fly(height):
    line = line_of(height)
    if line.short:
        logger.warning("the kite is too high")
""",
    "field_among_others": """
def features():
    found = Features()
    if dify_config.KITE_LIMIT:
        found.short = True
    if dify_config.KITE_COLOUR:
        found.red = True
    return found


def fly(height):
    if features().short:
        logger.warning("the kite is too high")
""",
    "field_that_one_call_fills": """
def shorten(found):
    found.short = True


def redden(found):
    found.red = True


def features():
    found = Features()
    if dify_config.KITE_LIMIT:
        shorten(found)
    if dify_config.KITE_COLOUR:
        redden(found)
    return found


def fly(height):
    found = features()
    if found.short:
        logger.warning("the kite is too high")
""",
    "property": """
class Kite:
    @property
    def limit(self):
        return dify_config.KITE_LIMIT

    def fly(self, height):
        if height > self.limit:
            logger.warning("the kite is too high")
""",
    "field_of_a_base": """
class Toy:
    def __init__(self, limit, colour):
        self.limit = limit


class Kite(Toy):
    def __init__(self):
        super().__init__(dify_config.KITE_LIMIT, dify_config.KITE_COLOUR)

    def fly(self, height):
        if height > self.limit:
            logger.warning("the kite is too high")
""",
    "field_of_a_base_that_has_the_constructor": """
class Plane:
    def __init__(self, limit, colour):
        self.limit = limit


class Glider(Plane):
    def fly(self, height):
        if height > self.limit:
            logger.warning("the kite is too high")


class Rocket(Plane):
    def start(self):
        return self.limit


def hangar():
    return Glider(dify_config.KITE_LIMIT, "red"), Rocket(dify_config.KITE_COLOUR, "red")
""",
    "default_of_a_record": """
@dataclass
class Line:
    limit: int = dify_config.KITE_LIMIT


def fly(height, line: Line):
    if height > line.limit:
        logger.warning("the kite is too high")
""",
    "attribute_of_a_class": """
class Line:
    LIMIT = dify_config.KITE_LIMIT


def fly(height):
    if height > Line.LIMIT:
        logger.warning("the kite is too high")
""",
    "default_of_a_function": """
def longest(limit=dify_config.KITE_LIMIT):
    return limit


def fly(height):
    if height > longest():
        logger.warning("the kite is too high")
""",
    "raised_by_a_check": """
def check(height):
    if height > dify_config.KITE_LIMIT:
        raise ValueError


def fly(height):
    try:
        check(height)
    except ValueError:
        logger.warning("the kite is too high")
""",
    "said_by_a_call": """
def longest():
    return dify_config.KITE_LIMIT


def fly():
    logger.warning("the kite is too high: %s", longest())
""",
    "field_that_a_call_gives": """
def fly(height, line):
    if height > line.limit:
        logger.warning("the kite is too high")


def start():
    fly(3, Line(colour=dify_config.KITE_COLOUR, limit=dify_config.KITE_LIMIT))
""",
}
GO = {
    "variable_of_the_package": """
var limit int

func Prepare(config *app.Config) {
	limit = config.KiteLimit
}

func Fly(height int) {
	if height > limit {
		log.Warn("the kite is too high")
	}
}
""",
    "field_of_a_struct_made_elsewhere": """
func (k *Kite) Fly(height int) {
	if height > k.limit {
		log.Warn("the kite is too high")
	}
}

func other(config *app.Config) *Line {
	return &Line{limit: config.KiteColour}
}
""",
    "timer": """
func Fly(config *app.Config) {
	time.AfterFunc(config.KiteLimit, func() {
		log.Warn("the kite is too high")
	})
}
""",
    "field_of_a_field": """
func NewKite(config *app.Config) *Kite {
	return &Kite{line: Line{Length: config.KiteLimit}}
}

func (k *Kite) Fly(height int) {
	if height > k.line.Length {
		log.Warn("the kite is too high")
	}
}

func other(config *app.Config) *Rope {
	return &Rope{Length: config.KiteColour}
}
""",
    "subject_of_switch": """
func Fly(config *app.Config) {
	switch config.KiteLimit {
	case 7:
		log.Warn("the kite is too high")
	}
}
""",
}
SENDING = """
class Kite:
    def send(self, height):
        logger.warning("the kite is too high")


def start(mail):
    mail.send("up")
    kite = Kite()
    kite.send(3)
"""
MAKER = """
func start(config *app.Config) *Kite {
	return &Kite{limit: config.KiteLimit}
}
"""
GO_HEAD = """package core

import (
	"github.com/langgenius/dify-plugin-daemon/internal/types/app"
	"github.com/langgenius/dify-plugin-daemon/pkg/utils/log"
)
"""
CONFIG = """package app

type Config struct {
	KiteLimit  int `envconfig:"KITE_LIMIT" default:"3"`
	KiteColour int `envconfig:"KITE_COLOUR" default:"3"`
}
"""
SETTINGS = """from pydantic import AliasChoices, Field, computed_field
from pydantic_settings import BaseSettings


class KiteConfig(BaseSettings):
    KITE_LIMIT: int = Field(description="of a kite", default=3)
    KITE_COLOUR: int = Field(description="of a kite", default=3)
    inner_KITE_TAILS: str = Field(validation_alias=AliasChoices("KITE_TAILS"), default="")

    @computed_field
    def KITE_TAILS(self) -> list[str]:
        return self.inner_KITE_TAILS.split(",")
"""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Index, Sources]]:
    python = {f"api/services/{name}.py": HEAD + text for name, text in PYTHON.items()}
    python["api/configs/feature/__init__.py"] = SETTINGS
    # Functions of one name elsewhere, called with another setting.
    python["api/libs/namesake.py"] = "def soar(height, limit):\n    return limit\n"
    python["api/libs/user.py"] = (
        "from configs import dify_config\nfrom libs.namesake import soar\n\n\n"
        "def start():\n    soar(1, dify_config.KITE_COLOUR)\n"
    )
    python["api/services/soaring.py"] = (
        f"{HEAD}def soar(height, limit):\n    if height > limit:\n"
        '        logger.warning("the kite is too high")\n'
    )
    python["api/services/starting.py"] = (
        "from configs import dify_config\nfrom services.soaring import soar\n\n\n"
        "def start():\n    soar(1, dify_config.KITE_LIMIT)\n"
    )
    # A constant of a package, which a condition gives one of two values; others are of its name.
    python["api/kites/__init__.py"] = (
        "from configs import dify_config\n\nif dify_config.KITE_LIMIT > 3:\n    KITE_TOP = 4\n"
        "else:\n    KITE_TOP = 5\n"
    )
    for decoy in ("api/libs/deep/kites.py", "api/services/kites/__init__.py", "x/kites.py"):
        python[decoy] = "from configs import dify_config\n\nKITE_TOP = dify_config.KITE_COLOUR\n"
    python["api/services/topping.py"] = (
        f"{HEAD}from kites import KITE_TOP\n\n\ndef fly(height):\n    if height > KITE_TOP:\n"
        '        logger.warning("the kite is too high")\n'
    )
    python["api/services/near.py"] = python["api/services/topping.py"].replace(
        "from kites", "from .kites"
    )
    python["api/services/tailing.py"] = (
        f"{HEAD}def fly(tail):\n    if tail not in dify_config.KITE_TAILS:\n"
        '        logger.warning("the kite is too high")\n'
    )
    python["api/services/sending.py"] = f"{HEAD}{SENDING}"
    go = {f"internal/core/{name}/kite.go": GO_HEAD + text for name, text in GO.items()}
    go["internal/core/field_of_a_struct_made_elsewhere/maker.go"] = GO_HEAD + MAKER
    go["internal/types/app/config.go"] = CONFIG
    folder = tmp_path_factory.mktemp("kites")
    index, sources = build(folder, changed={"dify": python, "dify-plugin-daemon": go})
    yield index, sources
    index.close()


def cause_in(opened: tuple[Index, Sources], repo: str, path: str) -> StatementCause:
    index, sources = opened
    (fact,) = index.in_file(repo, path, LogTemplate)
    return cause_of(Code(index, sources), fact, "the kite is too high")


def settings(cause: StatementCause) -> list[str]:
    return [decider.use.name for decider in cause.decides]


@pytest.mark.parametrize("name", PYTHON)
def test_python(opened: tuple[Index, Sources], name: str) -> None:
    assert settings(cause_in(opened, "dify", f"api/services/{name}.py")) == ["KITE_LIMIT"]


@pytest.mark.parametrize("name", GO)
def test_go(opened: tuple[Index, Sources], name: str) -> None:
    cause = cause_in(opened, "dify-plugin-daemon", f"internal/core/{name}/kite.go")
    assert settings(cause) == ["KiteLimit"]


def test_a_caller_imports_the_function_from_its_file(opened: tuple[Index, Sources]) -> None:
    assert settings(cause_in(opened, "dify", "api/services/soaring.py")) == ["KITE_LIMIT"]


def test_a_constant_of_a_package_depends_on_the_condition_that_gives_it(
    opened: tuple[Index, Sources],
) -> None:
    assert settings(cause_in(opened, "dify", "api/services/topping.py")) == ["KITE_LIMIT"]
    assert settings(cause_in(opened, "dify", "api/services/near.py")) == ["KITE_COLOUR"]


def test_the_property_that_makes_the_value_of_a_field_is_on_the_way(
    opened: tuple[Index, Sources],
) -> None:
    cause = cause_in(opened, "dify", "api/services/tailing.py")
    assert settings(cause) == ["KITE_TAILS"]
    assert [place.text for place in cause.decides[0].how] == [
        "if tail not in dify_config.KITE_TAILS:",
        'return self.inner_KITE_TAILS.split(",")',
    ]


def test_a_timer_is_a_guard(opened: tuple[Index, Sources]) -> None:
    cause = cause_in(opened, "dify-plugin-daemon", "internal/core/timer/kite.go")
    assert [(place.why, place.text) for place in cause.guards] == [
        ("timer", "time.AfterFunc(config.KiteLimit, func() {")
    ]


def test_an_object_is_known_by_what_makes_it(opened: tuple[Index, Sources]) -> None:
    cause = cause_in(opened, "dify", "api/services/sending.py")
    assert [place.text for place in cause.callers] == ["kite.send(3)"]
