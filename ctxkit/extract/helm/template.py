"""Chart templates: which value feeds which environment variable or key, under which conditions, in
which object.

Facts are of one file: `define`s are found by name through TemplateCall facts, a ConfigMap's
container through the object's expression (Manifest.object and the uses via `helm-env-from` and
`helm-volume`). `via` is `helm-template` where a value is rendered, `helm-fallback` where it stands
in for an empty one, `helm-condition`, `helm-with` and `helm-range` at the head of a block,
`helm-variable` where it is only noted, `helm-literal` and `helm-computed` for environment variables
that no value feeds. Commented lines are no renders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.helm.reader import Template, directive_on, program_of
from ctxkit.extract.helm.scope import DictLiteral, Path
from ctxkit.extract.helm.text import FILL
from ctxkit.extract.literals import fill_percent, literal, shorten
from ctxkit.extract.source import Language, Source
from ctxkit.model import HOLE, ConfigUse, Directive, Fact, LogTemplate, Manifest, Raise, Via
from ctxkit.text.template import fold_space

_PATH = re.compile(r"(^|/)templates/([^/]+/)*([^/]+\.(ya?ml|tpl)|NOTES\.txt)$")
_ENVIRONMENT = re.compile(r"[A-Z][A-Z0-9_]+$")
_SHELL_HOLE = re.compile(r"\$\([^()]*\)|\$\{[^{}]*\}|\$\w+")
_WORD = re.compile(r"[a-z]{2,}")
_ECHO = re.compile(r"[ \t]*(?:-[ \t]+)?echo[ \t]+(?:-[en]+[ \t]+)?(\"[^\"]*|'[^']*|[^|>;&]+)")


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a chart template.

    Those of `helm test` count too: they are part of the chart.
    """
    text = source.data.decode("utf8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    template = Template(text, {})
    template.read()
    if contexts := _contexts(template):
        template = Template(text, contexts)
        template.read()
    yield from dict.fromkeys(template.facts)
    notes = source.path.endswith("NOTES.txt")
    if not notes:
        yield from _environment(template)
    yield from _objects(template)
    yield from _messages(template, notes=notes)
    yield from _directives(template)


def _contexts(template: Template) -> dict[str, Path | DictLiteral]:
    """Return what the `define`s of a file are given, for those that all calls in the file give the
    same.
    """
    given: dict[str, set[Path | DictLiteral | None]] = {}
    for call in template.evaluator.calls:
        given.setdefault(call.name, set()).add(call.context)
    defined = set(template.define_of.values())
    return {
        name: context
        for name, contexts in given.items()
        if name in defined and len(contexts) == 1 and (context := next(iter(contexts)))
    }


def _environment(template: Template) -> Iterator[ConfigUse]:
    """Yield the environment variables that a template sets without a value of the chart."""
    for number, line in enumerate(template.lines, 1):
        name = line.item if line.key == "value" else line.key
        if not _ENVIRONMENT.match(name) or not line.value.strip() or (number, name) in template.fed:
            if (
                line.key == "key"
                and line.item
                and line.parent in ("secretKeyRef", "configMapKeyRef")
            ):
                yield _variable(
                    template,
                    number,
                    line.value.strip(" \"'"),
                    "helm-value-from",
                    None,
                    target=line.item,
                )
            continue
        if line.key != name and line.key != "value":
            continue
        written = template.source[number - 1].partition(":")[2].strip()
        if FILL in line.value:
            yield _variable(template, number, name, "helm-computed", written)
        else:
            yield _variable(template, number, name, "helm-literal", _plain(written))


def _plain(written: str) -> str:
    if written[:1] in ("'", '"'):
        return written[1:].partition(written[0])[0]
    return written.split(" #", 1)[0].rstrip()


def _variable(
    template: Template, line: int, name: str, via: Via, value: str | None, *, target: str = ""
) -> ConfigUse:
    return ConfigUse(
        name=name,
        line=line,
        end_line=line,
        symbol=template.define_of.get(line, ""),
        role="renames" if target else "renders",
        via=via,
        value=value,
        target=target,
        services=template.services(line),
    )


def _objects(template: Template) -> Iterator[Fact]:
    for made in template.objects:
        yield Manifest(
            name=made.kind,
            line=made.line,
            end_line=made.end_line,
            template=fold_space(made.template.replace(FILL, HOLE)),
            object=made.name,
            containers=tuple(
                each.name for each in made.containers if each.name and not each.prepares
            ),
        )
        getting: dict[tuple[str, int, str], list[str]] = {}
        for container in made.containers:
            for source in container.sources:
                getting.setdefault(source, []).append(container.name)
        for (name, line, key), services in getting.items():
            yield ConfigUse(
                name=name,
                line=line,
                end_line=line,
                role="sets",
                via="helm-env-from" if key.endswith("Ref") else "helm-volume",
                value=key,
                services=tuple(services),
            )


def _messages(template: Template, *, notes: bool) -> Iterator[Fact]:
    """Yield what a template says to people: failures of rendering, echoes of its scripts, notes."""
    for function, said, start in dict.fromkeys(template.evaluator.failures):
        message = (
            fill_percent(literal(said), ["value"] * said.count("%"))
            if "%" in said
            else literal(said)
        )
        line = template.line_of(start)
        symbol = template.define_of.get(line, "")
        yield Raise(
            name=function, line=line, end_line=line, symbol=symbol, template=message.template
        )
    for number, text in enumerate(template.blank, 1):
        define = template.define_of.get(number, "")
        match = _ECHO.match(text)
        said = match[1] if match else text if notes else ""
        holed = re.sub(f"{FILL}+", HOLE, _SHELL_HOLE.sub(HOLE, said.strip().strip("\"'")))
        if len(_WORD.findall(holed)) >= 3:
            yield LogTemplate(
                name="echo" if match else "notes",
                line=number,
                end_line=number,
                symbol=define,
                template=fold_space(holed),
            )


def _directives(template: Template) -> Iterator[Directive]:
    """Yield the lines of nginx's and squid's configuration that a template defines."""
    for number, text in enumerate(template.blank, 1):
        define = template.define_of.get(number, "")
        program = program_of(define)
        if not program or template.lines[number - 1].is_comment or not (name := directive_on(text)):
            continue
        value = (
            template.source[number - 1].strip()[len(name) :].partition(" #")[0].partition("\t#")[0]
        )
        yield Directive(
            name=name,
            line=number,
            end_line=number,
            symbol=define,
            program=program,
            value=shorten(value.strip().rstrip(";{ ")),
        )


LANGUAGE = Language(
    name="helm-template",
    matches=lambda path: bool(_PATH.search(path)),
    extract=extract,
    words=(b"{{", b"kind:"),
)
