"""Chains from a setting to a statement, planted in generated source, so that the cause of the
statement is known by construction. What the chains of every language share.

A chain is written backwards: a form (`if count > VALUE: ...`) asks for a value, and each hop says
where the value comes from (a parameter, a field, ...), up to the line that reads the setting. Lines
that must be found carry a mark until the file is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

STATEMENT, GUARD, CALLER = "\x01", "\x02", "\x03"
"""Marks at the end of a line: the statement, what leads to it, the call of its function."""

_NOUNS = """
anchor apron basket beacon bucket cabin candle canoe carpet cellar chapel cotton curtain dagger
ember falcon feather ferry garden glacier hammer harbor helmet island jacket kettle ladder lantern
lemon marble meadow mirror needle orchard paddle parcel pebble pepper pigeon pillar piston quarry
ribbon saddle shovel silver spindle stable sulphur tailor temple thistle timber trumpet tunnel
turnip velvet violin walnut whistle willow window
"""
NOUNS = _NOUNS.split()
_VERBS = """
admit adopt attach bundle carve collect convey deliver drain enlist fasten ferry forward gather
grind hoist inspect launch measure muster nudge polish prepare refine repair rinse scatter settle
shuffle sift stack stitch submit tally unload weave weigh wrap
"""
VERBS = _VERBS.split()
COMMON_METHODS = ("run", "handle", "process", "execute", "send")
COMMON_FIELDS = ("limit", "maximum", "timeout", "size", "threshold", "max_items", "capacity")
KINDS = ("MAX", "LIMIT", "TIMEOUT", "SIZE", "THRESHOLD", "INTERVAL", "MODE", "LEVEL")
STEPS = {
    "option_function": 2,
    "base": 2,
    "singleton": 2,
    "embedded": 2,
    "unpacked": 0,
    "local": 0,
    "annotated": 0,
    "closure": 0,
}
"""Of hops that are not one step from a function, a field or a constant to another."""
NEUTRAL = ("Postponing the {0} of %s", "The {0} of %s is set aside", "Handing the {0} of %s back")
TELLING = {
    "MAX": "The {0} of %s exceeds the limit",
    "LIMIT": "Too many {0} for %s",
    "SIZE": "The {0} of %s is too large",
    "TIMEOUT": "Waiting for the {0} of %s timed out",
    "INTERVAL": "The {0} of %s timed out",
}
"""Texts that tell a kind of failure, by the last word of the settings that decide one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A planted chain: its files with their text, the setting, the places that a slice must name.

    `how` is the form of the statement and the hops, the nearest first. `others` are the settings
    that are read nearby and decide nothing.
    """

    name: str
    repo: str
    how: tuple[str, ...]
    files: dict[str, str]
    setting: str
    others: frozenset[str]
    message: str
    path: str
    line: int
    guards: frozenset[tuple[str, int]]
    callers: frozenset[tuple[str, int]]


@dataclass(slots=True, eq=False)
class FunctionFlow:
    """A function that is being written. `parameters`: name, type, default, argument, keyword."""

    name: str
    file: File
    owner: Owner | None = None
    parameters: list[Parameter] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    """Lines of the function inside which this one is defined, with `\\0` for this one."""
    caller: FunctionFlow | None = None
    inline: bool = False
    """Its call is part of an expression of the caller."""
    result: str = ""
    decorator: str = ""
    leaves: list[str] = field(default_factory=list)
    """Lines after the calls."""


@dataclass(slots=True, eq=False)
class Parameter:
    """A parameter of a function that is being written, with what its caller gives it."""

    name: str
    type: str = "int"
    default: str = ""
    argument: str = ""
    keyword: bool = False
    spread: bool = False
    """The argument is a dictionary with it: `f(**options)`."""


@dataclass(slots=True, eq=False)
class Owner:
    """A class or struct that is being written; `maker` makes an object of it."""

    name: str
    file: File
    maker: FunctionFlow
    methods: list[FunctionFlow] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    holder: str = ""
    """The name of its object where its methods are called."""
    literal: list[str] = field(default_factory=list)
    plain: bool = False
    """It is made by a literal, without its maker."""
    base: str = ""
    single: bool = False
    """Its only object is made where the module is loaded."""


@dataclass(slots=True, eq=False)
class File:
    """A file that is being written."""

    path: str
    imports: list[str] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    owners: list[Owner] = field(default_factory=list)
    functions: list[FunctionFlow] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def add_import(self, line: str) -> None:
        if line not in self.imports:
            self.imports.append(line)


class Names:
    """Random names, those of functions without a repetition in a chain."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def noun(self) -> str:
        return self._fresh(lambda: self._rng.choice(NOUNS))

    def verb_noun(self) -> str:
        rng = self._rng
        return self._fresh(lambda: f"{rng.choice(VERBS)}_{rng.choice(NOUNS)}_{rng.choice(NOUNS)}")

    def method(self) -> str:
        if self._rng.random() < 0.3:
            return self._fresh(lambda: self._rng.choice((*COMMON_METHODS, *VERBS)))
        return self.verb_noun()

    def variable(self) -> str:
        rng = self._rng
        if rng.random() < 0.5:
            return self._fresh(lambda: rng.choice((*COMMON_FIELDS, *NOUNS)))
        return self._fresh(lambda: f"{rng.choice(('max', 'min', 'total'))}_{rng.choice(NOUNS)}")

    def setting(self) -> str:
        rng = self._rng
        return self._fresh(
            lambda: f"{rng.choice(NOUNS)}_{rng.choice(NOUNS)}_{rng.choice(KINDS)}".upper()
        )

    def message(self, setting: str) -> str:
        """Return a text for a statement; half of them tell the kind of failure, if there is one."""
        text = self._rng.choice(NEUTRAL)
        if self._rng.random() < 0.5:
            text = TELLING.get(setting.rpartition("_")[2], text)
        return text.format(" ".join(self._rng.sample(NOUNS, 3)))

    def _fresh(self, draw: object) -> str:
        assert callable(draw)
        name = draw()
        for _ in range(200):
            if name not in self._used:
                break
            name = draw()
        self._used.add(name)
        return str(name)


def numbered(files: dict[str, str]) -> tuple[dict[str, str], dict[str, set[tuple[str, int]]]]:
    """Return files without marks, and the (path, line)s that carried each mark."""
    places: dict[str, set[tuple[str, int]]] = {STATEMENT: set(), GUARD: set(), CALLER: set()}
    clean: dict[str, str] = {}
    for path, text in files.items():
        lines = text.split("\n")
        for number, line in enumerate(lines, 1):
            for mark, found in places.items():
                if mark in line:
                    found.add((path, number))
        clean[path] = "\n".join(line.rstrip("".join(places)) for line in lines)
    return clean, places


def indented(lines: Sequence[str], by: str = "    ") -> Iterator[str]:
    for line in lines:
        for part in line.split("\n"):
            yield f"{by}{part}" if part else part


def within(hops: list[str], form: str, most: int = 4) -> list[str]:
    """Return as many of the hops as make `most` steps; a check of its own is one, too."""
    steps = int(form in ("allowed", "checked"))
    kept: list[str] = []
    for hop in hops:
        steps += STEPS.get(hop, 1)
        if steps > most:
            break
        kept.append(hop)
    return kept


def camel(name: str) -> str:
    """`max_items` -> `MaxItems`."""
    return "".join(part.capitalize() for part in name.lower().split("_"))


def lower_camel(name: str) -> str:
    made = camel(name)
    return made[:1].lower() + made[1:]
