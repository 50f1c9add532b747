"""The chain of a setting as lines of text and as a Mermaid diagram, of bounded size and safe
against whatever its names contain.

Pure. Not here: which links there are (`settings/links.py`), a map (`map_diagram.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from ctxkit.model import ChainLink, ChainNode

_MAX_NODES = 20  # of a diagram: nobody reads a larger one
_MAX_LINES = 6
_MAX_PATHS = 60  # that are looked for: only their number is reported beyond _MAX_LINES
_MAX_LABEL_CHARS = 60
_MAX_LINE_NODES = 8
_READS = "reads"
_IMPLIED_SCOPE = "values.yaml"
_SAFE_SIGNS = " _-.,:/()*'…"  # that Mermaid takes literally in a quoted label


def chain_lines(links: Sequence[ChainLink]) -> list[str]:
    """Return a line for each path from what an operator writes to the code: `a.b -> KEY (api) ->
    dify_config.KEY`.
    """
    targets: dict[ChainNode, list[ChainNode]] = defaultdict(list)
    for link in links:
        if link.how != _READS and link.target not in targets[link.source]:
            targets[link.source].append(link.target)
    reached = {node for nodes in targets.values() for node in nodes}
    roots = [node for node in targets if targets[node] and node not in reached]
    lines = [_path_line(path) for root in roots for path in _paths(root, targets)]
    more = len(lines) - _MAX_LINES
    if more <= 1:  # the line that counts them would take as much room as the last path
        return lines
    return [*lines[:_MAX_LINES], f"... and {more} more paths"]


def _paths(
    root: ChainNode, targets: Mapping[ChainNode, Sequence[ChainNode]]
) -> list[list[ChainNode]]:
    """Return the paths from `root`, depth first, each without a circle."""
    found: list[list[ChainNode]] = []
    open_paths = [[root]]
    # A name may lead to hundreds: a key of the chart that every template renders.
    while open_paths and len(found) < _MAX_PATHS:
        path = open_paths.pop(0)
        steps = _steps(path, targets)
        if steps:
            open_paths[:0] = [[*path, node] for node in steps]
        else:
            found.append(path)
    return found


def _steps(
    path: Sequence[ChainNode], targets: Mapping[ChainNode, Sequence[ChainNode]]
) -> list[ChainNode]:
    if len(path) >= _MAX_LINE_NODES:
        return []
    return [node for node in targets.get(path[-1], ()) if node not in path]


def _path_line(path: Sequence[ChainNode]) -> str:
    return " -> ".join(map(_text_label, path))


def _text_label(node: ChainNode) -> str:
    """Return the name of a node, with its scope unless the form of the name implies it."""
    name = _cut(node.name)
    if node.scope == _IMPLIED_SCOPE:
        return name
    if "." in name and node.scope.startswith(("dify ", "dify-")):
        return name  # an expression of the code: dify_config.LOG_LEVEL
    return f"{name} ({_cut(node.scope)})"


def mermaid(links: Sequence[ChainLink]) -> str:
    """Return the source of a Mermaid flowchart of the first links, or nothing for a single link."""
    numbers: dict[ChainNode, int] = {}
    arrows: list[str] = []
    drawn: set[tuple[ChainNode, ChainNode]] = set()
    for link in links:
        new = {link.source, link.target} - numbers.keys()
        # A full diagram has no room for new nodes, but later links may need none.
        if len(numbers) + len(new) > _MAX_NODES:
            continue
        source, target = _drawn(link.source, numbers), _drawn(link.target, numbers)
        if (link.source, link.target) not in drawn:
            drawn.add((link.source, link.target))
            arrows.append(f"  {source} -->|{_escaped(link.how)}| {target}")
    if len(arrows) <= 1:
        return ""
    return "\n".join(["flowchart LR", *arrows])


def _drawn(node: ChainNode, numbers: dict[ChainNode, int]) -> str:
    """Return a node as a diagram names it: with its label the first time, then by its number."""
    if node in numbers:
        return f"n{numbers[node]}"
    numbers[node] = len(numbers) + 1
    name, scope = label_of(node.name), label_of(node.scope)
    return f'n{numbers[node]}["{name}<br/>{scope}"]'


def label_of(text: str) -> str:
    """Return a text of any form as a label."""
    return _escaped(_cut(text))


def _cut(text: str) -> str:
    line = " ".join(text.split())
    if len(line) <= _MAX_LABEL_CHARS:
        return line
    return line[: _MAX_LABEL_CHARS - 1] + "…"


def _escaped(text: str) -> str:
    """Return `text` as a label: letters, digits and a few signs as they are, all else as Mermaid's
    numeric entities.
    """
    return "".join(_escaped_char(char) for char in text if char.isprintable())


def _escaped_char(char: str) -> str:
    if char.isalnum() or char in _SAFE_SIGNS:
        return char
    return f"#{ord(char)};"
