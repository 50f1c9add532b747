"""Log statements of Python."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ctxkit.extract import treesitter
from ctxkit.extract.python import language
from ctxkit.extract.source import Source
from ctxkit.extract.treesitter import QUERIES, Grammar
from ctxkit.model import LogTemplate
from tests.extract.annotated import check
from tests.extract.literal import facts, shown

PATH = "api/a.py"


def test_loggers_prints_and_wrappers() -> None:
    check("python/api/libs/mail.py", LogTemplate)


@pytest.mark.parametrize(
    ("method", "level"),
    [
        ("debug", "debug"),
        ("info", "info"),
        ("warning", "warning"),
        ("warn", "warning"),
        ("error", "error"),
        ("exception", "error"),
        ("critical", "critical"),
        ("fatal", "critical"),
    ],
)
def test_the_level_is_that_of_the_method(method: str, level: str) -> None:
    [found] = facts(PATH, f"logger.{method}('a')", LogTemplate)
    assert (found.name, found.level) == (f"logger.{method}", level)


@pytest.mark.parametrize(
    ("code", "name", "level", "template"),
    [
        ("logging.log(logging.WARNING, 'a')", "logging.log", "warning", "a"),
        ("logging.log(10, 'a')", "logging.log", "", "a"),
        ("logger.log(level, 'a %s', b)", "logger.log", "level", "a <>"),
        ("logger.log()", "logger.log", "", ""),
        ("log_info('a')", "log_info", "info", "a"),
        ("self.log_error('a')", "log_error", "error", "a"),
        ("log_warning('a')", "log_warning", "warning", "a"),
        ("self._log('a')", "_log", "", "a"),
        ("get_logger(\n  'x',\n).info('a')", "logger.info", "info", "a"),
        ("get_logger('x').info('a')", "get_logger('x').info", "info", "a"),
        ("warnings.warn('a')", "warnings.warn", "", "a"),
        ("typer.secho('a')", "typer.secho", "", "a"),
        ("sys.stdout.write('a')", "sys.stdout.write", "", "a"),
        ("print('a')", "print", "", "a"),
        ("logger.info(*args)", "logger.info", "info", "<>"),
        ("logger.info()", "logger.info", "info", ""),
        ("logger.info(msg='a')", "logger.info", "info", "a"),
        ("logger.info('100% sure')", "logger.info", "info", "100% sure"),
        ("logger.info('a %s %(b)s', c)", "logger.info", "info", "a <> <>"),
    ],
)
def test_what_is_called_and_with_which_message(
    code: str, name: str, level: str, template: str
) -> None:
    [found] = facts(PATH, code, LogTemplate)
    assert (found.name, found.level, shown(found.template)) == (name, level, template)


@pytest.mark.parametrize(
    "code",
    [
        "console.error('a')",
        "math.log('x')",
        "print()",
        "click.echo()",
        "click.confirm('a')",
        "log_debug('a')",
        "self._log(a)",
        "sys.stdin.write('a')",
        "file.write('a')",
        "# logger.info('a')",
    ],
)
def test_other_calls_are_not_log_statements(code: str) -> None:
    assert facts(PATH, code, LogTemplate) == []


@pytest.mark.parametrize(
    ("extra", "fields"),
    [
        ("{'tenant_id': a, \"took\": 1}", ("tenant_id", "took")),
        ("{key: a, 'b': 1, '': 2}", ("b",)),
        ("context", ()),
    ],
)
def test_fields_of_extra(extra: str, fields: tuple[str, ...]) -> None:
    [found] = facts(PATH, f"logger.info('a', extra={extra})", LogTemplate)
    assert found.fields == fields


STRUCTLOG = """
; log.msg("parcel sent", parcel_id=parcel.id)
(call
  function: (attribute object: (identifier) @logger attribute: (identifier) @method)
  arguments: (argument_list
    . (string) ("," (keyword_argument name: (identifier) @field))*) @arguments
  (#eq? @method "msg")
  (#match? @logger "[lL][oO][gG]")
  (#set! level "info")) @statement
"""


def test_another_convention_is_a_pattern_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    queries = tmp_path / "queries"
    shutil.copytree(QUERIES, queries)
    with (queries / "python/log_template.scm").open("a") as file:
        file.write(STRUCTLOG)
    monkeypatch.setattr(treesitter, "QUERIES", queries)
    monkeypatch.setattr(
        language, "GRAMMAR", Grammar("python", language.tree_sitter_python.language)
    )
    code = "log.msg('parcel sent', parcel_id=a, weight=b)\nmail.msg('a')\nlogger.warn('c')\n"
    source = Source(repo="dify", path=PATH, data=code.encode())
    found = [fact for fact in language.extract(source) if isinstance(fact, LogTemplate)]
    assert [(each.name, each.template, each.level, each.fields) for each in found] == [
        ("log.msg", "parcel sent", "info", ("parcel_id", "weight")),
        ("logger.warn", "c", "warning", ()),
    ]


@pytest.mark.parametrize("owner", ["click", "warnings", "typer"])
@pytest.mark.parametrize("function", ["echo", "secho", "warn"])
def test_functions_of_modules(owner: str, function: str) -> None:
    [found] = facts(PATH, f"{owner}.{function}('a')", LogTemplate)
    assert found.name == f"{owner}.{function}"
    assert facts(PATH, f"x{owner}.{function}('a')", LogTemplate) == []
