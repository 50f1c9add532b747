"""A map as a Mermaid diagram, for a bundle, of bounded size.

Pure. Not here: the picture of all of it (`map_svg.py`), what a label may hold (`diagram.py`).
"""

from __future__ import annotations

from ctxkit.model.maps import DeploymentMap
from ctxkit.output.diagram import label_of
from ctxkit.output.map_words import by_ends, ends_of, may_be_idle

_MAX_SERVICES = 40


def map_diagram(drawn: DeploymentMap) -> str:
    """Return the source of a Mermaid flowchart of a map: a box for each column, an arrow for all
    links between two services, a dashed one where they may never be used.
    """
    ends = ends_of(drawn.links)
    services = [service for service in drawn.services if service.name in ends][:_MAX_SERVICES]
    numbers = {service.name: number for number, service in enumerate(services, 1)}
    lines = ["flowchart LR"]
    for column in dict.fromkeys(service.column for service in services):
        lines.append(f"  subgraph {column}")
        lines += [
            f'    s{numbers[service.name]}["{label_of(service.name)}"]'
            for service in services
            if service.column == column
        ]
        lines.append("  end")
    between = by_ends(each for each in drawn.links if {each.caller, each.callee} <= numbers.keys())
    for (caller, callee), links in between.items():
        words = dict.fromkeys("tasks" if each.kind == "queue" else each.port for each in links)
        label = label_of(", ".join(filter(None, words)))
        arrow = "-.->" if may_be_idle(links) else "-->"
        shown = f"|{label}|" if label else ""
        lines.append(f"  s{numbers[caller]} {arrow}{shown} s{numbers[callee]}")
    return "\n".join(lines) if between else ""
