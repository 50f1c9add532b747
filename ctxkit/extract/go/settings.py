"""Settings of Go sources: struct fields with `envconfig` or `yaml` tags, the defaults that code
sets, and the reads.

A field is told by the name of what it is read from (`config.Port`, `p.appConfig.UvPath`) or by the
type of the parameter (`func (c *Config)`); which struct it belongs to is settled where the facts
are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.arithmetic import evaluate
from ctxkit.extract.go.file import (
    GoFile,
    arguments_of,
    bare_type,
    is_string,
    lines_of,
    one,
    string_value,
)
from ctxkit.extract.literals import shorten
from ctxkit.extract.treesitter import Captures, Scopes, text
from ctxkit.model import ConfigKey, ConfigUse, Fact

_TAG = re.compile(r'(\w{1,30}):"((?:[^"\\]|\\.){0,1000})"')
_CONFIG = re.compile(r"(?:[cC]onfig|[cC]fg|[cC]onf|[cC]onfiguration)s?(?:\(\))?$")
_WHOLE = re.compile(r"^Config$|(?:Configuration|Setting)s?$")
"""Types that hold a program's settings, not those of a part of it, which are copied from them."""
_CONFIG_TYPE = re.compile(r"(?:[cC]onfig|[cC]onfiguration|[sS]ettings)s?$")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,100}$")
_PRODUCT = re.compile(r"[\d_]{1,20}(?:\s?\*\s?[\d_]{1,20}){1,5}")
_ENV_NAME = re.compile(r"[A-Z_][A-Z0-9_]{1,100}$")
_GETENV = re.compile(r'\b(?:Getenv|LookupEnv)\("([A-Za-z_][A-Za-z0-9_]{0,100})"\)')
_WORD = re.compile(r"[A-Za-z_]\w*")
_PASSED_ON = re.compile(r'^"([A-Z][A-Z0-9_]{1,100})=')
_LONGEST_BLOCK = 40
_NESTED = "\0"
_HEADING = 4  # words: a comment so short above a block of fields is the block's heading and speaks of all of them


def facts(file: GoFile) -> Iterator[Fact]:
    """Yield the settings of a file."""
    yield from _keys(file)
    uses = file.found.get("config_use", [])
    settings = _Settings(file, uses)
    seen: set[tuple[str, str, int]] = set()
    for use in sorted(settings.uses(), key=lambda u: (u.line, -len(u.name))):
        if (use.name, use.role, use.line) not in seen:
            seen.add((use.name, use.role, use.line))
            yield use


def _keys(file: GoFile) -> Iterator[ConfigKey]:
    fields = file.found.get("config_key", [])
    nests = Scopes(
        [
            (one(c, "type"), f"{_tags(c).get('yaml', '')} {text(one(c, 'attribute'))}")
            for c in fields
            if one(c, "type").type == "struct_type"
        ],
        separator=_NESTED,
    )
    for captures in fields:
        tags = _tags(captures)
        node, attribute = one(captures, "field"), text(one(captures, "attribute"))
        owner = file.scopes.at(node.start_byte)
        around = [nest.split(" ") for nest in nests.at(node.start_byte).split(_NESTED) if nest]
        leaf = (tags.get("envconfig") or tags.get("yaml", "")).partition(",")[0]
        nested = one(captures, "type").type == "struct_type"
        of_yaml = "yaml" in tags and "json" not in tags and _CONFIG_TYPE.search(owner) is not None
        if not leaf or leaf == "-" or nested or not ("envconfig" in tags or of_yaml):
            continue
        line, end_line = lines_of(node)
        name = leaf if "envconfig" in tags else ".".join([*(nest[0] for nest in around), leaf])
        yield ConfigKey(
            name=name,
            origin="envconfig" if "envconfig" in tags else "yaml",
            attribute=".".join([*(nest[1] for nest in around), attribute]),
            type=text(one(captures, "type")),
            default=tags.get("default"),
            constraints=tags.get("validate", ""),
            description=_description(file, line),
            aliases=(leaf,) if name != leaf else (),
            owner=owner,
            line=line,
            end_line=end_line,
            symbol=owner,
        )


def _tags(captures: Captures) -> dict[str, str]:
    return {
        key: value.replace('\\"', '"') for key, value in _TAG.findall(text(one(captures, "tag")))
    }


def _description(file: GoFile, line: int) -> str:
    """The comment beside the field, above it, or the heading of its block."""
    beside = re.search(r"`\s*//\s*(.{1,300})$", file.line_text(line))
    if beside:
        return beside[1].strip()
    if above := file.comment_above(line):
        return above
    first = line
    while first > 1 and line - first < _LONGEST_BLOCK and "`" in file.line_text(first - 1):
        first -= 1
    heading = file.comment_above(first)
    return heading if 0 < len(heading.split()) <= _HEADING else ""


class _Settings:
    """What must be known of a whole file to read one use: variables, branches, environment reads."""

    def __init__(self, file: GoFile, matches: list[Captures]) -> None:
        self._file = file
        self._matches = matches
        self._variables: dict[
            tuple[str, str], str
        ] = {}  # (function, parameter): its type, of a configuration's name
        cases: list[tuple[Node, str]] = []
        fallbacks: list[tuple[Node, str]] = []
        copies: list[tuple[Node, str]] = []
        self._from_env: dict[
            tuple[str, str], str
        ] = {}  # (function, variable): environment variable
        for captures in matches:
            if "type" in captures:
                variable = one(captures, "variable")
                declared = bare_type(one(captures, "type")).rpartition(".")[2]
                self._variables[self._scope(variable), text(variable)] = declared
        for captures in matches:
            self._learn(captures, cases, fallbacks, copies)
        self._cases = Scopes(cases, separator=_NESTED)
        self._fallbacks = Scopes(fallbacks, separator=_NESTED)
        self._copies = Scopes(copies, separator=_NESTED)

    def _scope(self, node: Node) -> str:
        return self._file.scopes.at(node.start_byte)

    def _learn(
        self,
        captures: Captures,
        cases: list[tuple[Node, str]],
        fallbacks: list[tuple[Node, str]],
        copies: list[tuple[Node, str]],
    ) -> None:
        if "case" in captures:
            node = one(captures, "case")
            value = node.child_by_field_name("value")
            cases.append((node, shorten(text(value)) if value is not None else ""))
        elif "fallback" in captures:
            node, tested = one(captures, "fallback"), text(one(captures, "tested"))
            tested = tested[4:-1] if tested.startswith("len(") else tested
            if text(one(captures, "empty")) in ('""', "0", "nil", "``"):
                field = self._field(tested, self._scope(node))
                fallbacks.append((node, field))
        elif "copied" in captures:
            node, into = (
                one(captures, "copied"),
                bare_type(one(captures, "into")).rpartition(".")[2],
            )
            if into.isidentifier() and b"func" not in (node.text or b""):
                copies.append((node, f"{into}.{text(one(captures, 'key'))}"))
        elif "variable" in captures and "value" in captures:
            variable = one(captures, "variable")
            if source := self._environment(text(one(captures, "value")), self._scope(variable)):
                self._from_env[self._scope(variable), text(variable)] = source

    def _environment(self, expression: str, scope: str) -> str:
        """Return the environment variable that an expression draws on, or an empty string."""
        direct = _GETENV.search(expression)
        if direct:
            return direct[1]
        if len(expression) > 500:
            return ""
        words = _WORD.findall(expression)
        return next(
            (self._from_env[scope, word] for word in words if (scope, word) in self._from_env), ""
        )

    def _field(self, expression: str, scope: str) -> str:
        """Return the setting's field in `p.appConfig.UvPath`, dotted if nested, or an empty string.

        Of a parameter that is the configuration of a part (`config *PGConfig`) it is a field of
        that (`PGConfig.Host`).
        """
        parts = expression.lstrip("&*").split(".")
        declared = self._variables.get((scope, parts[0]), "")
        if len(parts) > 1 and declared and not _WHOLE.search(declared):
            return f"{declared}.{'.'.join(parts[1:])}" if parts[1][:1].isupper() else ""
        last = 0
        for i, part in enumerate(parts[:-1], 1):
            if _CONFIG.search(part) or (i == 1 and (scope, part) in self._variables):
                last = i
        field = ".".join(parts[last:])
        return field if last and _NAME.match(field) and field[:1].isupper() else ""

    def uses(self) -> Iterator[ConfigUse]:
        written: set[int] = set()
        targets: dict[str, str] = {}  # environment variable: field, of this file
        for captures in self._matches:
            if "assignment" in captures or "default" in captures:
                yield from self._set(captures, written, targets)
        chains: dict[
            int, Captures
        ] = {}  # by where they start; of `config.App` and `config.App.Port` the longer
        for captures in self._matches:
            if "read" in captures:
                start = one(captures, "read").start_byte
                if start not in written and not self._is_method(captures):
                    known = chains.get(start)
                    if (
                        known is None
                        or one(known, "read").end_byte < one(captures, "read").end_byte
                    ):
                        chains[start] = captures
        for captures in chains.values():
            yield from self._read(one(captures, "read"), one(captures, "field"))
        for captures in self._matches:
            if "keyed" in captures:
                yield from self._keyed(captures, targets)
            elif "environment" in captures:
                yield from self._passed_on(one(captures, "arguments"))

    def _set(
        self, captures: Captures, written: set[int], targets: dict[str, str]
    ) -> Iterator[ConfigUse]:
        """`setDefaultInt(&config.X, 10)`, `config.X = value`; a value from the environment is a
        rename, told there.
        """
        target, value = one(captures, "target"), one(captures, "value")
        scope = self._scope(target)
        field = self._field(text(target), scope)
        if not field:
            return
        written.add(target.start_byte)
        if source := self._environment(text(value), scope):
            targets[source] = field
            return
        default = "default" in captures or field in self._fallbacks.at(target.start_byte).split(
            _NESTED
        )
        case = self._cases.at(target.start_byte).rpartition(_NESTED)[2]
        line, end_line = lines_of(target)
        yield ConfigUse(
            name=field,
            role="sets",
            via="code-default" if default else "code",
            value=_plain(value),
            description=f"case {case}" if case else "",
            line=line,
            end_line=end_line,
            symbol=scope,
        )

    def _is_method(self, captures: Captures) -> bool:
        end = one(captures, "read").end_byte
        return self._file.source.data[end : end + 1] == b"("

    def _read(self, node: Node, field_node: Node) -> Iterator[ConfigUse]:
        scope = self._scope(node)
        field = self._field("".join(text(node).split()), scope)
        if field:
            line = field_node.start_point[0] + 1
            copied = self._copies.at(node.start_byte).rpartition(_NESTED)[2]
            yield ConfigUse(
                name=field,
                role="reads",
                via="field",
                target=copied,
                line=line,
                end_line=line,
                symbol=scope,
            )

    def _keyed(self, captures: Captures, targets: dict[str, str]) -> Iterator[ConfigUse]:
        key, function = one(captures, "key"), text(one(captures, "function"))
        name = string_value(key)
        package = text(captures["package"][0]) if "package" in captures else ""
        if not (_NAME if package == "viper" else _ENV_NAME).match(name):
            return
        sets = function in ("SetDefault", "Setenv")
        line, end_line = lines_of(key)
        yield ConfigUse(
            name=name,
            role="sets" if sets else "reads",
            via="code-default"
            if function == "SetDefault"
            else "viper"
            if package == "viper"
            else "getenv",
            value=_plain(one(captures, "value")) if "value" in captures else None,
            target=targets.get(name, ""),
            line=line,
            end_line=end_line,
            symbol=self._scope(key),
        )

    def _passed_on(self, arguments: Node) -> Iterator[ConfigUse]:
        """`cmd.Env = append(cmd.Env, "INSTALL_METHOD=local", fmt.Sprintf("HTTP_PROXY=%s", proxy))`."""
        for node in arguments_of(arguments)[1:]:
            source = text(node).removeprefix("fmt.Sprintf(")
            match = _PASSED_ON.match(source)
            if match:
                line, end_line = lines_of(node)
                value = self._file.message(node)
                yield ConfigUse(
                    name=match[1],
                    role="sets",
                    via="process-env",
                    value=value.text.partition("=")[2]
                    if value.is_literal
                    else shorten(", ".join(value.args)),
                    line=line,
                    end_line=end_line,
                    symbol=self._scope(node),
                )


def _plain(node: Node) -> str:
    """Return a value as one writes it into a variable: a text without quotes, `10*60` as 600."""
    if is_string(node):
        return string_value(node)
    source = text(node)
    product = evaluate(source) if _PRODUCT.fullmatch(source) else None
    return shorten(source) if product is None else str(product)
