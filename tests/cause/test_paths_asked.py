"""Of the many callers of a function that sends requests the one that gave it the path of a line."""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from tests.ask.locate_workspace import build
from tests.cause.asking import cause_of_log

CLIENT = """import logging

logger = logging.getLogger(__name__)


class PostClient:
    def _send_to_post(self, method, path, data):
        try:
            return self._send(method, path, data)
        except OSError:
            logger.exception("Failed to ask the post office, url: %s", path)

    def _weigh_at_post(self, letter):
        logger.info("weighed plugin/x/letters/list")
"""
CALLER = """from core.post_client import PostClient


class {0}(PostClient):
    def ask(self, tenant_id):
        if tenant_id:
            return self._send_to_post(
                "GET",
                f"plugin/{{tenant_id}}/{1}/list",
                data=None,
            )

    def weigh(self):
        return self._weigh_at_post("plugin/x/letters/list")
"""
KINDS = ("letters", "parcels", "stamps", "boxes", "bells", "vans", "bikes", "seals", "inks", "pens")
FILES = {
    "api/core/post_client.py": CLIENT,
    **{f"api/core/post/{k}.py": CALLER.format(k.title(), k) for k in KINDS},
}


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    index, sources = build(tmp_path_factory.mktemp("post"), changed={"dify": FILES})
    return Code(index, sources)


def callers(code: Code, text: str) -> list[tuple[str, int]]:
    found = cause_of_log(code, "Failed to ask the", text)
    return [(p.location.path.rpartition("/")[2], p.location.line) for p in found.callers]


@pytest.mark.parametrize(
    "url",
    [
        "plugin/9c8d1f52-2b52/vans/list",
        "http://post:5002/plugin/9c8d1f52-2b52/vans/list?page=1",
        '"plugin\\/9c8d1f52-2b52\\/vans\\/list"',
    ],
)
def test_the_call_that_gives_the_path(code: Code, url: str) -> None:
    assert callers(code, f"Failed to ask the post office, url: {url}") == [("vans.py", 9)]


@pytest.mark.parametrize(
    "url", ["plugin/9c8d/vans", "plugin/9c8d/vans/list/more", "a.plugin/9c8d/vans/list", "x"]
)
def test_another_path_is_that_of_none(code: Code, url: str) -> None:
    assert len(callers(code, f"Failed to ask the post office, url: {url}")) > 1


def test_the_conditions_of_that_call_led_there(code: Code) -> None:
    text = "Failed to ask the post office, url: plugin/9c8d/pens/list"
    found = cause_of_log(code, "Failed to ask the", text)
    assert [(g.location.path, g.location.line) for g in found.guards] == [
        ("api/core/post_client.py", 10),
        ("api/core/post_client.py", 9),
        ("api/core/post/pens.py", 6),
    ]
