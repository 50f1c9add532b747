from __future__ import annotations

from pathlib import Path

from ctxkit.index.reader import Index
from ctxkit.model import ConfigUse
from tests.index.trees import build


def _use(name: str, **fields: str) -> ConfigUse:
    return ConfigUse(name=name, line=1, end_line=1, **fields)  # type: ignore[arg-type]


def test_uses_are_told_by_role_and_form(tmp_path: Path) -> None:
    uses = [
        _use("A", role="reads", via="getenv"),
        _use("B", role="reads", via="getenv", value="x"),
        _use("C", role="reads", via="getattr"),
        _use("D", role="sets", via="shell"),
        _use("E", role="reads", via="shell"),
    ]
    build(tmp_path, {"a.py": uses})
    with Index.open(tmp_path) as index:
        assert [use.name for use in index.uses_by_form("reads", "getenv")] == ["A", "B"]
        assert [use.name for use in index.uses_by_form("reads", "getenv", "shell")] == [
            "A",
            "B",
            "E",
        ]
