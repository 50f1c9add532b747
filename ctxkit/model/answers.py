"""Answers: what questions find, and what is made of it.

Frozen, slotted, keyword-only, and without behaviour of their own.

Not here: how answers are found (`ask/`) and shown (`bundle/`, `output/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ctxkit.model.facts import Checkout, Fact, Location, Role

Confidence = Literal["high", "medium", "low", "none"]

Status = Literal["live", "unread", "undelivered", "computed", "dead"]
"""Whether setting a key has an effect.

`live`: it has; `unread`: a program declares it, but no code reads it; `undelivered`: a program
reads it, but the deployment does not pass it to the container; `computed`: the program derives it
and ignores what is set; `dead`: no program declares or reads it.
"""

STATUS_WORDS: dict[Status, str] = {
    "live": "live",
    "unread": "unread",
    "undelivered": "not passed to the container",
    "computed": "computed",
    "dead": "dead",
}
"""What people read for each status; JSON keeps the key."""

Severity = Literal["error", "warning", "note"]
"""How bad a problem is: the deployment does not work, not as written, or there is something to
know.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A fact offered as an answer.

    `score` is between 0 and 1; `why` are the reasons, strongest first.
    """

    fact: Fact
    score: float
    why: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place in the life of a setting.

    `name` is the name that it bears there, `value` what it gets there.
    """

    role: Role
    location: Location
    name: str
    value: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerValue:
    """What one layer gives a setting. `differs`: not what the program would take by itself.

    `layer` is what a person calls it (`code`, `.env.example`, `compose`, `chart values`,
    `entrypoint`), `program` the one whose own files say it, `services` the containers that get it.
    """

    layer: str
    name: str
    value: str
    location: Location
    program: str = ""
    services: tuple[str, ...] = ()
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramSetting:
    """A setting as one program declares it."""

    program: str
    name: str
    type: str
    default: str | None
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainNode:
    """A name of a setting and where it bears it: `scope` is `.env`, `values.yaml`, a list of
    containers, a program.
    """

    scope: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """A setting goes from one name to the next; `how` is what makes it do so (`compose`, `chart`,
    `reads`).
    """

    source: ChainNode
    target: ChainNode
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveLayer:
    """What one layer (`.env`, `compose`, `values`, `chart`, `code`) gives a setting; `path` is
    shown to the user.
    """

    layer: str
    path: str
    line: int
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effective:
    """The value that a setting has in the user's deployment, masked where it is secret.

    `layers` are those that give it one, the one that wins first; `services` the containers, none
    for a chart's value.
    """

    name: str
    services: tuple[str, ...]
    value: str
    layers: tuple[EffectiveLayer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAnswer:
    """What is known of one setting: the JSON form's `keys` entry.

    `idle_services` are those of `services` whose program does not use the setting that they get.
    """

    name: str
    type: str = ""
    default: str | None = None
    description: str = ""
    places: tuple[Place, ...] = ()
    services: tuple[str, ...] = ()
    idle_services: tuple[str, ...] = ()
    status: Status = "live"
    status_why: str = ""
    notes: tuple[str, ...] = ()
    layers: tuple[LayerValue, ...] = ()
    programs: tuple[ProgramSetting, ...] = ()
    chain: tuple[ChainLink, ...] = ()
    effective: tuple[Effective, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A kind of question: what the forms of an answer must know of it.

    `command` is the command that asks it. `pasted`: the query is text that the user pasted, so it
    is quoted below the source and not repeated in the title. `function_first`: the best hit is
    shown with its whole function before any other place is shown. `full_settings`: a setting is
    shown with its table of layers and its diagram. `hits_hold_settings`: a hit that is a setting
    is listed with its default and its readers, and no setting is listed again after the hits.
    """

    command: str
    pasted: bool = False
    function_first: bool = False
    full_settings: bool = False
    hits_hold_settings: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a question in `ask/` found, before it is cut to a budget and rendered."""

    question: Question
    query: str
    confidence: Confidence
    versions: tuple[Checkout, ...] = ()
    hits: tuple[Hit, ...] = ()
    keys: tuple[KeyAnswer, ...] = ()
    suggestions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A piece of source in a bundle. `title` says what it shows; `marks` are the cited lines inside
    the span.

    `location` reaches from the first to the last line; `spans` are the lines that are really shown
    of it.
    """

    title: str
    location: Location
    text: str
    tokens: int
    spans: tuple[tuple[int, int], ...]
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A section that did not fit, its cost in tokens, and the command that shows it."""

    title: str
    location: Location
    tokens: int
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """The finished text and what it is made of.

    `tokens` counts the whole text and is never above `budget`.
    """

    text: str
    tokens: int
    tokenizer: str
    budget: int
    kept: tuple[Section, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in a file of the user's.

    `path` is the file as the user named it, `rule` one of `ask/check/rules.py`.
    `message` holds no secret. `places` are lines of the sources that prove it.
    """

    rule: str
    severity: Severity
    key: str
    path: str
    line: int
    end_line: int
    message: str
    fix: str = ""
    places: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A file of the user's that was checked; `settings` is how many it sets."""

    path: str
    what: Literal["env", "values", "compose"]
    settings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What `check` found, in the order of the files and their lines."""

    files: tuple[CheckedFile, ...]
    problems: tuple[Problem, ...]
    versions: tuple[Checkout, ...] = ()
    notes: tuple[str, ...] = ()
