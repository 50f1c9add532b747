"""Find the Helm values inside manifests that deploy a chart: Argo CD, Flux, k3s.

Each is returned as a values file with the lines of the manifest, so that line numbers stay right.
Not here: reading the values (`values.py`), which kind a file is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from ctxkit.errors import UsageError
from ctxkit.files.decoding import decode
from ctxkit.files.user_files import CustomerFile
from ctxkit.files.yaml_lines import read_documents, split_lines
from ctxkit.files.yaml_tree import Node

_VERSION = "apiVersion"
_CHART_WORD = "dify"
_MAX_ITEMS = 200

MAX_ROWS = 200_000
"""Lines of all files of values from one file of manifests: each has those of the manifests before
it.
"""


class ManifestKind(Struct, frozen=True, kw_only=True):
    """A kind of manifest that holds values: `releases` are the paths of the nodes that describe a
    chart, `values` the paths below such a node; of these the first that is there counts, as for
    its controller.
    """

    kind: str
    releases: tuple[str, ...]
    values: tuple[str, ...]


MANIFESTS = (
    ManifestKind(
        kind="Application",
        releases=("spec.source", "spec.sources"),
        values=("helm.valuesObject", "helm.values"),
    ),
    ManifestKind(
        kind="ApplicationSet",
        releases=("spec.template.spec.source", "spec.template.spec.sources"),
        values=("helm.valuesObject", "helm.values"),
    ),
    ManifestKind(kind="HelmRelease", releases=("spec",), values=("values",)),
    ManifestKind(kind="HelmChart", releases=("spec",), values=("values", "valuesContent")),
    ManifestKind(kind="HelmChartConfig", releases=("spec",), values=("valuesContent",)),
)


def is_manifest(file: CustomerFile) -> bool:
    """Return whether a file has a manifest that deploys a chart, with values or without."""
    return any(True for _ in _manifests(file))


def values_in(file: CustomerFile) -> tuple[CustomerFile, ...]:
    """Return the values of the manifests in a file, each as a file of the same name and lines; the
    file itself where it has no manifest.

    Of several charts those that are called Dify's; of one that needs a file elsewhere nothing.
    Raise UsageError if there are so many that nobody could read an answer about all of them.
    """
    manifests = list(_manifests(file))
    if not manifests:
        return (file,)
    releases = [release for kind, root in manifests for release in _releases(kind, root)]
    named = [each for each in releases if each.is_difys]
    rows = decode(file.data).split("\n")
    found = [each.values for each in named or releases if each.values is not None]
    if len(found) > 1 and sum(values.end_line for values in found) > MAX_ROWS:
        raise UsageError(
            f"{file.path} has the values of {len(found):,} releases in {len(rows):,} lines",
            hint="split the file",
        )
    return tuple(_as_file(file, rows, values) for values in found)


def names_other_chart(file: CustomerFile) -> bool:
    """Return whether a file has manifests, and all of them name charts which are not Dify's."""
    found = _manifests(file)
    releases = [release for kind, root in found for release in _releases(kind, root)]
    return bool(releases) and all(each.chart and not each.is_difys for each in releases)


class _Release(Struct, frozen=True, kw_only=True):
    """What a manifest says of a release; `chart` is empty where it names only a folder."""

    values: Node | None
    is_difys: bool
    chart: str = ""


def _documents(file: CustomerFile) -> list[Node]:
    return read_documents(split_lines(decode(file.data).encode("utf8", "replace")))


def _manifests(file: CustomerFile) -> Iterator[tuple[ManifestKind, Node]]:
    if _VERSION not in decode(file.data):
        return  # most files, which need not be parsed
    for root in _documents(file):
        if root.kind != "mapping" or root.get(_VERSION) is None:
            continue
        kind = root.get("kind")
        yield from ((row, root) for row in MANIFESTS if kind is not None and row.kind == kind.value)


def _releases(kind: ManifestKind, root: Node) -> Iterator[_Release]:
    for path in kind.releases:
        node = _at(root, path)
        if node is None:
            continue
        for each in node.children[:_MAX_ITEMS] if node.kind == "sequence" else (node,):
            found = (_at(each, below) for below in kind.values)
            values = next(
                (node for node in found if node is not None and node.kind != "null"), None
            )
            if values is not None or node.kind != "sequence":
                is_difys, chart = _is_difys(each, values, root), _chart_of(each)
                yield _Release(values=values, is_difys=is_difys, chart=chart)


def _is_difys(release: Node, values: Node | None, root: Node) -> bool:
    """Return whether a chart, its repository, its path or the manifest's name says Dify."""
    texts = [_text(_at(root, "metadata.name"))] if release.kind == "mapping" else []
    below = (release.get(name) for name in ("chart", "repoURL", "repo", "path"))
    texts += [leaf for node in below if node is not None for leaf in _leaves(node)]
    texts.append(_text(_at(release, "helm.releaseName")))
    in_release = texts[1:]
    return any(_CHART_WORD in text.lower() for text in (in_release if any(in_release) else texts))


def _chart_of(release: Node) -> str:
    """Return the name of the chart of a release."""
    chart = release.get("chart")
    if chart is not None and chart.kind == "mapping":
        chart = _at(chart, "spec.chart")
    return _text(chart)


def _leaves(node: Node) -> Iterator[str]:
    if node.kind == "scalar":
        yield node.value
    for child in node.children[:_MAX_ITEMS]:
        yield from _leaves(child)


def _at(node: Node, path: str) -> Node | None:
    found: Node | None = node
    for key in path.split("."):
        found = found.get(key) if found is not None else None
    return found


def _text(node: Node | None) -> str:
    return node.value if node is not None else ""


# --- the values as a file of their own -----------------------------------------------------------


def values_below(file: CustomerFile, key: str) -> CustomerFile:
    """Return what a values file gives a subchart, the mapping at a key, as a file of its lines."""
    root = _documents(file)[0]
    node = root.get(key)
    if node is None or node.kind != "mapping":
        return file
    return _as_file(file, decode(file.data).split("\n"), node)


def _as_file(file: CustomerFile, rows: Sequence[str], values: Node) -> CustomerFile:
    """Return values as a file with as many lines before them as the manifest has."""
    if values.kind == "scalar":
        lines, first = values.value.split("\n"), values.line
        if values.style in ("|", ">"):
            first += 1  # the text begins below the mark
            lines = _dedented(rows[first - 1 : values.end_line])
    elif values.flow:
        first = values.line
        text = "\n".join(rows[first - 1 : values.end_line])
        lines = text[text.index("{") :].split("\n") if "{" in text else []
    else:
        first = min((child.line for child in values.children), default=values.line)
        lines = _dedented(rows[first - 1 : values.end_line])
    data = "\n".join([*[""] * (first - 1), *lines, ""])
    return CustomerFile(path=file.path, data=data.encode("utf8", "replace"))


def _dedented(rows: Sequence[str]) -> list[str]:
    """Return rows without the indentation of the first that is not empty."""
    first = next((row for row in rows if row.strip()), "")
    indent = len(first) - len(first.lstrip(" "))
    return [row[indent:] if not row[:indent].strip() else row.lstrip(" ") for row in rows]
