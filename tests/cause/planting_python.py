"""Chains planted in Python: `python_chain`. What is planted, and why: `planting.py`."""

from __future__ import annotations

from random import Random

from tests.cause.planted_forms import PYTHON_FORMS, written
from tests.cause.planting import (
    CALLER,
    GUARD,
    STATEMENT,
    Chain,
    File,
    FunctionFlow,
    Names,
    Owner,
    Parameter,
    camel,
    indented,
    numbered,
    within,
)

FORMS = (*PYTHON_FORMS, "allowed", "checked")
HOPS = (
    "local",
    "parameter",
    "field",
    "property",
    "method",
    "helper",
    "record",
    "model",
    "closure",
    "dictionary",
    "annotated",
    "unpacked",
    "keywords",
    "class_method",
    "base",
)
LAST_HOPS = ("constant", "imported", "default", "attribute", "record_default", "singleton")
"""What takes its value where the module is loaded, so that only constants come before it."""
_OF_METHODS = ("field", "property", "method", "attribute", "class_method", "base", "singleton")


class PythonWriter:
    def __init__(self, rng: Random, name: str) -> None:
        self.rng, self.names, self.name = rng, Names(rng), name
        self.folder = f"api/services/{name}"
        self.files: dict[str, File] = {}
        self.settings: list[str] = []
        self.setting = self.names.setting()
        self.functions: list[FunctionFlow] = []
        self.done: list[str] = []

    # Pieces of source.

    def file(self) -> File:
        """Return a new file of the chain, or one that it has."""
        if self.files and self.rng.random() < 0.5:
            return self.rng.choice(list(self.files.values()))
        made = File(f"{self.folder}/{self.names.noun()}_{self.names.noun()}.py")
        self.files[made.path] = made
        return made

    def function(
        self, file: File, upcoming: list[str], *, method: bool | None = None
    ) -> FunctionFlow:
        """Return a new function; a method if the next hop or `method` asks for one."""
        if method is None:
            method = (upcoming[:1] or [""])[0] in _OF_METHODS or self.rng.random() < 0.3
        if not method:
            made = FunctionFlow(self.names.verb_noun(), file)
            file.functions.append(made)
        else:
            owner = Owner(
                camel(f"{self.names.noun()}_{self.names.noun()}"),
                file,
                FunctionFlow("__init__", file),
            )
            owner.maker.owner = owner
            owner.holder = self.names.noun()
            made = FunctionFlow(self.names.method(), file, owner)
            owner.methods.append(made)
            file.owners.append(owner)
        self.functions.append(made)
        return made

    def caller(self, function: FunctionFlow, upcoming: list[str]) -> FunctionFlow:
        """Return the function that calls one."""
        if function.caller is None:
            owner = function.owner
            if function.name == "__init__" and owner is not None:
                user = self.caller(owner.methods[0], upcoming)
                function.caller = user
                if user.owner is not None and self.rng.random() < 0.5:
                    owner.holder = f"self._{owner.holder}"
                    function.caller = user.owner.maker
            else:
                function.caller = self.function(self.file(), upcoming)
        return function.caller

    def read(self, file: File, setting: str = "") -> str:
        """Return an expression that reads a setting."""
        setting = setting or self.setting
        self.settings.append(setting)
        if self.rng.random() < 0.1:
            file.add_import("import os")
            how = self.rng.choice(('os.getenv("{}", "10")', 'os.environ.get("{}", "10")'))
            return f"int({how.format(setting)})"
        file.add_import("from configs import dify_config")
        if self.rng.random() < 0.05:
            return f'getattr(dify_config, "{setting}", 10)'
        return f"dify_config.{setting}"

    def other(self, file: File) -> str:
        return self.read(file, self.names.setting())

    def wrapped(self, value: str) -> str:
        if self.rng.random() < 0.75:
            return value
        return self.rng.choice(
            ("int({})", "{} * 1024 * 1024", "min({}, 512)", "({} or 10)")
        ).format(value)

    # Hops: each returns an expression of a function.

    def value(self, function: FunctionFlow, route: list[str]) -> str:
        if not route:
            return self.read(function.file)
        self.done.append(route[0])
        hop = getattr(self, f"by_{route[0]}")
        return str(hop(function, route[1:]))

    def by_local(self, function: FunctionFlow, rest: list[str]) -> str:
        name, value = self.names.variable(), self.value(function, rest)
        if self.rng.random() < 0.3:
            function.lines += [f"{name} = {self.other(function.file)}", f"prepare({name})"]
        function.lines.append(f"{name} = {self.wrapped(value)}")
        return name

    def by_annotated(self, function: FunctionFlow, rest: list[str]) -> str:
        name, value = self.names.variable(), self.value(function, rest)
        function.lines.append(f"{name}: int = {self.wrapped(value)}")
        return name

    def by_parameter(self, function: FunctionFlow, rest: list[str]) -> str:
        up = self.caller(function, rest)
        value = self.wrapped(self.value(up, rest))
        made = Parameter(self.names.variable(), "int", "", value, self.rng.random() < 0.5)
        if self.rng.random() < 0.2:
            made.default, made.keyword = "10", True
        function.parameters.append(made)
        return made.name

    def by_unpacked(self, function: FunctionFlow, rest: list[str]) -> str:
        name, value = self.names.variable(), self.value(function, rest)
        function.lines.append(f"{self.names.noun()}, {name} = 5, {value}")
        return name

    def by_keywords(self, function: FunctionFlow, rest: list[str]) -> str:
        """The caller gives a dictionary of keyword arguments."""
        up = self.caller(function, rest)
        name, given = self.names.variable(), self.names.noun()
        up.lines.append(f'{given} = {{"{name}": {self.value(up, rest)}}}')
        function.parameters.append(Parameter(name, "int", "", given, keyword=True, spread=True))
        return name

    def by_base(self, function: FunctionFlow, rest: list[str]) -> str:
        """A base class writes the field."""
        owner = function.owner
        if owner is None or owner.base:
            return self.by_field(function, rest)
        file, kind = self.file(), camel(f"Base_{self.names.noun()}")
        name, given = self.names.variable(), self.names.noun()
        file.types.append(
            f"class {kind}:\n    def __init__(self, {given}):\n        self.{name} = {given}"
        )
        self._import(owner.file, file, kind)
        owner.base = kind
        owner.maker.lines.append(f"super().__init__({self.value(owner.maker, rest)})")
        return f"self.{name}"

    def by_class_method(self, function: FunctionFlow, rest: list[str]) -> str:
        return self._own(function, rest, "@classmethod")

    def by_singleton(self, function: FunctionFlow, rest: list[str]) -> str:
        """The module makes the only object of the class."""
        owner = function.owner
        if owner is None or owner.maker.caller is not None:
            return self.by_constant(function, rest)
        owner.single = True
        self.caller(function, [])
        name, value = self.names.variable(), self._of_module(function.file, rest)
        owner.maker.parameters.append(Parameter(name, "int", "", value))
        owner.maker.lines.append(f"self.{name} = {name}")
        return f"self.{name}"

    def by_field(self, function: FunctionFlow, rest: list[str]) -> str:
        if function.owner is None:
            self.done[-1] = "parameter"
            return self.by_parameter(function, rest)
        maker = function.owner.maker
        name, value = self.names.variable(), self.value(maker, rest)
        name = self.rng.choice(("_", "")) + name
        maker.lines.append(f"self.{name} = {self.wrapped(value)}")
        return f"self.{name}"

    def _own(self, function: FunctionFlow, rest: list[str], decorator: str) -> str:
        if function.owner is None:
            self.done[-1] = "helper"
            return self.by_helper(function, rest)
        made = FunctionFlow(
            self.names.verb_noun(), function.file, function.owner, decorator=decorator
        )
        made.caller, made.inline = function, True
        made.result = self.value(made, rest)
        function.owner.methods.append(made)
        return f"self.{made.name}" + ("" if decorator == "@property" else self.call(made))

    def by_property(self, function: FunctionFlow, rest: list[str]) -> str:
        given = (
            "parameter",
            "record",
            "model",
            "dictionary",
            "default",
            "record_default",
            "keywords",
        )
        rest = [hop for hop in rest if hop not in given]
        return self._own(function, rest, "@property")

    def by_method(self, function: FunctionFlow, rest: list[str]) -> str:
        return self._own(function, rest, "")

    def by_helper(self, function: FunctionFlow, rest: list[str]) -> str:
        made = self.function(self.file(), [], method=False)
        self.functions.remove(made)
        made.caller, made.inline = function, True
        made.result = self.value(made, rest)
        self._import(function.file, made.file, made.name)
        return made.name + self.call(made)

    def _record(self, function: FunctionFlow, rest: list[str], head: str, base: str) -> str:
        file = self.file()
        kind, name = camel(f"{self.names.noun()}_{self.names.noun()}"), self.names.variable()
        file.add_import("from dataclasses import dataclass")
        file.add_import("from pydantic import BaseModel")
        file.types.append(f"{head}class {kind}{base}:\n    label: str\n    {name}: int = 10")
        up = self.caller(function, rest)
        value = self.wrapped(self.value(up, rest))
        self._import(function.file, file, kind)
        self._import(up.file, file, kind)
        made = f'{kind}(label="x", {name}={value})'
        if self.rng.random() < 0.4:
            local = self.names.noun()
            up.lines.append(f"{local} = {made}")
            made = local
        parameter = Parameter(self.names.noun(), kind, "", made, self.rng.random() < 0.5)
        function.parameters.append(parameter)
        return f"{parameter.name}.{name}"

    def by_record(self, function: FunctionFlow, rest: list[str]) -> str:
        return self._record(function, rest, "@dataclass\n", "")

    def by_model(self, function: FunctionFlow, rest: list[str]) -> str:
        return self._record(function, rest, "", "(BaseModel)")

    def by_dictionary(self, function: FunctionFlow, rest: list[str]) -> str:
        up = self.caller(function, rest)
        key, value = self.names.variable(), self.wrapped(self.value(up, rest))
        parameter = Parameter(self.names.noun(), "dict[str, int]", "", f'{{"{key}": {value}}}')
        function.parameters.append(parameter)
        return f'{parameter.name}["{key}"]'

    def by_closure(self, function: FunctionFlow, rest: list[str]) -> str:
        """The function that asks is moved into another one, whose variable it uses."""
        if function.owner is not None or function.inline or function.around:
            self.done[-1] = "local"
            return self.by_local(function, rest)
        outer = FunctionFlow(self.names.verb_noun(), function.file)
        function.file.functions.remove(function)
        function.file.functions.append(outer)
        self.functions.append(outer)
        name, value = self.names.variable(), self.value(outer, rest)
        outer.lines.append(f"{name} = {value}")
        function.around.append("in")
        function.caller = function.caller or outer
        outer.around = ["out"]
        outer.leaves.insert(0, function)  # type: ignore[arg-type]
        return name

    # Hops that take their value where a module is loaded.

    def _of_module(self, file: File, rest: list[str]) -> str:
        if rest:
            self.done.append("constant")
            name = self.names.variable().upper()
            file.constants.append(f"{name} = {self.read(file)}")
            return name
        return self.read(file)

    def by_constant(self, function: FunctionFlow, rest: list[str]) -> str:
        name = self.names.variable().upper()
        value = self._of_module(function.file, rest)
        function.file.constants.append(f"{name} = {self.wrapped(value)}")
        return name

    def by_imported(self, function: FunctionFlow, rest: list[str]) -> str:
        file = self.file()
        name = self.names.variable().upper()
        file.constants.append(f"{name} = {self.wrapped(self._of_module(file, rest))}")
        self._import(function.file, file, name)
        return name

    def by_default(self, function: FunctionFlow, rest: list[str]) -> str:
        value = self._of_module(function.file, rest)
        function.parameters.append(Parameter(self.names.variable(), "int", value))
        return function.parameters[-1].name

    def by_attribute(self, function: FunctionFlow, rest: list[str]) -> str:
        if function.owner is None:
            self.done[-1] = "constant"
            return self.by_constant(function, rest)
        name = self.names.variable()
        name = self.rng.choice((name, name.upper()))
        function.owner.fields.append(f"{name} = {self._of_module(function.file, rest)}")
        return f"{self.rng.choice(('self', 'self', function.owner.name))}.{name}"

    def by_record_default(self, function: FunctionFlow, rest: list[str]) -> str:
        file = self.file()
        kind, name = camel(f"{self.names.noun()}_{self.names.noun()}"), self.names.variable()
        file.add_import("from dataclasses import dataclass, field")
        value = self._of_module(file, rest)
        if self.rng.random() < 0.4:
            value = f"field(default_factory=lambda: {value})"
        file.types.append(f"@dataclass\nclass {kind}:\n    label: str\n    {name}: int = {value}")
        up = self.caller(function, [])
        self._import(function.file, file, kind)
        self._import(up.file, file, kind)
        parameter = Parameter(self.names.noun(), kind, "", f'{kind}("x")')
        function.parameters.append(parameter)
        return f"{parameter.name}.{name}"

    # The form of the statement.

    def form(self, kind: str, function: FunctionFlow, route: list[str], message: str) -> list[str]:
        level = "exception" if kind == "handled" else "warning"
        said = f'logger.{level}("{message}", name){STATEMENT}'
        if kind == "allowed":
            return self._allowed(function, route, said)
        if kind == "checked":
            return self._checked(function, route, said)
        value = self.value(function, route)
        return written(PYTHON_FORMS[kind], said, message, value, self.other(function.file))

    def _allowed(self, function: FunctionFlow, route: list[str], said: str) -> list[str]:
        """The condition is a function that compares."""
        if function.owner is not None and self.rng.random() < 0.6:
            made = FunctionFlow(self.names.verb_noun(), function.file, function.owner)
            function.owner.methods.append(made)
            head = "self."
        else:
            made = FunctionFlow(self.names.verb_noun(), self.file())
            made.file.functions.append(made)
            self._import(function.file, made.file, made.name)
            head = ""
        made.caller, made.inline = function, True
        made.parameters.append(Parameter("amount", "int", "", "count"))
        value = self.value(made, route)
        if self.rng.random() < 0.5:
            made.result = f"amount <= {value}"
        else:
            made.lines += [f"if amount > {value}:", "    return False"]
            made.result = "True"
        return [f"if not {head}{made.name}{self.call(made)}:{GUARD}", f"    {said}"]

    def _checked(self, function: FunctionFlow, route: list[str], said: str) -> list[str]:
        """The statement handles what a check raises."""
        made = FunctionFlow(self.names.verb_noun(), self.file())
        made.file.functions.append(made)
        self._import(function.file, made.file, made.name)
        made.caller, made.inline = function, True
        made.parameters.append(Parameter("amount", "int", "", "count"))
        value = self.value(made, route)
        made.lines += [f"if amount > {value}:", '    raise ValueError("no")']
        call = f"    {made.name}{self.call(made)}"
        return ["try:", call, f"except ValueError:{GUARD}", f"    {said}"]

    # The whole.

    def write(self, form: str, route: list[str]) -> Chain:
        message = self.names.message(self.setting)
        function = self.function(self.file(), route)
        function.parameters += [
            Parameter("name", "str", "", "name"), Parameter("count", "int", "", "count")
        ]  # fmt: skip
        body = self.form(form, function, route, message)
        before = [f"prepare({self.other(function.file)})"] if self.rng.random() < 0.4 else []
        function.lines = [*before, *function.lines, *body]
        self.caller(function, [])
        self._call_all(function)
        self._distract(function)
        files, places = numbered({f.path: self.source(f) for f in self.files.values()})
        ((path, line),) = places[STATEMENT]
        return Chain(
            name=self.name, repo="dify", how=(form, *self.done), files=files, setting=self.setting,
            others=frozenset(self.settings) - {self.setting}, message=message % "x", path=path,
            line=line, guards=frozenset(places[GUARD]), callers=frozenset(places[CALLER]),
        )  # fmt: skip

    def _call_all(self, statement: FunctionFlow) -> None:
        """Write the calls of all functions into their callers."""
        called: list[FunctionFlow] = []
        for function in self.functions:
            up = function.caller
            if up is None or function.inline or function in called:
                continue
            called.append(function)
            mark = CALLER if function is statement else ""
            owner = function.owner
            if owner is None:
                if function.around != ["in"]:
                    self._import(up.file, function.file, function.name)
                up.leaves.append(f"{function.name}{self.call(function)}{mark}")
                continue
            if owner.single:
                made = f"{owner.holder} = {owner.name}{self.call(owner.maker)}"
                owner.file.extra.append(made)
                self._import(up.file, owner.file, owner.holder)
                up.leaves.append(f"{owner.holder}.{function.name}{self.call(function)}{mark}")
                continue
            self._import(up.file, owner.file, owner.name)
            made_by = self.caller(owner.maker, [])
            self._import(made_by.file, owner.file, owner.name)
            made_by.lines.append(f"{owner.holder} = {owner.name}{self.call(owner.maker)}")
            up.leaves.append(f"{owner.holder}.{function.name}{self.call(function)}{mark}")

    def _distract(self, function: FunctionFlow) -> None:
        rng = self.rng
        up = function.caller
        if up is not None and rng.random() < 0.5:
            up.leaves.append(f"prepare({self.other(up.file)})")
        if rng.random() < 0.5:  # a neighbour that reads another setting
            function.file.extra.append(
                f"def {self.names.verb_noun()}(count):\n"
                f"    if count > {self.other(function.file)}:\n"
                "        accept(count)"
            )
        field_name = next((p.name for p in function.parameters[2:]), "limit")
        if rng.random() < 0.5:  # a field of the same name in another class
            function.file.extra.append(
                f"class {camel(self.names.noun())}Keeper:\n    def __init__(self):\n"
                f"        self.{field_name} = {self.other(function.file)}\n"
                f"        self._{field_name} = {self.other(function.file)}"
            )
        if rng.random() < 0.4 and function.owner is None and not function.around:
            self._namesake(function)
        if up is not None and rng.random() < 0.4:  # another argument of the same call
            function.parameters.append(
                Parameter("label", "int", "0", self.other(up.file), keyword=True)
            )
            self._again(function, up)
            function.lines.insert(0, "prepare(label)")

    def _again(self, function: FunctionFlow, up: FunctionFlow) -> None:
        """Write the call of a function anew."""
        head = f"{function.name}("
        for number, line in enumerate(up.leaves):
            if isinstance(line, str) and line.endswith(CALLER) and head in line:
                start = line.index(head) + len(function.name)
                up.leaves[number] = f"{line[:start]}{self.call(function)}{CALLER}"

    def _namesake(self, function: FunctionFlow) -> None:
        """A function of the same name in a folder of its own, called with another setting."""
        folder = f"api/libs/{self.name}"
        theirs, user = File(f"{folder}/{self.names.noun()}.py"), File(f"{folder}/users.py")
        names = [p.name for p in function.parameters]
        theirs.extra.append(f"def {function.name}({', '.join(names)}):\n    return {names[-1]}")
        module = theirs.path.removeprefix("api/").removesuffix(".py").replace("/", ".")
        user.add_import(f"from {module} import {function.name}")
        given = ", ".join(self.other(user) for _ in names)
        user.extra.append(f"def {self.names.verb_noun()}():\n    {function.name}({given})")
        self.files |= {theirs.path: theirs, user.path: user}

    def _import(self, into: File, of: File, name: str) -> None:
        if into is of:
            return
        module = of.path.removeprefix("api/").removesuffix(".py").replace("/", ".")
        if into.path.rpartition("/")[0] == of.path.rpartition("/")[0] and self.rng.random() < 0.3:
            module = f".{module.rpartition('.')[2]}"
        into.add_import(f"from {module} import {name}")

    @staticmethod
    def _ordered(function: FunctionFlow) -> list[Parameter]:
        return sorted(function.parameters, key=lambda p: (p.keyword, bool(p.default)))

    def call(self, function: FunctionFlow) -> str:
        given = [
            f"**{p.argument}" if p.spread else f"{p.name}={p.argument}" if p.keyword else p.argument
            for p in self._ordered(function)
            if p.argument
        ]
        return f"({', '.join(given)})"

    def definition(self, function: FunctionFlow) -> list[str]:
        ordered = sorted(self._ordered(function), key=lambda p: bool(p.default))
        given = [f"{p.name}: {p.type}" + (f" = {p.default}" if p.default else "") for p in ordered]
        is_plain = not function.inline and function.name != "__init__"
        if is_plain and not any(p.name == "name" for p in ordered):
            given += ["name=None", "count=0"]
        if function.owner is not None:
            given.insert(0, "cls" if function.decorator == "@classmethod" else "self")
        lines: list[str] = []
        for line in (*function.lines, *function.leaves):
            lines += self.definition(line) if isinstance(line, FunctionFlow) else [line]
        if function.result:
            lines.append(f"return {function.result}")
        head = f"def {function.name}({', '.join(given)}):"
        return [*filter(None, [function.decorator]), head, *indented(lines or ["pass"])]

    def source(self, file: File) -> str:
        parts: list[list[str]] = []
        parts += [each.split("\n") for each in file.types]
        for owner in file.owners:
            lines = [*owner.fields]
            if owner.maker.lines or owner.maker.parameters:
                lines += ["", *self.definition(owner.maker)]
            for method in owner.methods:
                lines += ["", *self.definition(method)]
            base = f"({owner.base})" if owner.base else ""
            parts.append([f"class {owner.name}{base}:", *indented(lines)])
        parts += [self.definition(function) for function in file.functions]
        parts += [each.split("\n") for each in file.extra]
        self.rng.shuffle(parts)
        head = ["import logging", "", *file.imports, "", "logger = logging.getLogger(__name__)"]
        lines = [*head, "", *file.constants]
        for part in parts:
            lines += ["", "", *part]
        return "\n".join(lines) + "\n"


def python_chain(rng: Random, name: str) -> Chain:
    """Return a chain in Python with one to four hops, or with none."""
    hops = [rng.choice(HOPS) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 3, 4)))]
    if hops and rng.random() < 0.35:
        hops[-1] = rng.choice(LAST_HOPS)
        if rng.random() < 0.3 and len(hops) < 4:
            hops.append("constant")
    form = rng.choice(FORMS)
    return PythonWriter(rng, name).write(form, within(hops, form))
