"""A small upstream whose statements are each decided by one thing, and what a slice names of it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from ctxkit.cause.code import Code
from ctxkit.cause.ranking import deciding
from ctxkit.cause.slice import cause_of
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources
from ctxkit.model import Fact, LogTemplate, Raise
from ctxkit.model.cause import StatementCause
from tests.ask.locate_workspace import build

_CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class BoxConfig(BaseSettings):
    BOX_LIMIT: int = Field(description="Of a box", default=10)
    BOX_COLOUR: str = Field(description="Of a box", default="red")
    BOX_ENABLED: bool = Field(description="Of a box", default=True)
    BOX_KIND: str = Field(description="Of a box", default="plain")
    LID_HEIGHT: int = Field(description="Of a lid", default=1)
    SQLALCHEMY_POOL_PRE_PING: bool = Field(description="Of the pool", default=False)
    SQLALCHEMY_POOL_RECYCLE: int = Field(description="Of the pool", default=300)
    LID_HOST: str = Field(description="Of a lid", default="lid")
    LID_PORT: int = Field(description="Of a lid", default=1)
"""

_PYTHON = """import logging

from configs import dify_config
from services.box import Box, box
from services.lid import NotOpen, open_lid

logger = logging.getLogger(__name__)


def gated():
    if not dify_config.BOX_ENABLED:
        return
    logger.info("the box is gated")


def checked(size):
    if size > dify_config.BOX_LIMIT:
        raise ValueError("the box is too small")
    logger.info("the box was checked")


def field_of_singleton():
    if box.limit > 3:
        logger.info("the box is a singleton")


def named():
    logger.warning("the box is grey; set BOX_COLOUR to paint it")


def put_together():
    try:
        open_lid(f"http://{dify_config.LID_HOST}:{dify_config.LID_PORT}/lid")
    except NotOpen:
        logger.exception("the lid stays shut")


def chosen():
    if dify_config.BOX_KIND == "fancy":
        fill(dify_config.BOX_COLOUR)


def fill(colour):
    if colour:
        logger.info("the box is filled")


def filled():
    stock = Stock()
    if dify_config.BOX_ENABLED:
        restock(stock)
    if stock.count > 4:
        logger.info("there are boxes in stock")


def pool():
    return {
        "pre_ping": dify_config.SQLALCHEMY_POOL_PRE_PING,
        "recycle": dify_config.SQLALCHEMY_POOL_RECYCLE,
    }


def present():
    if box.lid is not None:
        logger.info("the box has a lid")
"""

_BOX = """from pydantic import BaseModel, model_validator

from configs import dify_config
from services.lid import Lid


class Box:
    def __init__(self):
        self.limit = None
        self.lid = None

    def init_app(self):
        self.limit = self.read_limit()
        if dify_config.BOX_ENABLED:
            self.lid = Lid(height=dify_config.LID_HEIGHT)

    def read_limit(self):
        return dify_config.BOX_LIMIT


box = Box()


class Paint(BaseModel):
    colour: str

    @model_validator(mode="before")
    @classmethod
    def check(cls, values: dict):
        if not values.get("colour"):
            raise ValueError("the paint has no colour")
        return values


def paint():
    return Paint(colour=dify_config.BOX_COLOUR)
"""

_CRATES = """from pydantic import BaseModel

from configs import dify_config


class CrateConfig(BaseModel):
    strict: bool


class BarrelConfig(BaseModel):
    strict: bool


class Crate:
    def __init__(self, config: CrateConfig):
        self._config = config

    def close(self):
        if self._config.strict:
            raise ValueError("the crate is strict")


class Barrel:
    def __init__(self):
        self._config = BarrelConfig(strict=dify_config.LID_HEIGHT)

    def close(self):
        if self._config.strict:
            raise ValueError("the barrel is strict")


def crate():
    return Crate(CrateConfig(strict=dify_config.BOX_ENABLED))
"""

_REASONS = """import logging

from configs import dify_config

logger = logging.getLogger(__name__)


def tell(reason, load):
    logger.warning("the cart stays here: %s (%s)", reason, load)


def pull(horse):
    if horse.tired:
        tell("a tired horse", 0)
    if dify_config.BOX_ENABLED:
        tell("a box on it", dify_config.BOX_LIMIT)


def feed():
    horse = Horse()
    if dify_config.BOX_LIMIT > 3:
        groom(horse)
        return
    if horse.hungry:
        logger.warning("the horse looks for hay")
"""

_KINDS = """from configs import dify_config


class Kinds:
    def init_app(self):
        self.kind = self.kind_of(dify_config.BOX_KIND)()

    def kind_of(self, kind):
        match kind:
            case "wood":
                from services.kinds.wood import Wooden

                return Wooden
            case _:
                raise ValueError(f"unknown kind of box {kind}")
"""

_WOOD = """class Wooden:
    def saw(self, plank):
        if not plank:
            raise ValueError("no plank to saw")
"""

_LID = """class NotOpen(Exception):
    pass


class Lid:
    def __init__(self, height):
        self.height = height


def open_lid(url):
    raise NotOpen(url)
"""

_GO = """package box

import (
	"errors"
	"log"
	"os"
	"time"

	"github.com/langgenius/dify-plugin-daemon/internal/types/app"
)

var ErrBoxShut = errors.New("the box is shut for good")

type Shelf struct {
	height int
}

func NewShelf(config *app.Config) *Shelf {
	return &Shelf{height: config.ShelfHeight}
}

func (s *Shelf) Look() {
	if s.height > 3 {
		log.Printf("the shelf is too high up")
	}
}

func Open(config *app.Config) error {
	if config.BoxShut {
		return ErrBoxShut
	}
	return nil
}

func Scoped(config *app.Config) {
	size := config.BoxSize
	if size := config.ShelfHeight; size > 1 {
		log.Printf("an inner size was seen")
	}
	if size > 2 {
		log.Printf("an outer size was seen")
	}
}

func Later(config *app.Config) {
	time.AfterFunc(time.Duration(config.BoxDelay)*time.Second, func() {
		log.Printf("the box waited long enough")
	})
}

func Outside(config *app.Config) {
	cmd := os.NewFile(0, config.BoxPath)
	if err := cmd.Sync(); err != nil {
		log.Printf("the box cannot be kept")
	}
}

func (s *Shelf) Sync() error {
	if s.height > 0 {
		return errors.New("no")
	}
	return nil
}
"""

_OPTIONS = """package box

import (
	"log"

	"github.com/langgenius/dify-plugin-daemon/internal/types/app"
)

const (
	OptionSize  = "size"
	OptionDelay = "delay"
)

type Option struct {
	Type  string
	Value int
}

func WithSize(size int) Option {
	return Option{OptionSize, size}
}

func WithDelay(delay int) Option {
	return Option{OptionDelay, delay}
}

func Wrap(options ...Option) {
	most := 3
	for _, option := range options {
		if option.Type == OptionSize {
			most = option.Value
		}
	}
	if most > 5 {
		log.Printf("the wrapping is torn")
	}
}

func WrapAll(config *app.Config) {
	Wrap(WithSize(config.BoxSize), WithDelay(config.BoxDelay))
}
"""

_APP = """package app

type Config struct {
	BoxShut     bool   `envconfig:"BOX_SHUT"`
	BoxSize     int    `envconfig:"BOX_SIZE"`
	BoxDelay    int    `envconfig:"BOX_DELAY"`
	BoxPath     string `envconfig:"BOX_PATH"`
	ShelfHeight int    `envconfig:"SHELF_HEIGHT"`
}
"""

_SHELL = """#!/bin/bash

COLOUR="${BOX_COLOUR:-red}"

if [[ "${BOX_ENABLED}" == "true" ]]; then
  if ! grep -q box /etc/boxes; then
    echo "Painting the box with care"
  fi
else
  echo "No box will be painted today"
fi

echo "The paint of the box is ${COLOUR}"
"""

_TEMPLATE = """{{- define "box.paint" -}}
{{- if .Values.box.enabled }}
  {{- if hasPrefix "#" .Values.box.colour }}
colour: {{ .Values.box.colour }}
  {{- else }}
    {{- fail "the colour of the box must be a number" }}
  {{- end }}
{{- end }}
{{- end }}
"""

_ENTRY = """#!/bin/bash
export NEXT_PUBLIC_BOX_COLOUR=${BOX_COLOUR}
"""

_WEB = """export function paint(box: string) {
  const colour = process.env.NEXT_PUBLIC_BOX_COLOUR
  if (colour === box)
    throw new Error('the box has this colour already')
}
"""

FILES = {
    "dify": {
        "api/configs/__init__.py": "from .app_config import Box\n\ndify_config = Box()\n",
        "api/configs/feature/__init__.py": _CONFIG,
        "api/services/shelves.py": _PYTHON,
        "api/services/box.py": _BOX,
        "api/services/kinds/chosen.py": _KINDS,
        "api/services/kinds/wood.py": _WOOD,
        "api/services/lid.py": _LID,
        "api/services/crates.py": _CRATES,
        "api/services/reasons.py": _REASONS,
        "api/docker/entrypoint.sh": _SHELL,
        "web/docker/entrypoint.sh": _ENTRY,
        "web/utils/paint.ts": _WEB,
    },
    "dify-plugin-daemon": {
        "go.mod": "module github.com/langgenius/dify-plugin-daemon\n",
        "internal/box/box.go": _GO,
        "internal/box/options.go": _OPTIONS,
        "internal/types/app/config.go": _APP,
    },
    "dify-helm": {"charts/dify/templates/box.tpl": _TEMPLATE},
}


class Small:
    """The small upstream, indexed."""

    def __init__(self, folder: Path) -> None:
        self.index: Index
        self.sources: Sources
        self.index, self.sources = build(folder, changed=FILES)

    def cause(self, words: str, text: str = "") -> StatementCause:
        """Return the cause of the statement whose source has these words."""
        return cause_of(Code(self.index, self.sources), self._fact(words), text or words)

    def named(self, words: str, text: str = "") -> list[str]:
        """Return the settings that decide the statement, without case and signs."""
        decides = deciding(self.cause(words, text).decides, text or words)
        return [plain(decider.use.name) for decider in decides]

    def reached(self, words: str, text: str = "") -> Collection[str]:
        """Return the settings that the walk from the statement reaches."""
        return {plain(decider.use.name) for decider in self.cause(words, text).decides}

    def _fact(self, words: str) -> Fact:
        for repo, files in FILES.items():
            for path, source in files.items():
                lines = source.splitlines()
                numbers = [n for n, line in enumerate(lines, 1) if words in line]
                if numbers:
                    facts = self.index.in_file(repo, path, LogTemplate, Raise)
                    near = [f for f in facts if f.line <= numbers[0] <= max(f.end_line, f.line)]
                    return near[0] if near else _bare(repo, path, numbers[0])
        raise AssertionError(words)


def _bare(repo: str, path: str, line: int) -> Fact:
    return LogTemplate(repo=repo, path=path, line=line, end_line=line, name="", template="")


def plain(name: str) -> str:
    return name.replace("_", "").lower()
