"""Uses of settings in Go: the defaults that code sets, the reads, and what is passed on to other
processes.

A field is recognized by the name of what it is read from (`config.Port`, `p.appConfig.UvPath`) or
by the type of the parameter (`func (c *Config)`); which struct it belongs to is decided where the
facts are joined. Not here: which variables and branches a use depends on (`config_context.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from ctxkit.extract.arithmetic import evaluate
from ctxkit.extract.go.config_context import ConfigContext
from ctxkit.extract.go.file import GoFile
from ctxkit.extract.go.text import arguments_of, is_string, string_value
from ctxkit.extract.go.variable_names import asked_of_helpers, variable_of
from ctxkit.extract.literals import shorten
from ctxkit.extract.treesitter import QueryMatch, end_line_of, line_of, text
from ctxkit.model import ConfigUse, Fact, Via

_VIPER_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,100}$")
_ENV_NAME = re.compile(r"[A-Z_][A-Z0-9_]{1,100}$")
_PRODUCT = re.compile(r"[\d_]{1,20}(?:\s?\*\s?[\d_]{1,20}){1,5}")
_ENTRY_OF_ENVIRON = re.compile(r'^"([A-Z][A-Z0-9_]{1,100})=')
_CONSTANT = re.compile(r"[A-Za-z]\w{1,100}$")
_RETURNED_IF_UNSET = re.compile(
    rb'\)\s{1,40}if !ok \{\s{1,40}return (true|false|\d{1,20}|"[^"\\\n]{0,200}")\s{1,40}\}'
)
_SETTERS = ("SetDefault", "Setenv")


def config_uses(file: GoFile) -> Iterator[Fact]:
    """Yield the uses of settings in a file, each once a line."""
    seen: set[tuple[str, str, int]] = set()
    # Of `config.App` and `config.App.Port` on one line, the longer first.
    for use in sorted(_uses(file), key=lambda use: (use.line, -len(use.name))):
        if (use.name, use.role, use.line) not in seen:
            seen.add((use.name, use.role, use.line))
            yield use


def _uses(file: GoFile) -> Iterator[ConfigUse]:
    matches = file.matches("config_use")
    reads = [match for match in matches if "read" in match]
    others = [match for match in matches if "read" not in match]
    context = ConfigContext(file, others)
    written: set[int] = set()  # where the fields begin that are assigned, and so not read
    field_by_variable: dict[str, str] = {}  # environment variable: the field that it is written to
    for match in others:
        # config.Port = value   setDefaultInt(&config.Port, 5002)
        if "assignment" in match or "default" in match:
            target = match.node("target")
            field = context.field(text(target), file.at(target))
            if not field:
                continue
            written.add(target.start_byte)
            source = context.environment_of(match.text("value"), file.at(target))
            if source:
                field_by_variable[source] = field
            else:
                yield _set(file, context, match, field)
    for match in _longest(file, reads):
        if match.node("read").start_byte not in written:
            yield from _read(file, context, match)
    for match in others:
        if "keyed" in match:
            yield from _by_key(file, match, field_by_variable)
        elif "environment" in match:
            yield from _passed_on(file, match.node("arguments"))
    yield from asked_of_helpers(file, others)


def _set(file: GoFile, context: ConfigContext, match: QueryMatch, field: str) -> ConfigUse:
    """`setDefaultInt(&config.X, 10)`, `config.X = value`."""
    target = match.node("target")
    is_default = "default" in match or field in context.tested_for_empty(target)
    return ConfigUse(
        name=field,
        line=line_of(target),
        end_line=end_line_of(target),
        symbol=file.at(target),
        role="sets",
        via="code-default" if is_default else "code",
        value=_plain(match.node("value")),
        description=context.case_around(target),
    )


def _longest(file: GoFile, reads: list[QueryMatch]) -> list[QueryMatch]:
    """Return the reads, of `config.App` and `config.App.Port` at one place the longer; calls of
    methods are none.
    """
    longest: dict[int, QueryMatch] = {}
    for match in reads:
        node = match.node("read")
        if file.source.data.startswith(b"(", node.end_byte):
            continue
        known = longest.setdefault(node.start_byte, match)
        if known.node("read").end_byte < node.end_byte:
            longest[node.start_byte] = match
    return list(longest.values())


def _read(file: GoFile, context: ConfigContext, match: QueryMatch) -> Iterator[ConfigUse]:
    node = match.node("read")
    scope = file.at(node)
    field = context.field("".join(text(node).split()), scope)
    if field:
        line = line_of(match.node("field"))
        yield ConfigUse(
            name=field,
            line=line,
            end_line=line,
            symbol=scope,
            role="reads",
            via="field",
            target=context.copied_to(node),
        )


def _by_key(
    file: GoFile, match: QueryMatch, field_by_variable: dict[str, str]
) -> Iterator[ConfigUse]:
    """`os.Getenv("PORT")`, `viper.SetDefault("log.level", "info")`, `envInt("RETRIES", 3)`."""
    key, function = match.node("key"), match.text("function")
    name, is_variable = variable_of(file, key)
    valid = _ENV_NAME
    via: Via = "getenv"
    if match.text("package") == "viper":
        via, valid = "viper", _VIPER_KEY
    if not is_variable:
        via, valid = "field", _CONSTANT  # joined with the constant, by its name
    if not valid.match(name):
        return
    if function == "SetDefault":
        via = "code-default"
    yield ConfigUse(
        name=name,
        line=line_of(key),
        end_line=end_line_of(key),
        symbol=file.at(key),
        role="sets" if function in _SETTERS else "reads",
        via=via,
        value=_plain(match.find("value")) or _value_if_unset(file, key),
        target=field_by_variable.get(name, ""),
    )


def _value_if_unset(file: GoFile, key: Node) -> str | None:
    """`v, ok := os.LookupEnv("X")` and the literal that the function returns if it is not ok."""
    unset = _RETURNED_IF_UNSET.match(file.source.data, key.end_byte)
    return unset[1].decode("utf8", "replace").strip('"') if unset else None


def _passed_on(file: GoFile, arguments: Node) -> Iterator[ConfigUse]:
    """`cmd.Env = append(cmd.Env, "INSTALL_METHOD=local", fmt.Sprintf("HTTP_PROXY=%s", proxy))`."""
    for node in arguments_of(arguments)[1:]:
        entry = _ENTRY_OF_ENVIRON.match(text(node).removeprefix("fmt.Sprintf("))
        if entry is None:
            continue
        message = file.message(node)
        value = shorten(", ".join(message.args))
        if message.is_literal:
            value = message.text.partition("=")[2]
        yield ConfigUse(
            name=entry[1],
            line=line_of(node),
            end_line=end_line_of(node),
            symbol=file.at(node),
            role="sets",
            via="process-env",
            value=value,
        )


def _plain(node: Node | None) -> str | None:
    """Return a value as one writes it into a variable: a text without quotes, `10*60` as 600."""
    if node is None:
        return None
    if is_string(node):
        return string_value(node)
    source = text(node)
    if not _PRODUCT.fullmatch(source):
        return shorten(source)
    product = evaluate(source)
    return shorten(source) if product is None else str(product)
