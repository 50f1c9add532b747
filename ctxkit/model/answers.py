"""Answers: what questions find, and the bundles and reports made of it.

Frozen, slotted, keyword-only data without behaviour. Not here: how answers are found (`ask/`) and
displayed (`bundle/`, `output/`).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from ctxkit.dify.cause_row import Judged
from ctxkit.model.cause import CausePlace, KnownCause, StatementCause
from ctxkit.model.facts import Checkout, Fact, Location
from ctxkit.model.maps import DeploymentMap, QueueAnswer, ServiceAnswer
from ctxkit.model.plans import UpgradePlan
from ctxkit.model.tables import TableAnswer
from ctxkit.model.vocabulary import Role

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
"""The words for each status in text; JSON keeps the key."""

Severity = Literal["error", "warning", "note"]
"""How bad a problem is: the deployment fails, it does not do what the file says, or a remark."""


class Hit(Struct, frozen=True, kw_only=True):
    """A fact offered as an answer.

    `score` is between 0 and 1; `why` lists the reasons, strongest first. `values` are the values
    that a log line has for the expressions of the statement. `cause` is what led to it, if it was
    looked for, `judged` who can end it, if it is a failure.
    """

    fact: Fact
    score: float
    why: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()
    cause: StatementCause | None = None
    judged: Judged | None = None


class Place(Struct, frozen=True, kw_only=True):
    """One place in the life of a setting: its name, its value and the source text there."""

    role: Role
    location: Location
    name: str
    value: str | None = None
    text: str = ""


class LayerValue(Struct, frozen=True, kw_only=True):
    """The value that one layer gives a setting.

    `layer` is its name for people (`code`, `.env.example`, `compose`, `chart values`,
    `entrypoint`), `program` the program whose own files contain it, `services` the containers that
    receive it. `differs` means that the program would use another value by itself.
    """

    layer: str
    name: str
    value: str
    location: Location
    program: str = ""
    services: tuple[str, ...] = ()
    differs: bool = False


class ProgramSetting(Struct, frozen=True, kw_only=True):
    """A setting as one program declares it."""

    program: str
    name: str
    type: str
    default: str | None
    location: Location


class ChainNode(Struct, frozen=True, kw_only=True):
    """A name of a setting. `scope` is where it has that name: `.env`, `values.yaml`, a list of
    containers, a program.
    """

    scope: str
    name: str


class ChainLink(Struct, frozen=True, kw_only=True):
    """A step of a setting from one name to the next; `how` is what passes it on (`compose`,
    `chart`, `reads`).
    """

    source: ChainNode
    target: ChainNode
    how: str


class EffectiveLayer(Struct, frozen=True, kw_only=True):
    """The value that one layer of a deployment (`.env`, `compose`, `values`, `chart`, `code`) gives
    a setting.
    """

    layer: str
    path: str
    line: int
    value: str


class Effective(Struct, frozen=True, kw_only=True):
    """The value of a setting in the user's deployment, masked if it is secret.

    `layers` are those that give it a value, the winner first; `services` are the containers, empty
    for a value of a chart.
    """

    name: str
    services: tuple[str, ...]
    value: str
    layers: tuple[EffectiveLayer, ...]


class LineChange(Struct, frozen=True, kw_only=True):
    """A line whose change changes a setting: the first one of each deployment is the best.

    With compose, `name` is a variable or key of `file`, and `restart` are the services to start
    again after it. With Helm, `path` is a value, and `name` the variable if it is a list of them.
    """

    deployment: Literal["compose", "helm"]
    file: str = ""
    name: str = ""
    path: str = ""
    restart: tuple[str, ...] = ()


class KeyAnswer(Struct, frozen=True, kw_only=True):
    """The answer for one setting: an entry of `keys` in the JSON form.

    `idle_services` are those of `services` whose program does not use the setting. `beyond` is what
    happens when its limit is reached or its check fails.
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
    change: tuple[LineChange, ...] = ()
    layers: tuple[LayerValue, ...] = ()
    programs: tuple[ProgramSetting, ...] = ()
    chain: tuple[ChainLink, ...] = ()
    effective: tuple[Effective, ...] = ()
    beyond: tuple[CausePlace, ...] = ()


class Question(Struct, frozen=True, kw_only=True):
    """A kind of question: what the forms of an answer must know of it.

    `command` is the command that asks it. `pasted`: the query is text that the user pasted, so it
    is quoted below the source and not repeated in the title. `full_settings`: a setting is
    shown with its table of layers and its diagram. `hits_hold_settings`: a hit that is a setting
    is listed with its default and its readers, and no setting is listed again after the hits.
    """

    command: str
    pasted: bool = False
    full_settings: bool = False
    hits_hold_settings: bool = False


class Finding(Struct, frozen=True, kw_only=True):
    """The result of a question, before it is cut to a budget and rendered.

    `asked_version` is the further version of the workspace that was asked, empty for its own.
    `known_cause` is what a pasted text is known to tell.
    """

    question: Question
    query: str
    confidence: Confidence
    versions: tuple[Checkout, ...] = ()
    hits: tuple[Hit, ...] = ()
    keys: tuple[KeyAnswer, ...] = ()
    tables: tuple[TableAnswer, ...] = ()
    map: DeploymentMap | None = None
    services: tuple[ServiceAnswer, ...] = ()
    queues: tuple[QueueAnswer, ...] = ()
    plans: tuple[UpgradePlan, ...] = ()
    suggestions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    asked_version: str = ""
    known_cause: KnownCause | None = None

    @property
    def has_answer(self) -> bool:
        """Whether anything was found."""
        return bool(self.hits or self.keys or self.is_whole)

    @property
    def is_of_network(self) -> bool:
        """Whether it is about a deployment's services, whose hits are places of the answer."""
        return bool(self.map or self.services or self.queues)

    @property
    def is_whole(self) -> bool:
        """Whether it is about services or an upgrade, and says all of it beside its hits."""
        return self.is_of_network or bool(self.plans)


class Section(Struct, frozen=True, kw_only=True):
    """A piece of source in a bundle.

    `location` spans the first to the last line, `spans` are the lines shown, `marks` the cited
    lines among them.
    """

    title: str
    location: Location
    text: str
    tokens: int
    spans: tuple[tuple[int, int], ...]
    marks: tuple[int, ...] = ()


class LeftOut(Struct, frozen=True, kw_only=True):
    """A section that did not fit, with its cost in tokens and the command that prints it."""

    title: str
    location: Location
    tokens: int
    command: str


class Bundle(Struct, frozen=True, kw_only=True):
    """The finished text and its sections.

    `tokens` counts the whole text and never exceeds `budget`.
    """

    text: str
    tokens: int
    tokenizer: str
    budget: int
    kept: tuple[Section, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class Problem(Struct, frozen=True, kw_only=True):
    """Something wrong in a file of the user.

    `id` is the rule that is broken, one of `ask/check/catalog.py`, and `rule` the category of that
    rule. `path` is the file as the user named it. `message` contains no secret. `places` are lines
    of the sources that prove it. `more` is not 0 where it stands for so many problems of its rule
    that are not listed. One `as_shipped` is in the files that Dify ships as well.
    """

    id: str
    rule: str
    severity: Severity
    key: str
    path: str
    line: int
    end_line: int
    message: str
    fix: str = ""
    places: tuple[Location, ...] = ()
    more: int = 0
    as_shipped: bool = False

    @property
    def judged(self) -> Judged:
        """Who can end it: whoever wrote the files, unless Dify's own have it too."""
        if self.as_shipped:
            return Judged(level="product", why="Dify's own example file has it, too")
        return Judged(level="environment", why="it is in the files of the deployment")


class CheckedFile(Struct, frozen=True, kw_only=True):
    """A checked file of the user; `settings` is the number of settings in it."""

    path: str
    what: Literal["env", "values", "compose"]
    settings: int


class CheckReport(Struct, frozen=True, kw_only=True):
    """The problems that `check` found, in the order of the files and their lines.

    `ignored` is the number of problems that comments in the files ask to ignore.
    """

    files: tuple[CheckedFile, ...]
    problems: tuple[Problem, ...]
    ignored: int = 0
    versions: tuple[Checkout, ...] = ()
    notes: tuple[str, ...] = ()
