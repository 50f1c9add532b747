"""Directives and sections of pages that lead because no setting says as much of the question."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.find.find import find
from ctxkit.ask.find.meanings import meanings
from ctxkit.ask.find.pages import leading_pages
from ctxkit.model import ConfigKey, Directive, Fact, Hit, PageSection, Symbol
from ctxkit.text.words import stem
from tests.ask.literal import Files, literal_index

SQUID = "docker/ssrf_proxy/squid.conf.template"


def directive(value: str, says: str = "") -> Directive:
    return Directive(
        name="acl", line=1, end_line=1, program="squid", value=value, path=SQUID, description=says
    )


def key(name: str, says: str = "") -> ConfigKey:
    return ConfigKey(name=name, line=1, end_line=1, origin="pydantic", description=says)


def hits(*facts: Fact) -> list[Hit]:
    return [Hit(fact=fact, score=0.5) for fact in facts]


GROUPS = [[(stem("safe"), 1.0)], [(stem("port"), 1.0)]]


@pytest.mark.parametrize(
    ("setting", "leads"), [("QUEUE_LIMIT", True), ("HTTP_PORT", True), ("SAFE_PORT", False)]
)
def test_a_directive_leads_that_says_clearly_more_than_the_settings(
    setting: str, leads: bool
) -> None:
    facts = hits(directive("Safe_ports port 80"), key("OTHER"))
    assert bool(leading_pages(facts, hits(key(setting)), GROUPS)) == leads


def test_the_third_setting_counts_and_the_fourth_does_not() -> None:
    facts = hits(directive("Safe_ports port 80"))
    others = [key("A_B"), key("C_D"), key("E_F")]
    assert leading_pages(facts, hits(*others, key("SAFE_PORT")), GROUPS)
    assert not leading_pages(facts, hits(*others[:2], key("SAFE_PORT")), GROUPS)


def test_a_directive_of_half_the_question_does_not_lead() -> None:
    assert not leading_pages(hits(directive("ports")), [], GROUPS)


def test_two_pages_lead_at_most() -> None:
    facts = hits(*[directive("Safe_ports port 80")] * 3)
    assert len(leading_pages(facts, [], GROUPS)) == 2


def command(name: str, path: str = "api/commands/account.py", repo: str = "dify") -> Symbol:
    return Symbol(name=name, what="function", line=1, end_line=2, repo=repo, path=path)


@pytest.mark.parametrize(
    ("question", "fact", "leads"),
    [
        ("reset the password", command("reset_password"), True),
        ("admin resets a password", command("reset_password"), True),
        ("reset the password", command("reset_password", "api/commands.py"), True),
        ("reset the password", command("reset_password", "api/services/account.py"), False),
        ("reset the password", command("reset_password", repo="dify-sandbox"), False),
        ("reset the password", command("_reset_password"), False),
        ("reset the password", command("reset_password_of_all"), False),
        ("reset the password", command("reset"), False),
        (
            "how long can a link reset a password by mail",
            command("reset_password"),
            False,
        ),
    ],
)
def test_a_command_leads_whose_name_is_said_and_little_else(
    question: str, fact: Symbol, leads: bool
) -> None:
    groups = meanings(question)
    assert bool(leading_pages(hits(fact), hits(key("RESET_PASSWORD")), groups)) == leads


def test_find_leads_with_the_section_of_a_faq(tmp_path: Path) -> None:
    section = PageSection(
        name="My code returns operation not permitted",
        line=1,
        end_line=3,
        description="The sandbox restricts system calls.",
    )
    files: Files = {
        "dify": {"api/configs/feature.py": ("\n", [key("CODE_LIMIT", "Code that is too long")])},
        "dify-sandbox": {"FAQ.md": ("\n" * 4, [section])},
    }
    asked = literal_index(tmp_path, files)
    with asked.index:
        finding = find(asked.index, asked.sources, "code fails, operation not permitted")
    assert finding.hits[0].fact.name == section.name
