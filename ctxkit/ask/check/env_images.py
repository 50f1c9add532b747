"""Check the images of the user's compose files: one version together, the workspace's, and the
releases of the other programs that belong to it.

Each service has the image of the last compose file that sets one. Not here: what the containers get
(`deployment/containers.py`), which images are Dify's (`dify/images.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.ask.check.image_pairs import RunImage
from ctxkit.ask.check.reporting import Spot
from ctxkit.ask.check.rule import FileRule
from ctxkit.deployment.network import Network
from ctxkit.dify.images import image_row, is_called_difys, is_tag_of, tag_of
from ctxkit.dify.repositories import DIFY
from ctxkit.index.ask_hint import how_to_ask
from ctxkit.index.reader import Index
from ctxkit.model import Severity
from ctxkit.model.rule import Rule
from ctxkit.regex import regex
from ctxkit.routes.known_faults import faults_of
from ctxkit.workspace.versions import without_build

_MAX_TAG_CHARS = 40
_VERSION = regex(r"v?([0-9]{1,6}(?:\.[0-9]{1,6}){1,3})(?![0-9])")

IMAGE_VERSIONS_DIFFER = FileRule(
    id="image-versions-differ",
    category="versions-differ",
    severity="warning",
    summary="Two services run images of different versions of Dify",
    why="All parts of one release belong together: they share a database and internal interfaces.",
    remedy="Use the same tag for all images of Dify.",
    broken={
        "compose": "services:\n  api:\n    image: langgenius/dify-api:1.14.0\n"
        "  web:\n    image: langgenius/dify-web:1.13.3\n"
    },
    kept={
        "compose": "services:\n  api:\n    image: langgenius/dify-api:1.14.0\n"
        "  web:\n    image: langgenius/dify-web:1.14.0\n"
    },
)
IMAGE_NOT_OF_WORKSPACE = FileRule(
    id="image-not-of-workspace",
    category="versions-differ",
    severity="warning",
    summary="The images have another version than the sources of the workspace",
    why="Everything else in the report is measured against the sources of the workspace.",
    remedy="Bring that version (`ctxkit sync --also VERSION`) and check with `--version VERSION`.",
    broken={"compose": "services:\n  api:\n    image: langgenius/dify-api:1.13.3\n"},
    kept={"compose": "services:\n  api:\n    image: langgenius/dify-api:1.14.0\n"},
)
IMAGE_OF_OTHER_RELEASE = FileRule(
    id="image-of-other-release",
    category="versions-differ",
    severity="warning",
    summary="The plugin daemon or the sandbox is older than the one that belongs to the version",
    why="Dify's compose file names the release that was tested with this version; an older one"
    " lacks what the api calls. One that differs only in the last number is noted.",
    remedy="Use the tag of Dify's compose file of this version.",
    broken={
        "compose": "services:\n  plugin_daemon:\n"
        "    image: langgenius/dify-plugin-daemon:0.5.2-local\n"
    },
    kept={
        "compose": "services:\n  plugin_daemon:\n"
        "    image: langgenius/dify-plugin-daemon:0.6.0-local\n"
    },
)
UNKNOWN_IMAGE = FileRule(
    id="unknown-image",
    category="unknown-image",
    severity="note",
    summary="An image of Dify is not known",
    why="What the program in it reads is not known, so its variables are not checked.",
    remedy="Check its variables by hand.",
    broken={"compose": "services:\n  more:\n    image: langgenius/dify-something:1.0\n"},
    kept={"compose": "services:\n  more:\n    image: example/something:1.0\n"},
)
RULES = (IMAGE_VERSIONS_DIFFER, IMAGE_NOT_OF_WORKSPACE, IMAGE_OF_OTHER_RELEASE, UNKNOWN_IMAGE)


class _Tagged(NamedTuple):
    """An image that a service runs, under the name that Dify gives it; `is_own`: the user's compose
    file says so.
    """

    service: str
    name: str
    tag: str
    path: str
    line: int

    @property
    def version(self) -> tuple[int, ...]:
        """The numbers of its version, or nothing for a tag such as `latest`."""
        match = _VERSION.match(self.tag)
        return tuple(map(int, match[1].split("."))) if match else ()


def check_images(case: EnvCase, index: Index) -> None:
    """Report images whose version differs from the first one, the sources or Dify's own."""
    network = case.deployment.network
    own = [image for image in _images(network) if image.path in case.deployment.own]
    known = [image for image in own if image.name]
    first = _check_releases(case, known, index)
    if first is None or is_tag_of(first.tag, case.version):
        for image in known:
            _compare_with_shipped(case, image)
    for image in own:
        if not image.name:
            _report_unknown(case, image)


def other_releases(case: EnvCase) -> dict[str, RunImage]:
    """Return the images of another release than the one in Dify's compose file, by the program that
    each runs; none where Dify itself is of another version than the workspace.
    """
    if case.other_version:
        return {}
    shipped = {image.name: image.version for image in _images(case.shipped.network)}
    found: dict[str, RunImage] = {}
    for image in _images(case.deployment.network):
        row = image_row(image.name)
        if row is None or image.path not in case.deployment.own or _has_difys_version(image):
            continue
        if image.version and shipped.get(image.name, image.version) != image.version:
            tag = image.tag[:_MAX_TAG_CHARS]
            found[row.program] = RunImage(tag, image.path, image.line)
    return found


def _images(network: Network) -> Iterator[_Tagged]:
    """Yield the images that are Dify's, or seem to be."""
    for service in network.services.values():
        row = image_row(service.image)
        if row is not None or is_called_difys(service.image):
            name = row.name if row is not None else ""
            yield _Tagged(service.name, name, tag_of(service.image), service.path, service.line)


def _check_releases(case: EnvCase, images: list[_Tagged], index: Index) -> _Tagged | None:
    """Compare the images that have Dify's own version, and return the first of them."""
    first: _Tagged | None = None
    for image in images:
        if not image.version or not _has_difys_version(image):
            continue
        if first is None:
            first = image
            _compare_with_sources(case, image, index)
        elif image.version != first.version:
            message = (
                f"{image.service} ({image.name}) runs another version of Dify than {first.service}"
            )
            _report(case, IMAGE_VERSIONS_DIFFER, image, message, "use the same tag for both")
    return first


def _has_difys_version(image: _Tagged) -> bool:
    row = image_row(image.name)
    return row is not None and row.release == "dify"


def _compare_with_sources(case: EnvCase, image: _Tagged, index: Index) -> None:
    if not case.version or is_tag_of(image.tag, case.version):
        return
    tag = image.tag[:_MAX_TAG_CHARS]
    message = (
        f"{image.service} runs {image.name}:{tag}, but the sources are those of {case.version}"
    )
    fix = how_to_ask(index, DIFY, without_build(tag))
    _report(case, IMAGE_NOT_OF_WORKSPACE, image, message, fix)


def _compare_with_shipped(case: EnvCase, image: _Tagged) -> None:
    """Compare an image that has a version of its own with the one that Dify's compose file has."""
    if not image.version or _has_difys_version(image):
        return
    shipped = [each for each in _images(case.shipped.network) if each.name == image.name]
    if not shipped or not shipped[0].version or shipped[0].version == image.version:
        return
    if _is_better(case, image, shipped[0]):
        return
    tag = image.tag[:_MAX_TAG_CHARS]
    message = (
        f"{image.service} runs {image.name}:{tag}, but Dify {case.version} belongs to "
        f"{image.name}:{shipped[0].tag}"
    )
    is_older = image.version[:2] < shipped[0].version[:2]
    severity: Severity | None = None if is_older else "note"
    fix = f"use {image.name}:{shipped[0].tag}"
    _report(case, IMAGE_OF_OTHER_RELEASE, image, message, fix, severity=severity)


def _is_better(case: EnvCase, image: _Tagged, shipped: _Tagged) -> bool:
    """Return whether the release that Dify names has a known fault, and the user's has none."""
    row = image_row(image.name)
    program = row.program if row is not None else ""
    ours, theirs = (
        faults_of("api", case.version, program, without_build(each.tag))
        for each in (image, shipped)
    )
    return bool(theirs) and not ours


def _report_unknown(case: EnvCase, image: _Tagged) -> None:
    service = case.deployment.network.services[image.service]
    message = (
        f"{image.service} runs {service.image[:_MAX_TAG_CHARS]}, an image that is not known: its "
        "variables were not checked"
    )
    _report(case, UNKNOWN_IMAGE, image, message, "check them by hand")


def _report(
    case: EnvCase,
    rule: Rule,
    image: _Tagged,
    message: str,
    fix: str,
    *,
    severity: Severity | None = None,
) -> None:
    spot = Spot(path=image.path, key="image", line=image.line)
    case.reporter.add(rule, spot, message, fix, severity=severity)
