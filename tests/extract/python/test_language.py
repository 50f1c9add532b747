"""What is found in Python sources; the annotated fixtures say it line by line."""

from __future__ import annotations

import pytest

from ctxkit.extract.arithmetic import evaluate
from ctxkit.extract.registry import extract
from ctxkit.extract.source import Source
from ctxkit.model import (
    ConfigKey,
    ConfigUse,
    ErrorCode,
    Fact,
    LogTemplate,
    Migration,
    Raise,
    Route,
    RoutePrefix,
    Symbol,
    Table,
    Task,
)
from tests.extract.annotated import check


@pytest.mark.parametrize(
    ("fixture", "kinds"),
    [
        ("api/libs/mail.py", (LogTemplate, Raise)),
        ("api/migrations/versions/2026_01_10_1630-9f1d2c3b4a5e_add_letters.py", (Migration,)),
        ("api/controllers/console/__init__.py", (Route, RoutePrefix)),
        ("api/controllers/console/app/app.py", (Route, RoutePrefix)),
        ("api/extensions/ext_fastopenapi.py", (Route, RoutePrefix)),
        ("api/configs/feature/__init__.py", (ConfigKey, ConfigUse)),
        ("api/libs/reads.py", (ConfigKey, ConfigUse)),
        ("api/libs/copies.py", (ConfigUse,)),
        ("api/tasks/mail_task.py", (Task,)),
        ("api/models/app.py", (Table, ErrorCode, Raise)),
        ("api/libs/shapes.py", (Symbol,)),
        ("api/tests/unit/test_mail.py", (Symbol, LogTemplate, Raise)),
    ],
)
def test_fixture(fixture: str, kinds: tuple[type[Fact], ...]) -> None:
    check(f"python/{fixture}", *kinds)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("60 * 60", 3600),
        ("1024_000", 1024000),
        ("-(2 + 3) * 1.5", -7.5),
        ("int(timedelta(days=7).total_seconds())", 604800),
        ("datetime.timedelta(minutes=1).total_seconds()", 60.0),
        ("os.cpu_count() or 1", None),
        ("2 ** 99", None),
        ("1 / 0", None),
        ("True", None),
        ("(" * 60, None),
        ("", None),
    ],
)
def test_evaluate_knows_arithmetic_and_nothing_else(source: str, value: float | None) -> None:
    assert evaluate(source) == value


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\x00\xff\xfe",
        b"def f(:\n  raise ValueError('x'\n",
        b"logger.info(" + b"'a' + " * 3000 + b"'b')",
        b"logger.info(" + b"(" * 3000 + b"'b'" + b")" * 3000 + b")",
        b"raise X(" + b"f(" * 2000,
        b"class A(BaseSettings):\n    X: int\n    @property\n    def",
    ],
)
def test_broken_sources_are_read_as_far_as_they_go(source: bytes) -> None:
    for fact in extract(Source(repo="dify", path="api/configs/x.py", data=source)):
        assert 1 <= fact.line <= fact.end_line


def test_a_long_sum_is_one_message() -> None:
    source = b"logger.info(" + b"'a' + x + " * 400 + b"'b')"
    (statement,) = (
        f
        for f in extract(Source(repo="dify", path="a.py", data=source))
        if isinstance(f, LogTemplate)
    )
    assert len(statement.args) == 400
