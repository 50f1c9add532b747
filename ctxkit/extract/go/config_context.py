"""The context of settings in a Go file: types of variables, branches, struct literals, and
variables filled from the environment.

Not here: the uses (`settings_use.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.go.file import GoFile, bare_type
from ctxkit.extract.literals import shorten
from ctxkit.extract.treesitter import QueryMatch, Scopes, raw, text

_CONFIG_NAME = re.compile(r"(?:[cC]onfig|[cC]fg|[cC]onf|[cC]onfiguration)s?(?:\(\))?$")
_PROGRAM_CONFIG = re.compile(r"^Config$|(?:Configuration|Setting)s?$")
"""Types that hold a program's settings, not those of a part of it, which are copied from them."""
_FIELD = re.compile(r"[A-Z][A-Za-z0-9_.]{0,100}$")
_GETENV = re.compile(r'\b(?:Getenv|LookupEnv)\("([A-Za-z_][A-Za-z0-9_]{0,100})"\)')
_WORD = re.compile(r"[A-Za-z_]\w*")
_EMPTY_VALUES = ('""', "0", "nil", "``")
_MAX_EXPRESSION_CHARS = 500
_NESTED = "\0"

_Variable = tuple[str, str]
"""(function, variable)."""


class ConfigContext:
    """The variables and branches of a file, learned from the matches of `config_use.scm`."""

    def __init__(self, file: GoFile, matches: list[QueryMatch]) -> None:
        self._file = file
        # Of parameters with a configuration's type.
        self._type_by_variable: dict[_Variable, str] = {}
        self._environment_by_variable: dict[_Variable, str] = {}
        for match in matches:
            if "type" in match:
                type_ = bare_type(match.node("type")).rpartition(".")[2]
                self._type_by_variable[self._variable(match)] = type_
        cases: list[tuple[Node, str]] = []
        tests: list[tuple[Node, str]] = []
        copies: list[tuple[Node, str]] = []
        for match in matches:
            if "case" in match:
                cases.append(_case(match))
            elif "fallback" in match:
                tests += self._test(match)
            elif "copied" in match:
                copies += _copy(match)
            elif "variable" in match and "value" in match:
                self._learn_variable(match)
        self._cases = Scopes(cases, separator=_NESTED)
        self._tests = Scopes(tests, separator=_NESTED)
        self._copies = Scopes(copies, separator=_NESTED)

    def _variable(self, match: QueryMatch) -> _Variable:
        variable = match.node("variable")
        return self._file.at(variable), text(variable)

    def _learn_variable(self, match: QueryMatch) -> None:
        """`port := os.Getenv("PORT")`, `parts := strings.Split(port, ",")`."""
        variable = self._variable(match)
        source = self.environment_of(match.text("value"), variable[0])
        if source:
            self._environment_by_variable[variable] = source

    def _test(self, match: QueryMatch) -> Iterator[tuple[Node, str]]:
        """`if config.PythonPath == "" {`, `if len(config.Paths) == 0 {`."""
        if match.text("empty") not in _EMPTY_VALUES:
            return
        node, tested = match.node("fallback"), match.text("tested")
        if tested.startswith("len("):
            tested = tested[len("len(") : -len(")")]
        yield node, self.field(tested, self._file.at(node))

    def field(self, expression: str, scope: str) -> str:
        """Return the setting's field in `p.appConfig.UvPath`, dotted if nested, or an empty string.

        Of a parameter that is the configuration of a part (`config *PGConfig`) it is a field of
        that (`PGConfig.Host`).
        """
        # &config.App.Port   static.GetDifySandboxGlobalConfigurations().MaxWorkers
        parts = expression.lstrip("&*").split(".")
        if len(parts) == 1:
            return ""
        variable = scope, parts[0]
        type_ = self._type_by_variable.get(variable, "")
        if type_ and not _PROGRAM_CONFIG.search(type_):
            is_field = parts[1][:1].isupper()
            return ".".join([type_, *parts[1:]]) if is_field else ""
        owners = [number for number, part in enumerate(parts[:-1]) if _CONFIG_NAME.search(part)]
        if variable in self._type_by_variable:
            owners.append(0)
        if not owners:
            return ""
        fields = _FIELD.match(".".join(parts[max(owners) + 1 :]))
        return fields[0] if fields else ""

    def environment_of(self, expression: str, scope: str) -> str:
        """Return the environment variable that an expression is made of, or an empty string."""
        call = _GETENV.search(expression)
        if call:
            return call[1]
        if len(expression) > _MAX_EXPRESSION_CHARS:
            return ""
        variables = ((scope, word) for word in _WORD.findall(expression))
        known = self._environment_by_variable
        return next((known[variable] for variable in variables if variable in known), "")

    def case_around(self, node: Node) -> str:
        """Return `case` and the value of the one around a node, or an empty string."""
        return self._cases.at(node.start_byte).rpartition(_NESTED)[2]

    def tested_for_empty(self, node: Node) -> list[str]:
        """Return the fields that are empty in the branches around a node."""
        return self._tests.at(node.start_byte).split(_NESTED)

    def copied_to(self, node: Node) -> str:
        """Return the field of another struct that a node is the value of, or an empty string."""
        return self._copies.at(node.start_byte).rpartition(_NESTED)[2]


def _case(match: QueryMatch) -> tuple[Node, str]:
    """`case DB_TYPE_MYSQL:`."""
    node = match.node("case")
    values = ", ".join(text(value) for value in node.children_by_field_name("value"))
    return node, f"case {shorten(values)}"


def _copy(match: QueryMatch) -> Iterator[tuple[Node, str]]:
    """`&PGConfig{Host: config.DBHost}`; not what a function in the literal does."""
    node, struct = match.node("copied"), bare_type(match.node("into")).rpartition(".")[2]
    if struct.isidentifier() and b"func" not in raw(node):
        yield node, f"{struct}.{match.text('key')}"
