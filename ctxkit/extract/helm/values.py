"""A chart's `values.yaml` and `Chart.yaml`: each value with its path, default and comment;
subcharts.

What a list of variables sets (`extraEnv`) is told by variable, too, with `via` = `helm-env`.
Commented-out values are no facts. Not here: what the values feed (`template.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from ctxkit.extract.source import Language, Source
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import Node, leaves, shown
from ctxkit.model import ConfigUse, Fact

_LONGEST_VALUE = 300  # characters of a list
_LONGEST_TEXT = 2000
_LISTS_OF_VARIABLES = ("env", "envvars")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_PATH = re.compile(r"(^|/)(values|Chart)\.ya?ml$")
# ## @param api.logLevel [string] The log level
_PARAM = re.compile(r"@(?:param|extra)[ \t]+(\S+)[ \t]*(.*)")
_NOT_PROSE = re.compile(r"@(section|skip|descriptionStart|descriptionEnd)\b", re.IGNORECASE)

# extraEnv:   - name: LANG   - myRegistryKey; but not ref: https://... or Example: x
_DISABLED = re.compile(
    r"(?:-[ \t]+)?(?!(?:ref|see|e\.g|https?)\b)[a-z][\w.-]*:(?:[ \t]|$)|-[ \t]+\S+$"
)


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
                value=value
                if value is None or len(value) <= _LONGEST_VALUE
                else value[:_LONGEST_VALUE] + "...",
                description=_description(path, node, params),
            )
            if node.kind == "sequence" and path.lower().endswith(_LISTS_OF_VARIABLES):
                yield from _variables(path, node)


def _variables(path: str, items: Node) -> Iterator[ConfigUse]:
    """Yield the variables that a list of them sets: `- name: LANG` with `value: C.UTF-8`."""
    for item in items.children:
        name, value = item.get("name"), item.get("value")
        if name is not None and value is not None and _VARIABLE.fullmatch(name.value):
            yield ConfigUse(
                name=path,
                line=item.line,
                end_line=max(item.end_line, value.end_line),
                role="sets",
                via="helm-env",
                value=shown(value) or "",
                target=name.value,
            )


def _params(lines: list[str]) -> dict[str, list[tuple[int, str]]]:
    """Return what `## @param path text` comments say, with the lines that go on from them and their
    line numbers.
    """
    found: dict[str, list[tuple[int, str]]] = {}
    path = ""
    for number, line in enumerate(lines, 1):
        text = line.strip()
        match = _PARAM.search(text) if text.startswith("#") else None
        if match:
            path = match[1]
            found.setdefault(path, []).append((number, match[2]))
        elif (
            path
            and text.startswith("#")
            and (more := text.strip("# \t"))
            and not more.startswith("@")
        ):
            said_on, said = found[path][-1]
            if len(said) < _LONGEST_TEXT:
                found[path][-1] = said_on, f"{said} {more}"
        else:
            path = ""
    return found


def _description(path: str, node: Node, params: dict[str, list[tuple[int, str]]]) -> str:
    for name in (
        path,
        path.partition(".")[2],
    ):  # a subchart's values keep the comments of its own file
        said_there = params.get(name, [])
        above = bisect_left(said_there, (node.line, ""))
        if above:
            return said_there[above - 1][1]
    # Values that are commented out end what is said about others.
    after = max(
        (at + 1 for at, text in enumerate(node.comment) if _DISABLED.match(text)), default=0
    )
    said = [
        text.removeprefix("-- ")
        for text in node.comment[after:]
        if text.strip("-=*#") and not _NOT_PROSE.match(text)
    ]
    return " ".join(text for text in (*said, node.trailing) if text and not _PARAM.match(text))


def _subcharts(root: Node) -> Iterator[ConfigUse]:
    """Yield the charts that get the values below a key of their name, and the value that switches
    each on.
    """
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
            description=" ".join(
                ["subchart", *(node.value for node in (version, repository) if node)]
            ),
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


LANGUAGE = Language(
    name="helm-values",
    matches=lambda path: bool(_PATH.search(path)),
    extract=extract,
    words=(b":",),
)
