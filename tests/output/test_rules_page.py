"""`docs/rules.md` is what the rules say."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from ctxkit.ask.check.catalog import ALL_RULES, RULES
from ctxkit.model.rule import Rule
from ctxkit.output.rules_page import rule_markdown, rules_page

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_what_the_rules_say() -> None:
    """`make golden` writes it anew."""
    if os.environ.get("CTXKIT_GOLDEN") == "write":
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(rules_page(), encoding="utf8")
    assert rules_page() == PAGE.read_text(encoding="utf8")


def test_each_rule_has_one_entry() -> None:
    entries = re.findall(r"^### `(.+)`$", rules_page(), re.MULTILINE)
    assert sorted(entries) == sorted(rule.id for rule in ALL_RULES)


def section_of(rule_id: str) -> str:
    """Return the section of the page that a rule is in."""
    before = rules_page().partition(f"### `{rule_id}`")[0]
    return re.findall(r"^## (.+)$", before, re.MULTILINE)[-1]


@pytest.mark.parametrize(
    ("rule_id", "section"),
    [
        ("expanded-dollar", "`.env` and Compose files"),
        ("url-without-scheme", "`.env` and Compose files"),
        ("image-versions-differ", "`.env` and Compose files"),
        ("duplicate-key", "`.env`, Compose files and Helm values"),
        ("quoted-false", "Helm values"),
        ("no-data-store", "Helm values"),
        ("duplicate-yaml-key", "YAML form"),
        ("extra-document", "YAML form"),
    ],
)
def test_rules_are_grouped_by_kind_of_file(rule_id: str, section: str) -> None:
    assert section_of(rule_id) == section


def test_the_entry_of_a_rule_about_files() -> None:
    assert rule_markdown(RULES["expanded-dollar"]).splitlines() == [
        "A dollar sign in a value is expanded as a variable.",
        "",
        "*warning, category `expanded-dollar`*",
        "",
        "Nothing sets the variable, so docker compose drops that part of the value.",
        "",
        "**Remedy**: Put the value in single quotes if the dollar sign is part of it.",
        "",
        "Broken (.env):",
        "",
        "```sh",
        "LOG_FILE=/logs/$today.log",
        "```",
        "",
        "Correct (.env):",
        "",
        "```sh",
        "LOG_FILE='/logs/$today.log'",
        "```",
    ]


def code_of(rule: Rule) -> list[str]:
    """Return the code blocks of an entry."""
    return re.findall(r"```\w+\n(.*?)```", rule_markdown(rule), re.DOTALL)


def test_an_example_names_the_containers() -> None:
    broken, kept = code_of(RULES["sandbox-key-mismatch"])
    assert broken == (
        "# in the container api\nCODE_EXECUTION_API_KEY=one-secret\n"
        "# in the container sandbox\nAPI_KEY=another-secret\n"
    )
    assert "API_KEY=one-secret\n" in kept


def test_an_example_says_what_dify_ships() -> None:
    assert code_of(RULES["localhost-in-container"])[0] == (
        "# in the container api\nDB_HOST=localhost\n# Dify ships DB_HOST=db_postgres\n"
    )


def test_an_example_of_values_is_yaml() -> None:
    broken, _ = code_of(RULES["https-without-use-tls"])
    assert broken == (
        "global:\n  useTLS: false\ningress:\n  enabled: true\n  tls: [{hosts: [d.example]}]\n"
    )
    assert code_of(RULES["invalid-chart-cors-origin"])[1] == 'api:\n  webApiCorsAllowOrigins: "*"\n'
