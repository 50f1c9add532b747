"""The settings that classes of pydantic-settings declare: name, type, default, meaning, and what
computes them.

Default: the plain value of a literal, of arithmetic on literals (`15 * 1024`), of a wrapped string
(`HttpUrl("...")`) and of an enum member of the same file; anything else is the source text of an
expression. Not here: who reads a setting (`config_use.py`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ctxkit.extract.arithmetic import evaluate
from ctxkit.extract.literals import shorten
from ctxkit.extract.python.file import PythonFile, end_line_of, line_of
from ctxkit.extract.python.text import Arguments, arguments_of, message_of, string_value
from ctxkit.extract.treesitter import text
from ctxkit.model import ConfigKey, ConfigUse, Fact
from ctxkit.text.template import fold_space

_SETTINGS_BASE = re.compile(r"(Config|Settings|SettingsSourceInfo|Info)$")
_CONSTRAINTS = ("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern")
_TYPE_CONSTRAINTS = {
    "PositiveInt": "gt=0",
    "PositiveFloat": "gt=0",
    "NonNegativeInt": "ge=0",
    "NonNegativeFloat": "ge=0",
    "NegativeInt": "lt=0",
    "NonPositiveInt": "le=0",
}
_WRAPPERS = frozenset(
    ("HttpUrl", "AnyUrl", "AnyHttpUrl", "SecretStr", "Path", "PostgresDsn", "RedisDsn", "str")
)
_BRACKETS = re.compile(r"(?<=[\[(]) | (?=[\])])|,(?= ?[\])])")
_WORD = re.compile(r"\w+")
_SELF = re.compile(rb"\b(self|[a-z_]\w{0,40})\.((?:[a-z]{1,20}_|[A-Za-z]*)[A-Z][A-Z0-9_]*)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    """A field's assignment, taken apart.

    `call` are the arguments of `Field(...)`, if that is how it is declared.
    """

    name: str
    type: str
    value: Node | None
    call: Arguments | None


def config_keys(file: PythonFile) -> Iterator[Fact]:
    """Yield the settings that a file declares, and what its settings classes read of themselves."""
    if (
        not file.holds(b"pydantic_settings", b"BaseSettings")
        and "/configs/" not in file.source.path
    ):
        return
    settings = settings_classes(file)
    nested: dict[str, str] = {}
    keys = [
        key for name in settings for key in _of_class(file, name, file.classes[name], "", nested)
    ]
    yield from keys
    yield from _own_reads(
        file, settings, {key.symbol for key in keys if key.origin in ("computed", "property")}
    )
    for model, field in nested.items():
        if model in file.classes and model not in settings:
            yield from _of_class(file, model, file.classes[model], f"{field}.", {})


def settings_classes(file: PythonFile) -> dict[str, None]:
    """Return the classes that derive from BaseSettings: through each other, and through what looks
    like it by name.
    """
    found: dict[str, None] = {}
    foreign = "configs/" in file.source.path
    for name, node in file.classes.items():
        bases = node.child_by_field_name("superclasses")
        for base in arguments_of(bases).positional if bases is not None else ():
            short = text(base).rpartition(".")[2]
            by_name = foreign and short not in file.classes and bool(_SETTINGS_BASE.search(short))
            if short == "BaseSettings" or short in found or by_name:
                found[name] = None
    return found


def _of_class(
    file: PythonFile, owner: str, node: Node, prefix: str, nested: dict[str, str]
) -> Iterator[ConfigKey]:
    body = node.child_by_field_name("body")
    children = body.children if body is not None else []
    env_prefix = prefix or _env_prefix(children)
    for child, following in zip(children, [*children[1:], None], strict=True):
        if child.type == "expression_statement":
            assignment = child.named_children[0] if child.named_children else None
            if assignment is not None and assignment.type == "assignment":
                yield from _field(file, owner, assignment, following, env_prefix, nested)
        elif child.type == "decorated_definition":
            yield from _computed(owner, child)


def _env_prefix(children: list[Node]) -> str:
    for child in children:
        source = text(child) if child.type == "expression_statement" else ""
        if source.startswith("model_config") and (
            found := re.search(r"env_prefix\s*=\s*[\"'](\w*)[\"']", source)
        ):
            return found[1]
    return ""


def _field(
    file: PythonFile,
    owner: str,
    node: Node,
    following: Node | None,
    prefix: str,
    nested: dict[str, str],
) -> Iterator[ConfigKey]:
    field = _taken_apart(node)
    if field is None or field.type.startswith("ClassVar") or field.name in ("model_config", "_"):
        return
    nested.update((word, field.name) for word in _WORD.findall(field.type) if word in file.classes)
    call = field.call
    aliases = _aliases(call)
    default, is_expression = _default(file, field)
    yield ConfigKey(
        name=aliases[0] if aliases else prefix + field.name,
        line=line_of(node),
        end_line=end_line_of(node),
        symbol=owner,
        origin="pydantic",
        attribute=field.name,
        type=field.type,
        default=default,
        default_is_expression=is_expression,
        description=_description(file, call, node, following),
        constraints=_constraints(field),
        aliases=tuple(aliases[1:]),
        owner=owner,
    )


def _taken_apart(node: Node) -> _Field | None:
    left, type_, value = (node.child_by_field_name(name) for name in ("left", "type", "right"))
    if left is None or type_ is None or left.type != "identifier":
        return None
    source = _BRACKETS.sub("", fold_space(text(type_)))
    call = _field_call(value)
    if call is None and source.startswith("Annotated["):
        call = next((c for c in (_field_call(n) for n in _inside(type_)) if c is not None), None)
        source = source[len("Annotated[") :].split(", Field(")[0]
        return _Field(name=text(left), type=source, value=value, call=call)
    return _Field(
        name=text(left), type=source, value=None if call is not None else value, call=call
    )


def _inside(node: Node, depth: int = 3) -> Iterator[Node]:
    for child in node.named_children:
        yield child
        if depth:
            yield from _inside(child, depth - 1)


def _field_call(node: Node | None) -> Arguments | None:
    if node is None or node.type != "call":
        return None
    function, arguments = (
        node.child_by_field_name("function"),
        node.child_by_field_name("arguments"),
    )
    if function is None or arguments is None or text(function).rpartition(".")[2] != "Field":
        return None
    return arguments_of(arguments)


def _aliases(call: Arguments | None) -> list[str]:
    given = (call.named.get("validation_alias") or call.named.get("alias")) if call else None
    if given is None:
        return []
    if given.type == "call" and (inner := given.child_by_field_name("arguments")) is not None:
        return [value for node in arguments_of(inner).positional if (value := string_value(node))]
    value = string_value(given)
    return [value] if value else []


def _default(file: PythonFile, field: _Field) -> tuple[str | None, bool]:
    node = field.value
    if field.call is not None and node is None:
        node = field.call.get(0, "default")
        if node is None and (factory := field.call.named.get("default_factory")) is not None:
            source = text(factory)
            return shorten(
                source.removeprefix("lambda:").strip()
                if factory.type == "lambda"
                else f"{source}()"
            ), True
    if node is None or node.type == "ellipsis" or text(node) == "...":
        return None, False
    return plain_value(file, node)


def plain_value(file: PythonFile, node: Node) -> tuple[str, bool]:
    """Return the value of an expression and False, or, where it is not known, its source and True."""
    if (value := string_value(node)) is not None:
        return value, False
    source = text(node)
    if node.type in ("true", "false", "none") or source.isdecimal():
        return source, False
    number = evaluate(source)
    if number is not None:
        return str(number), False
    function, arguments = (
        node.child_by_field_name("function"),
        node.child_by_field_name("arguments"),
    )
    if function is not None and arguments is not None and text(function) in _WRAPPERS:
        inner = arguments_of(arguments).positional
        if len(inner) == 1 and (value := string_value(inner[0])) is not None:
            return value, False
    member = _enum_member(file, source)
    return (member, False) if member is not None else (shorten(source), True)


def _enum_member(file: PythonFile, source: str) -> str | None:
    owner, dot, name = source.removesuffix(".value").partition(".")
    owners = [
        each for each in file.classes if each == owner or each.endswith(f".{owner}")
    ]  # perhaps a nested class
    if not dot or len(owners) != 1:
        return None
    for node in _inside(file.classes[owners[0]]):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if node.type == "assignment" and left is not None and text(left) == name:
            return string_value(right)
    return None


def _description(
    file: PythonFile, call: Arguments | None, node: Node, following: Node | None
) -> str:
    given = call.named.get("description") if call else None
    if given is not None:
        return message_of(given).template
    if (
        following is not None
        and following.type == "expression_statement"
        and following.named_children
    ):
        value = string_value(following.named_children[0])
        if value:
            return fold_space(value)
    data, end = file.source.data, file.source.data.rfind(b"\n", 0, node.start_byte)
    comments: list[str] = []
    while end > 0:
        start = data.rfind(b"\n", 0, end)
        line = data[start + 1 : end].strip()
        if not line.startswith(b"#"):
            break
        comments.append(line.lstrip(b"# ").decode("utf8", "replace"))
        end = start
    return fold_space(" ".join(reversed(comments)))


def _constraints(field: _Field) -> str:
    words = [
        f"{name}={text(field.call.named[name])}"
        for name in _CONSTRAINTS
        if field.call and name in field.call.named
    ]
    by_type = next(
        (rule for kind, rule in _TYPE_CONSTRAINTS.items() if re.search(rf"\b{kind}\b", field.type)),
        None,
    )
    return ", ".join([by_type, *words] if by_type and by_type not in words else words)


def _computed(owner: str, node: Node) -> Iterator[ConfigKey]:
    definition = node.child_by_field_name("definition")
    decorators = " ".join(text(child) for child in node.children if child.type == "decorator")
    if definition is None or definition.type != "function_definition":
        return
    if "computed_field" not in decorators and "property" not in decorators:
        return
    name, returns = (
        definition.child_by_field_name("name"),
        definition.child_by_field_name("return_type"),
    )
    body = definition.child_by_field_name("body")
    first = body.named_children[0] if body is not None and body.named_children else None
    doc = (
        string_value(first.named_children[0])
        if first is not None and first.named_children
        else None
    )
    if name is None:
        return
    yield ConfigKey(
        name=text(name),
        line=line_of(definition),
        end_line=end_line_of(definition),
        symbol=f"{owner}.{text(name)}",
        origin="computed" if "computed_field" in decorators else "property",
        attribute=text(name),
        type=fold_space(text(returns)) if returns is not None else "",
        description=fold_space(doc)
        if doc and first is not None and first.type == "expression_statement"
        else "",
        owner=owner,
    )


def _own_reads(
    file: PythonFile, settings: Container[str], computed: Container[str]
) -> Iterator[ConfigUse]:
    """Yield `self.X` in the methods of settings classes: what their `computed` settings are made
    of.

    A method may read the same settings through a variable of another type: `defaults =
    redis_defaults(self)`. What a helper reads goes into the computed setting that calls it.
    """
    for name, function in file.functions.items():
        owner, _, method = name.rpartition(".")
        if owner not in settings:
            continue
        made = method if name in computed else _caller(file, owner, method, computed)
        for offset, line in enumerate((function.text or b"").split(b"\n")):
            for match in _SELF.finditer(line.partition(b" #")[0]):
                if match[1] != b"self" and (b"_" not in match[2] or _is_imported(file, match[1])):
                    continue
                number = line_of(function) + offset
                yield ConfigUse(
                    name=match[2].decode(),
                    line=number,
                    end_line=number,
                    symbol=name,
                    role="reads",
                    via="field",
                    target=made,
                )


def _caller(file: PythonFile, owner: str, method: str, computed: Container[str]) -> str:
    """Return the computed setting whose code calls a method of the same class, or an empty string."""
    call = f"self.{method}(".encode()
    names = [name for name in file.functions if name.startswith(f"{owner}.") and name in computed]
    return next(
        (name.rpartition(".")[2] for name in names if call in (file.functions[name].text or b"")),
        "",
    )


def _is_imported(file: PythonFile, name: bytes) -> bool:
    """Tell whether a name is that of a module or of something imported from one."""
    plain = name.decode()
    return file.full_name(plain) != f"{file.module}:{plain}" or file.holds(b"import " + name)
