"""Chart templates: which value feeds which environment variable or key, under which conditions, in
which object.

Facts are of one file: `define`s are found by name through TemplateCall facts, a ConfigMap's
container through the object's expression (Manifest.object and the uses via `helm-env-from` and
`helm-volume`). `via` is `helm-template` where a value is rendered, `helm-fallback` where it
replaces an empty one, `helm-condition`, `helm-with` and `helm-range` at the head of a block,
`helm-variable` where it is only kept, `helm-literal` and `helm-computed` for environment variables
that no value feeds. Commented lines are not rendered. Not here: the values (`values.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ctxkit.dify.paths import subchart_of
from ctxkit.extract.helm.directives import directives
from ctxkit.extract.helm.environment import source_objects, variables
from ctxkit.extract.helm.errors import raises
from ctxkit.extract.helm.logs import log_templates
from ctxkit.extract.helm.objects import KubernetesObject
from ctxkit.extract.helm.reader import Contexts, TemplateReader
from ctxkit.extract.helm.scope import DictLiteral, Path
from ctxkit.extract.helm.text import FILL
from ctxkit.extract.source import Language, Source
from ctxkit.files.yaml_tree import YAML_ENDINGS
from ctxkit.model import HOLE, Fact, Manifest
from ctxkit.text.template import fold_space

_PATH = re.compile(r"(^|/)templates/([^/]+/)*([^/]+\.(ya?ml|tpl)|NOTES\.txt)$")
_NOTES = "NOTES.txt"


def extract(source: Source) -> Iterator[Fact]:
    """Yield the facts of a chart template.

    Those of `helm test` count too: they are part of the chart. A subchart runs a store, with values
    and names of its own.
    """
    if subchart_of(source.path):
        return
    text = source.data.decode("utf8", "replace").removeprefix("\ufeff").replace("\r\n", "\n")
    template = _read(text)
    yield from dict.fromkeys(template.facts)
    is_notes = source.path.endswith(_NOTES)
    if not is_notes:
        yield from variables(template)
    for made in template.objects:
        yield _manifest(made)
        yield from source_objects(made)
    yield from raises(template)
    yield from log_templates(template, is_notes=is_notes)
    yield from directives(template)


def _read(text: str) -> TemplateReader:
    """Return a template that has been read, again if calls in it are found to give contexts."""
    # {{ include "dify.probe" (dict "value" .Values.api.probe) }} decides what `.value` is, above it
    # as well.
    template = TemplateReader(text, {})
    template.read()
    contexts = _contexts(template)
    if contexts:
        template = TemplateReader(text, contexts)
        template.read()
    return template


def _contexts(template: TemplateReader) -> Contexts:
    """Return what the `define`s of a file are given, for those that all calls in the file give the
    same.
    """
    contexts: dict[str, set[Path | DictLiteral | None]] = defaultdict(set)
    for include in template.evaluator.includes:
        contexts[include.name].add(include.context)
    found: Contexts = {}
    for name in set(template.define_by_line.values()):
        first, *others = contexts.get(name) or (None,)
        if first and not others:
            found[name] = first
    return found


def _manifest(made: KubernetesObject) -> Manifest:
    containers = (each.name for each in made.containers if not each.is_init)
    return Manifest(
        name=made.kind,
        line=made.line,
        end_line=made.end_line,
        template=fold_space(made.template.replace(FILL, HOLE)),
        object=made.name,
        containers=tuple(name for name in containers if name),
    )


LANGUAGE = Language(
    name="helm-template",
    endings=(*YAML_ENDINGS, ".tpl", "NOTES.txt"),
    matches=lambda path: bool(_PATH.search(path)),
    extract=extract,
    words=(b"{{", b"kind:"),
)
