"""Chains planted in Go: `go_chain`. What is planted, and why: `planting.py`."""

from __future__ import annotations

from random import Random

from tests.cause.planted_forms import GO_FORMS, written
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
    lower_camel,
    numbered,
    within,
)

FORMS = (*GO_FORMS, "allowed", "checked")
HOPS = (
    "local", "parameter", "field", "literal", "initialized", "options", "option_function",
    "package_variable", "helper", "method", "holder",
)  # fmt: skip
_OF_METHODS = ("field", "literal", "initialized", "option_function", "method", "holder", "embedded")
MODULES = {
    "dify-plugin-daemon": "github.com/langgenius/dify-plugin-daemon",
    "dify-sandbox": "github.com/langgenius/dify-sandbox",
}


class GoWriter:
    def __init__(self, rng: Random, name: str, repo: str) -> None:
        self.rng, self.names, self.name, self.repo = rng, Names(rng), name, repo
        self.folder = f"internal/core/{name}"
        self.files: dict[str, File] = {}
        self.settings: list[str] = []
        self.setting = self.names.setting()
        self.functions: list[FunctionFlow] = []
        self.done: list[str] = []

    def file(self) -> File:
        """Return a new file of the chain, or one that it has; some are in another package."""
        if self.files and self.rng.random() < 0.6:
            return self.rng.choice(list(self.files.values()))
        folder = self.folder
        if self.files and self.rng.random() < 0.4:
            folder += f"/{self.names.noun()}"
        made = File(f"{folder}/{self.names.noun()}_{self.names.noun()}.go")
        self.files[made.path] = made
        return made

    def function(
        self, file: File, upcoming: list[str], *, method: bool | None = None
    ) -> FunctionFlow:
        if method is None:
            method = (upcoming[:1] or [""])[0] in _OF_METHODS or self.rng.random() < 0.3
        if not method:
            made = FunctionFlow(camel(self.names.verb_noun()), file)
            file.functions.append(made)
        else:
            kind = camel(f"{self.names.noun()}_{self.names.noun()}")
            owner = Owner(kind, file, FunctionFlow(f"New{kind}", file))
            owner.holder = self.names.noun()
            made = FunctionFlow(camel(self.names.method()), file, owner)
            owner.methods.append(made)
            file.owners.append(owner)
        self.functions.append(made)
        return made

    def caller(self, function: FunctionFlow, upcoming: list[str]) -> FunctionFlow:
        if function.caller is None:
            function.caller = self.function(self.file(), upcoming)
        return function.caller

    def maker(self, owner: Owner) -> FunctionFlow:
        """Return the function that makes an object of a type, with who calls it."""
        user = self.caller(owner.methods[0], [])
        if owner.maker.caller is None:
            owner.maker.caller = user
            if user.owner is not None and self.rng.random() < 0.5:
                owner.maker.caller = self.maker(user.owner)
                field = owner.holder
                user.owner.fields.append(
                    f"{field} *{self.named(owner.file, user.file, owner.name)}"
                )
                owner.holder = f"{self.receiver(user)}.{field}"
        return owner.maker

    def read(self, function: FunctionFlow, setting: str = "") -> str:
        """Return an expression that reads a setting in a function."""
        setting = setting or self.setting
        self.settings.append(setting)
        field = camel(setting)
        if self.repo == "dify-sandbox":
            self._use(function.file, "internal/static")
            return f"static.GetDifySandboxGlobalConfigurations().{field}"
        self._use(function.file, "internal/types/app")
        owner = function.owner
        if owner is not None and function is not owner.maker and self.rng.random() < 0.5:
            if "config *app.Config" not in owner.fields:
                owner.fields.append("config *app.Config")
            return f"{self.receiver(function)}.config.{field}"
        if not any(p.name == "config" for p in function.parameters):
            function.parameters.append(Parameter("config", "*app.Config", "", "config"))
        return f"config.{field}"

    def other(self, function: FunctionFlow) -> str:
        return self.read(function, self.names.setting())

    def wrapped(self, value: str) -> str:
        if self.rng.random() < 0.75:
            return value
        return self.rng.choice(("int({})", "{} * 1024 * 1024", "min({}, 512)")).format(value)

    # Hops.

    def value(self, function: FunctionFlow, route: list[str]) -> str:
        if not route:
            return self.read(function)
        self.done.append(route[0])
        hop = getattr(self, f"by_{route[0]}")
        return str(hop(function, route[1:]))

    def variable(self) -> str:
        return lower_camel(self.names.variable())

    def by_local(self, function: FunctionFlow, rest: list[str]) -> str:
        name, value = self.variable(), self.value(function, rest)
        if self.rng.random() < 0.3:
            function.lines += [f"{name} := {self.other(function)}", f"prepare({name})"]
            function.lines.append(f"{name} = {self.wrapped(value)}")
        else:
            function.lines.append(f"{name} := {self.wrapped(value)}")
        return name

    def by_parameter(self, function: FunctionFlow, rest: list[str]) -> str:
        up = self.caller(function, rest)
        value = self.wrapped(self.value(up, rest))
        function.parameters.append(Parameter(self.variable(), "int", "", value))
        return function.parameters[-1].name

    def by_field(self, function: FunctionFlow, rest: list[str]) -> str:
        """A constructor writes the field, in a literal or by assignment."""
        owner = function.owner
        if owner is None:
            self.done[-1] = "parameter"
            return self.by_parameter(function, rest)
        maker = self.maker(owner)
        name, value = self.variable(), self.value(maker, rest)
        owner.fields.append(f"{name} int")
        if self.rng.random() < 0.7:
            owner.literal.append(f"{name}: {self.wrapped(value)},")
        else:
            maker.leaves.append(f"made.{name} = {self.wrapped(value)}")
        return f"{self.receiver(function)}.{name}"

    def by_literal(self, function: FunctionFlow, rest: list[str]) -> str:
        """The caller makes the object by a literal."""
        owner = function.owner
        if owner is None or owner.maker.caller is not None:
            self.done[-1] = "field"
            return self.by_field(function, rest)
        owner.plain = True
        up = self.caller(owner.methods[0], rest)
        name, value = self.variable(), self.value(up, rest)
        owner.fields.append(f"{camel(name)} int")
        owner.literal.append(f"{camel(name)}: {self.wrapped(value)},")
        return f"{self.receiver(function)}.{camel(name)}"

    def by_initialized(self, function: FunctionFlow, rest: list[str]) -> str:
        """Another method writes the field."""
        owner = function.owner
        if owner is None:
            self.done[-1] = "parameter"
            return self.by_parameter(function, rest)
        made = FunctionFlow(camel(self.names.verb_noun()), function.file, owner)
        owner.methods.append(made)
        self.functions.append(made)
        made.caller = self.caller(owner.methods[0], rest)
        name, value = self.variable(), self.value(made, rest)
        owner.fields.append(f"{name} int")
        made.leaves.append(f"{self.receiver(made)}.{name} = {self.wrapped(value)}")
        return f"{self.receiver(function)}.{name}"

    def by_options(self, function: FunctionFlow, rest: list[str]) -> str:
        """The caller gives a struct of options."""
        file = self.file()
        kind, name = camel(f"{self.names.noun()}_{self.names.noun()}"), camel(self.names.variable())
        file.types.append(f"type {kind} struct {{\n\tLabel string\n\t{name} int\n}}")
        up = self.caller(function, rest)
        value = self.wrapped(self.value(up, rest))
        typed = self.named(file, function.file, kind)
        made = f'&{self.named(file, up.file, kind)}{{Label: "x", {name}: {value}}}'
        if self.rng.random() < 0.4:
            local = self.names.noun()
            up.lines.append(f"{local} := {made}")
            made = local
        function.parameters.append(Parameter(self.names.noun(), f"*{typed}", "", made))
        return f"{function.parameters[-1].name}.{name}"

    def by_option_function(self, function: FunctionFlow, rest: list[str]) -> str:
        """The constructor takes `WithX(value)`."""
        owner = function.owner
        if owner is None:
            self.done[-1] = "parameter"
            return self.by_parameter(function, rest)
        maker = self.maker(owner)
        assert maker.caller is not None
        name = self.variable()
        value = self.value(maker.caller, rest)
        owner.fields.append(f"{name} int")
        with_ = f"With{camel(name)}{camel(self.names.noun())}"
        letter = owner.name[:1].lower()
        owner.file.extra.append(
            f"func {with_}(value int) func(*{owner.name}) {{\n"
            f"\treturn func({letter} *{owner.name}) {{\n"
            f"\t\t{letter}.{name} = value\n\t}}\n}}"
        )
        given = f"{self.named(owner.file, maker.caller.file, with_)}({value})"
        maker.parameters.append(Parameter("options", f"...func(*{owner.name})", "", given))
        maker.leaves += ["for _, option := range options {", "\toption(made)", "}"]
        return f"{self.receiver(function)}.{name}"

    def by_package_variable(self, function: FunctionFlow, rest: list[str]) -> str:
        """A function that is called at the start writes a variable of the package."""
        name = self.variable()
        function.file.constants.append(f"var {name} int")
        made = FunctionFlow(f"Init{camel(self.names.verb_noun())}", function.file)
        function.file.functions.append(made)
        self.functions.append(made)
        value = self.value(made, rest)
        self.caller(made, [])
        made.lines.append(f"{name} = {self.wrapped(value)}")
        return name

    def by_helper(self, function: FunctionFlow, rest: list[str]) -> str:
        made = self.function(self.file(), [], method=False)
        self.functions.remove(made)
        return self._inline(function, made, rest, self.named(made.file, function.file, made.name))

    def by_method(self, function: FunctionFlow, rest: list[str]) -> str:
        if function.owner is None:
            self.done[-1] = "helper"
            return self.by_helper(function, rest)
        made = FunctionFlow(lower_camel(self.names.verb_noun()), function.file, function.owner)
        function.owner.methods.append(made)
        return self._inline(function, made, rest, f"{self.receiver(function)}.{made.name}")

    def _inline(
        self, function: FunctionFlow, made: FunctionFlow, rest: list[str], name: str
    ) -> str:
        made.caller, made.inline = function, True
        made.result = self.value(made, rest)
        return name + self.call(made)

    def by_holder(self, function: FunctionFlow, rest: list[str]) -> str:
        """The field of an object that is a field."""
        owner = function.owner
        if owner is None:
            self.done[-1] = "parameter"
            return self.by_parameter(function, rest)
        kind, name = camel(f"{self.names.noun()}_options"), camel(self.names.variable())
        owner.file.types.append(f"type {kind} struct {{\n\t{name} int\n}}")
        maker = self.maker(owner)
        value = self.value(maker, rest)
        field = self.names.noun()
        owner.fields.append(f"{field} {kind}")
        owner.literal.append(f"{field}: {kind}{{{name}: {value}}},")
        return f"{self.receiver(function)}.{field}.{name}"

    def by_embedded(self, function: FunctionFlow, rest: list[str]) -> str:
        """The field of a struct that another one holds without a name."""
        owner = function.owner
        if owner is None or owner.base:
            self.done[-1] = "field"
            return self.by_field(function, rest)
        kind, name = f"Base{camel(self.names.noun())}", self.variable()
        owner.base = kind
        owner.file.types.append(f"type {kind} struct {{\n\t{name} int\n}}")
        maker = self.maker(owner)
        value = self.value(maker, rest)
        owner.fields.append(kind)
        owner.literal.append(f"{kind}: {kind}{{{name}: {value}}},")
        return f"{self.receiver(function)}.{name}"

    def by_several(self, function: FunctionFlow, rest: list[str]) -> str:
        """A function returns the value with an error."""
        made = self.function(self.file(), [], method=False)
        self.functions.remove(made)
        call = self._inline(function, made, rest, self.named(made.file, function.file, made.name))
        made.result = f"{made.result}, nil"
        name = self.variable()
        function.lines.append(f"{name}, _ := {call}")
        return name

    # The form of the statement.

    def form(self, kind: str, function: FunctionFlow, route: list[str], message: str) -> list[str]:
        self._use(function.file, "pkg/utils/log")
        said = f'log.Warn("{message}", name){STATEMENT}'
        if kind in ("allowed", "checked"):
            return self._compared(kind, function, route, said)
        value = self.value(function, route)
        return written(GO_FORMS[kind], said, message, value, self.other(function))

    def _compared(
        self, kind: str, function: FunctionFlow, route: list[str], said: str
    ) -> list[str]:
        """A function of its own compares, and says so by a boolean or an error."""
        if function.owner is not None and self.rng.random() < 0.6:
            made = FunctionFlow(lower_camel(self.names.verb_noun()), function.file, function.owner)
            function.owner.methods.append(made)
            name = f"{self.receiver(function)}.{made.name}"
        else:
            made = FunctionFlow(camel(self.names.verb_noun()), self.file())
            made.file.functions.append(made)
            name = self.named(made.file, function.file, made.name)
        made.caller, made.inline = function, True
        made.parameters.append(Parameter("amount", "int", "", "count"))
        value = self.value(made, route)
        if kind == "checked":
            made.lines += [f"if amount > {value} {{", '\treturn errors.New("no")', "}"]
            made.result = "nil"
            call = f"{name}{self.call(made)}"
            if self.rng.random() < 0.5:
                return [f"if err := {call}; err != nil {{{GUARD}", f"\t{said}", "}"]
            return [f"err := {call}", f"if err != nil {{{GUARD}", f"\t{said}", "}"]
        if self.rng.random() < 0.5:
            made.result = f"amount <= {value}"
        else:
            made.lines += [f"if amount > {value} {{", "\treturn false", "}"]
            made.result = "true"
        return [f"if !{name}{self.call(made)} {{{GUARD}", f"\t{said}", "}"]

    # The whole.

    def write(self, form: str, route: list[str]) -> Chain:
        message = self.names.message(self.setting)
        function = self.function(self.file(), route)
        function.parameters += [
            Parameter("name", "string", "", "name"), Parameter("count", "int", "", "count")
        ]  # fmt: skip
        body = self.form(form, function, route, message)
        before = [f"prepare({self.other(function)})"] if self.rng.random() < 0.4 else []
        function.lines = [*before, *function.lines, *body]
        function.result = "nil"
        self.caller(function, [])
        self._call_all(function)
        self._distract(function)
        files, places = numbered({f.path: self.source(f) for f in self.files.values()})
        ((path, line),) = places[STATEMENT]
        return Chain(
            name=self.name, repo=self.repo, how=(form, *self.done), files=files,
            setting=self.setting, others=frozenset(self.settings) - {self.setting},
            message=message % "x", path=path, line=line, guards=frozenset(places[GUARD]),
            callers=frozenset(places[CALLER]),
        )  # fmt: skip

    def _call_all(self, statement: FunctionFlow) -> None:
        made: list[Owner] = []
        number = 0
        while number < len(self.functions):
            function = self.functions[number]
            number += 1
            up = function.caller
            if up is None or function.inline:
                continue
            mark = CALLER if function is statement else ""
            owner = function.owner
            if owner is None:
                name = self.named(function.file, up.file, function.name)
                up.leaves.append(f"{name}{self.call(function)}{mark}")
                continue
            if owner not in made:
                made.append(owner)
                self._make(owner)
            up.leaves.append(f"{owner.holder}.{function.name}{self.call(function)}{mark}")

    def _make(self, owner: Owner) -> None:
        maker = self.maker(owner)
        by = maker.caller
        assert by is not None
        if owner.plain:
            by = self.caller(owner.methods[0], [])
            value = (
                f"&{self.named(owner.file, by.file, owner.name)}{{\n\t"
                + "\n\t".join(owner.literal)
                + "\n}"
            )
        else:
            value = f"{self.named(owner.file, by.file, maker.name)}{self.call(maker)}"
        if "." in owner.holder and by.owner is None and by.name.startswith("New"):
            user = next(o for f in self.files.values() for o in f.owners if o.maker is by)
            user.literal.append(f"{owner.holder.partition('.')[2]}: {value},")
        else:
            by.lines.append(f"{owner.holder} {'=' if '.' in owner.holder else ':='} {value}")

    def _distract(self, function: FunctionFlow) -> None:
        rng = self.rng
        up = function.caller
        if up is not None and rng.random() < 0.5:
            up.leaves.append(f"prepare({self.other(up)})")
        if rng.random() < 0.5:  # a neighbour that reads another setting
            near = FunctionFlow(camel(self.names.verb_noun()), function.file)
            near.lines += [f"if count > {self.other(near)} {{", "\taccept(count)", "}"]
            function.file.functions.append(near)
        if rng.random() < 0.5:  # a field of the same name in another struct
            near = FunctionFlow(camel(self.names.verb_noun()), function.file)
            name = rng.choice(
                [f.split(" ")[0] for f in (function.owner.fields if function.owner else [])]
                or ["limit"]
            )
            kind = f"{camel(self.names.noun())}Keeper"
            function.file.types.append(f"type {kind} struct {{\n\t{name} int\n}}")
            near.lines.append(f"return &{kind}{{{name}: {self.other(near)}}}")
            function.file.functions.append(near)

    def _use(self, file: File, package: str) -> None:
        file.add_import(f'"{MODULES[self.repo]}/{package}"')

    def named(self, of: File, into: File, name: str) -> str:
        """Return the name of something of a file as another one writes it."""
        folder = of.path.rpartition("/")[0]
        if into.path.rpartition("/")[0] == folder:
            return name
        self._use(into, folder)
        return f"{folder.rpartition('/')[2]}.{name}"

    def receiver(self, function: FunctionFlow) -> str:
        assert function.owner is not None
        return function.owner.name[:1].lower()

    @staticmethod
    def _ordered(function: FunctionFlow) -> list[Parameter]:
        return sorted(function.parameters, key=lambda p: p.type.startswith("..."))

    def call(self, function: FunctionFlow) -> str:
        return f"({', '.join(p.argument for p in self._ordered(function))})"

    def definition(self, function: FunctionFlow) -> list[str]:
        given = ", ".join(f"{p.name} {p.type}" for p in self._ordered(function))
        head = f"func {function.name}({given})"
        owner = function.owner
        if owner is not None:
            head = f"func ({self.receiver(function)} *{owner.name}) {function.name}({given})"
        lines = [*function.lines, *function.leaves]
        if function.result:
            lines.append(f"return {function.result}")
        result = {"nil": " error", "true": " bool", "": ""}.get(function.result, " int")
        if function.result.endswith(", nil"):
            result = " (int, error)"
        return [f"{head}{result} {{", *indented(lines, "\t"), "}"]

    def _maker(self, owner: Owner) -> list[str]:
        maker = owner.maker
        given = ", ".join(f"{p.name} {p.type}" for p in self._ordered(maker))
        literal = [f"&{owner.name}{{", *indented(owner.literal, "\t"), "}"]
        lines = [*maker.lines]
        if maker.leaves:
            lines += [f"made := {literal[0]}", *literal[1:], *maker.leaves, "return made"]
        else:
            lines += [f"return {literal[0]}", *literal[1:]]
        return [f"func {maker.name}({given}) *{owner.name} {{", *indented(lines, "\t"), "}"]

    def source(self, file: File) -> str:
        parts: list[list[str]] = [each.split("\n") for each in file.types]
        for owner in file.owners:
            parts.append([f"type {owner.name} struct {{", *indented(owner.fields, "\t"), "}"])
            if not owner.plain:
                parts.append(self._maker(owner))
            parts += [self.definition(method) for method in owner.methods]
        parts += [self.definition(function) for function in file.functions]
        parts += [each.split("\n") for each in file.extra]
        self.rng.shuffle(parts)
        package = file.path.split("/")[-2]
        standard = ['"context"', '"errors"', '"fmt"', '"time"']
        lines = [
            f"package {package}",
            "",
            "import (",
            *indented([*standard, *file.imports], "\t"),
            ")",
        ]
        lines += ["", *file.constants]
        for part in parts:
            lines += ["", *part]
        return "\n".join(lines) + "\n"


def go_chain(rng: Random, name: str) -> Chain:
    """Return a chain in Go with one to four hops, or with none."""
    hops = [rng.choice(HOPS) for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 3, 4)))]
    repo = "dify-sandbox" if rng.random() < 0.25 else "dify-plugin-daemon"
    form = rng.choice(FORMS)
    return GoWriter(rng, name, repo).write(form, within(hops, form))
