"""The images that a release of the chart runs: those of the values files over the chart's own.

Not here: whether they fit each other (`image_pairs.py`).
"""

from __future__ import annotations

from ctxkit.ask.check.image_pairs import RunImage
from ctxkit.ask.check.values_case import ValuesCase
from ctxkit.dify.images import API, image_row
from ctxkit.files.chart_images import images_by_path
from ctxkit.workspace.versions import parse_version, without_build

_MIN_COMMIT_CHARS = 12
_OF_SERIES = 2  # numbers of a version


def release_images(case: ValuesCase, version: str) -> dict[str, RunImage]:
    """Return the image of each program, where the api is of the series of the workspace's
    `version`; none otherwise. What the values files do not set is the chart's own, and has no line.
    """
    found: dict[str, RunImage] = {}
    api = ""
    for image in images_by_path(case.merged):
        row = image_row(image.name)
        if row is None or not image.tag:
            continue
        if row.name == API:
            api = api or image.tag
        elif row.program and row.program not in found:
            spot = case.spot_of_given(image.path) or case.spot_of_given(image.name_path)
            line = spot.line if spot else 0
            path = spot.path if spot else ""
            found[row.program] = RunImage(image.tag, path, line, spot.key if spot else "")
    return found if _is_of(api, version) else {}


def _is_of(tag: str, version: str) -> bool:
    """Return whether the tag of an image is of the series of a version, or of a commit.

    The chart of the workspace may be of the next patch, whose calls are the same.
    """
    own = without_build(tag)
    number, wanted = parse_version(own), parse_version(version)
    if number is not None and wanted is not None:
        return number.numbers[:_OF_SERIES] == wanted.numbers[:_OF_SERIES]
    return len(version) >= _MIN_COMMIT_CHARS and own.startswith(version)
