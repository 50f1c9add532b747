"""Directives and sections of pages that lead because no setting says as much of the question."""

from __future__ import annotations

from pathlib import Path

import pytest

from ctxkit.ask.find.find import find
from ctxkit.ask.find.pages import leading_pages
from ctxkit.model import ConfigKey, Directive, Fact, Hit, PageSection
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
