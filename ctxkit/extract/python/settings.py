"""The settings that classes of pydantic-settings declare: name, type, default, meaning.

Not here: the value of a default (`defaults.py`), settings that are computed (`computed.py`) and who
reads a setting (`settings_use.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from msgspec import Struct
from tree_sitter import Node

from ctxkit.extract.literals import shorten
from ctxkit.extract.python.arguments import Arguments, base_classes, called
from ctxkit.extract.python.computed import computed_setting, own_reads
from ctxkit.extract.python.defaults import descendants, plain_value
from ctxkit.extract.python.file import PythonFile, last_name
from ctxkit.extract.python.settings_names import Naming, naming_of
from ctxkit.extract.python.settings_objects import field_reads
from ctxkit.extract.python.text import message_of, string_value
from ctxkit.extract.treesitter import end_line_of, fields, first_child, line_of, text
from ctxkit.model import ConfigKey, Fact
from ctxkit.text.template import fold_space

_SETTINGS_BASE = re.compile(r"(Config|Settings|SettingsSourceInfo|Info)$")
_CONSTRAINTS = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern")
_CONSTRAINT_BY_TYPE = {
    "PositiveInt": "gt=0",
    "PositiveFloat": "gt=0",
    "NonNegativeInt": "ge=0",
    "NonNegativeFloat": "ge=0",
    "NegativeInt": "lt=0",
    "NonPositiveInt": "le=0",
}
_SPACE_OF_BRACKETS = re.compile(r"(?<=[\[(]) | (?=[\])])|,(?= ?[\])])")
_WORD = re.compile(r"\w+")


_Models = dict[str, Naming]
"""Classes of a file that fields have as their type, with the names of their own fields."""
_NO_ARGUMENTS = Arguments(positional=(), named={}, spread=False)


class _Field(Struct, frozen=True, kw_only=True):
    """An assignment that declares a field: its value, and the arguments of its `Field(...)`."""

    node: Node
    name: str
    type: str
    value: Node | None = None
    call: Arguments | None = None

    @property
    def default(self) -> Node | None:
        if self.value is not None or self.call is None:
            return self.value
        return self.call.get(0, "default")

    def argument(self, name: str) -> Node | None:
        arguments = self.call or _NO_ARGUMENTS
        return arguments.named.get(name)


def config_keys(file: PythonFile) -> Iterator[Fact]:
    """Yield the settings that a file declares, and the reads of them by its settings classes."""
    if not _may_declare(file):
        return
    classes = settings_classes(file)
    models: _Models = {}
    keys = [key for name in classes for key in _of_class(file, name, naming_of(file, name), models)]
    yield from keys
    computed = {key.symbol for key in keys if key.origin in ("computed", "property")}
    yield from own_reads(file, classes, computed)
    yield from field_reads(file, keys)
    for model, naming in models.items():
        if model not in classes:
            yield from _of_class(file, model, naming, {})


def _may_declare(file: PythonFile) -> bool:
    if "/configs/" in file.source.path:
        return True
    return file.contains(b"pydantic_settings", b"BaseSettings")


def settings_classes(file: PythonFile) -> list[str]:
    """Return the classes that derive from BaseSettings: directly, through each other, or through an
    imported class that is named like one; and models that are named like one and have fields in
    upper case, from which the settings derive elsewhere.
    """
    found: list[str] = []
    for name, node in file.classes.items():
        bases = [last_name(base) for base in base_classes(node)]
        is_named = "BaseModel" in bases and _is_named_as_settings(file, name)
        if any(_is_settings(file, base, found) for base in bases) or (
            is_named and _has_settings(node)
        ):
            found.append(name)
    return found


def _is_named_as_settings(file: PythonFile, class_: str) -> bool:
    return "configs/" in file.source.path and bool(_SETTINGS_BASE.search(class_))


def _has_settings(definition: Node) -> bool:
    body = fields(definition, "body")
    declared = [_field(child) for child in body[0].children] if body else []
    return any(field is not None and field.name.isupper() for field in declared)


def _is_settings(file: PythonFile, base: str, found: list[str]) -> bool:
    if base in ("BaseSettings", *found):
        return True
    return base not in file.classes and _is_named_as_settings(file, base)


def _of_class(file: PythonFile, owner: str, naming: Naming, models: _Models) -> Iterator[ConfigKey]:
    """Yield the settings of a class.

    Fields whose type is a class of this file are added to `models`.
    """
    body = fields(file.classes[owner], "body")
    children = body[0].children if body else []
    for child, following in zip_longest(children, children[1:]):
        if child.type == "decorated_definition":
            yield from computed_setting(owner, child)
        elif child.type == "expression_statement":
            field = _field(child)
            if field is None:
                continue
            classes = [word for word in _WORD.findall(field.type) if word in file.classes]
            models.update(dict.fromkeys(classes, naming.of_model(field.name)))
            yield _declared(file, owner, naming, field, following)


def _field(statement: Node) -> _Field | None:
    """Return the field that a statement declares, None for any other statement."""
    node = first_child(statement)
    if node is None or node.type != "assignment":
        return None
    parts = fields(node, "left", "type")
    if parts is None or parts[0].type != "identifier":
        return None  # not `NAME: type`
    name, type_ = text(parts[0]), _SPACE_OF_BRACKETS.sub("", fold_space(text(parts[1])))
    if type_.startswith("ClassVar") or name in ("model_config", "_"):
        return None
    value = node.child_by_field_name("right")
    if call := _field_call(value):
        return _Field(node=node, name=name, type=type_, call=call)
    if not type_.startswith("Annotated["):
        return _Field(node=node, name=name, type=type_, value=value)
    # MAIL_RATE: Annotated[int, Field(gt=0)] = 60
    calls = (_field_call(inner) for inner in descendants(parts[1]))
    return _Field(
        node=node,
        name=name,
        type=type_.removeprefix("Annotated[").split(", Field(")[0],
        value=value,
        call=next((call for call in calls if call), None),
    )


def _field_call(node: Node | None) -> Arguments | None:
    """Return the arguments of `Field(...)`, None for any other expression."""
    call = called(node)
    if call is None or last_name(call[0]) != "Field":
        return None
    return call[1]


def _declared(
    file: PythonFile, owner: str, naming: Naming, field: _Field, following: Node | None
) -> ConfigKey:
    names = _aliases(file, field) or [naming.variable(field.name)]
    default, is_expression = _default(file, field)
    return ConfigKey(
        name=names[0],
        line=line_of(field.node),
        end_line=end_line_of(field.node),
        symbol=owner,
        origin="pydantic",
        attribute=field.name,
        type=field.type,
        default=default,
        default_is_expression=is_expression,
        description=_description(file, field, following),
        constraints=_constraints(field),
        aliases=tuple(names[1:]),
        owner=owner,
    )


def _aliases(file: PythonFile, field: _Field) -> list[str]:
    """`validation_alias="A"`, `validation_alias=AliasChoices("A", "B")`, either with a constant."""
    alias = field.argument("validation_alias") or field.argument("alias")
    call = called(alias)
    values = call[1].positional if call else (alias,)
    written = [node and (file.constant(text(node)) or node) for node in values]
    return [name for name in map(string_value, written) if name]


def _default(file: PythonFile, field: _Field) -> tuple[str | None, bool]:
    """Return the default of a field and whether it is an expression; None if it has no default."""
    node = field.default
    if node is None:
        factory = field.argument("default_factory")
        return (None, False) if factory is None else (shorten(_result_of(factory)), True)
    if node.type == "ellipsis":
        return None, False
    return plain_value(file, node)


def _result_of(factory: Node) -> str:
    """Return the source of an expression that makes what a factory makes."""
    if factory.type == "lambda":
        return text(factory).removeprefix("lambda:").strip()
    return f"{text(factory)}()"


def _description(file: PythonFile, field: _Field, following: Node | None) -> str:
    """Return what `Field(description=)`, the string below a field or the comment above it says."""
    description = field.argument("description")
    if description is not None:
        return message_of(description).template
    docstring = string_value(first_child(following)) if following is not None else None
    if docstring:
        return fold_space(docstring)
    return _comment_above(file.source.data, field.node.start_byte)


def _comment_above(data: bytes, position: int) -> str:
    comments: list[str] = []
    end = data.rfind(b"\n", 0, position)
    while end > 0:
        start = data.rfind(b"\n", 0, end)
        line = data[start + 1 : end].strip()
        if not line.startswith(b"#"):
            break
        comments.append(line.lstrip(b"# ").decode("utf8", "replace"))
        end = start
    return fold_space(" ".join(reversed(comments)))


def _constraints(field: _Field) -> str:
    """`gt=0, le=10` of a `PositiveInt = Field(le=10)`."""
    values = ((name, field.argument(name)) for name in _CONSTRAINTS)
    constraints = [f"{name}={text(value)}" for name, value in values if value is not None]
    types = _WORD.findall(field.type)
    for name, rule in _CONSTRAINT_BY_TYPE.items():
        if name in types and rule not in constraints:
            return ", ".join((rule, *constraints))
    return ", ".join(constraints)
