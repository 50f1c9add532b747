"""Files told apart by what they hold."""

from __future__ import annotations

import pytest

from ctxkit.files.file_kinds import certain_kind, kind_of
from ctxkit.files.user_files import CustomerFile

COMPOSE = "services:\n  api:\n    image: x\n"


def file(path: str, text: str) -> CustomerFile:
    return CustomerFile(path=path, data=text.encode())


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("notes.txt", "# mine\nLOG_LEVEL=INFO\n", "env"),
        ("values.yaml", "export LOG_LEVEL=INFO\nA =1\n", "env"),
        (".env", COMPOSE, "compose"),
        ("x", "x-shared: &x\n  A: 1\nservices: {api: {image: x}}\n", "compose"),
        ("override.yml", "volumes:\n  data: {}\nnetworks:\n  n:\n", "compose"),
        (".env", "api:\n  logLevel: INFO\n", "values"),
        ("x", "global:\n  edition: a=b\napi:\n- A=1\n", "values"),
        ("x", "---\n# nothing\n---\napi:\n  replicas: 1\n", "values"),
        ("compose.yaml", "api:\n  services:\n    a: 1\n", "values"),
        ("x", "image:\n  tag: '1'\nservices: none\n", "values"),
    ],
)
def test_the_content_decides(path: str, text: str, kind: str) -> None:
    assert certain_kind(file(path, text)) == kind_of(file(path, text)) == kind


@pytest.mark.parametrize(
    "text", ["", "# only a comment\n", "LOG_LEVEL: INFO\nA: 1\n", "x", "- a\n"]
)
@pytest.mark.parametrize(
    ("path", "kind"),
    [(".env", "env"), ("a/docker-compose.YML", "compose"), ("prod.yaml", "values"), ("x", "env")],
)
def test_where_it_says_nothing_the_name_decides(path: str, text: str, kind: str) -> None:
    assert certain_kind(file(path, text)) is None
    assert kind_of(file(path, text)) == kind
