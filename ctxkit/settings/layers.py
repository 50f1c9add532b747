"""The layers of a setting: what kind of place each fact is, from the code to a commented line.

Not here: the values of each layer (`layer_values.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from ctxkit.dify.paths import COMPOSE_NAMES, subchart_of
from ctxkit.dify.programs import ENV, MIDDLEWARE, VALUES, scope_of_service
from ctxkit.model import ConfigKey, ConfigUse, Via
from ctxkit.settings.names import (
    COMPUTED,
    TEMPLATE_BLOCKS,
    Edge,
    Name,
    declared_names,
    is_commented,
    is_in_vault,
    is_placeholder,
    scope_of,
)


class Layer(Enum):
    """A kind of place: `rank` is its position in an answer, `label` the name that people read."""

    DECLARED = (0, "code")
    CODE_DEFAULT = (1, "code")
    RELATED = (2, "code of a related setting")
    ENV_FILE = (10, ".env.example")
    COMPOSE = (11, "compose")
    CHART = (12, "chart values")
    CONFIG_FILE = (13, "config.yaml")
    MERGE = (14, "compose merge")
    SUBCHART = (15, "subchart values")
    ENTRYPOINT = (20, "entrypoint")
    TEMPLATE = (21, "chart template")
    BLOCK = (22, "chart template")
    IMAGE = (25, "image")
    DERIVED = (29, "computed from it")
    READ = (30, "read")
    CHILD_PROCESS = (44, "child process")
    SHARED_MERGE = (45, "compose merge")
    GENERATOR = (46, "compose template")
    OTHER_SOURCE = (50, "other source")
    SOURCE_RUN = (60, "source run")
    DOCUMENTATION = (62, "documentation")
    OTHER_DEPLOYMENT = (70, "another deployment")
    COMMENTED = (80, "commented out")
    TEST = (90, "test")

    def __init__(self, rank: int, label: str) -> None:
        self.rank = rank
        self.label = label

    @property
    def is_on_the_way(self) -> bool:
        """Return whether the setting passes such a place on its way to the code."""
        return self.rank < Layer.CHILD_PROCESS.rank


_IN_PROGRAM: dict[Via, Layer] = {
    "sandbox-config": Layer.CONFIG_FILE,
    "code-default": Layer.CODE_DEFAULT,
    "dockerfile": Layer.IMAGE,
    "process-env": Layer.CHILD_PROCESS,
    "getenv": Layer.CHILD_PROCESS,
    "settings": Layer.CHILD_PROCESS,
    "credential": Layer.CHILD_PROCESS,
}
"""What a program's own files set. Every other form is a start script."""


def layer_of_declaration(
    key: ConfigKey, about: Name, start: Collection[Name], related: Collection[Name]
) -> Layer:
    """Return the layer of a declaration that is about the name `about` of a setting."""
    if key.test:
        return Layer.TEST
    if about in related:
        return Layer.RELATED
    if key.origin in COMPUTED and declared_names(key).isdisjoint(start):
        return Layer.DERIVED  # the program computes it from the setting
    return Layer.DECLARED


def layer_of_use(use: ConfigUse, edges: Collection[Edge], names: Collection[Name]) -> Layer:
    """Return the layer of a use with `edges` in a setting with `names`."""
    layer = _beside_the_deployment(use) or _by_form(use)
    if layer is not None:
        return layer
    scope = scope_of(use)
    if scope not in (ENV, VALUES):
        return _IN_PROGRAM.get(use.via, Layer.ENTRYPOINT)
    if edges and not any(edge.source in names for edge in edges):
        return Layer.OTHER_SOURCE
    return _in_compose(use) if scope == ENV else _in_chart(use)


def _beside_the_deployment(use: ConfigUse) -> Layer | None:
    """Return the layer of a use that the deployment does not run, else None."""
    if use.test:
        return Layer.TEST
    if scope_of(use) == MIDDLEWARE or "middleware" in _file_name(use):
        return Layer.OTHER_DEPLOYMENT
    if use.via == "docs":
        return Layer.DOCUMENTATION
    if is_commented(use):
        return Layer.COMMENTED
    return None


def _by_form(use: ConfigUse) -> Layer | None:
    """Return the layer that the form of a use decides by itself, else None."""
    in_compose = scope_of(use) == ENV
    if use.role == "reads":
        # What generates docker-compose.yaml reads the example file, and no container runs it.
        is_generator = in_compose and _file_name(use) not in COMPOSE_NAMES
        return Layer.GENERATOR if is_generator else Layer.READ
    if use.via == "env-example":
        return Layer.ENV_FILE if in_compose else Layer.SOURCE_RUN
    if use.via == "compose-merge":
        # The api and its worker merge nearly every block: that says less than other merges do.
        into_api = any(scope_of_service(service) == "api" for service in use.services)
        return Layer.SHARED_MERGE if into_api else Layer.MERGE
    return None


def _in_compose(use: ConfigUse) -> Layer:
    return Layer.COMPOSE if _file_name(use) in COMPOSE_NAMES else Layer.GENERATOR


def _in_chart(use: ConfigUse) -> Layer:
    if is_in_vault(use) or is_placeholder(use):
        return Layer.OTHER_SOURCE
    if use.role != "sets":
        return Layer.BLOCK if use.via in TEMPLATE_BLOCKS else Layer.TEMPLATE
    if not use.path.endswith("/values.yaml"):
        return Layer.OTHER_DEPLOYMENT
    return Layer.SUBCHART if subchart_of(use.path) else Layer.CHART


def _file_name(use: ConfigUse) -> str:
    return use.path.rpartition("/")[2]
