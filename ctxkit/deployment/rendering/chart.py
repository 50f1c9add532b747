"""A chart of the workspace and values -> the objects that it makes, as texts of its templates.

The charts that it depends on are not rendered: their archives are seldom in a source. Not here: the
templates (`engine.py`), the deployment that the objects make (`network/manifests.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import Any

from msgspec import Struct

from ctxkit.deployment.rendering.engine import ChartRenderer, Partial
from ctxkit.deployment.rendering.functions import from_yaml
from ctxkit.deployment.rendering.unknown import NotTold
from ctxkit.deployment.shipped_chart import shipped_chart
from ctxkit.dify.repositories import CHART
from ctxkit.dify.subcharts import SUBCHART_VALUES
from ctxkit.files.manifests import values_in
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.values import ValuesFile, read_values
from ctxkit.files.yaml_tree import YAML_ENDINGS
from ctxkit.files.yaml_types import plain
from ctxkit.index.reader import Index
from ctxkit.index.sources import Sources

RELEASE = "dify"
"""The name of the release, which values do not have; names of objects begin with it."""

_KUBERNETES = "v1.30.0"
_TEMPLATES = "templates/"
_NOT_RENDERED = ("templates/tests/", "templates/NOTES.txt")


class Dependency(Struct, frozen=True, kw_only=True):
    """A chart that the values switch on: the value that has its own, the image that it runs as far
    as these say, and how the names of its Services begin.
    """

    name: str
    image: str = ""
    names: tuple[str, ...] = ()

    def has(self, host: str) -> bool:
        """Return whether a host is one of its Services, or a pod of one."""
        label, _, domain = host.partition(".")
        if domain and ".svc" not in f".{domain}":
            return False
        return any(label == name or label.startswith(f"{name}-") for name in self.names)


class RenderedChart(Struct, frozen=True, kw_only=True):
    """The objects of a chart by the path of their template, and what only Helm can tell: a path
    and why.

    `parts` are the keys at the top of the chart's own values, `own_parts` those of the user's.
    """

    version: str
    parts: frozenset[str]
    own_parts: tuple[str, ...]
    files: tuple[CustomerFile, ...]
    dependencies: tuple[Dependency, ...]
    untold: tuple[tuple[str, str], ...]


def rendered_chart(
    index: Index, sources: Sources, values: Sequence[CustomerFile]
) -> RenderedChart | None:
    """Return what the chart of the workspace makes of values, later files over earlier ones; None
    if there is no chart with templates.
    """
    chart = shipped_chart(sources)
    if chart is None:
        return None
    root = chart.folder
    start = len(root)
    texts = {
        file.path[start:]: sources.whole(CHART, file.path)
        for file in index.files(repo=CHART)
        if file.path.startswith(root + _TEMPLATES)
    }
    if not texts:
        return None
    about = from_yaml(chart.about)
    about = about if isinstance(about, dict) else {}
    shipped = _plain(chart.values)
    written = [_plain(read_values(each)) for file in values for each in values_in(file)]
    given = reduce(_over, written, shipped)
    dependencies = list(_dependencies(about, given))
    for each in dependencies:
        given[each.name] = _partial(given[each.name])
    name = str(about.get("name") or "dify")
    renderer = ChartRenderer({f"{name}/{path}": text for path, text in texts.items()})
    context = _context(about, name, given)
    files, untold = [], []
    for path in sorted(texts):
        if path.startswith(_NOT_RENDERED) or path.rpartition("/")[2].startswith("_"):
            continue
        if not path.endswith(YAML_ENDINGS):
            continue
        try:
            text = renderer.render(f"{name}/{path}", context)
        except NotTold as why:
            untold.append((root + path, str(why)))
            continue
        if text.strip():
            files.append(CustomerFile(path=root + path, data=text.encode("utf8", "replace")))
    return RenderedChart(
        version=str(about.get("version") or ""),
        parts=frozenset(shipped),
        own_parts=tuple(dict.fromkeys(key for each in written for key in each)),
        files=tuple(files),
        dependencies=tuple(dependencies),
        untold=tuple(untold),
    )


def _plain(file: ValuesFile) -> dict[str, Any]:
    value = plain(file.root)
    return value if isinstance(value, dict) else {}


def _over(below: Any, above: Any) -> Any:
    """Return values over others, as Helm merges them: null removes what is below."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    merged = {**below, **{key: _over(below.get(key), value) for key, value in above.items()}}
    return {key: value for key, value in merged.items() if value is not None or key not in below}


def _dependencies(about: dict[str, Any], values: dict[str, Any]) -> Iterator[Dependency]:
    """Yield the charts that are on: those whose condition is true, or that have none."""
    listed = about.get("dependencies")
    for each in listed if isinstance(listed, list) else ():
        if not isinstance(each, dict):
            continue
        name = str(each.get("alias") or each.get("name") or "")
        own = values.get(name)
        if not name or not isinstance(own, dict):
            continue
        conditions = str(each.get("condition") or "").split(",")
        switches = [_at(values, path.strip()) for path in conditions if path.strip()]
        if next((switch for switch in switches if isinstance(switch, bool)), True):
            _set_defaults(name, own)
            names = (
                own.get("fullnameOverride") or f"{RELEASE}-{own.get('nameOverride') or name}",
                _at(own, "service.name"),
                _at(own, "grpcService.name"),
            )
            yield Dependency(
                name=name, image=_image(own), names=tuple(map(str, filter(None, names)))
            )


def _set_defaults(name: str, values: dict[str, Any]) -> None:
    """Give the values of a dependency those defaults of its own that are known."""
    for each in SUBCHART_VALUES:
        first, *names, last = each.path.split(".")
        below: Any = values if first == name else None
        for key in names:
            below = below.setdefault(key, {}) if isinstance(below, dict) else None
        if isinstance(below, dict):
            below.setdefault(last, each.value)


def _at(values: Any, path: str) -> Any:
    for key in path.split("."):
        values = values.get(key) if isinstance(values, dict) else None
    return values


def _image(own: dict[str, Any]) -> str:
    image = own.get("image")
    if not isinstance(image, dict):
        return ""
    name = str(image.get("repository") or image.get("repo") or "")
    return f"{name}:{image['tag']}" if name and image.get("tag") else name


def _partial(value: Any) -> Any:
    if isinstance(value, dict):
        return Partial({key: _partial(each) for key, each in value.items()})
    return value


def _context(about: dict[str, Any], name: str, values: dict[str, Any]) -> dict[str, Any]:
    return {
        "Values": values,
        "Release": {
            "Name": RELEASE,
            "Namespace": "default",
            "Service": "Helm",
            "IsInstall": True,
            "IsUpgrade": False,
            "Revision": 1,
        },
        "Chart": {f"{key[:1].upper()}{key[1:]}": value for key, value in about.items()},
        "Capabilities": {
            "KubeVersion": {
                "Version": _KUBERNETES,
                "GitVersion": _KUBERNETES,
                "Major": "1",
                "Minor": "30",
            }
        },
        "Template": {"BasePath": f"{name}/templates"},
    }
