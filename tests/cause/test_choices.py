"""What a setting chooses, what a task of the schedule starts, what the api answers, and which of
several errors was told: a small harbour in which each is decided by one thing.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.ranking import deciding
from ctxkit.cause.slice import cause_of
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import LogTemplate, Raise
from ctxkit.model.cause import Decider
from tests.ask.locate_workspace import build

_CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class HarborConfig(BaseSettings):
    BERTH_KIND: str = Field(description="Of a berth", default="wet")
    QUAY_SCHEME: str = Field(description="Of a quay", default="stone")
    WET_DEPTH: int = Field(description="Of a wet berth", default=1)
    RAFT_LENGTH: int = Field(description="Of a raft", default=1)
    SWEEP_ENABLED: bool = Field(description="Of the sweep", default=True)
    TUGS_ENABLED: bool = Field(description="Of the tugs", default=True)
    TUG_TOKEN: str = Field(description="Of the tugs", default="")
"""

_HARBOR = """import logging

from configs import dify_config
from services.quay import DryBerth

logger = logging.getLogger(__name__)


class Harbor:
    def init_app(self):
        self.berth = self.berth_of(dify_config.BERTH_KIND)()

    def berth_of(self, kind):
        match kind:
            case Kind.WET:
                return lambda: WetBerth(dify_config.WET_DEPTH)
            case Kind.DRY:
                return lambda: DryBerth(dify_config.QUAY_SCHEME)
            case Kind.RAFT:
                return lambda: Raft(dify_config.RAFT_LENGTH)

    def moor(self, ship):
        if not self.berth.take(ship):
            logger.warning("no berth for the ship")
"""

_QUAY = """import os


def _stones_of(*, scheme: str, prefix: str = "QUAY_"):
    stones = {}
    start = prefix + scheme.upper() + "_"
    for key, value in os.environ.items():
        if key.startswith(start):
            stones[key[len(start) :].lower()] = value
    return stones


class DryBerth:
    def __init__(self, scheme):
        self.stones = _stones_of(scheme=scheme)
"""

_SWEEP = """from celery import shared_task

import app
from tasks.sweep_ship import sweep_ship


@app.celery.task(queue="sweep")
def sweep():
    for ship in ships():
        sweep_ship.delay(ship)
"""

_SWEEP_SHIP = """import logging

from celery import shared_task

logger = logging.getLogger(__name__)


@shared_task(queue="sweep")
def sweep_ship(ship):
    scrub(ship)


def scrub(ship):
    logger.info("the deck is clean")


def rinse(ship):
    logger.info("the hull is clean")


def rinse_by_hand(ship):
    rinse(ship)


def rinse_at_night(ship):
    rinse(ship)
"""

_CELERY = """from configs import dify_config


def init_app(app):
    beat_schedule = {}
    if dify_config.SWEEP_ENABLED:
        beat_schedule["sweep"] = {"task": "schedule.sweep_task.sweep", "schedule": 60}
"""

_FEATURES = """from configs import dify_config
from libs.tug import Client


def features():
    found = Features()
    found.tugs_allowed = dify_config.TUGS_ENABLED
    client = Client(tug_token=f"{dify_config.TUG_TOKEN}/pull")
    return found
"""

_TUGS = """export function call(features: Features) {
  if (!features.tugs_allowed)
    throw new Error('no tug may pull')
  if (features.tug_token)
    throw new Error('the tug has a token')
}

export function scrub(features: Features) {
  if (features.length)
    console.error('the page is scrubbed')
}
"""

_COMPOSE = """x-shared-env: &shared-api-worker-env
  BERTH_KIND: ${BERTH_KIND:-dry}
  QUAY_SCHEME: ${QUAY_SCHEME:-stone}
  QUAY_STONE_DEPTH: ${QUAY_STONE_DEPTH:-4}
  QUAY_SAND_DEPTH: ${QUAY_SAND_DEPTH:-4}
services:
  api:
    image: langgenius/dify-api:1.0.0
    environment:
      <<: *shared-api-worker-env
  plugin_daemon:
    image: langgenius/dify-plugin-daemon:0.2.0-local
    environment:
      SHED_KIND: ${SHED_KIND:-wood}
"""

_YARD = """package yard

import (
	"context"
	"errors"
	"time"

	"github.com/dockers/shed"

	"github.com/langgenius/dify-plugin-daemon/internal/types/app"
	"github.com/langgenius/dify-plugin-daemon/pkg/utils/log"
)

type Yard struct {
	load int
}

func (y *Yard) Lift() {
	if y.load > 5 {
		log.Warn("the crane is tired")
	}
}

func (y *Yard) Reset() {
	y.load = 0
}

func open(config *app.Config) error {
	if config.YardShut {
		return errors.New("the gate is locked")
	}
	if config.YardFull {
		return errors.New("there is no room")
	}
	return nil
}

func Enter(config *app.Config) {
	err := open(config)
	if err != nil {
		log.Error("cannot enter the yard", "error", err)
	}
}

func Store(config *app.Config) {
	_, err := shed.Load(config.ShedKind, shed.Args{
		Wood:  &shed.Wood{Path: config.WoodPath},
		Stone: &shed.Stone{Path: config.StonePath},
		Tin:   &shed.Tin{Path: config.TinPath},
	})
	if err != nil {
		log.Error("no shed to store it")
	}
}

func Begin(config *app.Config) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Duration(config.HaulTime))
	defer cancel()
	haul(ctx)
}

func haul(ctx context.Context) {
	drag(ctx)
}

func drag(ctx context.Context) {
	pull(ctx)
}

func pull(ctx context.Context) {
	if err := shed.Wait(ctx); err != nil {
		log.Error("the haul has stopped", "error", err)
	}
}
"""

_LOAD = """package yard

import "github.com/langgenius/dify-plugin-daemon/internal/types/app"

func (y *Yard) SetLoad(load int) {
	y.load = load
}

func Work(config *app.Config) {
	y := &Yard{}
	y.SetLoad(config.YardLoad)
}
"""

_APP = """package app

type Config struct {
	YardShut  bool   `envconfig:"YARD_SHUT"`
	YardFull  bool   `envconfig:"YARD_FULL"`
	YardLoad  int    `envconfig:"YARD_LOAD"`
	HaulTime  int    `envconfig:"HAUL_TIMEOUT"`
	ShedKind  string `envconfig:"SHED_KIND"`
	WoodPath  string `envconfig:"WOOD_PATH"`
	StonePath string `envconfig:"STONE_PATH"`
	TinPath   string `envconfig:"TIN_PATH"`
}
"""

FILES = {
    "dify": {
        "api/configs/__init__.py": "from .app_config import Box\n\ndify_config = Box()\n",
        "api/configs/feature/__init__.py": _CONFIG,
        "api/services/harbor.py": _HARBOR,
        "api/services/quay.py": _QUAY,
        "api/services/feature_service.py": _FEATURES,
        "api/schedule/sweep_task.py": _SWEEP,
        "api/tasks/sweep_ship.py": _SWEEP_SHIP,
        "api/extensions/ext_celery.py": _CELERY,
        "docker/docker-compose.yaml": _COMPOSE,
        "web/app/tugs.ts": _TUGS,
    },
    "dify-plugin-daemon": {
        "go.mod": "module github.com/langgenius/dify-plugin-daemon\n",
        "internal/yard/yard.go": _YARD,
        "internal/yard/load.go": _LOAD,
        "internal/types/app/config.go": _APP,
    },
}


class _Harbor:
    def __init__(self, index: Index, sources: Sources) -> None:
        self.index, self.sources = index, sources

    def named(self, words: str, text: str = "") -> set[str]:
        """Return the settings that decide the statement with these words."""
        return {decider.use.name for decider in self.deciders(words, text)}

    def deciders(self, words: str, text: str = "") -> list[Decider]:
        for repo, files in FILES.items():
            for path, source in files.items():
                for number, line in enumerate(source.splitlines(), 1):
                    if words in line:
                        facts = self.index.in_file(repo, path, LogTemplate, Raise)
                        fact = next(f for f in facts if f.line <= number <= (f.end_line or f.line))
                        cause = cause_of(Code(self.index, self.sources), fact, text or words)
                        return deciding(cause.decides, text or words)
        raise AssertionError(words)


@pytest.fixture(scope="module")
def harbor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Harbor]:
    index, sources = build(tmp_path_factory.mktemp("harbor"), changed=FILES)
    yield _Harbor(index, sources)
    index.close()


def test_the_branch_of_the_value_that_compose_sets_is_followed(harbor: _Harbor) -> None:
    named = harbor.named("no berth for the ship")
    assert {"BERTH_KIND", "QUAY_SCHEME"} <= named
    assert not named & {"WET_DEPTH", "RAFT_LENGTH"}


def test_a_setting_brings_those_with_its_value_in_their_names(harbor: _Harbor) -> None:
    named = harbor.named("no berth for the ship")
    assert "QUAY_STONE_DEPTH" in named
    assert "QUAY_SAND_DEPTH" not in named


def test_what_is_taken_by_the_beginning_of_its_name_is_read_where_that_is_asked_for(
    harbor: _Harbor,
) -> None:
    [depth] = [d for d in harbor.deciders("no berth for the ship") if "DEPTH" in d.use.name]
    assert depth.how[-1].text == "if key.startswith(start):"


def test_of_the_parts_of_a_call_the_chosen_one_decides(harbor: _Harbor) -> None:
    assert harbor.named("no shed to store it") == {"ShedKind", "WoodPath"}


def test_a_task_that_a_scheduled_task_starts_is_decided_by_the_schedule(harbor: _Harbor) -> None:
    assert harbor.named("the deck is clean") == {"SWEEP_ENABLED"}


def test_what_several_functions_call_is_not_of_the_schedule(harbor: _Harbor) -> None:
    assert harbor.named("the hull is clean") == set()


def test_a_field_that_the_api_answers_is_followed_to_its_setting(harbor: _Harbor) -> None:
    assert harbor.named("no tug may pull") == {"TUGS_ENABLED"}


def test_a_field_of_which_a_setting_is_only_a_part_is_not(harbor: _Harbor) -> None:
    assert "TUG_TOKEN" not in harbor.named("the tug has a token")


def test_a_function_of_the_browser_is_not_called_by_the_api(harbor: _Harbor) -> None:
    assert harbor.named("the page is scrubbed") == set()


@pytest.mark.parametrize(
    ("told", "named"),
    [
        ("cannot enter the yard error=there is no room", {"YardFull"}),
        ("cannot enter the yard error=the gate is locked", {"YardShut"}),
    ],
)
def test_an_error_whose_words_are_not_told_did_not_lead_there(
    harbor: _Harbor, told: str, named: set[str]
) -> None:
    assert harbor.named("cannot enter the yard", told) == named


def test_a_field_is_written_by_all_files_of_its_type(harbor: _Harbor) -> None:
    assert harbor.named("the crane is tired") == {"YardLoad"}


def test_a_context_is_followed_to_where_its_time_ends(harbor: _Harbor) -> None:
    assert harbor.named("the haul has stopped", "the haul has stopped: context canceled") == {
        "HaulTime"
    }
