"""A chart's `values.yaml` and `Chart.yaml`: each value with its path, default and comment; subcharts.

Commented-out values are no facts. Not here: what the values feed (`helm_template.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.extract.yaml_lines import read_documents, split_lines
from ctxkit.extract.yaml_nodes import Node, leaves, shown
from ctxkit.model import ConfigUse, Fact

_LONGEST_VALUE = 300  # characters of a list
_PATH = re.compile(r"(^|/)(values|Chart)\.ya?ml$")
# ## @param api.logLevel [string] The log level
_PARAM = re.compile(r"@(?:param|extra)[ \t]+(\S+)[ \t]*(.*)")
_NOT_PROSE = re.compile(r"@(section|skip|descriptionStart|descriptionEnd)\b", re.IGNORECASE)


def extract(source: Source) -> Iterator[Fact]:
    """Yield the values that a chart sets, or the charts that it depends on."""
    if source.test:
        return
    lines = split_lines(source.data)
    roots = read_documents(lines)
    if source.path.rpartition("/")[2].startswith("Chart."):
        for root in roots:
            yield from _subcharts(root)
        return
    params = _params(lines)
    for root in roots:
        for path, node in leaves(root):
            value = shown(node)
            yield ConfigUse(
                name=path,
                line=node.line,
                end_line=node.end_line,
                role="sets",
                via="helm-values",
                value=value if value is None or len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "...",
                description=_description(path, node, params),
            )


def _params(lines: list[str]) -> dict[str, str]:
    """Return what `## @param path text` comments say, wherever they stand, with the lines that go on from them."""
    found: dict[str, str] = {}
    path = ""
    for line in lines:
        text = line.strip()
        match = _PARAM.search(text) if text.startswith("#") else None
        if match:
            path = match[1]
            found[path] = match[2]
        elif path and text.startswith("#") and (more := text.strip("# \t")) and not more.startswith("@"):
            found[path] += " " + more
        else:
            path = ""
    return found


def _description(path: str, node: Node, params: dict[str, str]) -> str:
    if path in params:
        return params[path]
    said = [text.removeprefix("-- ") for text in node.comment if text.strip("-=*#") and not _NOT_PROSE.match(text)]
    return " ".join(text for text in (*said, node.trailing) if text and not _PARAM.match(text))


def _subcharts(root: Node) -> Iterator[ConfigUse]:
    """Yield the charts that get the values below a key of their name, and the value that switches each on."""
    dependencies = root.get("dependencies")
    for item in dependencies.children if dependencies else ():
        name = item.get("alias") or item.get("name")
        if name is None or not name.value:
            continue
        version, repository = item.get("version"), item.get("repository")
        yield ConfigUse(
            name=name.value,
            line=item.line,
            end_line=item.end_line,
            role="renders",
            via="helm-subchart",
            description=" ".join(node.value for node in (version, repository) if node),
        )
        condition = item.get("condition")
        for path in condition.value.split(",") if condition else ():
            if condition and path.strip():
                yield ConfigUse(
                    name=path.strip(),
                    line=condition.line,
                    end_line=condition.end_line,
                    role="renders",
                    via="helm-condition",
                    description=f"switches the subchart {name.value} on",
                    until=item.end_line,
                )


LANGUAGE = Language(name="helm-values", matches=lambda path: bool(_PATH.search(path)), extract=extract, words=(b":",))
