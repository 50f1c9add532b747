"""A map as a picture: a file of SVG that stands alone, with a column for each kind of service, a
colour for each repository, and an arrow for all links between two services.

Pure, the same bytes for the same map. Not here: which links there are (`network/`), the diagram in
a bundle (`map_diagram.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import NamedTuple

from ctxkit.model.maps import DeploymentMap, MapLink, MapService
from ctxkit.output.map_words import (
    by_ends,
    ends_of,
    may_be_idle,
    name_words,
    outside_words,
    title_words,
)
from ctxkit.text.visible import visible

_TITLES = {
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
_BOX_WIDTH, _BOX_HEIGHT = 184, 58
_COLUMN, _ROW = 272, 116
_LEFT, _TOP = 28, 158
_MARGIN = 28
_LEGEND_HEIGHT = 44
_GUTTER = _COLUMN - _BOX_WIDTH
_GAP = _ROW - _BOX_HEIGHT
"""Between two columns, and between two rows: where arrows pass."""
_CHAR_WIDTH = 6.6  # of 11 px, in a system font
_MAX_NAME_CHARS, _MAX_DETAIL_CHARS = 22, 28
_MAX_HOSTS = 24
_MAX_PORTS = 4
_STYLE = (
    "text{font:12px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;fill:#101828}"
    ".small{font-size:11px;fill:#475467}.head{font-size:13px;font-weight:600;fill:#344054}"
    ".name{font-weight:600}.title{font-size:17px;font-weight:600}"
    ".link{fill:none;stroke-width:1.4}.possible{stroke-dasharray:5 4;stroke-opacity:.55}"
    ".queue{stroke-dasharray:1.5 4;stroke-linecap:round;stroke-width:2}"
)


class _Box(NamedTuple):
    """A service on the picture, by its upper left corner, its column and its row."""

    x: float
    y: float
    column: int
    row: int

    @property
    def right(self) -> float:
        return self.x + _BOX_WIDTH


class _Arrow(NamedTuple):
    """All links from one service to another, on which ports, and how it is drawn."""

    caller: str
    callee: str
    ports: str
    style: str
    colour: str


def map_svg(drawn: DeploymentMap) -> str:
    """Return the picture of a map, with a line end."""
    ends = ends_of(drawn.links)
    services = [each for each in drawn.services if each.name in ends or each.name == drawn.about]
    columns = [*dict.fromkeys(each.column for each in services)]
    order = [column for column in _TITLES if column in columns or _is_outside(column, drawn)]
    boxes = _boxes(services, order)
    hosts = [outside_words(host)[0] for host in drawn.outside]
    bottom = max([box.y + _BOX_HEIGHT for box in boxes.values()], default=_TOP)
    if hosts:
        bottom = max(bottom, _TOP + _outside_height(hosts))
    width = _LEFT + max(1, len(order)) * _COLUMN - (_COLUMN - _BOX_WIDTH) + _MARGIN
    height = bottom + 28 + _LEGEND_HEIGHT + _MARGIN
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
        boxes[service.name] = _Box(_LEFT + column * _COLUMN, _TOP + row * _ROW, column, row)
    return boxes


def _colour(service: MapService) -> str:
    return _COLOURS.get(service.repo, _OTHER_COLOUR)


def _text(text: str) -> str:
    """Return a text that is no markup, without what no XML may have."""
    return escape(visible(text))


def _shortened(text: str, most: int = _MAX_DETAIL_CHARS) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


# --- parts ------------------------------------------------------------------------------------


def _markers(services: Iterable[MapService]) -> Iterator[str]:
    yield "<defs>"
    for colour in dict.fromkeys(map(_colour, services)):
        yield (
            f'<marker id="a{colour[1:]}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="9" '
            'markerHeight="9" markerUnits="userSpaceOnUse" orient="auto">'
            f'<path d="M0 0L8 4L0 8z" fill="{colour}"/></marker>'
        )
    yield "</defs>"


def _heads(order: Sequence[str], bottom: float) -> Iterator[str]:
    for number, column in enumerate(order):
        x = _LEFT + number * _COLUMN
        yield (
            f'<rect x="{x - 14}" y="{_TOP - 98}" width="{_BOX_WIDTH + 28}" '
            f'height="{bottom - _TOP + 126:g}" rx="10" fill="#f9fafb"/>'
        )
        yield f'<text class="head" x="{x}" y="{_TOP - 72}">{_TITLES[column]}</text>'


def _service(service: MapService, box: _Box) -> str:
    colour = _colour(service)
    name = _text(_shortened(name_words(service.name), _MAX_NAME_CHARS))
    detail = _text(_shortened(_detail(service)))
    ports = _text(_shortened(", ".join(service.ports[:_MAX_PORTS])))
    return (
        f"<g><title>{_text(service.name)}: {_text(service.image)}</title>"
        f'<rect x="{box.x}" y="{box.y}" width="{_BOX_WIDTH}" height="{_BOX_HEIGHT}" rx="8" '
        f'fill="#fff" stroke="{colour}" stroke-width="1.5"/>'
        f'<rect x="{box.x}" y="{box.y + 8}" width="5" height="{_BOX_HEIGHT - 16}" rx="2.5" '
        f'fill="{colour}"/>'
        f'<text class="name" x="{box.x + 14}" y="{box.y + 20}">{name}</text>'
        f'<text class="small" x="{box.x + 14}" y="{box.y + 36}">{detail}</text>'
        f'<text class="small" x="{box.x + 14}" y="{box.y + 50}">{ports or "-"}</text></g>'
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
        text = _text(_shortened(host))
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
    x, y = float(_LEFT), bottom + 28 + _LEGEND_HEIGHT
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


# --- arrows --------------------------------------------------------------------------------------


def _arrows(
    drawn: DeploymentMap, services: Sequence[MapService], boxes: Mapping[str, _Box]
) -> Iterator[str]:
    colours = {service.name: _colour(service) for service in services}
    arrows = list(_drawn(drawn.links, colours))
    lanes = _lanes(arrows, boxes)
    leaving = _shares(((each.caller, each.callee) for each in arrows), boxes)
    entering = _shares(((each.callee, each.caller) for each in arrows), boxes)
    for number, arrow in enumerate(arrows):
        share = leaving[arrow.caller, arrow.callee], entering[arrow.callee, arrow.caller]
        path = _path(boxes[arrow.caller], boxes[arrow.callee], share, lanes.get(number))
        yield (
            f'<path class="link {arrow.style}" stroke="{arrow.colour}" d="{path}" '
            f'marker-end="url(#a{arrow.colour[1:]})"><title>{_text(arrow.caller)} → '
            f"{_text(arrow.callee)} {_text(arrow.ports)}</title></path>"
        )


def _drawn(links: Iterable[MapLink], colours: Mapping[str, str]) -> Iterator[_Arrow]:
    """Yield an arrow for all links between two services, those that may be idle first: the others
    are drawn over them.
    """
    found = []
    for (caller, callee), several in by_ends(links).items():
        ports = dict.fromkeys(link.port for link in several if link.port)
        style = ""
        if all(link.kind == "queue" for link in several):
            style = "queue"
        elif may_be_idle(several):
            style = "possible"
        found.append(_Arrow(caller, callee, ", ".join(ports), style, colours[caller]))
    yield from sorted(found, key=lambda arrow: arrow.style != "possible")


def _shares(
    arrows: Iterable[tuple[str, str]], boxes: Mapping[str, _Box]
) -> dict[tuple[str, str], float]:
    """Return at which share of the height of a box each arrow of (its name, the other's) meets it:
    those of higher boxes higher.
    """
    others: dict[str, dict[str, None]] = {}
    for name, other in arrows:
        others.setdefault(name, {})[other] = None
    found = {}
    for name, names in others.items():
        ordered = sorted(names, key=lambda each: (boxes[each].y, boxes[each].x))
        for place, other in enumerate(ordered, 1):
            found[name, other] = place / (len(ordered) + 1)
    return found


def _lanes(arrows: Sequence[_Arrow], boxes: Mapping[str, _Box]) -> dict[int, float]:
    """Return the height at which each arrow to a far column passes the columns between: a gap above
    the row of the service that is called, in which those to one service share a lane.
    """
    used: dict[int, dict[tuple[str, str], int]] = {}
    asked: dict[int, tuple[int, tuple[str, str]]] = {}
    for number, arrow in enumerate(arrows):
        start, end = boxes[arrow.caller], boxes[arrow.callee]
        if abs(start.column - end.column) > 1:
            lane = (arrow.callee, arrow.colour)
            gap = used.setdefault(end.row, {})
            gap.setdefault(lane, len(gap) + 1)
            asked[number] = end.row, lane
    heights = {}
    for number, (row, lane) in asked.items():
        step = _GAP / (len(used[row]) + 1)
        heights[number] = _TOP + row * _ROW - _GAP + step * used[row][lane]
    return heights


def _path(start: _Box, end: _Box, share: tuple[float, float], lane: float | None) -> str:
    """Return the line between two boxes; `lane` is the height at which it passes others."""
    y1, y2 = start.y + _BOX_HEIGHT * share[0], end.y + _BOX_HEIGHT * share[1]
    if start.column == end.column:
        x, bow = start.right, start.right + _GUTTER * 0.6
        return f"M{x:g} {y1:g}C{bow:g} {y1:g} {bow:g} {y2:g} {x:g} {y2:g}"
    x1, x2, way = start.right, end.x, 1
    if start.column > end.column:
        x1, x2, way = start.x, end.right, -1
    if lane is None:
        bend = (x2 - x1) * 0.5
        return f"M{x1:g} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2:g} {y2:g}"
    out, back = x1 + way * _GUTTER * 0.92, x2 - way * _GUTTER * 0.92
    return (
        f"M{x1:g} {y1:g}C{_middle(x1, out):g} {y1:g} {_middle(x1, out):g} {lane:g} {out:g} {lane:g}"
        f"H{back:g}"
        f"C{_middle(back, x2):g} {lane:g} {_middle(back, x2):g} {y2:g} {x2:g} {y2:g}"
    )


def _middle(first: float, second: float) -> float:
    return (first + second) / 2
