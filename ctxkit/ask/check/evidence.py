"""How the code that reads a setting treats a value: declared types, and where those say nothing
scripts, templates and comparisons.

It reads the very lines that use the setting. Not here: the rules and their texts
(`value_rules.py`), how declared types are parsed (`validation.py`), which container gets what
(`deployment/containers.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from ctxkit.ask.check.comparisons import (
    MAX_ROW_CHARS,
    compared_texts,
    match_cases,
    shell_comparison,
)
from ctxkit.ask.check.enumerations import Enumerations
from ctxkit.ask.check.fact_kinds import keys_in, uses_in
from ctxkit.ask.check.validation import go_refusal, refusal
from ctxkit.ask.check.value_rules import (
    INVALID_DIRECTIVE,
    INVALID_OPTION,
    INVALID_PORT,
    INVALID_VALUE,
    READ_AS_FALSE,
    READ_AS_ZERO,
    UNMATCHED_VALUE,
    WRONG_CASE,
    Objection,
)
from ctxkit.ask.check.zod import zod_refusal
from ctxkit.dify.allowed_values import validated_value
from ctxkit.dify.nginx import value_of_directive
from ctxkit.dify.programs import scope_of_file
from ctxkit.index.sources import Sources
from ctxkit.model import ConfigKey, ConfigUse
from ctxkit.regex import regex
from ctxkit.settings.graph import SettingsGraph
from ctxkit.settings.names import SettingFact
from ctxkit.text.hidden_values import is_hidden

_SWITCH = frozenset({"true", "false"})
_OFF = frozenset({"", "0", "no", "off", "f", "n", "none", "false"})
_IN_CODE = ("dify_config", "getenv", "import")
_MAX_ROWS_BELOW_READ = 60  # in which the value that was read may be compared
_MAX_DIRECTIVE_CHARS = 80
_PORT = regex(r"(?:(?:[0-9.]+|\[[0-9a-fA-F:]+\]):)?[0-9]{1,5}(?:-[0-9]{1,5})?\Z")
_PLAIN_NUMBER = regex(r"[0-9]{1,12}(?:\.[0-9]{1,6})?\Z")
_OPTION = regex(r"(?:^|[\s\"'])--?[a-z]")
_DIGITS = regex(r"[0-9]{1,12}\Z")

Objections = Iterator[tuple[ConfigKey | None, Objection]]


class Evidence:
    """Looks up what the readers of a setting make of a value."""

    def __init__(self, walker: SettingsGraph, sources: Sources, enumerations: Enumerations) -> None:
        self._walker = walker
        self._sources = sources
        self._enumerations = enumerations

    def objections(self, program: str, name: str, value: str) -> Objections:
        """Yield why a program does not accept a value of its variable, with the declaration that
        says so where there is one. Of a hidden value nobody can tell.
        """
        if is_hidden(value):
            return
        facts = [fact for fact in self._walker.about([name]) if _is_of(fact, program)]
        keys = [key for key in keys_in(facts) if name in (key.name, *key.aliases)]
        uses = [use for use in uses_in(facts) if use.name == name]
        for key in keys:
            if expected := self._expected(program, key, value):
                yield key, Objection(INVALID_VALUE, expected, key.location)
        validated = validated_value(program, name)
        if validated is not None and not re.fullmatch(validated.pattern, value):
            place = next((key.location for key in keys), None)
            if place is not None:
                yield None, Objection(INVALID_VALUE, validated.expected, place)
        for use in uses:
            yield from self._by_use(program, use, value)
        # Where a type says what a value may be, the declaration has decided already.
        if value and not any(map(_is_typed, keys)):
            for objection in chain(self._in_shell(uses, value), self._in_python(uses, value)):
                yield None, objection

    def port(self, name: str, value: str) -> Iterator[Objection]:
        """Yield an objection where a variable is a published port of a compose file, and its value
        is not a port.
        """
        if not value or _PORT.match(value) or is_hidden(value):
            return
        for use in uses_in(self._walker.about([name])):
            if use.name == name and _is_published_port(use):
                yield Objection(INVALID_PORT, "a port or address:port", use.location)
                return

    def _expected(self, program: str, key: ConfigKey, value: str) -> str:
        """Return what a declaration accepts instead of a value, or "" where it accepts it."""
        if key.origin == "zod":
            return zod_refusal(key, value, self._sources.lines(key.repo, key.path))
        if key.origin not in ("pydantic", "envconfig"):
            return ""
        expected = refusal(key, value, self._enumerations.members(program, key))
        # A validator may change the value before its type is looked at.
        return "" if expected and self._enumerations.is_validated(key) else expected

    def _by_use(self, program: str, use: ConfigUse, value: str) -> Objections:
        if (use.via, use.role) == ("shell", "renames"):
            if use.target != use.name and self._passes_unchanged(use):
                yield from self.objections(program, use.target, value)
        elif (use.via, program) == ("getenv", "sandbox"):
            for objection in self._by_field(use, value):
                yield None, objection
        elif use.via == "template":
            for objection in self._in_template(use, value):
                yield None, objection

    def _row(self, fact: SettingFact) -> str:
        rows = self._sources.lines(fact.repo, fact.path)
        return rows[fact.line - 1][:MAX_ROW_CHARS] if 0 < fact.line <= len(rows) else ""

    def _passes_unchanged(self, use: ConfigUse) -> bool:
        """Return whether a script gives the value another name and adds nothing to it."""
        # export NEXT_PUBLIC_ALLOW_EMBED=${ALLOW_EMBED:-false}
        text = self._row(use).partition("=")[2].strip().strip("\"'")
        return re.fullmatch(rf"\${use.name}|\${{{use.name}(?::-[^}}]*)?}}", text) is not None

    def _by_field(self, use: ConfigUse, value: str) -> Iterator[Objection]:
        """Yield an objection where the sandbox's field cannot hold a value and becomes 0 or
        false.
        """
        if not value or not use.target:
            return
        fields = [key for key in keys_in(self._walker.about([use.target])) if key.origin == "yaml"]
        for field in fields:
            if not _is_of(field, "sandbox") or not _is_field(field, use.target):
                continue
            if expected := go_refusal(field.type, value):
                read = "false" if field.type == "bool" else "0"
                reading = f"reads it as {read}, and accepts {expected}"
                yield Objection(READ_AS_ZERO, expected, use.location, reading)

    def _in_template(self, use: ConfigUse, value: str) -> Iterator[Objection]:
        directive = next(iter(self._row(use).split()), "")
        grammar = value_of_directive(directive)
        if grammar is None or not 0 < len(value) < _MAX_DIRECTIVE_CHARS:
            return
        if not re.fullmatch(grammar.value, value):
            yield Objection(INVALID_DIRECTIVE, f"{grammar.expected} in {directive}", use.location)

    def _in_shell(self, uses: list[ConfigUse], value: str) -> Iterator[Objection]:
        compared: dict[str, ConfigUse] = {}
        for use in (use for use in uses if use.via == "shell"):
            row = self._row(use)
            if _is_number_option(use, row) and not _PLAIN_NUMBER.match(value):
                yield Objection(INVALID_OPTION, "a number", use.location)
                return
            if comparison := shell_comparison(use.name, row):
                compared.setdefault(comparison.text, use)
                if comparison.folded:
                    value = value.lower()
        if compared:
            yield from _compared_in_shell(compared, value)

    def _in_python(self, uses: list[ConfigUse], value: str) -> Iterator[Objection]:
        """Yield objections from comparisons in the code: a `match` whose default case raises, or a
        value that differs only in case.
        """
        known: dict[str, ConfigUse] = {}
        for use in (use for use in uses if _is_in_python(use)):
            rows = self._sources.lines(use.repo, use.path)
            rows = rows[use.line - 1 : use.line + _MAX_ROWS_BELOW_READ]
            match = match_cases(rows)
            if match.rejects(value):
                yield Objection(UNMATCHED_VALUE, f"one of {', '.join(match.texts)}", use.location)
                return
            for text in (*match.texts, *compared_texts(use.name, rows)):
                known.setdefault(text, use)
        if value in known:
            return
        for text in [text for text in known if text.lower() == value.lower()][:1]:
            place = known[text].location
            yield Objection(WRONG_CASE, f"one of {text}", place, _case_matters(text))


def _is_of(fact: SettingFact, program: str) -> bool:
    return not fact.test and scope_of_file(fact.repo, fact.path) == program


def _is_typed(key: ConfigKey) -> bool:
    """Return whether the declared type says what a value may be."""
    return key.origin in ("pydantic", "envconfig") and "str" not in key.type


def _is_field(key: ConfigKey, target: str) -> bool:
    return target in (key.attribute, key.attribute.rpartition(".")[2])


def _is_in_python(use: ConfigUse) -> bool:
    return use.via in _IN_CODE and use.path.endswith(".py")


def _is_published_port(use: ConfigUse) -> bool:
    """Return whether a compose file puts a port in `ports`, with a number as its default."""
    if (use.role, use.via) != ("reads", "compose"):
        return False
    # nginx.ports: '${EXPOSE_NGINX_PORT:-80}:${NGINX_PORT:-80}'
    return use.symbol.endswith(".ports") and _has_number(use)


def _has_number(use: ConfigUse) -> bool:
    return _DIGITS.match(use.value or "") is not None


def _is_number_option(use: ConfigUse, row: str) -> bool:
    """Return whether a script passes a value to an option, with a number as its default."""
    # gunicorn --workers ${SERVER_WORKER_AMOUNT:-1}
    if use.role != "reads" or not _has_number(use):
        return False
    return _OPTION.search(row) is not None


def _compared_in_shell(compared: dict[str, ConfigUse], value: str) -> Iterator[Objection]:
    if value in compared:
        return
    place = next(iter(compared.values())).location
    if _SWITCH.issuperset(compared):
        if value not in _SWITCH and value.lower() not in _OFF:
            expected = "true or false in lower case"
            reading = f"reads it as false, and accepts {expected}"
            yield Objection(READ_AS_FALSE, expected, place, reading)
    elif value.lower() in {text.lower() for text in compared}:
        texts = ", ".join(compared)
        yield Objection(WRONG_CASE, f"one of {texts}", place, _case_matters(texts))


def _case_matters(texts: str) -> str:
    return f"compares it with {texts}, and case matters"
