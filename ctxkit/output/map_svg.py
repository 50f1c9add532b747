"""A map as a picture: a file of SVG that stands alone, with a column for each kind of service, a
colour for each repository, and an arrow for all links between two services.

Pure, the same bytes for the same map. Not here: which links there are (`network/`), the diagram in
a bundle (`diagram.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from ctxkit.model.maps import DeploymentMap, MapLink, MapService
from ctxkit.output.map_words import name_words, outside_words, title_words
from ctxkit.text.visible import visible

TITLES = {
    "entry": "Entry",
    "application": "Application",
    "async": "Asynchronous",
    "plugin": "Plugins",
    "code": "Code",
    "store": "Stores",
    "outside": "Outside",
}
"""The columns, from left to right."""

_COLOURS = {
    "dify": "#155eef",
    "dify-plugin-daemon": "#7a5af8",
    "dify-sandbox": "#dd6b20",
    "": "#667085",
}
_OTHER_COLOUR = "#0e9384"
_BOX_WIDTH, _BOX_HEIGHT = 180, 52
_COLUMN, _ROW = 262, 88
_LEFT, _TOP = 28, 104
_MARGIN = 28
_LEGEND_HEIGHT = 44
_CHAR_WIDTH = 6.6  # of 11 px, in a system font
_MAX_BOX_CHARS = 26
_MAX_HOSTS = 24
_STYLE = (
    "text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:#101828}"
    ".small{font-size:11px;fill:#475467}.head{font-size:13px;font-weight:600;fill:#344054}"
    ".name{font-weight:600}.title{font-size:17px;font-weight:600}"
    ".link{fill:none;stroke-width:1.4}.possible{stroke-dasharray:5 4;stroke-opacity:.55}"
    ".queue{stroke-dasharray:1.5 4;stroke-linecap:round;stroke-width:2}"
    ".port{font-size:10px;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}"
)


class _Box(NamedTuple):
    """A service or the hosts outside on the picture, by its upper left corner."""

    x: float
    y: float
    column: int
    height: float = _BOX_HEIGHT

    @property
    def right(self) -> float:
        return self.x + _BOX_WIDTH


class _Arrow(NamedTuple):
    """All links from one service to another: what is written beside it, and how it is drawn."""

    caller: str
    callee: str
    label: str
    style: str


def map_svg(drawn: DeploymentMap) -> str:
    """Return the picture of a map, with a line end."""
    ends = {end for link in drawn.links for end in (link.caller, link.callee)}
    services = [each for each in drawn.services if each.name in ends or each.name == drawn.about]
    columns = [*dict.fromkeys(each.column for each in services)]
    order = [column for column in TITLES if column in columns or _is_outside(column, drawn)]
    boxes = _boxes(services, order)
    hosts = [outside_words(host)[0] for host in drawn.outside]
    bottom = max([box.y + box.height for box in boxes.values()], default=_TOP)
    if hosts:
        bottom = max(bottom, _TOP + _outside_height(hosts))
    width = _LEFT + max(1, len(order)) * _COLUMN - (_COLUMN - _BOX_WIDTH) + _MARGIN
    height = bottom + _LEGEND_HEIGHT + _MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height:g}" '
        f'viewBox="0 0 {width} {height:g}" role="img">',
        f"<title>{_text(title_words(drawn))}</title>",
        f"<style>{_STYLE}</style>",
        *_markers(services),
        f'<rect width="{width}" height="{height:g}" fill="#fff"/>',
        f'<text class="title" x="{_LEFT}" y="38">{_text(title_words(drawn))}</text>',
        *_heads(order, bottom),
        *_arrows(drawn, services, boxes),
        *(_service(each, boxes[each.name]) for each in services),
        *_outside(hosts, order),
        *_legend(services, bottom),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _is_outside(column: str, drawn: DeploymentMap) -> bool:
    return column == "outside" and bool(drawn.outside)


def _boxes(services: Sequence[MapService], order: Sequence[str]) -> dict[str, _Box]:
    rows: dict[str, int] = {}
    boxes: dict[str, _Box] = {}
    for service in services:
        row = rows.setdefault(service.column, 0)
        rows[service.column] += 1
        column = order.index(service.column)
        # Columns beside each other are shifted, so that an arrow along a row meets no other box.
        y = _TOP + row * _ROW + (column % 2) * (_ROW // 3)
        boxes[service.name] = _Box(_LEFT + column * _COLUMN, y, column)
    return boxes


def _colour(service: MapService) -> str:
    return _COLOURS.get(service.repo, _OTHER_COLOUR)


def _text(text: str) -> str:
    """Return a text that is no markup, without what no XML may have."""
    return escape(visible(text))


def _shortened(text: str, most: int = _MAX_BOX_CHARS) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


# --- parts ------------------------------------------------------------------------------------


def _markers(services: Iterable[MapService]) -> Iterator[str]:
    yield "<defs>"
    for colour in dict.fromkeys(map(_colour, services)):
        yield (
            f'<marker id="a{colour[1:]}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="7" '
            f'markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
        )
    yield "</defs>"


def _heads(order: Sequence[str], bottom: float) -> Iterator[str]:
    for number, column in enumerate(order):
        x = _LEFT + number * _COLUMN
        yield (
            f'<rect x="{x - 14}" y="{_TOP - 44}" width="{_BOX_WIDTH + 28}" '
            f'height="{bottom - _TOP + 60:g}" rx="10" fill="#f9fafb"/>'
        )
        yield f'<text class="head" x="{x}" y="{_TOP - 20}">{TITLES[column]}</text>'


def _service(service: MapService, box: _Box) -> str:
    colour = _colour(service)
    name = _text(_shortened(name_words(service.name)))
    detail = _text(_shortened(_detail(service), 30))
    return (
        f"<g><title>{_text(service.name)}: {_text(service.image)}</title>"
        f'<rect x="{box.x}" y="{box.y}" width="{_BOX_WIDTH}" height="{box.height}" rx="8" '
        f'fill="#fff" stroke="{colour}" stroke-width="1.5"/>'
        f'<rect x="{box.x}" y="{box.y + 8}" width="5" height="{box.height - 16}" rx="2.5" '
        f'fill="{colour}"/>'
        f'<text class="name" x="{box.x + 14}" y="{box.y + 22}">{name}</text>'
        f'<text class="small" x="{box.x + 14}" y="{box.y + 39}">{detail}</text></g>'
    )


def _detail(service: MapService) -> str:
    image = service.image.rpartition("/")[2]
    return f"{service.repo} {service.version}" if service.repo else image


def _outside(hosts: Sequence[str], order: Sequence[str]) -> Iterator[str]:
    if not hosts:
        return
    x = _LEFT + order.index("outside") * _COLUMN
    yield (
        f'<rect x="{x}" y="{_TOP}" width="{_BOX_WIDTH}" height="{_outside_height(hosts)}" rx="8" '
        'fill="#fff" stroke="#98a2b3" stroke-dasharray="4 3"/>'
    )
    for number, host in enumerate(hosts[:_MAX_HOSTS]):
        y = _TOP + 22 + number * 18
        text = _text(_shortened(host, 28))
        yield (
            f'<text class="small" x="{x + 12}" y="{y}"><title>{_text(host)}</title>{text}</text>'
        )
    more = len(hosts) - _MAX_HOSTS
    if more > 0:
        y = _TOP + 22 + _MAX_HOSTS * 18
        yield f'<text class="small" x="{x + 12}" y="{y}">… {more} more</text>'


def _outside_height(hosts: Sequence[str]) -> int:
    return 18 * min(len(hosts), _MAX_HOSTS + 1) + 16


def _legend(services: Sequence[MapService], bottom: float) -> Iterator[str]:
    x, y = float(_LEFT), bottom + _LEGEND_HEIGHT
    for repo in dict.fromkeys(service.repo for service in services):
        label = repo or "other images"
        colour = _COLOURS.get(repo, _OTHER_COLOUR)
        yield f'<rect x="{x:g}" y="{y - 9:g}" width="11" height="11" rx="3" fill="{colour}"/>'
        yield f'<text class="small" x="{x + 17:g}" y="{y:g}">{_text(label)}</text>'
        x += 40 + len(label) * _CHAR_WIDTH
    for style, label in (("", "a link"), ("possible", "may never be used"), ("queue", "tasks")):
        yield (
            f'<path class="link {style}" stroke="#344054" d="M{x:g} {y - 4:g}h34"/>'
            f'<text class="small" x="{x + 42:g}" y="{y:g}">{label}</text>'
        )
        x += 66 + len(label) * _CHAR_WIDTH


# --- arrows -----------------------------------------------------------------------------------


def _arrows(
    drawn: DeploymentMap, services: Sequence[MapService], boxes: Mapping[str, _Box]
) -> Iterator[str]:
    colours = {service.name: _colour(service) for service in services}
    arrows = list(_drawn(drawn.links))
    leaving = _shares(arrows, [arrow.caller for arrow in arrows], boxes)
    entering = _shares(arrows, [arrow.callee for arrow in arrows], boxes)
    labels = []
    for number, arrow in enumerate(arrows):
        start, end = boxes[arrow.caller], boxes[arrow.callee]
        path, place = _path(start, end, leaving[number], entering[number])
        colour = colours[arrow.caller]
        yield (
            f'<path class="link {arrow.style}" stroke="{colour}" d="{path}" '
            f'marker-end="url(#a{colour[1:]})"><title>{_text(arrow.caller)} → '
            f"{_text(arrow.callee)} {_text(arrow.label)}</title></path>"
        )
        if arrow.label and arrow.style != "possible":
            x, y, anchor = place
            labels.append(
                f'<text class="port" x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{colour}">'
                f"{_text(arrow.label)}</text>"
            )
    yield from labels


def _drawn(links: Iterable[MapLink]) -> Iterator[_Arrow]:
    """Yield an arrow for all links between two services."""
    between: dict[tuple[str, str], list[MapLink]] = {}
    for link in links:
        between.setdefault((link.caller, link.callee), []).append(link)
    for (caller, callee), found in between.items():
        ports = dict.fromkeys(link.port for link in found if link.port)
        style = "possible" if all(link.is_possible for link in found) else ""
        if all(link.kind == "queue" for link in found):
            style = "queue"
        yield _Arrow(caller, callee, ", ".join(ports), style)


def _shares(
    arrows: Sequence[_Arrow], names: Sequence[str], boxes: Mapping[str, _Box]
) -> list[float]:
    """Return at which share of a box's height each arrow meets it: those to or from higher boxes
    higher.
    """
    at: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        at.setdefault(name, []).append(number)
    found = [0.5] * len(arrows)
    for name, numbers in at.items():

        def other(number: int, name: str = name) -> tuple[float, float]:
            arrow = arrows[number]
            box = boxes[arrow.callee if arrow.caller == name else arrow.caller]
            return box.y, box.x

        for place, number in enumerate(sorted(numbers, key=other), 1):
            found[number] = place / (len(numbers) + 1)
    return found


def _path(
    start: _Box, end: _Box, leaving: float, entering: float
) -> tuple[str, tuple[float, float, str]]:
    """Return the curve between two boxes, and where its label is: at the box that is called."""
    y1, y2 = start.y + start.height * leaving, end.y + end.height * entering
    if start.column < end.column:
        x1, x2, bend = start.right, end.x, (end.x - start.right) * 0.5
        place = (x2 - 9, y2 - 3, "end")
        curve = f"C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g}"
    elif start.column > end.column:
        x1, x2, bend = start.x, end.right, (start.x - end.right) * 0.5
        place = (x2 + 9, y2 - 3, "start")
        curve = f"C{x1 - bend:g} {y1:g} {x2 + bend:g} {y2:g}"
    else:
        x1, x2 = start.right, end.right
        place = (x2 + 9, y2 - 3, "start")
        curve = f"C{x1 + 44:g} {y1:g} {x2 + 44:g} {y2:g}"
    return f"M{x1:g} {y1:g}{curve} {x2:g} {y2:g}", place
