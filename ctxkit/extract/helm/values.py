"""A chart's `values.yaml` and `Chart.yaml`: each value with its path, default and comment, small
maps as values, too; subcharts.

The variables of a list (`extraEnv`) are facts of their own, too, with `via` = `helm-env`.
Commented-out values are not facts. Not here: what the values feed (`template.py`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from ctxkit.dify.paths import subchart_of
from ctxkit.extract.source import Language, Source
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import YAML_ENDINGS, Node, entries, leaves, shown
from ctxkit.model import ConfigUse, Fact

_MAX_VALUE_CHARS = 300
_MAX_LEAVES_OF_MAP = 6
_MAX_TEXT_CHARS = 2_000
_GLOBAL = "global"
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

_Params = dict[str, list[tuple[int, str]]]
"""By path, (line, text) of the comments that describe it."""


def extract(source: Source) -> Iterator[Fact]:
    """Yield the values that a chart sets, or the charts that it depends on."""
    if source.test:
        return
    lines = split_lines(source.data)
    is_chart = source.path.rpartition("/")[2].startswith("Chart.")
    params = _params(lines)
    subchart = subchart_of(source.path)
    for root in read_documents(lines):
        uses = _subcharts(root) if is_chart else _values(root, params)
        yield from _below(subchart, uses) if subchart else uses


def _below(subchart: str, uses: Iterator[ConfigUse]) -> Iterator[ConfigUse]:
    """Yield the values of a subchart under the names that they have for who installs the chart.

    Its own `global` is what all charts share, which it only says the form of.
    """
    for use in uses:
        if use.name != _GLOBAL and not use.name.startswith(f"{_GLOBAL}."):
            yield replace(use, name=f"{subchart}.{use.name}")


def _values(root: Node, params: _Params) -> Iterator[ConfigUse]:
    """Yield the values of a document."""
    for path, node in entries(root):
        if not node.is_leaf and not _is_small_map(path, node):
            continue
        yield ConfigUse(
            name=path,
            line=node.line,
            end_line=node.end_line,
            role="sets",
            via="helm-values" if node.is_leaf else "helm-map",
            value=_shortened(shown(node)),
            description=_description(path, node, params),
        )
        if node.kind == "sequence" and path.lower().endswith(_LISTS_OF_VARIABLES):
            yield from _variables(path, node)


def _is_small_map(path: str, node: Node) -> bool:
    """Return whether a template may render a map as a whole: `updateStrategy`, `resources`; a part
    of the chart is none.
    """
    if "." not in path:
        return False
    return len(list(islice(leaves(node), _MAX_LEAVES_OF_MAP + 1))) <= _MAX_LEAVES_OF_MAP


def _shortened(value: str | None) -> str | None:
    if value is None or len(value) <= _MAX_VALUE_CHARS:
        return value
    return value[:_MAX_VALUE_CHARS] + "..."


def _variables(path: str, items: Node) -> Iterator[ConfigUse]:
    """Yield the variables that a list of them sets: `- name: LANG` with `value: C.UTF-8`."""
    for item in items.children:
        name, value = item.get("name"), item.get("value")
        if name is None or value is None or not _VARIABLE.fullmatch(name.value):
            continue
        yield ConfigUse(
            name=path,
            line=item.line,
            end_line=max(item.end_line, value.end_line),
            role="sets",
            via="helm-env",
            value=shown(value) or "",
            target=name.value,
        )


def _params(lines: list[str]) -> _Params:
    """Return the texts of `## @param path text` comments with the lines that continue them."""
    found: _Params = defaultdict(list)
    path = ""
    for number, line in enumerate(lines, 1):
        comment = line.strip()
        if not comment.startswith("#"):
            path = ""
            continue
        param = _PARAM.search(comment)
        if param:
            path = param[1]
            found[path].append((number, param[2]))
            continue
        text = comment.strip("# \t")
        if not text or text.startswith("@"):
            path = ""
        elif path:
            first_line, begun = found[path][-1]
            if len(begun) < _MAX_TEXT_CHARS:
                found[path][-1] = first_line, f"{begun} {text}"
    return found


def _description(path: str, node: Node, params: _Params) -> str:
    """Return the text of a value's `@param`, else the comment above it with that beside it."""
    # The values of a subchart keep the comments of its own file.
    for name in (path, path.partition(".")[2]):
        texts = params.get(name, [])
        above = bisect_left(texts, (node.line, ""))
        if above:
            return texts[above - 1][1]
    comments = [text for text in (*_own_comments(node), node.trailing) if text]
    return " ".join(text for text in comments if not _PARAM.match(text))


def _own_comments(node: Node) -> list[str]:
    """Return the comments above a value, from after the values that are commented out there."""
    first = 0
    for number, text in enumerate(node.comment):
        if _DISABLED.match(text):
            first = number + 1
    return [
        text.removeprefix("-- ")
        for text in node.comment[first:]
        if text.strip("-=*#") and not _NOT_PROSE.match(text)
    ]


def _subcharts(root: Node) -> Iterator[ConfigUse]:
    """Yield the charts that get the values below a key of their name, and the value that enables
    each.
    """
    dependencies = root.get("dependencies")
    for item in dependencies.children if dependencies else ():
        name = item.get("alias") or item.get("name")
        if name is None or not name.value:
            continue
        origin = [node.value for node in (item.get("version"), item.get("repository")) if node]
        yield ConfigUse(
            name=name.value,
            line=item.line,
            end_line=item.end_line,
            role="renders",
            via="helm-subchart",
            description=" ".join(("subchart", *origin)),
        )
        yield from _conditions(item, name.value)


def _conditions(item: Node, subchart: str) -> Iterator[ConfigUse]:
    """`condition: redis.enabled,global.redis.enabled`."""
    condition = item.get("condition")
    if condition is None:
        return
    for path in condition.value.split(","):
        if not path.strip():
            continue
        yield ConfigUse(
            name=path.strip(),
            line=condition.line,
            end_line=condition.end_line,
            role="renders",
            via="helm-condition",
            description=f"switches the subchart {subchart} on",
            until=item.end_line,
        )


LANGUAGE = Language(
    name="helm-values",
    endings=YAML_ENDINGS,
    matches=lambda path: bool(_PATH.search(path)),
    extract=extract,
    words=(b":",),
)
