from __future__ import annotations

import pytest

from ctxkit.model import LogTemplate, Raise
from tests.extract.literal import facts, shown

PATH = "api/a.py"


@pytest.mark.parametrize(
    ("code", "template"),
    [
        ("def f():\n    text = 'one'\n    text = 'two'\n    logger.info(text)", "two"),
        ("def f():\n    logger.info(text)\n    text = 'one'", "<>"),
        ("text = 'one'\ndef f():\n    logger.info(text)", "one"),
        ("def f():\n    logger.info(text)\ntext = 'one'", "<>"),
        ("def f():\n    text = 'one'\ndef g():\n    logger.info(text)", "<>"),
        ("text = 'one'\ndef f():\n    text = 'two'\n    logger.info(text)", "two"),
        ("text = 'one'\nlogger.info(other)", "<>"),
        ("text = 'one'\ntext += 'two'\nlogger.info(text)", "one<>"),
        ("text = 'one'\nlogger.info(text)\ntext += 'two'", "one"),
        ("text += 'zero'\ntext = 'one'\nlogger.info(text)", "one"),
        ("text = 'one'\nother += 'two'\nlogger.info(text)", "one"),
        ("text = 'one'\nlogger.info(text.strip())", "<>"),
        ("text = 'a ' + b\nlogger.info(text)", "a <>"),
    ],
)
def test_the_message_of_a_variable_is_its_last_assignment_before(code: str, template: str) -> None:
    [found] = facts(PATH, code, LogTemplate)
    assert shown(found.template) == template


def test_what_grew_is_named() -> None:
    code = "text = 'one'\ntext += more\nlogger.info(text)"
    [found] = facts(PATH, code, LogTemplate)
    assert found.args == ("text += ...",)


def test_an_assignment_that_a_statement_uses_is_not_a_fact_of_its_own() -> None:
    unused = "error = 'the file is missing'"
    assert [each.name for each in facts(PATH, unused, Raise)] == ["error"]
    assert facts(PATH, f"{unused}\nlogger.info(error)", Raise) == []
    assert [each.name for each in facts(PATH, f"logger.info(error)\n{unused}", Raise)] == ["error"]
