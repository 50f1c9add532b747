"""What the code that reads a setting makes of a value, where no declared type tells: scripts,
templates, comparisons.

Read from the very lines that use the setting. Not here: declared types (`validation.py`), which
container gets what (`deployment/containers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.validation import go_refusal, refusal
from ctxkit.ask.check.zod import zod_refusal
from ctxkit.dify.programs import scope_of_file
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse, Location
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import SettingFact

_SWITCH = frozenset({"true", "false"})
_OFF = frozenset({"", "0", "no", "off", "f", "n", "none"})
_COMPARED = re.compile(r"==\s*[\"']([^\"'\\]{1,60})[\"']|[\"']([^\"'\\]{1,60})[\"']\s*==")
_CASE = re.compile(r"\s*case\s+[\"']([^\"'\\]{1,60})[\"']\s*:")
_ANY_CASE = re.compile(r"\s*case\s+_\s*:")
_WINDOW = 60  # rows below a read in which its value may be compared
# nginx' own grammar of a directive's value, by what the directive is called
_DIRECTIVES = (
    (
        re.compile(r"\w*_(?:size|buffer)\Z"),
        re.compile(r"[0-9]{1,12}[kKmMgG]?\Z"),
        "a size such as 100m",
    ),
    (
        re.compile(r"\w*_(?:timeout|time)\Z"),
        re.compile(r"(?:[0-9]{1,12}(?:ms|[smhdwMy])?\s?){1,6}\Z"),
        "a time such as 60s",
    ),
    (
        re.compile(r"worker_processes\Z"),
        re.compile(r"(?:auto|[0-9]{1,5})\Z"),
        "a whole number or auto",
    ),
    (re.compile(r"listen\Z"), re.compile(r"(?:[^\s:]+:)?[0-9]{1,5}\Z"), "a port"),
)
_PORT = re.compile(r"(?:(?:[0-9.]+|\[[0-9a-fA-F:]+\]):)?[0-9]{1,5}(?:-[0-9]{1,5})?\Z")
_PLAIN_NUMBER = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?\Z")
_OPTION = re.compile(r"(?:^|[\s\"'])--?[a-z]")
_DIGITS = re.compile(r"[0-9]{1,12}\Z")


class Objection(NamedTuple):
    """What a reader has against a value: it refuses it, or takes it for something else; `wanted` is
    what it takes.
    """

    rule: str
    wanted: str
    place: Location


class Evidence:
    """Looks up what the readers of a setting make of a value."""

    def __init__(self, walker: SettingsGraph, sources: Sources, enumerations: Enumerations) -> None:
        self._walker = walker
        self._sources = sources
        self._enumerations = enumerations

    def objections(
        self, program: str, name: str, value: str
    ) -> Iterator[tuple[ConfigKey | None, Objection]]:
        """Yield what a program has against a value of its variable, with the declaration that tells
        where one does.
        """
        facts = [fact for fact in self._walker.about([name]) if self._is_of(fact, program)]
        keys = [
            fact
            for fact in facts
            if isinstance(fact, ConfigKey) and name in (fact.name, *fact.aliases)
        ]
        uses = [fact for fact in facts if isinstance(fact, ConfigUse) and fact.name == name]
        for key in keys:
            wanted = self._declared(program, key, value)
            if wanted:
                yield key, Objection("refused-value", wanted, key.location)
        typed = any(
            key.origin in ("pydantic", "envconfig") and "str" not in key.type for key in keys
        )
        for use in uses:
            if use.via == "shell" and use.role == "renames" and self._hands_on(use):
                yield from self.objections(program, use.target, value) if use.target != name else ()
            elif use.via == "getenv" and use.target and program == "sandbox":
                yield from ((None, each) for each in self._by_field(use, value))
            elif use.via == "template":
                yield from ((None, each) for each in self._in_template(use, value))
        if not typed and value:
            yield from ((None, each) for each in self._in_shell(uses, value))
            yield from ((None, each) for each in self._in_python(uses, value))

    def port(self, name: str, value: str) -> Iterator[Objection]:
        """Yield an objection where a variable is a published port of a compose file, and its value
        is none.
        """
        if not value or _PORT.match(value):
            return
        for fact in self._walker.about([name]):
            if not isinstance(fact, ConfigUse) or (fact.name, fact.role, fact.via) != (
                name,
                "reads",
                "compose",
            ):
                continue
            if fact.symbol.endswith(".ports") and _DIGITS.match(fact.value or ""):
                yield Objection("refused-value", "a port, or address:port", fact.location)
                return

    @staticmethod
    def _is_of(fact: SettingFact, program: str) -> bool:
        return not fact.test and scope_of_file(fact.repo, fact.path) == program

    def _declared(self, program: str, key: ConfigKey, value: str) -> str:
        if key.origin == "zod":
            return zod_refusal(key, value, self._sources.lines(key.repo, key.path))
        if key.origin not in ("pydantic", "envconfig"):
            return ""
        wanted = refusal(key, value, self._enumerations.members(program, key))
        return "" if wanted and self._enumerations.is_validated(key) else wanted

    def _row(self, fact: SettingFact) -> str:
        rows = self._sources.lines(fact.repo, fact.path)
        return rows[fact.line - 1][:500] if 0 < fact.line <= len(rows) else ""

    def _hands_on(self, use: ConfigUse) -> bool:
        """Tell whether a script's line gives the value its other name and adds nothing to it."""
        text = self._row(use).partition("=")[2].strip().strip("\"'")
        return text in (f"${use.name}", f"${{{use.name}}}") or (
            text.startswith(f"${{{use.name}:-") and text.endswith("}") and text.count("}") == 1
        )

    def _by_field(self, use: ConfigUse, value: str) -> Iterator[Objection]:
        """Yield what the sandbox makes of a value that its field cannot hold: nought, or false."""
        for fact in self._walker.about([use.target]):
            if (
                isinstance(fact, ConfigKey)
                and fact.origin == "yaml"
                and self._is_of(fact, "sandbox")
            ):
                wanted = go_refusal(fact.type, value) if value else ""
                if wanted and use.target in (fact.attribute, fact.attribute.rpartition(".")[2]):
                    taken = "false" if fact.type == "bool" else "0"
                    yield Objection(
                        "misread-value", f"{wanted}, and takes this for {taken}", use.location
                    )

    def _in_template(self, use: ConfigUse, value: str) -> Iterator[Objection]:
        directive = (self._row(use).split() or [""])[0]
        for called, shape, wanted in _DIRECTIVES:
            if value and called.match(directive) and len(value) < 80 and not shape.match(value):
                yield Objection("refused-value", f"{wanted} ({directive})", use.location)

    def _in_shell(self, uses: list[ConfigUse], value: str) -> Iterator[Objection]:
        compared: dict[str, ConfigUse] = {}
        folded = False
        for use in uses:
            if use.via != "shell":
                continue
            row = self._row(use)
            option = use.role == "reads" and _DIGITS.match(use.value or "") and _OPTION.search(row)
            if option and not _PLAIN_NUMBER.match(value):
                yield Objection("refused-value", "a number", use.location)
                return
            found = re.search(
                rf"\$\{{?{re.escape(use.name)}(,,)?\}}?[\"']?\s*(?:==?|!=)\s*[\"']?([\w.-]{{1,60}})",
                row,
            )
            if found:
                compared.setdefault(found[2], use)
                folded = folded or bool(found[1])
        asked = value.lower() if folded else value
        if not compared or asked in compared:
            return
        place = next(iter(compared.values())).location
        if set(compared) <= _SWITCH:
            if asked not in _SWITCH and value.lower() not in _OFF and value.lower() != "false":
                yield Objection(
                    "misread-value",
                    "true or false, in small letters, and takes this for false",
                    place,
                )
        elif value.lower() in {each.lower() for each in compared}:
            yield Objection("misread-value", f"{_named(compared)}, letter by letter", place)

    def _in_python(self, uses: list[ConfigUse], value: str) -> Iterator[Objection]:
        """Yield what comparisons tell: a `match` that raises at anything else, and a value in other
        letters.
        """
        known: dict[str, ConfigUse] = {}
        for use in uses:
            if use.via not in ("dify_config", "getenv", "import") or not use.path.endswith(".py"):
                continue
            rows = self._sources.lines(use.repo, use.path)[use.line - 1 : use.line + _WINDOW]
            cases, closed = _cases(rows)
            if closed and cases and value not in cases:
                yield Objection("refused-value", f"one of {', '.join(cases)}", use.location)
                return
            for each in (*cases, *_compared(use.name, rows)):
                known.setdefault(each, use)
        same = [each for each in known if each.lower() == value.lower()]
        if same and value not in known:
            yield Objection(
                "misread-value", f"{same[0]}, letter by letter", known[same[0]].location
            )


def _named(values: dict[str, ConfigUse]) -> str:
    return f"one of {', '.join(values)}" if len(values) > 1 else next(iter(values))


def _cases(rows: list[str]) -> tuple[list[str], bool]:
    """Return the texts of a `match` that begins right below a read, and whether anything else
    raises.
    """
    variable = rows[0].partition("=")[0].strip() if rows else ""
    start = next(
        (at for at, row in enumerate(rows[:12]) if row.strip() == f"match {variable}:"), -1
    )
    if start < 0 or not variable.isidentifier():
        return [], False
    indent = len(rows[start]) - len(rows[start].lstrip())
    found = []
    for at, row in enumerate(rows[start + 1 :], start + 1):
        if row.strip() and len(row) - len(row.lstrip()) <= indent:
            break
        if match := _CASE.match(row[:200]):
            found.append(match[1])
        elif _ANY_CASE.match(row[:200]):
            below = rows[at + 1].lstrip() if at + 1 < len(rows) else ""
            return found, below.startswith("raise ")
    return found, False


def _compared(name: str, rows: list[str]) -> Iterator[str]:
    """Yield the texts that a setting, or the variable which it is put into, is compared with."""
    variable = rows[0].partition("=")[0].strip() if rows else ""
    words = (name, variable) if variable.isidentifier() and len(variable) > 2 else (name,)
    for row in rows:
        if "==" in row and any(word in row for word in words):
            yield from (match[1] or match[2] for match in _COMPARED.finditer(row[:500]))
