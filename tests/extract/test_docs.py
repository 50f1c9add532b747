from __future__ import annotations

import pytest

from ctxkit.extract.docs import LANGUAGE, extract
from ctxkit.extract.source import Source
from ctxkit.model import ConfigUse, PageSection
from tests.extract.annotated import check
from tests.extract.literal import facts
from tests.pace import at_most


def documented(code: str) -> list[tuple[str, str, int]]:
    found = facts("en/a.mdx", code, ConfigUse)
    return [(use.name, use.description, use.end_line) for use in found]


def test_headings_and_rows_of_tables() -> None:
    check("docs/en/environments.mdx", ConfigUse)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("# A_B\n\nText.", []),
        ("## A_B\nText.", [("A_B", "Text.", 2)]),
        ("###### `A_B` ##\n\nText\nand more.\n\nOther.", [("A_B", "Text and more.", 4)]),
        ("### A_B {#a-b}", [("A_B", "", 1)]),
        ("### A_B is a setting", []),
        ("### AB", []),
        ("### A_B\nDefault: 3\n\nText.", [("A_B", "Text.", 4)]),
        ("### A_B\n默认：3\n\nText.", [("A_B", "Text.", 4)]),
        ("### A_B\n預設值：3\n\nText.", [("A_B", "Text.", 4)]),
        ("### A_B\nデフォルト値：3\n\nText.", [("A_B", "Text.", 4)]),
        ("### A_B\nDefault: 3\nText.\n\nOther.", [("A_B", "Default: 3 Text.", 3)]),
        ("### A_B\n### C_D\nText.", [("A_B", "", 1), ("C_D", "Text.", 3)]),
        ("### A_B\n```\nText.", [("A_B", "", 1)]),
        ("### A_B" + "\n" * 12 + "Text.", [("A_B", "Text.", 13)]),
        ("### A_B" + "\n" * 13 + "Text.", [("A_B", "", 1)]),
        ("# x\n| **`A_B`** | short | the longest cell |", [("A_B", "the longest cell", 2)]),
        ("| A_B | text |", []),
        ("~~~\n### A_B\n~~~\n### C_D", [("C_D", "", 4)]),
    ],
)
def test_what_documents_a_setting(code: str, found: list[tuple[str, str, int]]) -> None:
    assert documented(code) == found


def test_a_long_text_is_cut() -> None:
    assert documented("### A_B\n" + "x" * 400)[0][1] == "x" * 400
    assert documented("### A_B\n" + "x" * 401)[0][1] == "x" * 400 + "..."


def test_pages_of_tests_are_not_read() -> None:
    assert not facts("en/a.md", "## A_B", ConfigUse, test=True)


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("en/environments.mdx", True),
        ("README.md", True),
        (".agents/skills/x/SKILL.md", False),
        (".claude/x.md", False),
        (".github/x.md", False),
        ("x/CHANGELOG.md", False),
        ("AGENTS.md", False),
        ("CLAUDE.md", False),
        ("en/SKILL.md", False),
        ("en/MYSKILL.md", True),
        ("a.mdxx", False),
    ],
)
def test_what_is_written_for_developers_and_assistants_is_not_documentation(
    path: str, matches: bool
) -> None:
    assert LANGUAGE.reads(path) is matches


@pytest.mark.no_cover
def test_hostile_pages_take_linear_time() -> None:
    with at_most(4):
        for text in (
            "## A_B\n" * 20_000,
            "| `A_B` |" + "|" * 100_000,
            "#" * 100_000,
            "## A_" + "A" * 100_000 + "!",
        ):
            list(extract(Source(repo="dify-docs", path="x.md", data=text.encode())))


def sections(path: str, code: str) -> list[tuple[str, int, int, str]]:
    found = facts(path, code, PageSection)
    return [(s.name, s.line, s.end_line, s.description) for s in found]


@pytest.mark.parametrize(
    ("path", "code", "found"),
    [
        ("FAQ.md", "# FAQ\n## Why?\nSo.", [("Why?", 2, 3, "So.")]),
        ("docker/README.md", "## Why?\nSo.\n", [("Why?", 1, 3, "So.")]),
        ("a/b.md", "## Why?\nSo.", []),
        ("docs/ja-JP/README.md", "## Why?\nSo.", []),
        ("models/openai/README.md", "## Why?\nSet `A_B`.", []),
        ("web/features/README.md", "## Why?\nSet `A_B`.", []),
        ("api/providers/vdb/README.md", "## Why?\nSo.", []),
        (".devcontainer/README.md", "## Why?\nSo.", []),
        ("api/README.md", "## Why?\nSo.", [("Why?", 1, 2, "So.")]),
        ("en/faq.mdx", "## Why?\nSet `A_B`.", [("Why?", 1, 2, "Set `A_B`.")]),
        ("en/faq.mdx", "## Why?\n```\nA_B=1\n```\nSo.", [("Why?", 1, 5, "So.")]),
        ("en/faq.mdx", "## Why?\nA_B C_D E_F G_H\nI_J", []),
        ("FAQ.md", "### 12. Why? {#why} ##\nSo.", [("Why?", 1, 2, "So.")]),
        (
            "FAQ.md",
            "## Why?\n```\n## no\n```\n## How?\nSo.",
            [("Why?", 1, 4, ""), ("How?", 5, 6, "So.")],
        ),
    ],
)
def test_sections_of_a_page(path: str, code: str, found: list[tuple[str, int, int, str]]) -> None:
    assert sections(path, code) == found


def test_a_long_section_is_read_in_part() -> None:
    ((_, _, end_line, text),) = sections("FAQ.md", "## Why?\n" + "x" * 30 + "\n" * 90 + "late")
    assert (end_line, text) == (92, "x" * 30)
    ((_, _, _, text),) = sections("FAQ.md", "## Why?\n" + "x" * 2000)
    assert text == "x" * 1200


def test_headings_take_linear_time() -> None:
    with at_most(2):
        sections("FAQ.md", "## " + " {#" * 100_000 + "\n## " + "# " * 100_000)
