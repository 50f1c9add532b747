"""What the compose file mounts at a path on which a text tells a failure."""

from __future__ import annotations

import pytest

from ctxkit.cause.code import Code
from ctxkit.cause.mounts import mounts_told
from tests.ask.locate_workspace import build

COMPOSE = """services:
  barn:
    image: barn
    volumes:
      - ./volumes/barn/conf:/conf
      - ./volumes/barn/hay:/app/hay
      - "${BARN_LOFT:-./loft}:/app/hay/loft:ro"  # above
      - ./barn/gate.conf.template:/etc/gate.conf.template
      - sheaf_data:/var/sheaf/
    environment:
      - BARN=http://barn:/conf
"""


@pytest.fixture(scope="module")
def code(tmp_path_factory: pytest.TempPathFactory) -> Code:
    files = {"docker/docker-compose.yaml": COMPOSE, "api/tests/compose.yaml": COMPOSE}
    return Code(*build(tmp_path_factory.mktemp("barn"), changed={"dify": files}))


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("open conf/config.yaml: no such file or directory", [5]),  # from the root
        ("open /conf/a: is a directory", [5]),
        ("PermissionError: [Errno 13] Permission denied: '/app/hay/a/b.txt'", [6]),
        ("write /app/hay/loft/x: read-only file system", [7]),  # the nearest
        ("/start.sh: line 3: /etc/gate.conf: Read-only file system", [8]),
        ("open /var/sheaf/1: not a directory", [9]),
        ("open /app/hayloft/x: no such file or directory", []),
        ("open /app: no such file or directory", []),  # around what is mounted
        ("read /conf/config.yaml", []),  # no failure
        ("read /conf/config.yaml\nopen /elsewhere/x: permission denied", []),
        ("open /conf/x and /app/hay/y: permission denied", [5, 6]),
        ("open /conf/x, /app/hay/y, /var/sheaf/z: permission denied", [5, 6]),  # no more
    ],
)
def test_the_mount_of_a_path(code: Code, text: str, lines: list[int]) -> None:
    found = mounts_told(code, text)
    assert [(p.location.path, p.location.line) for p in found] == [
        ("docker/docker-compose.yaml", line) for line in lines
    ]
    assert all(place.why.startswith("mounts /") for place in found)
