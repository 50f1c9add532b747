"""The chain of a setting as lines of text and as a Mermaid diagram, bounded and safe against
whatever names hold.

Pure. Not here: which links there are (`settings/links.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ctxkit.model import ChainLink, ChainNode

_NODES = 20  # of a diagram: what is larger, nobody reads
_LINES = 6
_LONGEST = 60  # characters of a label
_DEEPEST = 8  # links of one line
_PLAIN = ("values.yaml",)
"""Scopes that a line of text leaves out, since the form of the name tells them."""

_READS = "reads"


def chain_lines(links: Sequence[ChainLink]) -> list[str]:
    """Return a line for each way from what an operator writes to the code: `a.b -> KEY (api) ->
    dify_config.KEY`.
    """
    after: dict[ChainNode, list[ChainNode]] = defaultdict(list)
    for link in links:
        if link.how != _READS and link.target not in after[link.source]:
            after[link.source].append(link.target)
    ends = {target for targets in after.values() for target in targets}
    roots = [node for node in after if node not in ends and after[node]]
    lines = [" -> ".join(map(_in_text, path)) for root in roots for path in _paths(root, after)]
    more = len(lines) - _LINES
    return lines if more <= 1 else [*lines[:_LINES], f"... and {more} more ways"]


def _paths(root: ChainNode, after: dict[ChainNode, list[ChainNode]]) -> list[list[ChainNode]]:
    found: list[list[ChainNode]] = []
    open_paths = [[root]]
    while open_paths and len(found) < 10 * _LINES:
        path = open_paths.pop(0)
        steps = (
            [node for node in after.get(path[-1], ()) if node not in path]
            if len(path) < _DEEPEST
            else []
        )
        open_paths[:0] = [[*path, node] for node in steps]
        if not steps:
            found.append(path)
    return found


def _in_text(node: ChainNode) -> str:
    name = _cut(node.name)
    in_code = "." in name and node.scope.startswith(("dify ", "dify-"))
    return name if node.scope in _PLAIN or in_code else f"{name} ({_cut(node.scope)})"


def mermaid(links: Sequence[ChainLink]) -> str:
    """Return the source of a Mermaid flowchart of the first links, at most 20 nodes; empty for a
    single link.
    """
    numbers: dict[ChainNode, int] = {}
    arrows: list[str] = []
    drawn: set[tuple[int, int]] = set()
    for link in links:
        new = [node for node in (link.source, link.target) if node not in numbers]
        if len(numbers) + len(new) > _NODES:
            continue
        ends = [_drawn(node, numbers) for node in (link.source, link.target)]
        pair = (numbers[link.source], numbers[link.target])
        if pair not in drawn:
            drawn.add(pair)
            arrows.append(f"  {ends[0]} -->|{_escaped(link.how)}| {ends[1]}")
    return "\n".join(["flowchart LR", *arrows]) if len(arrows) > 1 else ""


def _drawn(node: ChainNode, numbers: dict[ChainNode, int]) -> str:
    """Return how a diagram names a node: with its label the first time, by its number alone after
    that.
    """
    known = numbers.get(node)
    if known is not None:
        return f"n{known}"
    numbers[node] = len(numbers) + 1
    return f'n{numbers[node]}["{_escaped(_cut(node.name))}<br/>{_escaped(_cut(node.scope))}"]'


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _escaped(text: str) -> str:
    """Return `text` as a label: letters, digits and a few signs as they are, all else as Mermaid's
    numeric entities.
    """
    return "".join(
        c if c.isalnum() or c in " _-.,:/()*'…" else f"#{ord(c)};" for c in text if c.isprintable()
    )
