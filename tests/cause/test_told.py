"""Which of many functions of a name is meant, by the module or the class that the text names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ctxkit.ask.locate.locate import locate
from tests.ask.locate_workspace import build

CONFIG = """from pydantic import Field
from pydantic_settings import BaseSettings


class OrchardConfig(BaseSettings):
    PRUNE_ENABLED: bool = Field(description="Of trees", default=False)
    GRAFT_ENABLED: bool = Field(description="Of trees", default=False)
    PEAR_LIMIT: int = Field(description="Of pears", default=3)
    PLUM_LIMIT: int = Field(description="Of plums", default=3)
"""
FACTORY = """import logging

logger = logging.getLogger(__name__)


def prepare(garden):
    from orchard import tree_graft, tree_prune, tree_water

    for tool in [tree_graft, tree_prune, tree_water]:
        wanted = tool.is_wanted() if hasattr(tool, "is_wanted") else True
        if not wanted:
            logger.info("Left %s in the shed", tool.__name__)
            continue
        tool.use(garden)


def harvest(tree):
    if not tree.may_be_picked():
        raise ValueError("The tree must not be picked yet")
"""
TOOL = "from configs import dify_config\n\n\ndef is_wanted():\n    return dify_config.{}\n"
TREE = """from configs import dify_config


class {0}Tree:
    def may_be_picked(self):
        return self.ripe > dify_config.{1}
"""
FILES = {
    "api/configs/__init__.py": "from .app_config import Box\n\ndify_config = Box()\n",
    "api/configs/feature/__init__.py": CONFIG,
    "api/orchard/orchard_factory.py": FACTORY,
    "api/orchard/tree_prune.py": TOOL.format("PRUNE_ENABLED"),
    "api/orchard/tree_graft.py": TOOL.format("GRAFT_ENABLED"),
    "api/orchard/tree_water.py": "def use(garden):\n    garden.water()\n",
    "api/orchard/pears.py": TREE.format("Pear", "PEAR_LIMIT"),
    "api/orchard/plums.py": TREE.format("Plum", "PLUM_LIMIT"),
    # what an object is asked is a method, unless it is a module
    "api/orchard/ladder.py": "class Ladder:\n    def is_wanted(self):\n        return True\n",
}

Named = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Named:
    index, sources = build(tmp_path_factory.mktemp("orchard"), changed={"dify": FILES})
    return lambda text: [key.name for key in locate(index, sources, text).keys]


LINE = "2026-05-26 13:22:31.627 INFO [MainThread] [orchard_factory.py:12]  - Left {} in the shed"


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        ("orchard.tree_prune", ["PRUNE_ENABLED"]),
        ("tree_graft", ["GRAFT_ENABLED"]),
        # of one that is not known, and of a part of a name, none
        ("tree_saw", []),
        ("tree", []),
    ],
)
def test_the_module_that_a_line_names_is_the_one(
    named: Named, tool: str, expected: list[str]
) -> None:
    assert named(LINE.format(tool)) == expected


def test_the_class_that_a_line_names_is_the_one(named: Named) -> None:
    error = "ValueError: The tree must not be picked yet"
    assert named(f"PearTree(3) failed\n{error}") == ["PEAR_LIMIT"]
    assert named(f"PlumTree(3) failed\n{error}") == ["PLUM_LIMIT"]
    assert set(named(error)) == {"PEAR_LIMIT", "PLUM_LIMIT"}
