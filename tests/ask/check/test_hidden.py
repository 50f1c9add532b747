"""Nothing is said of values that were hidden before a file was passed on."""

from __future__ import annotations

import re

import pytest

from ctxkit.ask.check.catalog import RULES
from ctxkit.ask.check.rule import FileRule
from tests.ask.check.running import checked
from tests.ask.check.test_ignore_comments import OWN
from tests.ask.literal import Asked

OF_VALUES = ("refused-value", "misread-value", "placeholder", "public-secret", "weak-secret")
EXAMPLES = [
    (rule.id, kind, text)
    for rule in RULES.values()
    if isinstance(rule, FileRule) and rule.category in OF_VALUES and rule.id != "default-secret"
    for kind, text in rule.broken.items()
    if kind in ("env", "values")
]
MASKS = ("***HIDDEN***", "<REDACTED:KEY#1>", "********")


def hidden(text: str, mask: str) -> str:
    """Return a text in which each value is hidden."""
    quoted = re.sub(r"([\w}\]]: )(?![{\[>|\n]|- )[^,}\n]+", rf'\1"{mask}"', text)
    return re.sub(r"^(\w+=).*", rf"\g<1>{mask}", quoted, flags=re.M)


@pytest.mark.parametrize("mask", MASKS)
@pytest.mark.parametrize(("rule", "kind", "text"), EXAMPLES)
def test_no_example_of_a_rule_about_values(
    asked: Asked, rule: str, kind: str, text: str, mask: str
) -> None:
    given = hidden(text, mask)
    assert mask in given
    ids = [each.id for each in checked(asked, **{kind: given}).problems]
    assert rule not in ids
    assert "invalid-yaml" not in ids


@pytest.mark.parametrize(
    "name",
    ["CODE_EXECUTION_API_KEY", "SANDBOX_API_KEY", "WEAVIATE_API_KEY", "REDIS_PASSWORD"],
)
def test_secrets_of_which_one_is_hidden_do_not_disagree(asked: Asked, name: str) -> None:
    text = re.sub(rf"^{name}=.*", f"{name}=***HIDDEN***", OWN, flags=re.M)
    report = checked(asked, env=text)
    assert [each.id for each in report.problems] == []
    assert f"1 hidden value of .env not judged: {name}" in report.notes


def test_what_a_key_alone_tells_is_said_of_hidden_values_too(asked: Asked) -> None:
    report = checked(asked, env=f"{OWN}NO_SUCH_SETTING=***HIDDEN***\n")
    assert [each.id for each in report.problems] == ["unknown-key"]


def test_only_the_first_of_many_are_named(asked: Asked) -> None:
    text = re.sub(r"=.*", "=***", OWN)
    (note,) = [note for note in checked(asked, env=text).notes if "hidden" in note]
    assert note.startswith("10 hidden values of .env not judged: SECRET_KEY, DB_PASSWORD, ")
    assert note.endswith(", SANDBOX_API_KEY, ...")


def test_a_section_that_is_hidden_is_no_mapping_that_is_wrong_or_left_out(asked: Asked) -> None:
    def told(text: str) -> list[tuple[str, str]]:
        return [(each.id, each.message) for each in checked(asked, values=text).problems]

    shown, hidden = told("sandbox: x\n"), told("sandbox: <redacted>\n")
    assert [rule for rule, _ in shown] == ["default-secret", "refused-by-schema"]
    assert [rule for rule, _ in hidden] == ["default-secret"]
    assert "sandbox.auth.apiKey" in shown[0][1]
    assert "sandbox.auth.apiKey" not in hidden[0][1]


def test_values_of_a_chart_of_which_one_is_hidden(asked: Asked) -> None:
    report = checked(asked, values='api: {replicas: "***", logLevel: INFO}\n')
    assert "refused-by-schema" not in [each.id for each in report.problems]
    assert "1 hidden value of values.yaml not judged: api.replicas" in report.notes
