"""The images of the user's compose files: of the version that the workspace is of, and of one
version together.

Not here: what the containers get (`deployment/containers.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ctxkit.ask.check.env_case import EnvCase
from ctxkit.deployment.compose_files import images
from ctxkit.files.interpolation import resolved
from ctxkit.files.user_files import CustomerFile

_OF_DIFY = ("dify-api", "dify-web")


def check_images(case: EnvCase, files: Sequence[CustomerFile]) -> None:
    """Report images of Dify at a version other than the workspace's, and parts that differ among
    themselves.
    """
    first: tuple[str, str] = ("", "")
    for service, image, path, line in images(files):
        name, _, tag = (
            resolved(image, case.deployment.env).rpartition("/")[2].partition("@")[0].partition(":")
        )
        if name not in _OF_DIFY or not tag or tag == "latest":
            continue
        if first[1] and tag != first[1]:
            _say(
                case,
                path,
                line,
                f"{service} runs {name} at another version than {first[0]}",
                "give both the same tag",
            )
        elif not first[1] and case.version and tag.partition("-")[0] != case.version:
            why = f"{service} runs {name}:{tag[:40]}, but the sources here are those of {case.version}"
            _say(
                case,
                path,
                line,
                why,
                f"check in a workspace of that version (ctxkit init --dify {tag[:40]})",
            )
        first = first if first[1] else (service, tag)


def _say(case: EnvCase, path: str, line: int, message: str, fix: str) -> None:
    case.reporter.add(
        "versions-differ", key="image", path=path, line=line, message=message, fix=fix
    )
