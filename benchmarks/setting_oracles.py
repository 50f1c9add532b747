"""What Python's own parser and plain text search say of Dify's settings: what `explain` is compared
with.

Nothing of ctxkit is used here, so that a mistake of its extractors can't hide itself. Not here: the
comparison (`explain_mechanical.py`).
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_KEY = re.compile(r"^([A-Za-z_][A-Za-z0-9_]*)=", re.MULTILINE)
_TAG = re.compile(r'^\s*(\w+)\s.*`[^`]*envconfig:"(\w+)"')
_ATTRIBUTE = re.compile(r"\bdify_config\.([A-Z]\w*)")
_RAW = re.compile(r"`[^`]*`")
_PROGRAM_FILES = (".py", ".go", ".ts", ".tsx", ".mjs", ".js", ".sh", ".template", "Dockerfile")
_GO_CONFIG = "internal/types/app/config.go"
_OF_ALL = ("app.Config", "Config")
"""The types of Go variables that hold the daemon's whole configuration, and not that of a part
(`PGConfig`).
"""


class Field(NamedTuple):
    """A field of a settings class as Python's parser sees it; `default` is None where there is none
    to compare.
    """

    name: str
    path: str
    line: int
    type: str
    default: str | None


class Read(NamedTuple):
    """A line that reads a setting; `name` is the field's name in Python, the variable's in Go."""

    name: str
    path: str
    line: int


def python_fields(root: Path) -> Iterator[Field]:
    """Yield the fields of the settings classes below `api/configs`."""
    trees = {
        file: ast.parse(file.read_text(encoding="utf8"))
        for file in sorted((root / "api/configs").rglob("*.py"))
    }
    classes = [
        node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    settings = {"BaseSettings"}
    for _ in range(6):  # classes may derive from one in a later file
        settings |= {
            c.name
            for c in classes
            if {ast.unparse(b).rpartition(".")[2] for b in c.bases} & settings
        }
    for file, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name in settings:
                path = file.relative_to(root).as_posix()
                yield from (
                    _field(item, path) for item in node.body if isinstance(item, ast.AnnAssign)
                )


class PrefixedField(NamedTuple):
    """A field of a pydantic-settings class outside of `api/configs`, with its variable."""

    variable: str
    attribute: str
    path: str
    line: int
    type: str
    default: str | None


def prefixed_fields(root: Path) -> Iterator[PrefixedField]:
    """Yield the fields of the classes outside of the api that derive from BaseSettings themselves
    and have a prefix or aliases; a constant of the module is its value.
    """
    for file in sorted(root.rglob("*.py")):
        path = file.relative_to(root)
        if path.parts[0] == "api" or _is_test(path) or "examples" in path.parts:
            continue
        source = file.read_text(encoding="utf8", errors="replace")
        if "BaseSettings" not in source:
            continue
        tree = ast.parse(source)
        constants = {
            ast.unparse(node.targets[0]): node.value
            for node in tree.body
            if isinstance(node, ast.Assign)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and "BaseSettings" in map(ast.unparse, node.bases):
                yield from _prefixed(node, path.as_posix(), constants)


def _prefixed(
    owner: ast.ClassDef, path: str, constants: dict[str, ast.expr]
) -> Iterator[PrefixedField]:
    prefix = re.search(r"env_prefix=['\"](\w+)", ast.unparse(owner))
    for item in owner.body:
        if not isinstance(item, ast.AnnAssign) or "ClassVar" in ast.unparse(item.annotation):
            continue
        attribute, value = ast.unparse(item.target), item.value
        variable = ((prefix[1] if prefix else "") + attribute).upper()
        if isinstance(value, ast.Call) and ast.unparse(value.func) == "Field":
            given = {word.arg: word.value for word in value.keywords}
            alias = given.get("validation_alias")
            variable = str(alias.value) if isinstance(alias, ast.Constant) else variable
            value = given.get("default")
        value = constants.get(ast.unparse(value), value) if value is not None else None
        default = None if value is None else str(eval(ast.unparse(value), {}))  # literals only
        annotation = ast.unparse(item.annotation)
        yield PrefixedField(variable, attribute, path, item.lineno, annotation, default)


def prefixed_reads(root: Path) -> Iterator[Read]:
    """Yield the lines that read such a field: of `self` in its class, and of objects that are named
    as settings or made by a class of that name, in files that name such a class.
    """
    fields = {field.attribute: field for field in prefixed_fields(root)}
    own = {field.path for field in fields.values()}
    for file in sorted(root.glob("*/src/**/*.py")):
        path = file.relative_to(root)
        source = file.read_text(encoding="utf8", errors="replace")
        if _is_test(path) or not re.search(r"\b[A-Z]\w*Settings\b", source):
            continue
        tree = ast.parse(source)
        objects = {"self"} if path.as_posix() in own else set()
        for node in ast.walk(tree):
            if isinstance(node, ast.arg) and "Settings" in ast.unparse(node.annotation or node):
                objects.add(node.arg)
            elif isinstance(node, ast.Assign) and "Settings(" in ast.unparse(node.value):
                objects.add(ast.unparse(node.targets[0]))
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Attribute) or not isinstance(node.ctx, ast.Load):
                continue
            field = fields.get(node.attr) if ast.unparse(node.value) in objects else None
            if field is not None and id(node) not in called:
                yield Read(field.variable, path.as_posix(), node.lineno)


def _field(item: ast.AnnAssign, path: str) -> Field:
    value: ast.expr | None = item.value
    if isinstance(value, ast.Call) and ast.unparse(value.func).endswith("Field"):
        given = [word.value for word in value.keywords if word.arg == "default"]
        value = given[0] if given else value.args[0] if value.args else None
    return Field(
        ast.unparse(item.target), path, item.lineno, ast.unparse(item.annotation), _plain(value)
    )


def _plain(value: ast.expr | None) -> str | None:
    """Return the value of a default as text, or None if only the running program knows it."""
    if isinstance(value, ast.Call) and ast.unparse(value.func) == "HttpUrl":
        value = value.args[0]
    if isinstance(value, ast.Constant):
        return str(value.value)
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        left, right = _plain(value.left), _plain(value.right)
        return (
            str(int(left) * int(right))
            if (left or "").isdigit() and (right or "").isdigit()
            else None
        )  # type: ignore[arg-type]
    return (
        None
        if value is None or isinstance(value, (ast.Call, ast.Attribute))
        else ast.unparse(value)
    )


def same_text(left: str | None, right: str | None) -> bool:
    """Return whether two pieces of source are equal apart from quotes, blanks and case."""
    return _squeezed(left) == _squeezed(right)


def _squeezed(text: str | None) -> str:
    return re.sub(r"[\s'\"(),]", "", text or "").lower()


def python_reads(root: Path) -> Iterator[Read]:
    """Yield every read of a setting in the api's code, each once.

    Read is `dify_config.X`, `getattr(dify_config, "X")`, `app.config["X"]`, `app.config.get("X")`,
    and in the settings classes `self.X`. Of a file that this Python cannot parse, because it is
    written for a later one, plain text search finds the attributes.
    """
    known = {field.name for field in python_fields(root)}
    seen: set[Read] = set()
    for file in sorted((root / "api").rglob("*.py")):
        path = file.relative_to(root).as_posix()
        if _is_test(Path(path)):
            continue
        source = file.read_text(encoding="utf8")
        try:
            found = _reads_of(ast.parse(source), path, known)
        except SyntaxError:
            lines = enumerate((line.partition("#")[0] for line in source.splitlines()), 1)
            found = (
                Read(match[1], path, number)
                for number, line in lines
                for match in _ATTRIBUTE.finditer(line)
            )
        for read in found:
            if read not in seen:
                seen.add(read)
                yield read


def _reads_of(tree: ast.Module, path: str, known: set[str]) -> Iterator[Read]:
    own = {"dify_config"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            own |= {
                alias.asname for alias in node.names if alias.name == "dify_config" and alias.asname
            }
    for node in ast.walk(tree):
        name, holder = _named(node)
        if name and not name.startswith(("model_", "_")):
            of_class = holder == "self" and path.startswith("api/configs/") and name in known
            of_flask = (
                holder.endswith(".config") and not isinstance(node, ast.Attribute) and name in known
            )
            if holder in own or of_class or of_flask:
                yield Read(name, path, node.lineno)  # type: ignore[attr-defined]


def _named(node: ast.AST) -> tuple[str, str]:
    """Return which name a node reads of which object, or two empty texts."""
    if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        return node.attr, ast.unparse(node.value)
    if (
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Load)
        and isinstance(node.slice, ast.Constant)
    ):
        return str(node.slice.value), ast.unparse(node.value)
    if isinstance(node, ast.Call):
        words = [
            argument.value if isinstance(argument, ast.Constant) else None for argument in node.args
        ]
        if isinstance(node.func, ast.Attribute) and node.func.attr == "get" and words and words[0]:
            return str(words[0]), ast.unparse(node.func.value)
        if ast.unparse(node.func) == "getattr" and len(words) > 1 and words[1]:
            return str(words[1]), ast.unparse(node.args[0])
    return "", ""


def go_fields(root: Path) -> Iterator[tuple[str, str, int]]:
    """Yield (field, variable, line) of the daemon's configuration."""
    lines = (root / _GO_CONFIG).read_text(encoding="utf8").splitlines()
    for number, line in enumerate(lines, 1):
        if match := _TAG.match(line):
            yield match[1], match[2], number


def go_reads(root: Path) -> Iterator[Read]:
    """Yield the lines of the daemon that read a field of its configuration, by text: `config.X`,
    `p.config.X`.

    Left out are texts in backticks, `&config.X`, which is passed on to be set, and functions whose
    `config` is of a part (`config *PGConfig`).
    """
    fields = {field: variable for field, variable, _ in go_fields(root)}
    read = re.compile(
        rf"(?<![&\w])(\w*[cC]onfig|cfg|conf)\.({'|'.join(fields)})\b(?!\s*(?:=[^=]|\())"
    )
    for file in sorted(root.rglob("*.go")):
        path = file.relative_to(root).as_posix()
        if path.endswith("_test.go") or "/testutils/" in path:
            continue
        source = _RAW.sub(
            lambda match: "\n" * match[0].count("\n"), file.read_text(encoding="utf8")
        )
        head = ""
        for number, line in enumerate(source.splitlines(), 1):
            head = line if line.startswith("func ") else head
            for match in read.finditer(line.partition("//")[0]):
                declared = re.search(rf"\b{match[1]} \*?([\w.]+)", head)
                if declared is None or declared[1] in _OF_ALL:
                    yield Read(fields[match[2]], path, number)


def example_keys(root: Path) -> list[str]:
    """Return the keys of `docker/.env.example`."""
    return list(
        dict.fromkeys(_KEY.findall((root / "docker/.env.example").read_text(encoding="utf8")))
    )


def words_by_file(folders: list[Path]) -> dict[str, set[str]]:
    """Return the files, tests left out, of each upper-case word in the code of the programs.

    A word that a file only assigns, as a variable of its own, is not the name of a setting there.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for folder in folders:
        for file in folder.rglob("*"):
            if (
                file.is_file()
                and file.name.endswith(_PROGRAM_FILES)
                and not _is_test(file.relative_to(folder))
            ):
                source = file.read_text(encoding="utf8", errors="replace")
                own = set(re.findall(r"^[ \t]+([A-Z][A-Z0-9_]{2,}) = ", source, re.MULTILINE))
                for word in set(re.findall(r"[A-Z][A-Z0-9_]{2,}", source)) - own:
                    found[word].add(file.relative_to(folder).as_posix())
    return found


def _is_test(path: Path) -> bool:
    left_out = ("tests", "node_modules", ".git", ".venv")
    return any(part in left_out or part.startswith("test_") for part in path.parts)
