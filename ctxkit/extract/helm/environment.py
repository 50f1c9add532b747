"""The environment variables that a chart template sets without a value of the chart, and the
objects from which its containers take more.

Not here: what values are rendered to (`reader.py`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ctxkit.extract.helm.objects import KubernetesObject, SourceObject
from ctxkit.extract.helm.reader import TemplateReader
from ctxkit.extract.helm.text import FILL, Line
from ctxkit.model import ConfigUse, Via

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]+$")
_KEY_REFERENCES = ("secretKeyRef", "configMapKeyRef")
_VIA_BY_KEY: dict[str, Via] = {
    "configMap": "helm-volume",
    "configMapRef": "helm-env-from",
    "secret": "helm-volume",
    "secretRef": "helm-env-from",
}
"""By the key that names an object."""


def variables(template: TemplateReader) -> Iterator[ConfigUse]:
    """Yield the environment variables that a template sets without a value of the chart."""
    for number, line in enumerate(template.lines, 1):
        # - name: DB_PASSWORD
        #   valueFrom: {secretKeyRef: {name: db, key: postgres-password}}
        if _is_key_reference(line):
            yield ConfigUse(
                name=line.value.strip(" \"'"),
                line=number,
                end_line=number,
                symbol=template.define_by_line.get(number, ""),
                role="renames",
                via="helm-value-from",
                target=line.item,
                services=template.services(number),
            )
        name = _variable(line)
        if not name or (number, name) in template.rendered:
            continue
        via, value = _value(line, template.source[number - 1])
        yield ConfigUse(
            name=name,
            line=number,
            end_line=number,
            symbol=template.define_by_line.get(number, ""),
            role="renders",
            via=via,
            value=value,
            services=template.services(number),
        )


def _is_key_reference(line: Line) -> bool:
    """`key: postgres-password` below `secretKeyRef:`, in an item with a name."""
    return line.key == "key" and bool(line.item) and line.parent in _KEY_REFERENCES


def _variable(line: Line) -> str:
    """Return the name of the variable that a line sets: `KEY: value`, `value:` of an item with a
    name; empty if it sets none.
    """
    name = line.item if line.key == "value" else line.key
    if not _VARIABLE.match(name) or not line.value.strip():
        return ""
    return name


def _value(line: Line, written: str) -> tuple[Via, str]:
    """Return how a variable is set, and its value as far as it is known."""
    value = written.partition(":")[2].strip()
    if FILL in line.value:
        return "helm-computed", value
    quote = value[:1]
    if quote in ("'", '"'):
        return "helm-literal", value[1:].partition(quote)[0]
    return "helm-literal", value.split(" #", 1)[0].rstrip()


def source_objects(made: KubernetesObject) -> Iterator[ConfigUse]:
    """Yield the ConfigMaps and Secrets from which the containers of an object take variables and
    files.
    """
    containers: dict[SourceObject, list[str]] = defaultdict(list)
    for container in made.containers:
        for source in container.sources:
            containers[source].append(container.name)
    for source, names in containers.items():
        yield ConfigUse(
            name=source.name,
            line=source.line,
            end_line=source.line,
            role="sets",
            via=_VIA_BY_KEY[source.key],
            value=source.key,
            services=tuple(names),
        )
